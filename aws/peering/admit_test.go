package peering

import (
	"slices"
	"testing"
)

func TestAdmittingAcceptsAndNothingElse(t *testing.T) {
	t.Parallel()
	w, c := byHand(t)
	w.conns[0].status = Pending
	want := Peering{ID: "P9", Requester: End{VPC: c.Requester}, Accepter: End{VPC: c.Accepter}, PCX: c.ID, Admitted: true}
	blind := func() Observed { // as it is when the requester's account is not ours
		o := w.observe()
		o.Requester = View{}
		return o
	}
	plan := Forecast(want, blind())
	if got := texts(plan.Steps); !slices.Equal(got, []string{"accept pcx-hand in ap-northeast-2", "wait until AWS says active"}) {
		t.Fatalf("Diff = %q", got)
	}
	if got := plan.Accounts(); !slices.Equal(got, []string{seoul.Account}) {
		t.Errorf("Accounts = %v, want the accepter's", got)
	}
	if err := w.do(want, blind(), plan.Steps[0]); err != nil {
		t.Fatal(err)
	}
	w.observe()
	w.observe()
	if got := Diff(want, blind()); len(got) != 0 {
		t.Errorf("after it is active: %v", texts(got))
	}
	if c, ok := Current(want, blind()); !ok || c.Status != Active {
		t.Errorf("Current = %+v %t", c, ok)
	}
	other := want
	other.PCX = "pcx-else"
	if got := Diff(other, blind()); len(got) != 0 {
		t.Errorf("another id: %v, want nothing", texts(got))
	}
}

func TestASurveyTellsWhatWaitsForOurAccounts(t *testing.T) {
	t.Parallel()
	stranger := Ref{Account: "999999999999", Region: seoul.Region, VPC: "vpc-z"}
	in := Connection{ID: "pcx-in", Status: Pending, Requester: stranger, Accepter: seoul}
	out := Connection{ID: "pcx-out", Status: Pending, Requester: seoul, Accepter: stranger}
	old := Connection{ID: "pcx-old", Status: Active, Requester: stranger, Accepter: seoul}
	s := Survey{Places: map[Place]PlaceView{
		seoul.Place(): {Connections: map[string][]Connection{seoul.VPC: {in, out, old}, stranger.VPC: {in, out, old}}},
		tokyo.Place(): {Err: &CallError{}, Connections: map[string][]Connection{tokyo.VPC: {{ID: "pcx-x", Status: Pending, Accepter: tokyo}}}},
	}}
	got := s.Inbound()
	if len(got) != 1 || got[0].ID != "pcx-in" {
		t.Errorf("Inbound = %+v, want pcx-in", got)
	}
}
