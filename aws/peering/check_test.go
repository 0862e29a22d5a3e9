package peering

import (
	"slices"
	"strings"
	"testing"
)

func TestCheck(t *testing.T) {
	t.Parallel()
	off := false
	tests := []struct {
		name string
		edit func(p *Peering, o *Observed)
		want string // "code side blocking: part of the text"; empty: no problem
	}{
		{"nothing wrong", func(*Peering, *Observed) {}, ""},
		{"same VPC", func(p *Peering, _ *Observed) { p.Accepter.VPC = p.Requester.VPC }, "same-vpc  true: both sides are vpc-0000000a"},
		{"another partition", func(p *Peering, _ *Observed) { p.Accepter.VPC.Region = "cn-north-1" }, "other-partition  true: cn-north-1 in aws-cn"},
		{"no such VPC", func(_ *Peering, o *Observed) { o.Accepter.Found = false }, "vpc-missing accepter true: vpc-0000000b does not exist in account 222222222222, Region ap-northeast-2"},
		{"a VPC in the making", func(_ *Peering, o *Observed) { o.Requester.VPC.State = "pending" }, "vpc-not-ready requester true: still being made"},
		{"primary blocks overlap", func(_ *Peering, o *Observed) { o.Accepter.VPC.CIDRs[0] = mustPrefix("10.1.128.0/17") }, "cidr-overlap  true: 10.1.0.0/16 of vpc-0000000a overlaps 10.1.128.0/17"},
		{
			"secondary blocks overlap",
			func(_ *Peering, o *Observed) {
				o.Requester.VPC.CIDRs = append(o.Requester.VPC.CIDRs, mustPrefix("100.64.0.0/16"))
				o.Accepter.VPC.CIDRs = append(o.Accepter.VPC.CIDRs, mustPrefix("100.64.3.0/24"))
			}, "cidr-overlap  true: 100.64.0.0/16",
		},
		{
			"IPv6 blocks overlap",
			func(_ *Peering, o *Observed) {
				o.Requester.VPC.CIDRs = append(o.Requester.VPC.CIDRs, mustPrefix("2001:db8::/56"))
				o.Accepter.VPC.CIDRs = append(o.Accepter.VPC.CIDRs, mustPrefix("2001:db8::/56"))
			}, "cidr-overlap  true: 2001:db8::/56",
		},
		{
			"peered already", func(p *Peering, o *Observed) {
				o.Requester.Connections = []Connection{{ID: "pcx-9", Status: Active, Requester: p.Requester.VPC, Accepter: p.Accepter.VPC}}
			}, "peering-exists  true: pcx-9 already connects the two VPCs (active)",
		},
		{
			"peered already, the other way", func(p *Peering, o *Observed) {
				o.Accepter.Connections = []Connection{{ID: "pcx-9", Status: Pending, Requester: p.Accepter.VPC, Accepter: p.Requester.VPC}}
			}, "peering-exists  true: in the other direction (pending-acceptance)",
		},
		{
			"a past peering is no obstacle", func(p *Peering, o *Observed) {
				o.Requester.Connections = []Connection{{ID: "pcx-9", Status: Deleted, Requester: p.Requester.VPC, Accepter: p.Accepter.VPC}}
			}, "",
		},
		{
			"conflict", func(_ *Peering, o *Observed) {
				o.Requester.Tables[0].Routes = append(o.Requester.Tables[0].Routes, Route{Destination: mustPrefix("10.2.0.0/16"), Target: "tgw-1", Blackhole: true})
			}, "route-conflict requester true: route 10.2.0.0/16 in rtb-maina (vpc-0000000a) already goes to tgw-1 (blackhole)",
		},
		{
			"a propagated route is a conflict too", func(_ *Peering, o *Observed) {
				o.Accepter.Tables[0].Routes = append(o.Accepter.Tables[0].Routes, Route{Destination: mustPrefix("10.1.0.0/16"), Target: "vgw-1", Propagated: true})
			}, "route-conflict accepter true: vgw-1 (propagated)",
		},
		{
			"a wider route", func(_ *Peering, o *Observed) {
				o.Requester.Tables[0].Routes = append(o.Requester.Tables[0].Routes, Route{Destination: mustPrefix("10.0.0.0/8"), Target: "tgw-1"})
			}, "route-near requester false: 10.0.0.0/8 in rtb-maina goes to tgw-1 and covers 10.2.0.0/16",
		},
		{
			"a narrower route", func(_ *Peering, o *Observed) {
				o.Requester.Tables[0].Routes = append(o.Requester.Tables[0].Routes, Route{Destination: mustPrefix("10.2.3.0/24"), Target: "tgw-1"})
			}, "route-near requester false: a part of 10.2.0.0/16",
		},
		{
			"a default route is normal", func(_ *Peering, o *Observed) {
				o.Requester.Tables[0].Routes = append(o.Requester.Tables[0].Routes, Route{Destination: mustPrefix("0.0.0.0/0"), Target: "igw-1"})
			}, "",
		},
		{
			"unknown table", func(p *Peering, _ *Observed) {
				c := RouteChoice{Mode: RoutesTables, Tables: []string{"rtb-maina", "rtb-mainb", "rtb-nope"}}
				p.Requester.Routes, p.Accepter.Routes = c, c
			}, "table-missing  true: no route table rtb-nope in either VPC",
		},
		{"no routes on one side", func(p *Peering, _ *Observed) { p.Accepter.Routes.Mode = RoutesNone }, "no-routes accepter false: no route table of vpc-0000000b gets a route"},
		{
			"DNS wanted, attribute off", func(p *Peering, o *Observed) {
				p.Requester.DNS = true
				o.Accepter.VPC.DNSHostnames = &off
			}, "dns-off accepter true: vpc-0000000b has enableDnsHostnames off",
		},
		{"DNS not wanted, attribute off", func(_ *Peering, o *Observed) { o.Accepter.VPC.DNSHostnames = &off }, ""},
		{
			"reserved destination", func(_ *Peering, o *Observed) { o.Accepter.VPC.CIDRs[0] = mustPrefix("169.254.169.0/24") },
			"route-reserved requester false: 169.254.169.0/24",
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			p := wanted(tokyo, seoul)
			o := Observed{Requester: view(tokyo, 0, "10.1.0.0/16"), Accepter: view(seoul, 0, "10.2.0.0/16")}
			tt.edit(&p, &o)
			got := Check(p, o)
			if tt.want == "" {
				if len(got) != 0 {
					t.Errorf("Check = %+v, want no problem", got)
				}
				return
			}
			head, text, _ := strings.Cut(tt.want, ": ")
			if len(got) != 1 {
				t.Fatalf("Check = %+v, want one problem", got)
			}
			word := "false"
			if got[0].Blocking {
				word = "true"
			}
			if h := string(got[0].Code) + " " + string(got[0].Side) + " " + word; h != head || !strings.Contains(got[0].Text, text) || got[0].Hint == "" {
				t.Errorf("Check = %+v, want %q with a hint", got[0], tt.want)
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

func TestOurOwnActivePeeringIsNoProblem(t *testing.T) {
	t.Parallel()
	p := wanted(tokyo, seoul)
	w := newWorld(t, view(tokyo, 2, "10.1.0.0/16"), view(seoul, 0, "10.2.0.0/16"))
	if _, err := w.converge(p); err != nil {
		t.Fatal(err)
	}
	if got := Check(p, w.observe()); len(got) != 0 {
		t.Errorf("Check after creating = %+v, want none", got)
	}
}
