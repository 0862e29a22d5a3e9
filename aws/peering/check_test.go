package peering

import (
	"slices"
	"testing"
)

func TestCheck(t *testing.T) {
	t.Parallel()
	off := false
	overlap := func(x, y string) Problem {
		return Problem{Code: CIDROverlap, Blocking: true, RequesterCIDR: mustPrefix(x), AccepterCIDR: mustPrefix(y)}
	}
	near := func(there string) Problem {
		return Problem{Code: RouteNear, Side: Requester, Table: "rtb-maina", Destination: mustPrefix("10.2.0.0/16"), Existing: mustPrefix(there), Target: "tgw-1"}
	}
	tests := []struct {
		name string
		edit func(p *Peering, o *Observed)
		want Problem // zero: none
	}{
		{"nothing wrong", func(*Peering, *Observed) {}, Problem{}},
		{"same VPC", func(p *Peering, _ *Observed) { p.Accepter.VPC = p.Requester.VPC }, Problem{Code: SameVPC, Blocking: true}},
		{"another partition", func(p *Peering, _ *Observed) { p.Accepter.VPC.Region = "cn-north-1" }, Problem{Code: OtherPartition, Blocking: true}},
		{"no such VPC", func(_ *Peering, o *Observed) { o.Accepter.Found = false }, Problem{Code: VPCMissing, Side: Accepter, Blocking: true}},
		{"a VPC in the making", func(_ *Peering, o *Observed) { o.Requester.VPC.State = "pending" }, Problem{Code: VPCNotReady, Side: Requester, Blocking: true}},
		{"primary blocks overlap", func(_ *Peering, o *Observed) { o.Accepter.VPC.CIDRs[0] = mustPrefix("10.1.128.0/17") }, overlap("10.1.0.0/16", "10.1.128.0/17")},
		{
			"secondary blocks overlap",
			func(_ *Peering, o *Observed) {
				o.Requester.VPC.CIDRs = append(o.Requester.VPC.CIDRs, mustPrefix("100.64.0.0/16"))
				o.Accepter.VPC.CIDRs = append(o.Accepter.VPC.CIDRs, mustPrefix("100.64.3.0/24"))
			}, overlap("100.64.0.0/16", "100.64.3.0/24"),
		},
		{
			"IPv6 blocks overlap",
			func(_ *Peering, o *Observed) {
				o.Requester.VPC.CIDRs = append(o.Requester.VPC.CIDRs, mustPrefix("2001:db8::/56"))
				o.Accepter.VPC.CIDRs = append(o.Accepter.VPC.CIDRs, mustPrefix("2001:db8::/56"))
			}, overlap("2001:db8::/56", "2001:db8::/56"),
		},
		{
			"peered already", func(p *Peering, o *Observed) {
				o.Requester.Connections = []Connection{{ID: "pcx-9", Status: Active, Requester: p.Requester.VPC, Accepter: p.Accepter.VPC}}
			}, Problem{Code: PeeringExists, Blocking: true, PCX: "pcx-9", Status: Active},
		},
		{
			"peered already, the other way", func(p *Peering, o *Observed) {
				o.Accepter.Connections = []Connection{{ID: "pcx-9", Status: Pending, Requester: p.Accepter.VPC, Accepter: p.Requester.VPC}}
			}, Problem{Code: PeeringExists, Blocking: true, PCX: "pcx-9", Status: Pending, Reverse: true},
		},
		{
			"a past peering is no obstacle", func(p *Peering, o *Observed) {
				o.Requester.Connections = []Connection{{ID: "pcx-9", Status: Deleted, Requester: p.Requester.VPC, Accepter: p.Accepter.VPC}}
			}, Problem{},
		},
		{
			"conflict", func(_ *Peering, o *Observed) {
				o.Requester.Tables[0].Routes = append(o.Requester.Tables[0].Routes, Route{Destination: mustPrefix("10.2.0.0/16"), Target: "tgw-1", Blackhole: true})
			}, Problem{Code: RouteConflict, Blocking: true, Side: Requester, Table: "rtb-maina", Destination: mustPrefix("10.2.0.0/16"), Target: "tgw-1", Blackhole: true},
		},
		{
			"a propagated route is a conflict too", func(_ *Peering, o *Observed) {
				o.Accepter.Tables[0].Routes = append(o.Accepter.Tables[0].Routes, Route{Destination: mustPrefix("10.1.0.0/16"), Target: "vgw-1", Propagated: true})
			}, Problem{Code: RouteConflict, Blocking: true, Side: Accepter, Table: "rtb-mainb", Destination: mustPrefix("10.1.0.0/16"), Target: "vgw-1", Propagated: true},
		},
		{
			"a wider route", func(_ *Peering, o *Observed) {
				o.Requester.Tables[0].Routes = append(o.Requester.Tables[0].Routes, Route{Destination: mustPrefix("10.0.0.0/8"), Target: "tgw-1"})
			}, near("10.0.0.0/8"),
		},
		{
			"a narrower route", func(_ *Peering, o *Observed) {
				o.Requester.Tables[0].Routes = append(o.Requester.Tables[0].Routes, Route{Destination: mustPrefix("10.2.3.0/24"), Target: "tgw-1"})
			}, near("10.2.3.0/24"),
		},
		{
			"a default route is normal", func(_ *Peering, o *Observed) {
				o.Requester.Tables[0].Routes = append(o.Requester.Tables[0].Routes, Route{Destination: mustPrefix("0.0.0.0/0"), Target: "igw-1"})
			}, Problem{},
		},
		{
			"unknown table", func(p *Peering, _ *Observed) {
				c := RouteChoice{Mode: RoutesTables, Tables: []string{"rtb-maina", "rtb-mainb", "rtb-nope"}}
				p.Requester.Routes, p.Accepter.Routes = c, c
			}, Problem{Code: TableMissing, Blocking: true, Tables: []string{"rtb-nope"}},
		},
		{"no routes on one side", func(p *Peering, _ *Observed) { p.Accepter.Routes.Mode = RoutesNone }, Problem{Code: NoRoutes, Side: Accepter}},
		{
			"DNS wanted, attribute off", func(p *Peering, o *Observed) {
				p.Requester.DNS = true
				o.Accepter.VPC.DNSHostnames = &off
			}, Problem{Code: DNSOff, Blocking: true, Side: Accepter, Attributes: []string{"enableDnsHostnames"}},
		},
		{"DNS not wanted, attribute off", func(_ *Peering, o *Observed) { o.Accepter.VPC.DNSHostnames = &off }, Problem{}},
		{
			"reserved destination", func(_ *Peering, o *Observed) { o.Accepter.VPC.CIDRs[0] = mustPrefix("169.254.169.0/24") },
			Problem{Code: RouteReserved, Side: Requester, Destination: mustPrefix("169.254.169.0/24")},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			p := wanted(tokyo, seoul)
			o := unpeered()
			tt.edit(&p, &o)
			got := Check(p, o)
			var want []Problem
			if tt.want.Code != "" {
				want = []Problem{tt.want}
			}
			if !slices.EqualFunc(got, want, Problem.Same) {
				t.Errorf("Check = %+v, want %+v", got, want)
			}
		})
	}
}

func TestBlockingProblemsComeFirst(t *testing.T) {
	t.Parallel()
	p := wanted(tokyo, seoul)
	p.Accepter.Routes.Mode = RoutesNone
	o := Observed{Requester: view(tokyo, 0, "10.1.0.0/16"), Accepter: view(seoul, 0, "10.1.0.0/16")}
	got := Check(p, o)
	if !slices.IsSortedFunc(got, func(a, b Problem) int { return rank(a) - rank(b) }) || len(got) < 2 || !got[0].Blocking {
		t.Errorf("Check = %+v, want blocking ones first", got)
	}
}
