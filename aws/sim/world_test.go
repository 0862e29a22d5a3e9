package sim_test

import (
	"errors"
	"net/netip"
	"reflect"
	"slices"
	"testing"

	"peerbot/aws/sim"
)

func TestAWorldIsBuiltAndReadBack(t *testing.T) {
	t.Parallel()
	w := newWorld(t, sim.Options{})
	v, err := w.AddVPC(sim.VPC{
		Account: bob, Region: "eu-west-1", Name: "shop", DNSHostnames: true, Tags: map[string]string{"team": "net"},
		CIDRs: []netip.Prefix{netip.MustParsePrefix("10.9.0.0/16"), netip.MustParsePrefix("100.64.0.0/16"), netip.MustParsePrefix("2001:db8::/56")},
	})
	if err != nil {
		t.Fatal(err)
	}
	nat, err := w.AddGateway(v.ID, sim.NATGateway)
	if err != nil {
		t.Fatal(err)
	}
	front, err := w.AddSubnet(sim.Subnet{VPC: v.ID, Name: "front", CIDR: netip.MustParsePrefix("10.9.1.0/24")})
	if err != nil {
		t.Fatal(err)
	}
	table, err := w.AddTable(sim.Table{VPC: v.ID, Name: "private", Subnets: []string{front.ID}, Routes: []sim.Route{{Destination: netip.MustParsePrefix("0.0.0.0/0"), Target: nat}}})
	if err != nil {
		t.Fatal(err)
	}
	back, err := w.AddSubnet(sim.Subnet{VPC: v.ID, CIDR: netip.MustParsePrefix("100.64.1.0/24"), Table: table.ID})
	if err != nil {
		t.Fatal(err)
	}

	c := as(t, w, bob, "eu-west-1")
	r := c.must("DescribeVpcs", "Filter.1.Name", "tag:Name", "Filter.1.Value.1", "shop", "Filter.2.Name", "tag:team", "Filter.2.Value.1", "net")
	if got, want := r.all("vpcSet/item/cidrBlockAssociationSet/item/cidrBlock"), []string{"10.9.0.0/16", "100.64.0.0/16"}; !slices.Equal(got, want) {
		t.Errorf("CIDRs = %v, want %v", got, want)
	}
	if got := r.get("vpcSet/item/ipv6CidrBlockAssociationSet/item/ipv6CidrBlock"); got != "2001:db8::/56" {
		t.Errorf("IPv6 CIDR = %q", got)
	}
	r = c.must("DescribeRouteTables", "Filter.1.Name", "route.nat-gateway-id", "Filter.1.Value.1", nat)
	if got, want := r.all("routeTableSet/item/associationSet/item/subnetId"), []string{front.ID, back.ID}; !slices.Equal(got, want) {
		t.Errorf("subnets of the table = %v, want %v", got, want)
	}

	if err := w.SetTable(front.ID, v.MainTable); err != nil {
		t.Fatal(err)
	}
	if err := w.SetTable(back.ID, ""); err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, s := range w.Subnets() {
		got = append(got, s.Table)
	}
	if want := []string{v.MainTable, ""}; !slices.Equal(got, want) {
		t.Errorf("tables of the subnets = %q, want %q", got, want)
	}
}

func TestAWorldIsBrokenByHand(t *testing.T) {
	t.Parallel()
	w := newWorld(t, sim.Options{})
	p, err := w.AddPeering(sim.Peering{Requester: sim.Side{VPC: w.tokyo.ID, DNS: true, Tags: map[string]string{"a": "1"}}, Accepter: sim.Side{VPC: w.seoul.ID}})
	if err != nil {
		t.Fatal(err)
	}
	if p.State != "active" || !p.Requester.DNS || p.Requester.Tags["a"] != "1" || p.Accepter.Account != bob {
		t.Errorf("AddPeering = %+v", p)
	}
	dest, table := netip.MustParsePrefix("10.2.0.0/16"), w.tokyo.MainTable
	tgw, err := w.AddGateway(w.tokyo.ID, sim.TransitGateway)
	if err != nil {
		t.Fatal(err)
	}
	for _, target := range []string{p.ID, tgw} {
		if err := w.SetRoute(table, sim.Route{Destination: dest, Target: target}); err != nil {
			t.Fatal(err)
		}
		if got, want := lines(w, table), []string{"10.1.0.0/16 local active", "10.2.0.0/16 " + target + " active"}; !slices.Equal(got, want) {
			t.Errorf("routes = %v, want %v", got, want)
		}
	}
	if err := w.DeleteRoute(table, dest); err != nil {
		t.Error(err)
	}
	if err := w.SetPeeringDNS(p.ID, w.seoul.ID, true); err != nil {
		t.Error(err)
	}
	if err := w.DeletePeering(p.ID, bob); err != nil {
		t.Error(err)
	}
	if got, _ := w.Peering(p.ID); got.State != "deleted" || got.Message != "Deleted by "+bob || !got.Accepter.DNS {
		t.Errorf("after the deletion by hand: %+v", got)
	}
	id := w.request()
	if err := w.RejectPeering(id); err != nil {
		t.Error(err)
	}
	if got := status(w.alice, id); got != "rejected" {
		t.Errorf("state = %s, want rejected", got)
	}
}

func TestTheBuilderNamesWhatItDoesNotKnow(t *testing.T) {
	t.Parallel()
	w := newWorld(t, sim.Options{})
	dest := netip.MustParsePrefix("10.2.0.0/16")
	_, subnet := w.AddSubnet(sim.Subnet{VPC: "vpc-1"})
	_, table := w.AddTable(sim.Table{VPC: w.tokyo.ID, Subnets: []string{"subnet-1"}})
	_, gateway := w.AddGateway("vpc-1", sim.NATGateway)
	_, peering := w.AddPeering(sim.Peering{})
	for name, err := range map[string]error{
		"AddSubnet": subnet, "AddTable": table, "AddGateway": gateway, "AddPeering": peering,
		"AddCIDR":       w.AddCIDR("vpc-1", dest),
		"RemoveCIDR":    w.RemoveCIDR(w.tokyo.ID, dest),
		"SetDNS":        w.SetDNS("vpc-1", true, true),
		"SetRoute":      w.SetRoute("rtb-1", sim.Route{Destination: dest}),
		"DeleteRoute":   w.DeleteRoute(w.tokyo.MainTable, dest),
		"SetTable":      w.SetTable("subnet-1", ""),
		"DeletePeering": w.DeletePeering("pcx-1", alice),
		"RejectPeering": w.RejectPeering("pcx-1"),
		"SetPeeringDNS": w.SetPeeringDNS("pcx-1", w.tokyo.ID, true),
	} {
		if !errors.Is(err, sim.ErrUnknown) {
			t.Errorf("%s = %v, want ErrUnknown", name, err)
		}
	}
	for _, v := range []sim.VPC{
		{Account: "bob", Region: seoul, CIDRs: []netip.Prefix{dest}},
		{Account: bob, Region: "mars-1", CIDRs: []netip.Prefix{dest}},
		{Account: bob, Region: seoul},
		{Account: bob, Region: seoul, CIDRs: []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}},
		{Account: bob, Region: seoul, CIDRs: []netip.Prefix{dest, netip.MustParsePrefix("10.2.9.0/24")}},
	} {
		if _, err := w.AddVPC(v); err == nil {
			t.Errorf("AddVPC(%+v) works", v)
		}
	}
	if got := w.VPCs(); len(got) != 2 {
		t.Errorf("%d VPCs, want the 2 of the beginning", len(got))
	}
	overlapping := w.vpc(bob, seoul, "10.1.0.0/16")
	if _, err := w.AddPeering(sim.Peering{Requester: sim.Side{VPC: w.tokyo.ID}, Accepter: sim.Side{VPC: overlapping.ID}}); err == nil {
		t.Error("AddPeering of overlapping VPCs works")
	}
}

func TestEqualSeedsGiveEqualIDs(t *testing.T) {
	t.Parallel()
	a, b, c := newWorld(t, sim.Options{Seed: 1}), newWorld(t, sim.Options{Seed: 1}), newWorld(t, sim.Options{Seed: 2})
	if a.tokyo.ID != b.tokyo.ID || a.tokyo.ID == c.tokyo.ID {
		t.Errorf("ids %s, %s, %s: want the first two equal and the third different", a.tokyo.ID, b.tokyo.ID, c.tokyo.ID)
	}
}

func TestTheUnverifiedAnswersCanBeSwitched(t *testing.T) {
	t.Parallel()
	overlap := func(w *world, owner string) string {
		v := w.vpc(owner, seoul, "10.1.0.0/16")
		return w.alice.must("CreateVpcPeeringConnection", "VpcId", w.tokyo.ID, "PeerVpcId", v.ID, "PeerOwnerId", owner, "PeerRegion", seoul).get("vpcPeeringConnection/vpcPeeringConnectionId")
	}
	untried := map[string]bool{}
	for _, f := range reflect.VisibleFields(reflect.TypeFor[sim.Answers]()) {
		untried[f.Name] = true
	}
	for _, tt := range []struct {
		name    string
		answers sim.Answers
		ask     func(w *world) string
		off, on string
	}{
		{"AccepterMayDeletePending", sim.Answers{AccepterMayDeletePending: true}, func(w *world) string {
			return w.bob.ec2("DeleteVpcPeeringConnection", "VpcPeeringConnectionId", w.request()).code()
		}, "OperationNotPermitted", ""},
		{"EqualRouteAllowed", sim.Answers{EqualRouteAllowed: true}, func(w *world) string {
			route := []string{"RouteTableId", w.tokyo.MainTable, "DestinationCidrBlock", "10.2.0.0/16", "VpcPeeringConnectionId", w.peered()}
			w.alice.must("CreateRoute", route...)
			return w.alice.ec2("CreateRoute", route...).code()
		}, "RouteAlreadyExists", ""},
		{"FarPeerChecked", sim.Answers{FarPeerChecked: true}, func(w *world) string {
			return w.alice.ec2("CreateVpcPeeringConnection", "VpcId", w.tokyo.ID, "PeerVpcId", "vpc-00000000000000000", "PeerRegion", seoul).code()
		}, "", "InvalidVpcID.NotFound"},
		{"DuplicateMergesTags", sim.Answers{DuplicateMergesTags: true}, func(w *world) string {
			id := w.request()
			w.alice.must("CreateVpcPeeringConnection", append(w.peeringParams, "TagSpecification.1.ResourceType", "vpc-peering-connection", "TagSpecification.1.Tag.1.Key", "a", "TagSpecification.1.Tag.1.Value", "b")...)
			p, _ := w.Peering(id)
			return p.Requester.Tags["a"]
		}, "", "b"},
		{"FailedVisibleToAccepter", sim.Answers{FailedVisibleToAccepter: true}, func(w *world) string {
			return status(w.bob, overlap(w, bob))
		}, gone, "failed"},
		{"IDsWithMaxResults", sim.Answers{IDsWithMaxResults: true}, func(w *world) string {
			return w.alice.ec2("DescribeVpcs", "VpcId.1", w.tokyo.ID, "MaxResults", "5").code()
		}, "InvalidParameterCombination", ""},
		{"PeerOptionsVisible", sim.Answers{PeerOptionsVisible: true}, func(w *world) string {
			return w.alice.must("DescribeVpcPeeringConnections", "VpcPeeringConnectionId.1", w.peered()).get("vpcPeeringConnectionSet/item/accepterVpcInfo/peeringOptions/allowDnsResolutionFromRemoteVpc")
		}, "", "false"},
		{"LowerCaseVpcIdMalformed", sim.Answers{LowerCaseVpcIdMalformed: true}, func(w *world) string {
			return w.alice.ec2("DescribeVpcs", "VpcId.1", "x").code() + w.alice.ec2("DeleteVpc", "VpcId", "x").code()
		}, "InvalidVpcID.MalformedInvalidVpcID.Malformed", "InvalidVpcId.MalformedInvalidVpcId.Malformed"},
		{"DryRunBeforeLookup", sim.Answers{DryRunBeforeLookup: true}, func(w *world) string {
			return w.alice.ec2("DeleteVpcPeeringConnection", "VpcPeeringConnectionId", "pcx-00000000000000000", "DryRun", "true").code()
		}, gone, "DryRunOperation"},
		{"UnchangedQuotaMissing", sim.Answers{UnchangedQuotaMissing: true}, func(w *world) string {
			_, out := w.alice.quotas("GetServiceQuota", `{"ServiceCode":"vpc","QuotaCode":"L-7E9ECCDB"}`)
			return text(out, "__type")
		}, "", "NoSuchResourceException"},
		{"ManyRoutes", sim.Answers{ManyRoutes: true}, func(w *world) string {
			_, out := w.alice.quotas("GetServiceQuota", `{"ServiceCode":"vpc","QuotaCode":"L-93826ACB"}`)
			_, initial := w.alice.quotas("GetAWSDefaultServiceQuota", `{"ServiceCode":"vpc","QuotaCode":"L-93826ACB"}`)
			return text(out, "Quota", "Value") + " " + text(initial, "Quota", "Value")
		}, "50 50", "500 500"},
		{
			"OtherLimitCodes",
			sim.Answers{OtherLimitCodes: true},
			func(w *world) string {
				id := w.request()
				w.SetQuota(alice, tokyo, "L-DC9F7029", 1)
				w.SetQuota(bob, seoul, "L-7E9ECCDB", 0)
				other := w.vpc(alice, tokyo, "10.3.0.0/16")
				return w.alice.ec2("CreateVpcPeeringConnection", "VpcId", w.tokyo.ID, "PeerVpcId", other.ID).code() + " " +
					w.bob.ec2("AcceptVpcPeeringConnection", "VpcPeeringConnectionId", id).code()
			}, "PendingVpcPeeringConnectionLimitExceeded ActiveVpcPeeringConnectionPerVpcLimitExceeded",
			"OutstandingVpcPeeringConnectionLimitExceeded VpcPeeringConnectionsPerVpcLimitExceeded",
		},
		{"OverIsGone", sim.Answers{OverIsGone: true}, func(w *world) string {
			id := w.peered()
			w.alice.must("DeleteVpcPeeringConnection", "VpcPeeringConnectionId", id)
			return status(w.alice, id) + " " + status(w.bob, id)
		}, "deleted deleted", gone + " " + gone},
	} {
		delete(untried, tt.name)
		if got := tt.ask(newWorld(t, sim.Options{})); got != tt.off {
			t.Errorf("without %s: %q, want %q", tt.name, got, tt.off)
		}
		if got := tt.ask(newWorld(t, sim.Options{Answers: tt.answers})); got != tt.on {
			t.Errorf("with %s: %q, want %q", tt.name, got, tt.on)
		}
	}
	if len(untried) > 0 {
		t.Errorf("no row tries %v", untried)
	}
}
