package peering_test

import (
	"slices"
	"testing"

	"peerbot/aws/peering"
	"peerbot/aws/peering/peeringtest"
)

// stranger is an account that is not ours.
var stranger = peering.Place{Account: "999999999999", Region: peeringtest.Seoul.Region}

func TestAdmittingAcceptsAndNothingElse(t *testing.T) {
	t.Parallel()
	w := pair(t)
	outside := w.OutsideVPC(stranger, "", "10.9.0.0/16")
	id, err := w.Console("mallory").Request(outside, w.p.Accepter.VPC)
	if err != nil {
		t.Fatal(err)
	}
	w.Rest()
	w.p = peering.Peering{ID: "P9", Requester: peering.End{VPC: outside}, Accepter: w.p.Accepter, PCX: id, External: true}
	plan := peering.Forecast(w.p, w.observe())
	if got := texts(plan.Steps); !slices.Equal(got, []string{"accept " + id + " in ap-northeast-2", "wait until AWS reports it active"}) {
		t.Fatalf("Diff = %q", got)
	}
	if got := plan.Accounts(); !slices.Equal(got, []string{peeringtest.Seoul.Account}) {
		t.Errorf("Accounts = %v, want the accepter's", got)
	}
	if done := w.converge(); len(done) != 1 {
		t.Errorf("done %v, want the acceptance", texts(done))
	}
	if c, ok := peering.Current(w.p, w.observe()); !ok || c.Status != peering.Active {
		t.Errorf("Current = %+v %t", c, ok)
	}
	other := w.p
	other.PCX = "pcx-else"
	if got := peering.Diff(other, w.observe()); len(got) != 0 {
		t.Errorf("another id: %v, want nothing", texts(got))
	}
}

func TestASurveyTellsWhatWaitsForOurAccounts(t *testing.T) {
	t.Parallel()
	w := pair(t)
	outside, seoul := w.OutsideVPC(stranger, "", "10.9.0.0/16"), w.p.Accepter.VPC
	w.Connect(w.OutsideVPC(stranger, "", "10.8.0.0/16"), seoul)
	var in string
	for _, ends := range [][2]peering.Ref{{outside, seoul}, {seoul, outside}, {outside, w.p.Requester.VPC}} {
		id, err := w.Console("mallory").Request(ends[0], ends[1])
		if err != nil {
			t.Fatal(err)
		}
		if in == "" {
			in = id
		}
	}
	w.Rest()
	w.Around(func(c peeringtest.Call, do func() error) error {
		if c.Place == peeringtest.Tokyo {
			return peeringtest.Deny(c, do)
		}
		return do()
	})
	if got := w.Survey(t.Context(), nil).Inbound(); len(got) != 1 || got[0].ID != in {
		t.Errorf("Inbound = %+v, want %s", got, in)
	}
}
