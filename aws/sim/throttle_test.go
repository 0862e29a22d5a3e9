package sim_test

import (
	"net/http"
	"testing"
	"time"

	"peerbot/aws/sim"
)

// burst calls an action until it is throttled and returns how often it went
// through.
func burst(c client, action string, params ...string) int {
	c.t.Helper()
	for n := range 1000 {
		r := c.ec2(action, params...)
		if r.status == http.StatusServiceUnavailable && r.code() == "RequestLimitExceeded" && r.message() == "Request limit exceeded." {
			return n
		}
	}
	c.t.Fatalf("%s was never throttled", action)
	return 0
}

func TestEachActionHasEC2sBucket(t *testing.T) {
	t.Parallel()
	w := newWorld(t, sim.Options{Throttle: true})
	table := w.tokyo.MainTable
	for _, tt := range []struct {
		action       string
		params       []string
		size, refill int
	}{
		{"DescribeVpcPeeringConnections", nil, 100, 20},
		{"DescribeRouteTables", []string{"MaxResults", "100"}, 100, 20},
		{"DescribeSecurityGroups", nil, 50, 10},
		{"DescribeSecurityGroups", []string{"MaxResults", "100"}, 100, 20},
		{"DescribeStaleSecurityGroups", []string{"VpcId", w.tokyo.ID}, 20, 5},
		{"CreateTags", []string{"ResourceId.1", w.tokyo.ID, "Tag.1.Key", "a", "Tag.1.Value", "b"}, 100, 10},
		{"CreateVpcPeeringConnection", w.peeringParams, 50, 5},
		{"DeleteRoute", []string{"RouteTableId", table, "DestinationCidrBlock", "10.9.0.0/16"}, 50, 5}, // each is refused, and counts
		{"AcceptVpcPeeringConnection", []string{"VpcPeeringConnectionId", "pcx-00000000000000000", "DryRun", "true"}, 50, 5},
	} {
		if got := burst(w.alice, tt.action, tt.params...); got != tt.size {
			t.Errorf("%s%v: %d calls at once, want %d", tt.action, tt.params, got, tt.size)
		}
		w.advance(999 * time.Millisecond)
		if got := burst(w.alice, tt.action, tt.params...); got != 0 {
			t.Errorf("%s%v: %d calls before a second is over, want 0", tt.action, tt.params, got)
		}
		w.advance(time.Millisecond)
		if got := burst(w.alice, tt.action, tt.params...); got != tt.refill {
			t.Errorf("%s%v: %d calls after a second, want %d", tt.action, tt.params, got, tt.refill)
		}
		w.advance(time.Hour)
		if got := burst(w.alice, tt.action, tt.params...); got != tt.size {
			t.Errorf("%s%v: %d calls after an hour, want %d", tt.action, tt.params, got, tt.size)
		}
	}
}

func TestABrokenSecondIsNotLost(t *testing.T) {
	t.Parallel()
	w := newWorld(t, sim.Options{Throttle: true})
	burst(w.alice, "DescribeVpcs")
	w.advance(1900 * time.Millisecond)
	if got := burst(w.alice, "DescribeVpcs"); got != 20 {
		t.Errorf("%d calls after 1.9 s, want 20", got)
	}
	w.advance(100 * time.Millisecond)
	if got := burst(w.alice, "DescribeVpcs"); got != 20 {
		t.Errorf("%d calls after 2 s, want 20", got)
	}
}

func TestBucketsAreOfOneAccountRegionAndAction(t *testing.T) {
	t.Parallel()
	w := newWorld(t, sim.Options{Throttle: true})
	burst(w.alice, "DescribeVpcs")
	w.alice.must("DescribeSubnets")
	w.alice.in(seoul).must("DescribeVpcs")
	w.bob.must("DescribeVpcs")
	as(t, w, bob, tokyo).must("DescribeVpcs")
	if r := w.alice.sts("GetCallerIdentity"); r.status != http.StatusOK {
		t.Errorf("GetCallerIdentity = %d %s, want 200: it is not EC2", r.status, r.code())
	}
	if got := w.Calls()[100].Code; got != "RequestLimitExceeded" {
		t.Errorf("the log says %q of the call that was throttled", got)
	}
	w.SetThrottle(false)
	w.alice.must("DescribeVpcs")
	w.SetThrottle(true)
	if got := burst(w.alice, "DescribeVpcs"); got != 100 {
		t.Errorf("%d calls after switching it on again, want a full bucket of 100", got)
	}
}

func TestAllOfSTSHasOneBucket(t *testing.T) {
	t.Parallel()
	w := newWorld(t, sim.Options{Throttle: true})
	for n := range 600 {
		action := []string{"GetCallerIdentity", "AssumeRole", "DecodeAuthorizationMessage"}[n%3]
		if r := w.alice.sts(action); r.code() == "Throttling" {
			t.Fatalf("call %d of a second is throttled, want the 601st", n+1)
		}
	}
	if r := w.alice.sts("GetCallerIdentity"); r.status != http.StatusBadRequest || r.code() != "Throttling" || r.message() != "Rate exceeded" {
		t.Errorf("call 601 = %d %s: %s, want 400 Throttling: Rate exceeded", r.status, r.code(), r.message())
	}
	for name, r := range map[string]reply{"Region": w.alice.in(seoul).sts("GetCallerIdentity"), "account": w.bob.in(tokyo).sts("GetCallerIdentity")} {
		if r.status != http.StatusOK {
			t.Errorf("another %s: %d %s, want 200", name, r.status, r.code())
		}
	}
}

func TestAThrottledCallChangesNothing(t *testing.T) {
	t.Parallel()
	w := newWorld(t, sim.Options{})
	w.SetThrottle(true)
	burst(w.alice, "DeleteVpc", "VpcId", "vpc-00000000000000000")
	w.alice.refused("RequestLimitExceeded", "", "DeleteVpc", "VpcId", w.tokyo.ID)
	if got := len(w.VPCs()); got != 2 {
		t.Errorf("%d VPCs, want 2", got)
	}
}
