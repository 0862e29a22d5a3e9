package sim_test

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"

	"peerbot/aws/sim"
)

func TestAFaultHitsTheNthMatchingCall(t *testing.T) {
	t.Parallel()
	w := newWorld(t, sim.Options{})
	w.Inject(sim.Fault{Account: alice, Region: tokyo, Action: "DescribeVpcs", Nth: 2, Times: 2, Code: "RequestLimitExceeded", Message: "Request limit exceeded.", HTTPStatus: 503})
	var got []int
	for range 4 {
		w.bob.must("DescribeVpcs")
		w.alice.must("DescribeSubnets")
		w.alice.in(seoul).must("DescribeVpcs")
		r := w.alice.ec2("DescribeVpcs")
		if got = append(got, r.status); r.status == 503 && r.code() != "RequestLimitExceeded" {
			t.Errorf("code = %s, want RequestLimitExceeded", r.code())
		}
	}
	if want := []int{200, 503, 503, 200}; !slices.Equal(got, want) {
		t.Errorf("statuses = %v, want %v", got, want)
	}
}

func TestAFaultBeforeTheEffectChangesNothing(t *testing.T) {
	t.Parallel()
	w := newWorld(t, sim.Options{})
	remove := w.Inject(sim.Fault{Action: "CreateVpcPeeringConnection", Times: -1})
	w.alice.refused("InternalError", "", "CreateVpcPeeringConnection", w.peeringParams...)
	w.alice.refused("InternalError", "", "CreateVpcPeeringConnection", w.peeringParams...)
	if got := w.Peerings(); len(got) != 0 {
		t.Errorf("peerings = %v, want none", got)
	}
	remove()
	remove()
	w.request()
}

func TestALostAnswerHasTakenEffect(t *testing.T) {
	t.Parallel()
	w := newWorld(t, sim.Options{})
	server := httptest.NewServer(w.Cloud)
	defer server.Close()
	w.Inject(sim.Fault{Action: "CreateVpcPeeringConnection", Effect: sim.DoThenLose})
	r := w.alice.request("ec2", "CreateVpcPeeringConnection", "2016-11-15", w.peeringParams...)
	out, err := http.NewRequestWithContext(t.Context(), http.MethodPost, server.URL, r.Body)
	if err != nil {
		t.Fatal(err)
	}
	out.Header = r.Header
	answer, err := http.DefaultTransport.RoundTrip(out)
	if err == nil {
		_ = answer.Body.Close()
		t.Fatalf("the lost answer arrived: %s", answer.Status)
	}
	if !errors.Is(err, io.EOF) {
		t.Errorf("err = %v, want EOF", err)
	}
	if got := w.Peerings(); len(got) != 1 || got[0].State != "pending-acceptance" {
		t.Errorf("peerings = %+v, want one that is pending", got)
	}
	if calls := w.Calls(); !calls[len(calls)-1].Lost {
		t.Error("the log does not say that the answer was lost")
	}

	w.Inject(sim.Fault{Action: "AcceptVpcPeeringConnection", Effect: sim.DoThenLose, HTTPStatus: 500})
	w.bob.refused("InternalError", "An internal error has occurred", "AcceptVpcPeeringConnection", "VpcPeeringConnectionId", w.Peerings()[0].ID)
	if got := w.Peerings()[0].State; got != "active" {
		t.Errorf("state = %s, want active", got)
	}
}

func TestTheCallLogCountsAndForgets(t *testing.T) {
	t.Parallel()
	var heard []string
	w := newWorld(t, sim.Options{CallLog: 2, OnCall: func(c sim.Call) { heard = append(heard, c.Action+c.Code) }})
	w.alice.must("DescribeVpcs", "VpcId.1", w.tokyo.ID)
	mark := w.CallCount()
	w.alice.ec2("DescribeSubnets", "SubnetId.1", "subnet-1")
	got := w.CallsSince(mark)
	if len(got) != 1 || got[0].Action != "DescribeSubnets" || got[0].Code != "InvalidSubnetId.Malformed" || got[0].Params["SubnetId.1"] != "subnet-1" || len(got[0].Params) != 1 {
		t.Errorf("calls since the mark = %+v", got)
	}
	for range 10 {
		w.alice.must("DescribeRegions")
	}
	if n := w.CallCount(); n != 12 {
		t.Errorf("CallCount = %d, want 12", n)
	}
	if n := len(w.Calls()); n < 2 || n > 4 {
		t.Errorf("the log keeps %d calls, want 2 to 4", n)
	}
	if n := len(w.CallsSince(11)); n != 1 {
		t.Errorf("CallsSince(11) has %d calls, want 1", n)
	}
	if want := []string{"DescribeVpcs", "DescribeSubnetsInvalidSubnetId.Malformed", "DescribeRegions"}; !slices.Equal(heard[:3], want) {
		t.Errorf("OnCall heard %v, want %v", heard[:3], want)
	}
}
