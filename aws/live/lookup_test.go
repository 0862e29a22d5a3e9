package live

import (
	"testing"

	"peerbot/aws/peering"
	"peerbot/aws/sim"
)

func TestConnection(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	c := w.cloud(t)
	want := wish(w.vpc(t, dataID, seoul, "lake", "10.2.0.0/16"), w.vpc(t, prodID, tokyo, "payments", "10.1.0.0/16"))
	advance(t, c, &want, "")
	mark := w.CallCount()
	got, err := c.Connection(t.Context(), want.PCX)
	if err != nil {
		t.Fatal(err)
	}
	if len(got) != 2 {
		t.Fatalf("Connection = %+v, want both sides' views", got)
	}
	for i, one := range got {
		if one.ID != want.PCX || one.Requester != want.Requester.VPC || one.Accepter != want.Accepter.VPC || !want.Owns(one.Tags) {
			t.Errorf("view %d = %+v", i, one)
		}
	}
	if len(w.calls(mark)) != 4 {
		t.Errorf("calls = %v, want one in each of four places", w.calls(mark))
	}
	// The requester's own view comes first: only it shows the requester's option.
	if got[0].RequesterDNS == nil || got[1].AccepterDNS == nil {
		t.Errorf("views are not in order: %+v", got)
	}

	none, err := c.Connection(t.Context(), "pcx-0123456789abcdef0")
	if err != nil || len(none) != 0 {
		t.Errorf("an unknown one: %v, %v, want nothing", none, err)
	}
	if _, err := c.Connection(t.Context(), "pcx-*"); err == nil {
		t.Error("pcx-* was looked up")
	}
}

func TestConnectionSaysWhatItCouldNotRead(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	c := w.cloud(t)
	want := w.pair(t)
	advance(t, c, &want, "")

	// A place that has nothing to do with it.
	remove := w.Inject(sim.Fault{Account: prodID, Region: seoul, Action: "DescribeVpcPeeringConnections", Times: -1})
	got, err := c.Connection(t.Context(), want.PCX)
	if err != nil || len(got) != 2 {
		t.Errorf("Connection = %d views, %v, want both and no error", len(got), err)
	}
	if _, err := c.Connection(t.Context(), "pcx-0123456789abcdef0"); err == nil {
		t.Error("an unknown one is declared missing although a place was not read")
	}
	remove()

	// One of its sides.
	w.Inject(sim.Fault{Account: dataID, Region: seoul, Action: "DescribeVpcPeeringConnections", Times: -1})
	got, err = c.Connection(t.Context(), want.PCX)
	if call := wantClass(t, err, peering.Transient); call.Account != dataID || len(got) != 1 {
		t.Errorf("Connection = %d views, %v, want the other side's", len(got), err)
	}
}
