package card

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"time"

	"peerbot/aws/peering"
	"peerbot/bot/directory"
	"peerbot/bot/notice"
	"peerbot/bot/request"
)

// The people of the walkthrough.
const (
	asker = "U0AIKO"
	owner = "U0MINJUN"
	admin = "U0ADMIN"
)

const pcxID = "pcx-0a1b2c3d4e5f60718"

// noon is the clock of the goldens.
func noon() time.Time { return time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC) }

func names() directory.Names {
	return directory.Names{Accounts: map[string]string{"111111111111": "tokyo", "222222222222": "seoul"}}
}

func tokyoRef() peering.Ref {
	return peering.Ref{Account: "111111111111", Region: "ap-northeast-1", VPC: "vpc-0123456789abcdef0"}
}

func seoulRef() peering.Ref {
	return peering.Ref{Account: "222222222222", Region: "ap-northeast-2", VPC: "vpc-0fedcba9876543210"}
}

// sideView is a VPC as AWS shows it: a main table, and one per subnet.
func sideView(ref peering.Ref, name string, subnets int, cidrs ...string) peering.View {
	v := peering.View{Found: true, VPC: peering.VPC{Ref: ref, Name: name, State: "available"}}
	for _, c := range cidrs {
		v.VPC.CIDRs = append(v.VPC.CIDRs, netip.MustParsePrefix(c))
	}
	on := true
	v.VPC.DNSSupport, v.VPC.DNSHostnames = &on, &on
	id := func(kind string, n int) string { return fmt.Sprintf("%s-0%s%012d", kind, ref.Account[:4], n) }
	v.Tables = append(v.Tables, peering.RouteTable{ID: id("rtb", 0), Main: true})
	for n := range subnets {
		subnet := id("subnet", n+1)
		v.Subnets = append(v.Subnets, peering.Subnet{ID: subnet})
		v.Tables = append(v.Tables, peering.RouteTable{ID: id("rtb", n+1), Subnets: []string{subnet}})
	}
	return v
}

// world is the walkthrough before anything was made.
func world() peering.Observed {
	return peering.Observed{
		Requester: sideView(tokyoRef(), "main", 0, "10.1.0.0/16"),
		Accepter:  sideView(seoulRef(), "main", 2, "10.2.0.0/16"),
	}
}

func wanted() peering.Peering {
	return peering.Peering{ID: "P17", Install: "peerbot", Requester: peering.End{VPC: tokyoRef()}, Accepter: peering.End{VPC: seoulRef()}}
}

// made is the world after the steps of creating were done.
func made(have peering.Observed, want peering.Peering) peering.Observed {
	c := peering.Connection{
		ID: pcxID, Status: peering.Active, Message: "Active", Tags: want.Tags(),
		Requester: want.Requester.VPC, Accepter: want.Accepter.VPC,
		RequesterDNS: &want.Requester.DNS, AccepterDNS: &want.Accepter.DNS,
		RequesterCIDRs: prefixes(have.Requester.VPC.CIDRs), AccepterCIDRs: prefixes(have.Accepter.VPC.CIDRs),
	}
	steps := peering.Diff(want, have)
	for _, s := range bothSides() {
		v := have.Side(s)
		v.Connections = []peering.Connection{c}
		v.Tables = slices.Clone(v.Tables)
		for i, t := range v.Tables {
			for _, step := range steps {
				if step.Kind == peering.AddRoute && step.Side == s && step.Table == t.ID {
					v.Tables[i].Routes = append(slices.Clone(v.Tables[i].Routes), peering.Route{Destination: step.Destination, Target: pcxID})
				}
			}
		}
	}
	return have
}

// asked is the walkthrough's request: waiting for Seoul.
func asked() notice.RequestCard {
	return askedFor(wanted(), world())
}

func askedFor(want peering.Peering, have peering.Observed) notice.RequestCard {
	plan := peering.Forecast(want, have)
	plan.Digest = strings.Repeat("0123456789abcdef", 4) // the real one is no business of a golden
	r := request.New(request.Request{
		ID: "R42", Version: 3, Kind: request.Create, Peering: want.ID, RequestedBy: asker, Team: "T0PEER", Channel: "C0SEOUL",
		Reason: "shared login for the web tier", Ticket: "NET-7", Plan: plan,
		Approvals: []request.Approval{{Account: want.Requester.VPC.Account, Alias: "tokyo", SelfApprovable: true}, {Account: want.Accepter.VPC.Account, Alias: "seoul"}},
	}, []string{want.Requester.VPC.Account}, noon().Add(24*time.Hour), noon())
	return notice.RequestCard{
		Names: names(), Request: r, Now: noon().Add(time.Minute),
		Peering: request.Peering{
			ID: want.ID, State: request.Absent, Desired: want, Requester: plan.Requester, Accepter: plan.Accepter,
			CreatedAt: noon(), UpdatedAt: noon(),
		},
	}
}

// approved is c after Seoul's owner said yes.
func approved(c notice.RequestCard) notice.RequestCard {
	at := noon().Add(2 * time.Minute)
	for _, n := range c.Request.Outstanding() {
		next, err := c.Request.Approve(owner, []string{n.Account}, at)
		if err != nil {
			panic(err) // the fixture is wrong, not what is tested
		}
		c.Request = next
	}
	c.Now = at
	return c
}

// applying is c after that many of its writes.
func applying(c notice.RequestCard, writes int) notice.RequestCard {
	c = approved(c)
	at := noon().Add(2*time.Minute + 12*time.Second)
	var done []peering.Step
	for _, s := range c.Request.Plan.Writes()[:writes] {
		if s.PCX == "" {
			s.PCX = pcxID
		}
		done = append(done, s)
	}
	r, err := c.Request.Start(noon().Add(2 * time.Minute))
	if err == nil {
		r, err = r.Progress(done, at)
	}
	if err != nil {
		panic(err)
	}
	c.Request, c.Now = r, at
	c.Peering.State = request.PeerApplying
	if writes > 0 {
		c.Peering.Desired.PCX = pcxID
	}
	return c
}

// finished is c when all is done.
func finished(c notice.RequestCard) notice.RequestCard {
	c = applying(c, len(c.Request.Plan.Writes()))
	r, err := c.Request.Finish(noon().Add(2*time.Minute + 31*time.Second))
	if err != nil {
		panic(err)
	}
	c.Request = r
	c.Peering.State = request.Active
	switch r.Kind {
	case request.Delete:
		c.Peering.State, c.Peering.Desired.Absent = request.Removed, true
	case request.Release, request.AcceptExternal:
		c.Peering.State = request.Released
	case request.Keep:
		c.Peering.Desired = r.Plan.Peering
	}
	return c
}

// failed is c when a step could not be done after that many writes.
func failed(c notice.RequestCard, writes int) notice.RequestCard {
	c = applying(c, writes)
	step := c.Request.Plan.Writes()[writes]
	step.PCX = pcxID
	r, err := c.Request.Fail(request.Failure{
		Code: request.CallFailed, Step: &step, Call: &peering.CallError{
			Action: step.Action(), Account: step.At.Account, Region: step.At.Region, Code: "UnauthorizedOperation", Class: peering.Denied,
			Message: "You are not authorized to perform this operation.",
		},
		Exists: &request.Existing{PCX: pcxID, Status: peering.Pending},
	}, noon().Add(3*time.Minute))
	if err != nil {
		panic(err)
	}
	c.Request = r
	return c
}

// deleting is a request to take the walkthrough's peering down.
func deleting() notice.RequestCard {
	want := wanted()
	have := made(world(), want)
	want.PCX = pcxID
	gone := want
	gone.Absent = true
	c := askedFor(gone, have)
	c.Request.ID, c.Request.Kind, c.Request.Reason, c.Request.Ticket = "R43", request.Delete, "moved to the hub", ""
	c.Peering.Desired, c.Peering.State = want, request.Active
	return c
}

// huge has 300 tables on each side and ten blocks each way, and everything
// that a person or AWS may name is as long as it can be.
func huge() notice.RequestCard {
	var cidrs [2][]string
	for n := range 5 {
		cidrs[0] = append(cidrs[0], fmt.Sprintf("10.1%d.0.0/16", n), fmt.Sprintf("2406:da14:abcd:1%d00::/56", n))
		cidrs[1] = append(cidrs[1], fmt.Sprintf("10.2%d.0.0/16", n), fmt.Sprintf("2406:da12:abcd:2%d00::/56", n))
	}
	have := peering.Observed{
		Requester: sideView(tokyoRef(), long("名前", 256), 300, cidrs[0]...),
		Accepter:  sideView(seoulRef(), long("<&>", 256), 300, cidrs[1]...),
	}
	for i := range have.Accepter.Tables { // every table has a narrower route: 3,000 warnings
		have.Accepter.Tables[i].Routes = []peering.Route{{Destination: netip.MustParsePrefix("10.10.7.0/24"), Target: "tgw-0123456789abcdef0"}}
	}
	want := wanted()
	want.Requester.DNS, want.Accepter.DNS = true, true
	c := askedFor(want, have)
	c.Request.Reason = long("&<why>*_`~ ", 2000)
	c.Request.Ticket = long("T&", 2000)
	c.Names.Accounts["111111111111"] = long("alias", 64)
	c.Names.Accounts["222222222222"] = long("a_b*", 64)
	c.Paused = request.Pause{On: true, Person: admin, Reason: long("<&> stop ", 2000), At: noon()}
	return c
}

// long repeats s up to n characters.
func long(s string, n int) string {
	in := []rune(s)
	out := make([]rune, n)
	for i := range out {
		out[i] = in[i%len(in)]
	}
	return string(out)
}
