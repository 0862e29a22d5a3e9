package sim_test

import (
	"encoding/json"
	"net/netip"
	"regexp"
	"testing"
	"time"

	"peerbot/aws/sim"
)

// A cloud that was written down as JSON and restored answers as the first one
// does, and gives out no id twice.
func TestAStateIsRestored(t *testing.T) {
	t.Parallel()
	o := sim.Options{Delays: sim.Delays{Provisioning: time.Hour, Deleting: time.Hour}}
	w := newWorld(t, o)
	o.Now = w.Now
	w.full()
	w.advance(time.Minute)

	raw, err := json.Marshal(w.State())
	if err != nil {
		t.Fatal(err)
	}
	var s sim.State
	if err := json.Unmarshal(raw, &s); err != nil {
		t.Fatal(err)
	}
	again := sim.New(o)
	if err := again.Restore(s); err != nil {
		t.Fatal(err)
	}
	for _, action := range []string{
		"DescribeVpcs", "DescribeSubnets", "DescribeVpcPeeringConnections", "DescribeSecurityGroups", "DescribeInternetGateways",
	} {
		for _, account := range []string{alice, bob} {
			for _, region := range []string{tokyo, seoul} {
				got, want := as(t, again, account, region).must(action), as(t, w, account, region).must(action)
				if fresh.ReplaceAllString(got.body, "") != fresh.ReplaceAllString(want.body, "") {
					t.Errorf("%s of %s in %s:\n got %s\nwant %s", action, account, region, got.body, want.body)
				}
			}
		}
	}
	restored := again.State()
	restored.IDs = s.IDs // those of associations are new
	if got, err := json.Marshal(restored); err != nil || string(got) != string(raw) {
		t.Errorf("State after Restore, %v:\n got %s\nwant %s", err, got, raw)
	}

	known := map[string]bool{}
	for _, p := range s.Peerings {
		known[p.ID] = true
	}
	p, err := again.AddPeering(sim.Peering{Requester: sim.Side{VPC: w.tokyo.ID}, Accepter: sim.Side{VPC: w.seoul.ID}})
	if err != nil || known[p.ID] {
		t.Errorf("AddPeering = %s, %v; want an id that is new", p.ID, err)
	}
	if err := sim.New(o).Restore(sim.State{Subnets: s.Subnets}); err == nil {
		t.Error("subnets without their VPCs were restored")
	}
}

// fresh are the ids that a restored cloud makes anew: of calls and of associations.
var fresh = regexp.MustCompile(`<requestId>[^<]*|(rtb|vpc-cidr-)assoc-[0-9a-f]+`)

// full gives a world one of everything, and a peering in every state.
func (w *world) full() {
	w.t.Helper()
	must := func(id string, err error) string {
		w.t.Helper()
		if err != nil {
			w.t.Fatal(err)
		}
		return id
	}
	far := w.vpc(alice, tokyo, "10.9.0.0/16", "100.64.0.0/16", "2001:db8::/56")
	w.SetTags(alice, tokyo, far.ID, map[string]string{"Name": "far", "team": "net"})
	igw := must(w.AddGateway(far.ID, sim.InternetGateway))
	front, err := w.AddSubnet(sim.Subnet{VPC: far.ID, Name: "front", CIDR: netip.MustParsePrefix("10.9.1.0/24")})
	must("", err)
	_, err = w.AddTable(sim.Table{VPC: far.ID, Name: "public", Subnets: []string{front.ID}, Routes: []sim.Route{{Destination: netip.MustParsePrefix("0.0.0.0/0"), Target: igw}}})
	must("", err)
	group := w.alice.must("CreateSecurityGroup", "GroupName", "web", "GroupDescription", "web", "VpcId", far.ID).get("groupId")
	w.alice.must("AuthorizeSecurityGroupIngress", "GroupId", group, "CidrIp", "10.0.0.0/8", "IpProtocol", "tcp", "FromPort", "443", "ToPort", "443")

	must("", w.DeletePeering(w.peered(), bob))
	w.advance(2 * time.Hour)
	must("", w.DeletePeering(w.peered(), alice)) // is being deleted for an hour
	w.bob.must("RejectVpcPeeringConnection", "VpcPeeringConnectionId", w.request())
	w.peered() // is being provisioned for an hour
	active, err := w.AddPeering(sim.Peering{Requester: sim.Side{VPC: far.ID, DNS: true, Tags: map[string]string{"a": "1"}}, Accepter: sim.Side{VPC: w.seoul.ID}})
	must("", err)
	must("", w.SetRoute(far.MainTable, sim.Route{Destination: netip.MustParsePrefix("10.2.0.0/16"), Target: active.ID}))
	w.alice.must("CreateVpcPeeringConnection", "VpcId", far.ID, "PeerVpcId", w.tokyo.ID)
	w.alice.must("CreateVpcPeeringConnection", "VpcId", far.ID, "PeerVpcId", "vpc-0123456789abcdef0", "PeerOwnerId", bob, "PeerRegion", seoul)
}
