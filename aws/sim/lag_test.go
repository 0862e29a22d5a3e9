package sim_test

import (
	"fmt"
	"slices"
	"testing"

	"peerbot/aws/sim"
)

// Each row changes something and looks at it, with filters that look, too.
func TestDescriptionsShowWhatWasForAWhile(t *testing.T) {
	t.Parallel()
	w := newWorld(t, sim.Options{})
	id, table := w.peered(), w.tokyo.MainTable
	for _, v := range w.VPCs() {
		if err := w.SetDNS(v.ID, true, true); err != nil {
			t.Fatal(err)
		}
	}
	nat, err := w.AddGateway(w.tokyo.ID, sim.NATGateway)
	if err != nil {
		t.Fatal(err)
	}
	w.SetLag(sim.Lag{Routes: 2, Tags: 2, Options: 2})
	routes := func(r reply) string {
		return fmt.Sprint(r.all("routeTableSet/item/routeSet/item/vpcPeeringConnectionId"))
	}
	show := map[string]func() string{
		"routes": func() string { return routes(w.alice.must("DescribeRouteTables", "RouteTableId.1", table)) },
		"filtered routes": func() string {
			return routes(w.alice.must("DescribeRouteTables", "Filter.1.Name", "route.origin", "Filter.1.Value.1", "CreateRouteTable", "Filter.2.Name", "vpc-id", "Filter.2.Value.1", w.tokyo.ID))
		},
		"tags": func() string {
			return w.alice.must("DescribeVpcPeeringConnections", "Filter.1.Name", "status-code", "Filter.1.Value.1", "active").get("vpcPeeringConnectionSet/item/tagSet/item/value")
		},
		"tagged": func() string {
			return w.alice.must("DescribeVpcs", "Filter.1.Name", "tag:Name", "Filter.1.Value.1", "*").get("vpcSet/item/tagSet/item/value")
		},
		"options": func() string {
			return w.alice.must("DescribeVpcPeeringConnections", "Filter.1.Name", "requester-vpc-info.vpc-id", "Filter.1.Value.1", w.tokyo.ID, "Filter.2.Name", "status-code", "Filter.2.Value.1", "active").
				get("vpcPeeringConnectionSet/item/requesterVpcInfo/peeringOptions/allowDnsResolutionFromRemoteVpc")
		},
	}
	route := []string{"RouteTableId", table, "DestinationCidrBlock", "10.2.0.0/16", "VpcPeeringConnectionId", id}
	for _, tt := range []struct {
		what, action string
		params       []string
		was, is      string
	}{
		{"routes", "CreateRoute", route, "[]", "[" + id + "]"},
		{"filtered routes", "ReplaceRoute", append(route[:4:4], "NatGatewayId", nat), "[" + id + "]", "[]"},
		{"routes", "ReplaceRoute", route, "[]", "[" + id + "]"},
		{"filtered routes", "DeleteRoute", route[:4], "[" + id + "]", "[]"},
		{"tags", "CreateTags", []string{"ResourceId.1", id, "Tag.1.Key", "Name", "Tag.1.Value", "a"}, "", "a"},
		{"tags", "CreateTags", []string{"ResourceId.1", id, "Tag.1.Key", "Name", "Tag.1.Value", "b"}, "a", "b"},
		{"tags", "DeleteTags", []string{"ResourceId.1", id}, "b", ""},
		{"tagged", "CreateTags", []string{"ResourceId.1", w.tokyo.ID, "Tag.1.Key", "Name", "Tag.1.Value", "x"}, "", "x"},
		{"options", "ModifyVpcPeeringConnectionOptions", []string{"VpcPeeringConnectionId", id, "RequesterPeeringConnectionOptions.AllowDnsResolutionFromRemoteVpc", "true"}, "false", "true"},
	} {
		w.alice.must(tt.action, tt.params...)
		var got []string
		for range 4 {
			got = append(got, show[tt.what]())
		}
		if want := []string{tt.was, tt.was, tt.is, tt.is}; !slices.Equal(got, want) {
			t.Errorf("%s after %s: %q, want %q", tt.what, tt.action, got, want)
		}
	}
}

// What the descriptions hide is there: the calls know it.
func TestALaggingDescriptionHidesWhatExists(t *testing.T) {
	t.Parallel()
	w := newWorld(t, sim.Options{Lag: sim.Lag{Routes: 1}})
	id, table := w.peered(), w.tokyo.MainTable
	route := []string{"RouteTableId", table, "DestinationCidrBlock", "10.2.0.0/16", "VpcPeeringConnectionId", id}
	w.alice.must("CreateRoute", route...)
	if r := w.alice.must("DescribeRouteTables"); r.has("routeTableSet/item/routeSet/item/vpcPeeringConnectionId") {
		t.Error("the route is shown at once")
	}
	w.alice.refused("RouteAlreadyExists", "10.2.0.0/16", "CreateRoute", route...)
	if got, want := lines(w, table)[1], "10.2.0.0/16 "+id+" active"; got != want {
		t.Errorf("the table has %q, want %q", got, want)
	}
}

func TestCallsMayNotFindANewPeeringThatIsShown(t *testing.T) {
	t.Parallel()
	w := newWorld(t, sim.Options{Lag: sim.Lag{Fresh: 2}})
	id := w.request()
	at := []string{"VpcPeeringConnectionId", id}
	try := func(c client, want []string, action string, params ...string) {
		t.Helper()
		var got []string
		for range len(want) {
			if s := status(c, id); s != "pending-acceptance" && s != "active" {
				t.Fatalf("%s is %s", id, s)
			}
			got = append(got, c.ec2(action, params...).code())
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s answers %q, want %q", action, got, want)
		}
	}
	try(w.bob, []string{gone, gone, ""}, "AcceptVpcPeeringConnection", at...)
	route := []string{"RouteTableId", w.tokyo.MainTable, "DestinationCidrBlock", "10.2.0.0/16", "VpcPeeringConnectionId", id}
	try(w.alice, []string{gone}, "CreateRoute", route...)
	try(w.alice, []string{gone, ""}, "CreateTags", "ResourceId.1", id, "Tag.1.Key", "a", "Tag.1.Value", "b")
	try(w.alice, []string{""}, "CreateRoute", route...)
}
