package peering

import (
	"encoding/json"
	"fmt"
	"net/netip"
	"testing"
)

// narrow returns a peering that lets through as little as it can: one route a
// side, in one table of several, to a block that a subnet fills.
func narrow(t *testing.T) (Peering, Observed) {
	t.Helper()
	const pcx = "pcx-0001"
	want := Peering{ID: "P1", Requester: End{VPC: tokyo}, Accepter: End{VPC: seoul}, PCX: pcx}
	c := Connection{ID: pcx, Status: Active, Requester: tokyo, Accepter: seoul, Tags: want.Tags()}
	side := func(ref Ref, name, own, peer string) View {
		return View{
			Found: true, VPC: VPC{Ref: ref, Name: name, CIDRs: []netip.Prefix{mustPrefix(own)}}, Connections: []Connection{c},
			Subnets: []Subnet{{ID: "subnet-" + name, CIDR: mustPrefix(own)}},
			Tables: []RouteTable{
				{ID: "rtb-main-" + name, Main: true},
				{ID: "rtb-" + name, Name: "private", Subnets: []string{"subnet-" + name}, Routes: []Route{{Destination: mustPrefix(peer), Target: pcx}}},
			},
		}
	}
	return want, Observed{Requester: side(tokyo, "web", "10.1.0.0/24", "10.2.0.0/24"), Accepter: side(seoul, "db", "10.2.0.0/24", "10.1.0.0/24")}
}

func TestAccess(t *testing.T) {
	t.Parallel()
	to := func(dst string) Route { return Route{Destination: mustPrefix(dst), Target: "pcx-0001"} }
	private := func(vpc string) []Named { return []Named{{ID: "rtb-" + vpc, Name: "private"}} }
	internet := Route{Destination: mustPrefix("0.0.0.0/0"), Target: "igw-1"}
	tests := []struct {
		name  string
		widen func(p *Peering, o *Observed)
		want  []Remark
	}{
		{name: "as narrow as it can be", widen: func(*Peering, *Observed) {}},
		{name: "wider than the peer", widen: func(_ *Peering, o *Observed) {
			o.Requester.Tables[1].Routes = append(o.Requester.Tables[1].Routes, to("10.0.0.0/8"))
		}, want: []Remark{{Code: WideRoute, Risk: High, Side: Requester, Destination: mustPrefix("10.0.0.0/8"), Tables: private("web")}}},
		{name: "beside the peer", widen: func(_ *Peering, o *Observed) {
			o.Requester.Tables[1].Routes = append(o.Requester.Tables[1].Routes, to("10.9.0.0/24"))
		}, want: []Remark{{Code: WideRoute, Risk: High, Side: Requester, Destination: mustPrefix("10.9.0.0/24"), Tables: private("web")}}},
		{name: "a part of the peer", widen: func(_ *Peering, o *Observed) { o.Requester.Tables[1].Routes[0] = to("10.2.0.0/28") }},
		{name: "somebody else's wide route", widen: func(_ *Peering, o *Observed) {
			o.Requester.Tables[1].Routes = append(o.Requester.Tables[1].Routes, Route{Destination: mustPrefix("10.0.0.0/8"), Target: "tgw-1"})
		}},
		{name: "from a public subnet", widen: func(_ *Peering, o *Observed) {
			o.Accepter.Tables[1].Routes = append(o.Accepter.Tables[1].Routes, internet)
		}, want: []Remark{{Code: PublicTable, Risk: High, Side: Accepter, Tables: private("db")}}},
		{name: "a public table without the peering", widen: func(_ *Peering, o *Observed) { o.Accepter.Tables[0].Routes = []Route{internet} }},
		{name: "every table", widen: func(_ *Peering, o *Observed) { o.Requester.Tables[0].Routes = []Route{to("10.2.0.0/24")} }, want: []Remark{
			{Code: EveryTable, Risk: Medium, Side: Requester, Tables: append([]Named{{ID: "rtb-main-web"}}, private("web")...)},
		}},
		{name: "the only table", widen: func(_ *Peering, o *Observed) { o.Requester.Tables = o.Requester.Tables[1:] }},
		{name: "the main table", widen: func(_ *Peering, o *Observed) {
			o.Requester.Tables[0].Routes, o.Requester.Tables[1].Routes = o.Requester.Tables[1].Routes, nil
		}, want: []Remark{{Code: MainTable, Risk: Low, Side: Requester, Tables: []Named{{ID: "rtb-main-web"}}}}},
		{name: "a whole block", widen: func(_ *Peering, o *Observed) { o.Accepter.Subnets[0].CIDR = mustPrefix("10.2.0.0/25") }, want: []Remark{
			{Code: WholeBlock, Risk: Low, Side: Requester, Destination: mustPrefix("10.2.0.0/24"), Whole: true, Used: []netip.Prefix{mustPrefix("10.2.0.0/25")}},
		}},
		{name: "two subnets fill the block", widen: func(_ *Peering, o *Observed) {
			o.Accepter.Subnets = []Subnet{{CIDR: mustPrefix("10.2.0.0/25")}, {CIDR: mustPrefix("10.2.0.128/25")}}
		}},
		{name: "one of two blocks, subnets unknown", widen: func(_ *Peering, o *Observed) {
			o.Accepter.Subnets = nil
			o.Accepter.VPC.CIDRs = append(o.Accepter.VPC.CIDRs, mustPrefix("10.3.0.0/24"))
		}, want: []Remark{{Code: WholeBlock, Risk: Low, Side: Requester, Destination: mustPrefix("10.2.0.0/24")}}},
		{name: "IPv6", widen: func(_ *Peering, o *Observed) {
			o.Accepter.VPC.CIDRs = append(o.Accepter.VPC.CIDRs, mustPrefix("fd00:1::/56"))
			o.Requester.Tables[1].Routes = append(o.Requester.Tables[1].Routes, to("fd00:1::/56"))
		}},
		{name: "a group that lets in everybody there", widen: func(_ *Peering, o *Observed) {
			o.Requester.Groups, o.Accepter.Groups = []Group{{ID: "sg-1", Name: "web", Rules: []GroupRule{
				{Protocol: "tcp", From: 443, To: 443, CIDR: mustPrefix("10.2.0.0/24")},
				{Protocol: "-1", From: -1, To: -1, CIDR: mustPrefix("10.0.0.0/8")},
				{Protocol: "tcp", From: 80, To: 80, CIDR: mustPrefix("0.0.0.0/0")},
				{Protocol: "tcp", From: 22, To: 22, CIDR: mustPrefix("10.2.0.0/25")},
				{Protocol: "tcp", From: 23, To: 23, CIDR: mustPrefix("10.7.0.0/16")},
				{Protocol: "tcp", From: 24, To: 24, PCX: "pcx-0001", Group: "sg-2"},
			}}}, []Group{{ID: "sg-2"}}
		}, want: []Remark{
			{Code: OpenGroup, Risk: High, Side: Requester, Group: &Named{"sg-1", "web"}, Rule: &GroupRule{Protocol: "-1", From: -1, To: -1, CIDR: mustPrefix("10.0.0.0/8")}},
			{Code: OpenGroup, Risk: Medium, Side: Requester, Group: &Named{"sg-1", "web"}, Rule: &GroupRule{Protocol: "tcp", From: 443, To: 443, CIDR: mustPrefix("10.2.0.0/24")}},
		}},
		{name: "groups of one side only were read", widen: func(_ *Peering, o *Observed) {
			o.Requester.Groups = []Group{{ID: "sg-1", Rules: []GroupRule{{Protocol: "-1", CIDR: mustPrefix("10.2.0.0/24")}}}}
		}},
		{name: "not active", widen: func(_ *Peering, o *Observed) {
			o.Requester.Tables[1].Routes = append(o.Requester.Tables[1].Routes, to("10.0.0.0/8"))
			for _, v := range []*View{&o.Requester, &o.Accepter} {
				v.Connections = []Connection{{ID: "pcx-0001", Status: Pending, Requester: tokyo, Accepter: seoul}}
			}
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			p, o := narrow(t)
			tt.widen(&p, &o)
			if got := Access(p, o); asJSON(t, got) != asJSON(t, tt.want) {
				t.Errorf("Access = %s\nwant     %s", asJSON(t, got), asJSON(t, tt.want))
			}
		})
	}
}

func asJSON(t *testing.T, v any) string {
	t.Helper()
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestManyTablesAreOneRemark(t *testing.T) {
	t.Parallel()
	p, o := narrow(t)
	for i := range 5 {
		o.Requester.Tables = append(o.Requester.Tables, RouteTable{ID: fmt.Sprintf("rtb-%d", i), Routes: []Route{
			{Destination: mustPrefix("0.0.0.0/0"), Target: "igw-1"}, {Destination: mustPrefix("10.2.0.0/24"), Target: p.PCX},
		}})
	}
	if got := Access(p, o); len(got) != 1 || got[0].Code != PublicTable || len(got[0].Tables) != 5 {
		t.Errorf("Access = %+v, want one remark about five tables", got)
	}
}
