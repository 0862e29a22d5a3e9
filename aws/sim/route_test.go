package sim_test

import (
	"net/netip"
	"slices"
	"strconv"
	"testing"

	"peerbot/aws/sim"
)

// lines returns the routes of a table as "destination target state".
func lines(w *world, table string) []string {
	var out []string
	for _, r := range w.Routes(table) {
		out = append(out, r.Destination.String()+" "+r.Target+" "+r.State)
	}
	return out
}

func TestARouteToAPeeringIsABlackholeUnlessThePeeringIsActive(t *testing.T) {
	t.Parallel()
	w := newWorld(t, sim.Options{})
	table, id := w.tokyo.MainTable, w.request()
	w.alice.must("CreateRoute", "RouteTableId", table, "DestinationCidrBlock", "10.2.77.1/16", "VpcPeeringConnectionId", id)
	check := func(when, state string) {
		t.Helper()
		want := []string{"10.1.0.0/16 local active", "10.2.0.0/16 " + id + " " + state}
		if got := lines(w, table); !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", when, got, want)
		}
		r := w.alice.must("DescribeRouteTables", "Filter.1.Name", "route.vpc-peering-connection-id", "Filter.1.Value.1", id, "Filter.2.Name", "route.state", "Filter.2.Value.1", state)
		if got := r.all("routeTableSet/item/routeTableId"); !slices.Equal(got, []string{table}) {
			t.Errorf("%s: tables with such a route: %v, want %s", when, got, table)
		}
	}
	check("pending", "blackhole")
	w.bob.must("AcceptVpcPeeringConnection", "VpcPeeringConnectionId", id)
	check("active", "active")
	w.alice.must("DeleteVpcPeeringConnection", "VpcPeeringConnectionId", id)
	check("deleted", "blackhole")
	w.alice.must("DeleteRoute", "RouteTableId", table, "DestinationCidrBlock", "10.2.0.0/16")
	if got, want := lines(w, table), []string{"10.1.0.0/16 local active"}; !slices.Equal(got, want) {
		t.Errorf("after DeleteRoute: %v, want %v", got, want)
	}
}

func TestRouteCallsRefuse(t *testing.T) {
	t.Parallel()
	w := newWorld(t, sim.Options{})
	id, table := w.peered(), w.tokyo.MainTable
	elsewhere := w.vpc(alice, tokyo, "10.3.0.0/16")
	nat, err := w.AddGateway(w.tokyo.ID, sim.NATGateway)
	if err != nil {
		t.Fatal(err)
	}
	w.alice.must("CreateRoute", "RouteTableId", table, "DestinationCidrBlock", "10.2.0.0/16", "VpcPeeringConnectionId", id)
	const none = "rtb-00000000000000000"
	for _, tt := range []struct {
		code, message, action string
		params                []string
	}{
		{"RouteAlreadyExists", "The route identified by 10.2.0.0/16 already exists.", "CreateRoute", []string{"RouteTableId", table, "DestinationCidrBlock", "10.2.0.0/16", "NatGatewayId", nat}},
		{"RouteAlreadyExists", "10.2.0.0/16", "CreateRoute", []string{"RouteTableId", table, "DestinationCidrBlock", "10.2.9.9/16", "VpcPeeringConnectionId", id}},
		{"InvalidParameterValue", "route table " + elsewhere.MainTable + " and network gateway " + id + " belong to different networks", "CreateRoute", []string{"RouteTableId", elsewhere.MainTable, "DestinationCidrBlock", "10.2.0.0/16", "VpcPeeringConnectionId", id}},
		{gone, "does not exist", "CreateRoute", []string{"RouteTableId", table, "DestinationCidrBlock", "10.4.0.0/16", "VpcPeeringConnectionId", "pcx-00000000000000000"}},
		{"InvalidRouteTableID.NotFound", "The routeTable ID '" + none + "' does not exist", "CreateRoute", []string{"RouteTableId", none, "DestinationCidrBlock", "10.4.0.0/16", "VpcPeeringConnectionId", id}},
		{"InvalidRouteTableId.Malformed", "rtb-1", "CreateRoute", []string{"RouteTableId", "rtb-1", "DestinationCidrBlock", "10.4.0.0/16", "VpcPeeringConnectionId", id}},
		{"InvalidParameterValue", "Value (10.4) for parameter destinationCidrBlock is invalid. This is not a valid CIDR block.", "CreateRoute", []string{"RouteTableId", table, "DestinationCidrBlock", "10.4", "VpcPeeringConnectionId", id}},
		{"InvalidParameterValue", "equal to or more specific", "CreateRoute", []string{"RouteTableId", table, "DestinationCidrBlock", "10.1.2.0/24", "VpcPeeringConnectionId", id}},
		{"InvalidParameterValue", "169.254.168.0/24", "CreateRoute", []string{"RouteTableId", table, "DestinationCidrBlock", "169.254.168.0/24", "VpcPeeringConnectionId", id}},
		{"InvalidParameterCombination", "exactly one target", "CreateRoute", []string{"RouteTableId", table, "DestinationCidrBlock", "10.4.0.0/16", "VpcPeeringConnectionId", id, "NatGatewayId", nat}},
		{"InvalidParameterCombination", "exactly one destination", "CreateRoute", []string{"RouteTableId", table, "DestinationCidrBlock", "10.4.0.0/16", "DestinationIpv6CidrBlock", "::/0", "NatGatewayId", nat}},
		{"MissingParameter", "destinationCidrBlock", "CreateRoute", []string{"RouteTableId", table, "NatGatewayId", nat}},
		{"MissingParameter", "gatewayId", "CreateRoute", []string{"RouteTableId", table, "DestinationCidrBlock", "10.4.0.0/16"}},
		{"InvalidParameterValue", "There is no route defined for '10.4.0.0/16' in the route table. Use CreateRoute instead.", "ReplaceRoute", []string{"RouteTableId", table, "DestinationCidrBlock", "10.4.0.0/16", "NatGatewayId", nat}},
		{"InvalidRoute.NotFound", "no route with destination-cidr-block 10.2.0.0/20 in route table " + table, "DeleteRoute", []string{"RouteTableId", table, "DestinationCidrBlock", "10.2.0.0/20"}},
		{"InvalidParameterValue", "cannot replace local route", "ReplaceRoute", []string{"RouteTableId", table, "DestinationCidrBlock", "10.1.0.0/16", "NatGatewayId", nat}},
		{"InvalidParameterValue", "was never local", "ReplaceRoute", []string{"RouteTableId", table, "DestinationCidrBlock", "10.2.0.0/16", "LocalTarget", "true"}},
		{"InvalidParameterValue", "cannot remove local route 10.1.0.0/16", "DeleteRoute", []string{"RouteTableId", table, "DestinationCidrBlock", "10.1.0.0/16"}},
	} {
		w.alice.refused(tt.code, tt.message, tt.action, tt.params...)
	}
	want := []string{"10.1.0.0/16 local active", "10.2.0.0/16 " + id + " active"}
	if got := lines(w, table); !slices.Equal(got, want) {
		t.Errorf("after refusals: %v, want %v", got, want)
	}
	w.alice.must("ReplaceRoute", "RouteTableId", table, "DestinationCidrBlock", "10.2.0.0/16", "NatGatewayId", nat)
	want[1] = "10.2.0.0/16 " + nat + " active"
	if got := lines(w, table); !slices.Equal(got, want) {
		t.Errorf("after ReplaceRoute: %v, want %v", got, want)
	}
}

func TestTheRouteQuotaCountsEachFamily(t *testing.T) {
	t.Parallel()
	w := newWorld(t, sim.Options{})
	id, table := w.peered(), w.tokyo.MainTable
	w.SetQuota(alice, tokyo, "L-93826ACB", 3)
	route := func(param, cidr string) []string {
		return []string{"RouteTableId", table, param, cidr, "VpcPeeringConnectionId", id}
	}
	for i := range 2 { // and the local one
		w.alice.must("CreateRoute", route("DestinationCidrBlock", "10.2."+strconv.Itoa(i)+".0/24")...)
	}
	if err := w.SetRoute(table, sim.Route{Destination: netip.MustParsePrefix("10.66.0.0/16"), Target: "vgw-00000000000000001", Propagated: true}); err != nil {
		t.Fatal(err)
	}
	w.alice.refused("RouteLimitExceeded", "The maximum number of routes has been reached.", "CreateRoute", route("DestinationCidrBlock", "10.2.2.0/24")...)
	w.alice.must("CreateRoute", route("DestinationIpv6CidrBlock", "2001:db8::/56")...)
}

func TestAStaticRouteMayStandBesideAPropagatedOne(t *testing.T) {
	t.Parallel()
	w := newWorld(t, sim.Options{})
	id, table := w.peered(), w.tokyo.MainTable
	vgw, err := w.AddGateway(w.tokyo.ID, sim.VPNGateway)
	if err != nil {
		t.Fatal(err)
	}
	if err := w.SetRoute(table, sim.Route{Destination: netip.MustParsePrefix("10.2.0.0/16"), Target: vgw, Propagated: true}); err != nil {
		t.Fatal(err)
	}
	w.alice.must("CreateRoute", "RouteTableId", table, "DestinationCidrBlock", "10.2.0.0/16", "VpcPeeringConnectionId", id)
	r := w.alice.must("DescribeRouteTables", "RouteTableId.1", table)
	if got, want := r.all("routeTableSet/item/routeSet/item/origin"), []string{"CreateRouteTable", "EnableVgwRoutePropagation", "CreateRoute"}; !slices.Equal(got, want) {
		t.Errorf("origins = %v, want %v", got, want)
	}
	if got := r.get("routeTableSet/item/propagatingVgwSet/item/gatewayId"); got != vgw {
		t.Errorf("propagating = %q, want %q", got, vgw)
	}
	w.alice.must("DeleteRoute", "RouteTableId", table, "DestinationCidrBlock", "10.2.0.0/16")
	if got, want := lines(w, table), []string{"10.1.0.0/16 local active", "10.2.0.0/16 " + vgw + " active"}; !slices.Equal(got, want) {
		t.Errorf("after DeleteRoute: %v, want %v", got, want)
	}
}

func TestSubnetsWithoutAssociationUseTheMainTable(t *testing.T) {
	t.Parallel()
	w := newWorld(t, sim.Options{})
	subnet := w.alice.must("CreateSubnet", "VpcId", w.tokyo.ID, "CidrBlock", "10.1.1.0/24").get("subnet/subnetId")
	table := w.alice.must("CreateRouteTable", "VpcId", w.tokyo.ID).get("routeTable/routeTableId")
	r := w.alice.must("DescribeRouteTables", "Filter.1.Name", "association.main", "Filter.1.Value.1", "true")
	if got := r.all("routeTableSet/item/routeTableId"); !slices.Equal(got, []string{w.tokyo.MainTable}) {
		t.Errorf("main tables = %v, want %s", got, w.tokyo.MainTable)
	}
	if r.has("routeTableSet/item/associationSet/item/subnetId") {
		t.Error("an implicit association is listed")
	}
	id := w.alice.must("AssociateRouteTable", "RouteTableId", table, "SubnetId", subnet).get("associationId")
	if got := w.alice.must("AssociateRouteTable", "RouteTableId", table, "SubnetId", subnet).get("associationId"); got != id {
		t.Errorf("the second association is %s, want %s", got, id)
	}
	w.alice.refused("Resource.AlreadyAssociated", table, "AssociateRouteTable", "RouteTableId", w.tokyo.MainTable, "SubnetId", subnet)
	w.alice.refused("DependencyViolation", "The routeTable '"+table+"' has dependencies and cannot be deleted.", "DeleteRouteTable", "RouteTableId", table)
	w.alice.refused("DependencyViolation", w.tokyo.MainTable, "DeleteRouteTable", "RouteTableId", w.tokyo.MainTable)
	r = w.alice.must("DescribeRouteTables", "Filter.1.Name", "association.subnet-id", "Filter.1.Value.1", subnet)
	if got := r.all("routeTableSet/item/routeTableId"); !slices.Equal(got, []string{table}) {
		t.Errorf("table of the subnet = %v, want %s", got, table)
	}
	w.alice.must("DisassociateRouteTable", "AssociationId", id)
	w.alice.must("DeleteRouteTable", "RouteTableId", table)
	w.alice.refused("InvalidRouteTableID.NotFound", table, "DescribeRouteTables", "RouteTableId.1", table)
}

func TestAnotherTableCanBecomeTheMainOne(t *testing.T) {
	t.Parallel()
	w := newWorld(t, sim.Options{})
	table := w.alice.must("CreateRouteTable", "VpcId", w.tokyo.ID).get("routeTable/routeTableId")
	main := w.alice.must("DescribeRouteTables", "RouteTableId.1", w.tokyo.MainTable).get("routeTableSet/item/associationSet/item/routeTableAssociationId")
	w.alice.must("ReplaceRouteTableAssociation", "AssociationId", main, "RouteTableId", table)
	if got := w.VPCs()[0].MainTable; got != table {
		t.Errorf("main table = %s, want %s", got, table)
	}
	w.alice.must("DeleteRouteTable", "RouteTableId", w.tokyo.MainTable)
	main = w.alice.must("DescribeRouteTables", "RouteTableId.1", table).get("routeTableSet/item/associationSet/item/routeTableAssociationId")
	w.alice.refused("InvalidParameterValue", "cannot disassociate the main", "DisassociateRouteTable", "AssociationId", main)
}

func TestARouteToAnInternetGatewayDiesWithItsAttachment(t *testing.T) {
	t.Parallel()
	w := newWorld(t, sim.Options{})
	igw := w.alice.must("CreateInternetGateway").get("internetGateway/internetGatewayId")
	route := []string{"RouteTableId", w.tokyo.MainTable, "DestinationCidrBlock", "0.0.0.0/0", "GatewayId", igw}
	w.alice.refused("InvalidParameterValue", "belong to different networks", "CreateRoute", route...)
	w.alice.must("AttachInternetGateway", "InternetGatewayId", igw, "VpcId", w.tokyo.ID)
	w.alice.must("CreateRoute", route...)
	if got, want := lines(w, w.tokyo.MainTable)[1], "0.0.0.0/0 "+igw+" active"; got != want {
		t.Errorf("attached: %q, want %q", got, want)
	}
	w.alice.must("DetachInternetGateway", "InternetGatewayId", igw, "VpcId", w.tokyo.ID)
	w.alice.must("DeleteInternetGateway", "InternetGatewayId", igw)
	if got, want := lines(w, w.tokyo.MainTable)[1], "0.0.0.0/0 "+igw+" blackhole"; got != want {
		t.Errorf("deleted: %q, want %q", got, want)
	}
}

func TestARouteTableIsMadeOncePerClientToken(t *testing.T) {
	t.Parallel()
	w := newWorld(t, sim.Options{})
	other := w.vpc(alice, tokyo, "10.3.0.0/16")
	var ids []string
	for range 2 {
		ids = append(ids, w.alice.must("CreateRouteTable", "VpcId", w.tokyo.ID, "ClientToken", "t-1").get("routeTable/routeTableId"))
	}
	if ids[0] != ids[1] {
		t.Errorf("the same request made %s and %s", ids[0], ids[1])
	}
	w.alice.refused("IdempotentParameterMismatch", "", "CreateRouteTable", "VpcId", other.ID, "ClientToken", "t-1")
}
