package live

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"net/netip"
	"slices"

	"peerbot/aws/peering"
	"peerbot/aws/sim"
)

// crowd is a generated world in which everything is as it should be. Every VPC
// has a main table, and tables beside it with one subnet each.
type crowd struct {
	accounts []Account
	managed  []peering.Peering
	vpcs     []sim.VPC
}

// crowdSpec says how large a crowd is.
type crowdSpec struct {
	accounts int
	regions  []string
	vpcs     int         // shared evenly among the places that are not big
	big      map[int]int // VPCs of the big places, by number of the place
	tables   int         // of a VPC, beside its main one
	peerings int
	hubs     int // the first VPCs of the first big place; each has hubSpokes peerings
	dnsEvery int // each n-th peering wants DNS options; 0: none
}

const hubSpokes = 100 // AWS allows 125

// regions17 are those that every account has without asking.
var regions17 = []string{
	"us-east-1", "us-east-2", "us-west-1", "us-west-2", "ap-south-1", "ap-northeast-1", "ap-northeast-2",
	"ap-northeast-3", "ap-southeast-1", "ap-southeast-2", "ca-central-1", "sa-east-1", "eu-central-1",
	"eu-west-1", "eu-west-2", "eu-west-3", "eu-north-1",
}

// issueSpec is 100 accounts in 17 Regions with 10,000 peerings and 40,000
// route tables, most of it spread out and some of it in one place.
func issueSpec() crowdSpec {
	s := crowdSpec{accounts: 100, regions: regions17, vpcs: 8000, tables: 3, peerings: 10_000, hubs: 10, dnsEvery: 10, big: map[int]int{5: 300}}
	for i := range 17 {
		s.big[100*i+7] = 100
	}
	return s
}

// build makes the world. Equal specs make equal worlds.
func (s crowdSpec) build(c *sim.Cloud) (*crowd, error) {
	k := &crowd{}
	for i := range s.accounts {
		id := fmt.Sprintf("%012d", 100_000_000_000+i)
		k.accounts = append(k.accounts, Account{
			Alias: fmt.Sprintf("team%03d", i), ID: id, RoleARN: "arn:aws:iam::" + id + ":role/peerbot", ExternalID: "external-" + id, Regions: s.regions,
		})
	}
	hub, err := k.addVPCs(c, s)
	if err != nil {
		return nil, err
	}
	subnets := map[string][]string{}
	for _, v := range k.vpcs {
		for n := range s.tables {
			a := v.CIDRs[0].Addr().As4()
			a[3] = byte(n * 16)
			sub, err := c.AddSubnet(sim.Subnet{VPC: v.ID, Name: fmt.Sprintf("private-%d", n), CIDR: netip.PrefixFrom(netip.AddrFrom4(a), 28)})
			if err != nil {
				return nil, err
			}
			subnets[v.ID] = append(subnets[v.ID], sub.ID)
		}
	}
	if err := k.addPeerings(c, s, hub); err != nil {
		return nil, err
	}
	return k, k.addTables(c, s, subnets)
}

// addVPCs returns the index of the first VPC that may be a hub.
func (k *crowd) addVPCs(c *sim.Cloud, s crowdSpec) (hub int, err error) {
	places := s.accounts * len(s.regions)
	even := places - len(s.big)
	first := slices.Min(slices.AppendSeq([]int{places}, maps.Keys(s.big)))
	seen := 0 // of the places that are not big
	for at := range places {
		n, big := s.big[at]
		if !big {
			n = s.vpcs*(seen+1)/even - s.vpcs*seen/even
			seen++
		}
		if at == first {
			hub = len(k.vpcs)
		}
		for range n {
			i := len(k.vpcs)
			v, err := c.AddVPC(sim.VPC{
				Account: k.accounts[at/len(s.regions)].ID, Region: s.regions[at%len(s.regions)], DNSHostnames: true,
				Name: fmt.Sprintf("service-%05d", i), CIDRs: []netip.Prefix{netip.PrefixFrom(netip.AddrFrom4([4]byte{10, byte(i >> 8), byte(i), 0}), 24)},
			})
			if err != nil {
				return 0, err
			}
			k.vpcs = append(k.vpcs, v)
		}
	}
	return hub, nil
}

// addPeerings peers each hub with many and the rest at random. The first
// peerings are of all places alike.
func (k *crowd) addPeerings(c *sim.Cloud, s crowdSpec, hub int) error {
	random := rand.New(rand.NewPCG(1, 2))
	type pair struct{ a, b int }
	taken := map[pair]bool{}
	var pairs []pair
	add := func(a, b int) {
		if a != b && !taken[pair{a, b}] && !taken[pair{b, a}] {
			taken[pair{a, b}] = true
			pairs = append(pairs, pair{a, b})
		}
	}
	for h := range s.hubs {
		for want := len(pairs) + hubSpokes; len(pairs) < want; {
			add(hub+h, random.IntN(len(k.vpcs)))
		}
	}
	for len(pairs) < s.peerings {
		add(random.IntN(len(k.vpcs)), random.IntN(len(k.vpcs)))
	}
	random.Shuffle(len(pairs), func(i, j int) { pairs[i], pairs[j] = pairs[j], pairs[i] })
	modes := []peering.RouteMode{peering.RoutesAll, peering.RoutesPrivate, peering.RoutesAll, peering.RoutesMain, peering.RoutesAll, peering.RoutesNone, peering.RoutesAll, peering.RoutesTables}
	for i, x := range pairs {
		p := peering.Peering{ID: fmt.Sprintf("P%d", i+1), Install: "peerbot", Requester: peering.End{VPC: ref(k.vpcs[x.a])}, Accepter: peering.End{VPC: ref(k.vpcs[x.b])}}
		for j, end := range []*peering.End{&p.Requester, &p.Accepter} {
			end.Routes.Mode = modes[(i+j)%len(modes)]
			end.DNS = s.dnsEvery > 0 && i%s.dnsEvery == 0
		}
		made, err := c.AddPeering(sim.Peering{
			Requester: sim.Side{VPC: p.Requester.VPC.VPC, DNS: p.Requester.DNS, Tags: p.Tags()},
			Accepter:  sim.Side{VPC: p.Accepter.VPC.VPC, DNS: p.Accepter.DNS, Tags: p.Tags()},
		})
		if err != nil {
			return err
		}
		p.PCX = made.ID
		k.managed = append(k.managed, p)
	}
	return nil
}

func ref(v sim.VPC) peering.Ref { return peering.Ref{Account: v.Account, Region: v.Region, VPC: v.ID} }

// addTables makes the tables with the routes that the peerings want.
func (k *crowd) addTables(c *sim.Cloud, s crowdSpec, subnets map[string][]string) error {
	block := map[string]netip.Prefix{}
	for _, v := range k.vpcs {
		block[v.ID] = v.CIDRs[0]
	}
	type lane struct {
		end *peering.End
		sim.Route
	}
	lanes := map[string][]lane{} // by VPC
	for i := range k.managed {
		p := &k.managed[i]
		r, a := p.Requester.VPC.VPC, p.Accepter.VPC.VPC
		lanes[r] = append(lanes[r], lane{&p.Requester, sim.Route{Destination: block[a], Target: p.PCX}})
		lanes[a] = append(lanes[a], lane{&p.Accepter, sim.Route{Destination: block[r], Target: p.PCX}})
	}
	for _, v := range k.vpcs {
		nat, err := c.AddGateway(v.ID, sim.NATGateway)
		if err != nil {
			return err
		}
		for n := range s.tables {
			t := sim.Table{VPC: v.ID, Name: fmt.Sprintf("private-%d", n), Subnets: subnets[v.ID][n : n+1], Routes: []sim.Route{{Destination: netip.MustParsePrefix("0.0.0.0/0"), Target: nat}}}
			for _, l := range lanes[v.ID] {
				switch l.end.Routes.Mode {
				case peering.RoutesAll, peering.RoutesPrivate:
					t.Routes = append(t.Routes, l.Route)
				case peering.RoutesTables:
					if n == 0 {
						t.Routes = append(t.Routes, l.Route)
					}
				}
			}
			made, err := c.AddTable(t)
			if err != nil {
				return err
			}
			if n > 0 {
				continue
			}
			for _, l := range lanes[v.ID] {
				if l.end.Routes.Mode == peering.RoutesTables {
					l.end.Routes.Tables = []string{made.ID}
				}
			}
		}
		for _, l := range lanes[v.ID] {
			if l.end.Routes.Mode == peering.RoutesMain {
				if err := c.SetRoute(v.MainTable, l.Route); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// floor counts the fewest calls, by action, that show all that peerings rest
// on: the pages that its objects fill, counted on the world itself.
func (k *crowd) floor(c *sim.Cloud, managed []peering.Peering) map[string]int {
	type objects struct{ connections, vpcs, tables, subnets, groups int }
	seen := map[peering.Place]*objects{}
	for _, a := range k.accounts {
		for _, r := range a.Regions {
			seen[peering.Place{Account: a.ID, Region: r}] = &objects{}
		}
	}
	for _, p := range c.Peerings() {
		r, a := peering.Place{Account: p.Requester.Account, Region: p.Requester.Region}, peering.Place{Account: p.Accepter.Account, Region: p.Accepter.Region}
		seen[r].connections++
		if a != r {
			seen[a].connections++
		}
	}
	of, bySubnets, dns := map[string]peering.Place{}, map[string]bool{}, map[string]bool{}
	touched, choosing := map[peering.Place]bool{}, map[peering.Place]bool{}
	grouped := map[string]bool{}
	for _, p := range managed {
		for _, end := range []peering.End{p.Requester, p.Accepter} {
			at := end.VPC.Place()
			of[end.VPC.VPC], touched[at] = at, true
			if end.Routes.Mode == peering.RoutesAll || end.Routes.Mode == peering.RoutesPrivate {
				bySubnets[end.VPC.VPC], choosing[at] = true, true
			}
			if p.Requester.VPC.Region == p.Accepter.VPC.Region {
				grouped[end.VPC.VPC] = true
			}
			if p.Requester.DNS || p.Accepter.DNS {
				dns[end.VPC.VPC] = true
			}
		}
	}
	for vpc, at := range of {
		seen[at].vpcs++
		if grouped[vpc] {
			seen[at].groups++ // every VPC of a crowd has its default group
		}
	}
	for _, t := range c.Tables() {
		if at, ok := of[t.VPC]; ok {
			seen[at].tables++
		}
	}
	for _, s := range c.Subnets() {
		if bySubnets[s.VPC] {
			seen[of[s.VPC]].subnets++
		}
	}
	pages := func(n, size int) int { return max(1, (n+size-1)/size) }
	calls := map[string]int{}
	for at, o := range seen {
		calls["DescribeVpcPeeringConnections"] += pages(o.connections, 1000)
		if touched[at] {
			calls["DescribeVpcs"] += pages(o.vpcs, 1000)
			calls["DescribeRouteTables"] += pages(o.tables, 100)
		}
		if choosing[at] {
			calls["DescribeSubnets"] += pages(o.subnets, 1000)
		}
		if o.groups > 0 {
			calls["DescribeSecurityGroups"] += pages(o.groups, 1000)
		}
	}
	if len(dns) > 0 {
		calls["DescribeVpcAttribute"] = 2 * len(dns)
	}
	return calls
}
