package live

import (
	"fmt"
	"math/rand/v2"
	"net/netip"
	"reflect"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"

	"peerbot/aws/peering"
	"peerbot/aws/sim"
)

// What a sweep sees of a peering is what one look at it alone sees: the
// decisions that rest on the two are the same.
func TestASurveyShowsWhatObserveSees(t *testing.T) {
	t.Parallel()
	drifts, blocked, live := 0, 0, 0
	for seed := range uint64(12) {
		w := newWorld(t)
		c := w.cloud(t)
		managed := (&messy{w: w, Rand: rand.New(rand.NewPCG(seed, 7))}).build(t)
		s := survey(t, c, managed)
		now := time.Now()
		for _, p := range managed {
			want := observe(t, c, p)
			got, unread := s.Observed(p)
			if len(unread) > 0 {
				t.Fatalf("seed %d, %s: unread places %v", seed, p.ID, unread)
			}
			if a, b := reduced(p, got), reduced(p, want); !reflect.DeepEqual(a, b) {
				t.Errorf("seed %d, %s:\nsurvey  %+v\nobserve %+v", seed, p.ID, a, b)
			}
			if a, b := peering.Drifts(p, got, now), peering.Drifts(p, want, now); !reflect.DeepEqual(a, b) {
				t.Errorf("seed %d, %s: drifts %v by the survey, %v by Observe", seed, p.ID, a, b)
			}
			f, g := peering.Forecast(p, got), peering.Forecast(p, want)
			if f.Digest != g.Digest || !reflect.DeepEqual(f.Problems, g.Problems) || !reflect.DeepEqual(f.Steps, g.Steps) {
				t.Errorf("seed %d, %s: plan %+v by the survey, %+v by Observe", seed, p.ID, f, g)
			}
			drifts += len(peering.Drifts(p, want, now))
			blocked += len(g.Blocked())
			if _, ok := peering.Current(p, want); ok {
				live++
			}
		}
	}
	if drifts < 100 || blocked < 40 || live < 40 {
		t.Errorf("%d drifts, %d blocking problems and %d connections of ours: too tame to prove anything", drifts, blocked, live)
	}
}

// reduced leaves out what a peering does not ask for. A survey may know more:
// another peering of the same VPC asked. And it names a VPC that it did not
// find.
func reduced(p peering.Peering, o peering.Observed) peering.Observed {
	for _, side := range []peering.Side{peering.Requester, peering.Accepter} {
		v := o.Side(side)
		v.Groups = nil // which Observe does not read
		if !v.Found {
			v.VPC = peering.VPC{}
		}
		if p.Absent || !p.Requester.DNS && !p.Accepter.DNS {
			v.VPC.DNSSupport, v.VPC.DNSHostnames = nil, nil
		}
		if m := p.Side(side).Routes.Mode; m != peering.RoutesAll && m != peering.RoutesPrivate {
			v.Subnets = nil
		}
	}
	return o
}

// messy makes a small world in which everything may be wrong.
type messy struct {
	*rand.Rand

	w    *world
	vpcs []sim.VPC
}

func (m *messy) often() bool { return m.IntN(3) > 0 }

func one[T any](m *messy, of ...T) T { return of[m.IntN(len(of))] }

// build makes the world and peerings to look for: most of those that are
// there, and some that are not.
func (m *messy) build(t *testing.T) []peering.Peering {
	t.Helper()
	m.w.SetDelays(sim.Delays{Provisioning: time.Duration(m.IntN(2)) * time.Hour, Deleting: time.Duration(m.IntN(2)) * time.Hour})
	for i := range 7 + m.IntN(5) {
		m.addVPC(t, i)
	}
	var wanted []peering.Peering
	for i := range 12 {
		wanted = append(wanted, m.addPeering(t, fmt.Sprintf("P%d", i+1)))
	}
	for _, p := range m.w.Peerings() {
		m.addRoutes(t, p)
		m.spoil(t, p)
	}
	for i := range wanted {
		p := &wanted[i]
		if m.IntN(12) == 0 {
			p.Accepter.VPC.VPC = "vpc-0123456789abcdef0"
		}
		if m.IntN(8) == 0 {
			p.Requester, p.Accepter = p.Accepter, p.Requester
		}
	}
	return wanted
}

func (m *messy) addVPC(t *testing.T, i int) {
	t.Helper()
	v := sim.VPC{
		Account: one(m, prodID, prodID, dataID), Region: one(m, tokyo, seoul), Name: one(m, "", "payments", "lake"),
		CIDRs:        []netip.Prefix{netip.MustParsePrefix(fmt.Sprintf("10.%d.0.0/16", i))},
		NoDNSSupport: m.IntN(4) == 0, DNSHostnames: m.often(),
	}
	if m.often() {
		v.CIDRs = append(v.CIDRs, netip.MustParsePrefix(fmt.Sprintf("10.%d.0.0/16", 100+i)), netip.MustParsePrefix(fmt.Sprintf("fd00:%d::/56", i+1)))
	}
	v, err := m.w.AddVPC(v)
	if err != nil {
		t.Fatal(err)
	}
	m.vpcs = append(m.vpcs, v)
	var subnets []string
	for n := range m.IntN(4) {
		s, err := m.w.AddSubnet(sim.Subnet{VPC: v.ID, Name: one(m, "", "a"), CIDR: netip.MustParsePrefix(fmt.Sprintf("10.%d.%d.0/24", i, n))})
		if err != nil {
			t.Fatal(err)
		}
		subnets = append(subnets, s.ID)
	}
	for range m.IntN(3) {
		table := sim.Table{VPC: v.ID}
		if len(subnets) > 0 && m.often() {
			table.Subnets = []string{one(m, subnets...)}
		}
		if m.often() {
			gateway, err := m.w.AddGateway(v.ID, one(m, sim.InternetGateway, sim.NATGateway, sim.TransitGateway))
			if err != nil {
				t.Fatal(err)
			}
			table.Routes = []sim.Route{{Destination: one(m, netip.MustParsePrefix("0.0.0.0/0"), netip.MustParsePrefix(fmt.Sprintf("10.%d.0.0/16", m.IntN(12)))), Target: gateway}}
		}
		if _, err := m.w.AddTable(table); err != nil {
			t.Fatal(err)
		}
	}
}

// addPeering makes a wish, and mostly a connection for it: ours or another's.
func (m *messy) addPeering(t *testing.T, id string) peering.Peering {
	t.Helper()
	a, b := one(m, m.vpcs...), one(m, m.vpcs...)
	for a.ID == b.ID {
		b = one(m, m.vpcs...)
	}
	p := peering.Peering{ID: id, Requester: m.end(a), Accepter: m.end(b), Absent: m.IntN(6) == 0, Former: []string{"pcx-0123456789abcdef0"}}
	switch m.IntN(8) {
	case 0:
		return p
	case 1: // to an account that has no such VPC: it fails
		_, err := m.w.as(a.Account, a.Region).CreateVpcPeeringConnection(t.Context(), &ec2.CreateVpcPeeringConnectionInput{
			VpcId: aws.String(a.ID), PeerVpcId: aws.String(b.ID), PeerOwnerId: aws.String(botID), PeerRegion: aws.String(b.Region),
		})
		if err != nil {
			t.Fatal(err)
		}
		return p
	case 2:
		a, b = b, a
	}
	c := sim.Peering{Requester: sim.Side{VPC: a.ID, DNS: m.often()}, Accepter: sim.Side{VPC: b.ID, DNS: m.often()}, State: one(m, "active", "active", "pending-acceptance")}
	if m.often() {
		c.Requester.Tags = p.Tags()
	}
	if m.often() {
		c.Accepter.Tags = p.Tags()
	}
	made, err := m.w.AddPeering(c)
	if err != nil {
		t.Fatal(err)
	}
	if m.often() {
		p.PCX = made.ID
	}
	return p
}

func (m *messy) end(v sim.VPC) peering.End {
	e := peering.End{VPC: ref(v), DNS: m.IntN(3) == 0}
	e.Routes.Mode = one(m, peering.RoutesAll, peering.RoutesAll, peering.RoutesMain, peering.RoutesPrivate, peering.RoutesNone, peering.RoutesTables)
	if e.Routes.Mode == peering.RoutesTables {
		e.Routes.Tables = []string{one(m, v.MainTable, "rtb-0123456789abcdef0")}
	}
	return e
}

// addRoutes gives some tables of both sides routes through a peering.
func (m *messy) addRoutes(t *testing.T, p sim.Peering) {
	t.Helper()
	for _, table := range m.w.Tables() {
		if table.VPC != p.Requester.VPC && table.VPC != p.Accepter.VPC {
			continue
		}
		for _, v := range m.vpcs {
			if (v.ID == p.Requester.VPC || v.ID == p.Accepter.VPC) && v.ID != table.VPC && m.often() {
				if err := m.w.SetRoute(table.ID, sim.Route{Destination: v.CIDRs[0], Target: p.ID}); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
}

// spoil ends some peerings.
func (m *messy) spoil(t *testing.T, p sim.Peering) {
	t.Helper()
	var err error
	switch {
	case p.State == "pending-acceptance" && m.IntN(3) == 0:
		err = m.w.RejectPeering(p.ID)
	case p.State == "active" && m.IntN(4) == 0:
		err = m.w.DeletePeering(p.ID, one(m, p.Requester.Account, p.Accepter.Account))
	}
	if err != nil {
		t.Fatal(err)
	}
}
