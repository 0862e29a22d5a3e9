package sim_test

import (
	"net/http"
	"net/netip"
	"slices"
	"strconv"
	"testing"
	"time"

	"peerbot/aws/sim"
)

const gone = "InvalidVpcPeeringConnectionID.NotFound"

func TestAPeeringGoesFromRequestToActiveToDeletedByTheClock(t *testing.T) {
	t.Parallel()
	w := newWorld(t, sim.Options{Delays: sim.Delays{Pending: time.Second, Provisioning: time.Minute, Deleting: time.Second, PeerVisible: 5 * time.Second}})
	id := w.request()

	check := func(wantAlice, wantBob string) {
		t.Helper()
		if got := status(w.alice, id); got != wantAlice {
			t.Errorf("at %s the requester sees %s, want %s", w.Now().Format(time.TimeOnly), got, wantAlice)
		}
		if got := status(w.bob, id); got != wantBob {
			t.Errorf("at %s the accepter sees %s, want %s", w.Now().Format(time.TimeOnly), got, wantBob)
		}
	}
	check("initiating-request", gone)
	w.advance(time.Second)
	check("pending-acceptance", gone)
	w.bob.refused(gone, "The vpcPeeringConnection ID '"+id+"' does not exist", "AcceptVpcPeeringConnection", "VpcPeeringConnectionId", id)
	w.advance(4 * time.Second)
	check("pending-acceptance", "pending-acceptance")

	r := w.bob.must("AcceptVpcPeeringConnection", "VpcPeeringConnectionId", id)
	if got := r.get("vpcPeeringConnection/status/code"); got != "provisioning" {
		t.Errorf("Accept answers %s, want provisioning", got)
	}
	check("provisioning", "provisioning")
	w.advance(time.Minute)
	check("active", "active")

	w.bob.must("DeleteVpcPeeringConnection", "VpcPeeringConnectionId", id)
	check("deleting", "deleting")
	w.advance(time.Second)
	check("deleted", "deleted")
	w.advance(2 * time.Hour)
	check("deleted", gone)
	w.advance(46 * time.Hour)
	check(gone, gone)
}

func TestTerminalStatesStayVisibleAsLongAsTheGuideSays(t *testing.T) {
	t.Parallel()
	end := map[string]func(w *world, id string){
		"rejected": func(w *world, id string) {
			w.bob.must("RejectVpcPeeringConnection", "VpcPeeringConnectionId", id)
		},
		"expired": func(w *world, _ string) { w.advance(7 * 24 * time.Hour) },
		"deleted": func(w *world, id string) {
			w.alice.must("DeleteVpcPeeringConnection", "VpcPeeringConnectionId", id)
		},
	}
	for _, tt := range []struct {
		state               string
		requester, accepter time.Duration
	}{
		{"rejected", 48 * time.Hour, 2 * time.Hour},
		{"expired", 48 * time.Hour, 48 * time.Hour},
		{"deleted", 2 * time.Hour, 48 * time.Hour},
	} {
		t.Run(tt.state, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, sim.Options{})
			id := w.request()
			end[tt.state](w, id)
			start := w.Now()
			for _, side := range []struct {
				name   string
				client client
				sees   time.Duration
			}{{"requester", w.alice, tt.requester}, {"accepter", w.bob, tt.accepter}} {
				w.clock.now = start.Add(side.sees - time.Second)
				if got := status(side.client, id); got != tt.state {
					t.Errorf("just before %s the %s sees %s, want %s", side.sees, side.name, got, tt.state)
				}
				w.clock.now = start.Add(side.sees)
				if got := status(side.client, id); got != gone {
					t.Errorf("after %s the %s sees %s, want %s", side.sees, side.name, got, gone)
				}
			}
		})
	}
}

func TestInOneAccountEverythingTerminalIsVisibleForTwoHours(t *testing.T) {
	t.Parallel()
	w := newWorld(t, sim.Options{})
	other := w.vpc(alice, tokyo, "10.3.0.0/16")
	id := w.alice.must("CreateVpcPeeringConnection", "VpcId", w.tokyo.ID, "PeerVpcId", other.ID).get("vpcPeeringConnection/vpcPeeringConnectionId")
	w.alice.must("RejectVpcPeeringConnection", "VpcPeeringConnectionId", id)
	w.advance(2*time.Hour - 1)
	if got := status(w.alice, id); got != "rejected" {
		t.Errorf("before two hours: %s, want rejected", got)
	}
	w.advance(1)
	if got := status(w.alice, id); got != gone {
		t.Errorf("after two hours: %s, want %s", got, gone)
	}
}

func TestEachStateShowsTheFieldsThatAWSShows(t *testing.T) {
	t.Parallel()
	w := newWorld(t, sim.Options{})
	if err := w.AddCIDR(w.tokyo.ID, netip.MustParsePrefix("2001:db8:1::/56")); err != nil {
		t.Fatal(err)
	}
	id := w.request()
	look := func(c client) reply {
		return c.must("DescribeVpcPeeringConnections", "VpcPeeringConnectionId.1", id)
	}
	const item = "vpcPeeringConnectionSet/item/"
	check := func(when string, r reply, shown, hidden []string) {
		t.Helper()
		for _, path := range shown {
			if !r.has(item + path) {
				t.Errorf("%s: no %s in\n%s", when, path, r.body)
			}
		}
		for _, path := range hidden {
			if r.has(item + path) {
				t.Errorf("%s: %s in\n%s", when, path, r.body)
			}
		}
	}
	names := []string{"requesterVpcInfo/ownerId", "requesterVpcInfo/vpcId", "requesterVpcInfo/region", "accepterVpcInfo/ownerId", "accepterVpcInfo/vpcId", "accepterVpcInfo/region"}
	req := []string{"requesterVpcInfo/cidrBlock", "requesterVpcInfo/cidrBlockSet/item/cidrBlock", "requesterVpcInfo/ipv6CidrBlockSet/item/ipv6CidrBlock"}
	acc := []string{"accepterVpcInfo/cidrBlock", "accepterVpcInfo/cidrBlockSet/item/cidrBlock"}
	const reqOptions, accOptions = "requesterVpcInfo/peeringOptions", "accepterVpcInfo/peeringOptions"

	check("pending, requester", look(w.alice), slices.Concat(names, req, []string{reqOptions, "expirationTime"}), append(acc, accOptions))
	check("pending, accepter", look(w.bob), slices.Concat(names, req), append(acc, accOptions, reqOptions))
	w.bob.must("AcceptVpcPeeringConnection", "VpcPeeringConnectionId", id)
	check("active, requester", look(w.alice), slices.Concat(names, req, acc, []string{reqOptions}), []string{"expirationTime", accOptions})
	check("active, accepter", look(w.bob), slices.Concat(names, req, acc, []string{accOptions}), []string{"expirationTime", reqOptions})
	w.alice.must("DeleteVpcPeeringConnection", "VpcPeeringConnectionId", id)
	check("deleted", look(w.alice), names, slices.Concat(req, acc, []string{reqOptions, accOptions, "expirationTime"}))
	if got, want := look(w.bob).get(item+"status/message"), "Deleted by "+alice; got != want {
		t.Errorf("message = %q, want %q", got, want)
	}
}

func TestARequestThatCannotWorkFailsAfterwards(t *testing.T) {
	t.Parallel()
	w := newWorld(t, sim.Options{Delays: sim.Delays{Pending: time.Second}})
	secondary := w.vpc(bob, seoul, "10.9.0.0/16", "10.1.128.0/20")
	sixA, sixB := w.vpc(alice, tokyo, "10.20.0.0/16", "2001:db8::/56"), w.vpc(bob, seoul, "10.21.0.0/16", "2001:db8::/56")
	far := w.vpc(alice, seoul, "10.22.0.0/16")
	for _, tt := range []struct{ name, vpc, peer, owner, region string }{
		{"overlap of a secondary CIDR", w.tokyo.ID, secondary.ID, bob, seoul},
		{"overlap of IPv6 only", sixA.ID, sixB.ID, bob, seoul},
		{"wrong account", w.tokyo.ID, w.seoul.ID, "333333333333", seoul},
		{"wrong Region", w.tokyo.ID, w.seoul.ID, bob, tokyo},
		{"unknown VPC of another account", w.tokyo.ID, "vpc-00000000000000000", bob, seoul},
		{"unknown VPC of the own account far away", w.tokyo.ID, "vpc-11111111111111111", alice, seoul},
		{"own VPC far away with a wrong Region", w.tokyo.ID, far.ID, alice, "us-east-1"},
	} {
		r := w.alice.must("CreateVpcPeeringConnection", "VpcId", tt.vpc, "PeerVpcId", tt.peer, "PeerOwnerId", tt.owner, "PeerRegion", tt.region)
		id := r.get("vpcPeeringConnection/vpcPeeringConnectionId")
		if got := r.get("vpcPeeringConnection/status/code"); got != "initiating-request" {
			t.Errorf("%s: Create answers %s, want initiating-request", tt.name, got)
		}
		w.advance(time.Second)
		r = w.alice.must("DescribeVpcPeeringConnections", "VpcPeeringConnectionId.1", id)
		const want = "Failed due to incorrect VPC-ID, Account ID, or overlapping CIDR range"
		if got := r.get("vpcPeeringConnectionSet/item/status/code"); got != "failed" {
			t.Errorf("%s: state %s, want failed", tt.name, got)
		}
		if got := r.get("vpcPeeringConnectionSet/item/status/message"); got != want {
			t.Errorf("%s: message %q, want %q", tt.name, got, want)
		}
		if got := status(as(t, w, tt.owner, tt.region), id); got != gone && tt.owner+tt.region != alice+tokyo {
			t.Errorf("%s: the accepter sees %s, want %s", tt.name, got, gone)
		}
		w.alice.refused("InvalidStateTransition", "Invalid state transition for "+id+", attempted to transition from failed to deleting", "DeleteVpcPeeringConnection", "VpcPeeringConnectionId", id)
	}
}

func TestCreateRefusesWhatIsWrongAtHome(t *testing.T) {
	t.Parallel()
	w := newWorld(t, sim.Options{})
	const none = "vpc-00000000000000000"
	w.alice.refused("InvalidVpcID.NotFound", "The vpc ID '"+none+"' does not exist", "CreateVpcPeeringConnection", "VpcId", none, "PeerVpcId", w.seoul.ID, "PeerOwnerId", bob)
	w.alice.refused("InvalidVpcID.NotFound", "The vpc ID '"+none+"' does not exist", "CreateVpcPeeringConnection", "VpcId", w.tokyo.ID, "PeerVpcId", none)
	w.alice.refused("InvalidVpcID.NotFound", w.seoul.ID, "CreateVpcPeeringConnection", "VpcId", w.tokyo.ID, "PeerVpcId", w.seoul.ID)
	w.alice.refused("InvalidVpcID.Malformed", `Invalid id: "vpc-1"`, "CreateVpcPeeringConnection", "VpcId", "vpc-1", "PeerVpcId", w.seoul.ID)
	w.alice.refused("MissingParameter", "peerVpcId", "CreateVpcPeeringConnection", "VpcId", w.tokyo.ID)
	w.alice.refused("InvalidParameterValue", "peerRegion", "CreateVpcPeeringConnection", "VpcId", w.tokyo.ID, "PeerVpcId", w.seoul.ID, "PeerRegion", "mars-1")
	w.alice.refused("InvalidParameterValue", "peerOwnerId", "CreateVpcPeeringConnection", "VpcId", w.tokyo.ID, "PeerVpcId", w.seoul.ID, "PeerOwnerId", "bob")
	w.alice.refused("InvalidParameterValue", "'vpc' is not a valid taggable resource type", "CreateVpcPeeringConnection", "VpcId", w.tokyo.ID, "PeerVpcId", w.seoul.ID,
		"TagSpecification.1.ResourceType", "vpc", "TagSpecification.1.Tag.1.Key", "a", "TagSpecification.1.Tag.1.Value", "b")
	if got := w.Peerings(); len(got) != 0 {
		t.Errorf("there are peerings: %v", got)
	}
}

func TestTheSameRequestTwiceIsOnePeering(t *testing.T) {
	t.Parallel()
	w := newWorld(t, sim.Options{Delays: sim.Delays{Deleting: time.Second}})
	first := w.request()
	again := append(slices.Clone(w.peeringParams), "TagSpecification.1.ResourceType", "vpc-peering-connection", "TagSpecification.1.Tag.1.Key", "a", "TagSpecification.1.Tag.1.Value", "b")
	r := w.alice.must("CreateVpcPeeringConnection", again...)
	if got := r.get("vpcPeeringConnection/vpcPeeringConnectionId"); got != first {
		t.Errorf("second create = %s, want %s", got, first)
	}
	if got := r.get("vpcPeeringConnection/status/code"); got != "pending-acceptance" {
		t.Errorf("second create is %s, want pending-acceptance", got)
	}
	if p, _ := w.Peering(first); len(p.Requester.Tags) != 0 {
		t.Errorf("tags were merged: %v", p.Requester.Tags)
	}
	w.bob.must("AcceptVpcPeeringConnection", "VpcPeeringConnectionId", first)
	if got := w.request(); got != first {
		t.Errorf("create while active = %s, want %s", got, first)
	}
	w.alice.must("DeleteVpcPeeringConnection", "VpcPeeringConnectionId", first)
	if got := status(w.alice, first); got != "deleting" {
		t.Errorf("state = %s, want deleting", got)
	}
	if got := w.request(); got == first {
		t.Errorf("create during the deletion returns the dying %s", got)
	}
}

func TestAReversedDuplicateCanBeCreatedAndNotAccepted(t *testing.T) {
	t.Parallel()
	w := newWorld(t, sim.Options{})
	first := w.peered()
	second := w.bob.must("CreateVpcPeeringConnection", "VpcId", w.seoul.ID, "PeerVpcId", w.tokyo.ID, "PeerOwnerId", alice, "PeerRegion", tokyo).
		get("vpcPeeringConnection/vpcPeeringConnectionId")
	if second == first {
		t.Fatalf("the reversed create returned %s", first)
	}
	w.alice.refused("VpcPeeringConnectionAlreadyExists", "The vpc peering connection identified by "+second+" already exists.", "AcceptVpcPeeringConnection", "VpcPeeringConnectionId", second)
	if got := status(w.alice, second); got != "pending-acceptance" {
		t.Errorf("the reversed one is %s, want pending-acceptance", got)
	}
}

func TestOnlyTheAccepterInItsRegionAnswers(t *testing.T) {
	t.Parallel()
	w := newWorld(t, sim.Options{})
	id := w.request()
	for _, tt := range []struct {
		client                client
		action, code, message string
	}{
		{w.alice, "AcceptVpcPeeringConnection", "OperationNotPermitted", "User " + alice + " cannot accept peering " + id},
		{w.alice, "RejectVpcPeeringConnection", "OperationNotPermitted", "User " + alice + " cannot reject peering " + id},
		{w.bob.in(tokyo), "AcceptVpcPeeringConnection", "OperationNotPermitted", "Incorrect region (ap-northeast-1) specified for this request. VPC peering connection " + id + " must be accepted in region ap-northeast-2"},
		{w.bob.in(tokyo), "RejectVpcPeeringConnection", "OperationNotPermitted", id + " must be accepted or rejected in region ap-northeast-2"},
		{as(t, w, "333333333333", seoul), "AcceptVpcPeeringConnection", gone, "'" + id + "' does not exist"},
		{w.alice.in("us-east-1"), "AcceptVpcPeeringConnection", gone, "does not exist"},
		{w.bob, "DeleteVpcPeeringConnection", "OperationNotPermitted", id},
		{w.bob.in(tokyo), "DeleteVpcPeeringConnection", gone, id},
	} {
		tt.client.refused(tt.code, tt.message, tt.action, "VpcPeeringConnectionId", id)
	}
	w.bob.must("AcceptVpcPeeringConnection", "VpcPeeringConnectionId", id)
	w.bob.refused("InvalidStateTransition", "from active to provisioning", "AcceptVpcPeeringConnection", "VpcPeeringConnectionId", id)
	w.bob.refused("InvalidStateTransition", "from active to rejected", "RejectVpcPeeringConnection", "VpcPeeringConnectionId", id)
	w.bob.refused("InvalidVpcPeeringConnectionId.Malformed", `"pcx-xyz"`, "AcceptVpcPeeringConnection", "VpcPeeringConnectionId", "pcx-xyz")
}

func TestWhatIsOverStaysOver(t *testing.T) {
	t.Parallel()
	for state, end := range map[string]func(w *world, id string){
		"rejected": func(w *world, id string) { w.bob.must("RejectVpcPeeringConnection", "VpcPeeringConnectionId", id) },
		"deleted":  func(w *world, id string) { w.alice.must("DeleteVpcPeeringConnection", "VpcPeeringConnectionId", id) },
		"expired":  func(w *world, _ string) { w.advance(7 * 24 * time.Hour) },
	} {
		w := newWorld(t, sim.Options{})
		id := w.request()
		end(w, id)
		for action, to := range map[string]string{"Accept": "provisioning", "Reject": "rejected", "Delete": "deleting"} {
			w.bob.refused("InvalidStateTransition", "Invalid state transition for "+id+", attempted to transition from "+state+" to "+to, action+"VpcPeeringConnection", "VpcPeeringConnectionId", id)
		}
		if got := status(w.bob, id); got != state {
			t.Errorf("state = %s, want %s", got, state)
		}
	}
}

func TestOptionsAreForActivePeeringsAndTheOwnSide(t *testing.T) {
	t.Parallel()
	w := newWorld(t, sim.Options{})
	id := w.request()
	const modify, on = "ModifyVpcPeeringConnectionOptions", ".AllowDnsResolutionFromRemoteVpc"
	const requester, accepter = "RequesterPeeringConnectionOptions", "AccepterPeeringConnectionOptions"
	set := func(side string) []string { return []string{"VpcPeeringConnectionId", id, side + on, "true"} }

	w.alice.refused("OperationNotPermitted", "Peering "+id+" is not active. Peering options can be added only to active peerings.", modify, set(requester)...)
	w.bob.must("AcceptVpcPeeringConnection", "VpcPeeringConnectionId", id)
	w.alice.refused("OperationNotPermitted", "User "+alice+" does not have permission to modify the accepter side peering options", modify, set(accepter)...)
	w.bob.refused("OperationNotPermitted", "User "+bob+" does not have permission to modify the requester side peering options", modify, set(requester)...)
	w.alice.refused("InvalidVpcPeeringConnectionState.DnsHostnamesDisabled", "DNS hostname support must be enabled for the VPCs", modify, set(requester)...)
	for _, v := range []sim.VPC{w.tokyo, w.seoul} {
		if err := w.SetDNS(v.ID, true, true); err != nil {
			t.Fatal(err)
		}
	}
	w.alice.refused("OperationNotPermitted", "AllowEgressFromLocalClassicLinkToRemoteVpc is not supported for cross-region", modify,
		"VpcPeeringConnectionId", id, requester+".AllowEgressFromLocalClassicLinkToRemoteVpc", "true")
	r := w.alice.must(modify, set(requester)...)
	if got := r.get("requesterPeeringConnectionOptions/allowDnsResolutionFromRemoteVpc"); got != "true" {
		t.Errorf("Modify echoes %q, want true", got)
	}
	if r.has("accepterPeeringConnectionOptions") {
		t.Error("Modify echoes the side that was not set")
	}
	if p, _ := w.Peering(id); !p.Requester.DNS || p.Accepter.DNS {
		t.Errorf("DNS = %t, %t, want true, false", p.Requester.DNS, p.Accepter.DNS)
	}
	got := w.alice.must("DescribeVpcPeeringConnections", "VpcPeeringConnectionId.1", id).get("vpcPeeringConnectionSet/item/requesterVpcInfo/peeringOptions/allowDnsResolutionFromRemoteVpc")
	if got != "true" {
		t.Errorf("described option = %q, want true", got)
	}
}

func TestStaleReadsShowTheStateBeforeAndFlap(t *testing.T) {
	t.Parallel()
	w := newWorld(t, sim.Options{Lag: sim.Lag{Accept: 2, Delete: 1, Flaps: 1, CIDRs: 1}})
	id := w.peered()
	r := func() []string {
		var seen []string
		for range 6 {
			seen = append(seen, status(w.alice, id))
		}
		return seen
	}
	const pending, active, deleted = "pending-acceptance", "active", "deleted"
	if got, want := r(), []string{pending, pending, active, pending, active, active}; !slices.Equal(got, want) {
		t.Errorf("after accept %v, want %v", got, want)
	}
	if p, _ := w.Peering(id); p.State != active {
		t.Errorf("in truth it is %s, want active", p.State)
	}
	w.alice.must("DeleteVpcPeeringConnection", "VpcPeeringConnectionId", id)
	if got, want := r(), []string{active, deleted, active, deleted, deleted, deleted}; !slices.Equal(got, want) {
		t.Errorf("after delete %v, want %v", got, want)
	}
}

func TestFlapsAloneDoNothing(t *testing.T) {
	t.Parallel()
	w := newWorld(t, sim.Options{Lag: sim.Lag{Flaps: 1}})
	id := w.peered()
	for range 3 {
		if got := status(w.alice, id); got != "active" {
			t.Errorf("state = %s, want active", got)
		}
	}
}

func TestCIDRsMayBeMissingJustAfterActive(t *testing.T) {
	t.Parallel()
	w := newWorld(t, sim.Options{Lag: sim.Lag{CIDRs: 1}})
	id := w.peered()
	for _, want := range []bool{false, true} {
		r := w.alice.must("DescribeVpcPeeringConnections", "VpcPeeringConnectionId.1", id)
		if got := r.has("vpcPeeringConnectionSet/item/accepterVpcInfo/cidrBlock"); got != want {
			t.Errorf("CIDR shown: %t, want %t", got, want)
		}
	}
}

func TestPeeringQuotasAreEnforced(t *testing.T) {
	t.Parallel()
	w := newWorld(t, sim.Options{})
	w.SetQuota(alice, tokyo, "L-DC9F7029", 2)
	w.SetQuota(bob, seoul, "L-7E9ECCDB", 1)
	var ids []string
	for i := range 2 {
		v := w.vpc(alice, tokyo, "10."+strconv.Itoa(30+i)+".0.0/16")
		ids = append(ids, w.alice.must("CreateVpcPeeringConnection", "VpcId", v.ID, "PeerVpcId", w.seoul.ID, "PeerOwnerId", bob, "PeerRegion", seoul).
			get("vpcPeeringConnection/vpcPeeringConnectionId"))
	}
	w.alice.refused("PendingVpcPeeringConnectionLimitExceeded", "Vpc peering connection request limit exceeded.", "CreateVpcPeeringConnection", w.peeringParams...)
	w.bob.must("AcceptVpcPeeringConnection", "VpcPeeringConnectionId", ids[0])
	w.bob.refused("ActiveVpcPeeringConnectionPerVpcLimitExceeded", w.seoul.ID, "AcceptVpcPeeringConnection", "VpcPeeringConnectionId", ids[1])
	w.request() // one place is free again
}

func TestANewCIDRCanSpoilARequestAndIsRefusedNextToAPeering(t *testing.T) {
	t.Parallel()
	w := newWorld(t, sim.Options{})
	id := w.request()
	w.alice.refused("InvalidVpc.Range", id, "AssociateVpcCidrBlock", "VpcId", w.tokyo.ID, "CidrBlock", "10.7.0.0/16")
	w.bob.must("AssociateVpcCidrBlock", "VpcId", w.seoul.ID, "CidrBlock", "10.8.0.0/16")
	if got := status(w.alice, id); got != "pending-acceptance" {
		t.Errorf("after a harmless CIDR: %s, want pending-acceptance", got)
	}
	w.bob.must("AssociateVpcCidrBlock", "VpcId", w.seoul.ID, "CidrBlock", "10.1.64.0/20")
	if got := status(w.alice, id); got != "failed" {
		t.Errorf("after an overlapping CIDR: %s, want failed", got)
	}

	w = newWorld(t, sim.Options{})
	w.peered()
	w.alice.refused("InvalidVpc.Range", w.seoul.ID, "AssociateVpcCidrBlock", "VpcId", w.tokyo.ID, "CidrBlock", "10.2.0.0/20")
	w.alice.must("AssociateVpcCidrBlock", "VpcId", w.tokyo.ID, "CidrBlock", "10.5.0.0/16")
}

func TestTagsBelongToOneAccountAndRegion(t *testing.T) {
	t.Parallel()
	w := newWorld(t, sim.Options{})
	id := w.alice.must("CreateVpcPeeringConnection", append(slices.Clone(w.peeringParams), "TagSpecification.1.ResourceType", "vpc-peering-connection",
		"TagSpecification.1.Tag.1.Key", "side", "TagSpecification.1.Tag.1.Value", "requester")...).get("vpcPeeringConnection/vpcPeeringConnectionId")
	if r := w.bob.must("DescribeVpcPeeringConnections", "VpcPeeringConnectionId.1", id); r.has("vpcPeeringConnectionSet/item/tagSet") {
		t.Errorf("the accepter sees the requester's tags:\n%s", r.body)
	}
	w.bob.must("CreateTags", "ResourceId.1", id, "Tag.1.Key", "side", "Tag.1.Value", "accepter")
	for _, tt := range []struct {
		client client
		want   string
	}{{w.alice, "requester"}, {w.bob, "accepter"}} {
		r := tt.client.must("DescribeVpcPeeringConnections", "Filter.1.Name", "tag:side", "Filter.1.Value.1", tt.want)
		if got := r.all("vpcPeeringConnectionSet/item/vpcPeeringConnectionId"); !slices.Equal(got, []string{id}) {
			t.Errorf("peerings with side=%s: %v, want %s", tt.want, got, id)
		}
	}
	w.bob.in(tokyo).refused(gone, id, "CreateTags", "ResourceId.1", id, "Tag.1.Key", "a", "Tag.1.Value", "b")
}

func TestADescribedPeeringCarriesARequestID(t *testing.T) {
	t.Parallel()
	w := newWorld(t, sim.Options{})
	r := w.alice.must("DescribeVpcPeeringConnections")
	if got := r.root.XMLName; got.Local != "DescribeVpcPeeringConnectionsResponse" || got.Space != "http://ec2.amazonaws.com/doc/2016-11-15/" {
		t.Errorf("root = %v", got)
	}
	if id := r.get("requestId"); len(id) != 36 || id != w.Calls()[0].RequestID {
		t.Errorf("request id %q, want that of the log", id)
	}
	if r.status != http.StatusOK || !r.has("vpcPeeringConnectionSet") {
		t.Errorf("an empty list = %d\n%s", r.status, r.body)
	}
}
