package bot_test

import (
	"slices"
	"testing"

	"peerbot/aws/peering"
	"peerbot/bot/notice"
)

// What refers to a group that is gone is told once, and is not over because
// somebody looked who does not read groups.
func TestAStaleGroupIsOverWhenGroupsWereReadOnly(t *testing.T) {
	t.Parallel()
	w, s := drifting(t, once)
	pcx := w.peering("P1").Desired.PCX
	rule := peering.GroupRule{Protocol: "tcp", From: 443, To: 443, PCX: pcx, Group: "sg-gone"}
	stale := map[string][]peering.Group{
		"vpc-0000000a": {{ID: "sg-web", Name: "web", Rules: []peering.GroupRule{rule}}},
		"vpc-0000000b": {{ID: "sg-db"}},
	}
	s.groups = stale
	w.sweeps()
	w.deliversAll()
	open := w.open()
	if len(open) != 1 || open[0].Class != peering.StaleGroup || open[0].Severe() || open[0].Lines[0].Rule.Group != "sg-gone" {
		t.Fatalf("open = %+v, want one about the group that is gone", open)
	}
	stillOpen := func(when string) {
		t.Helper()
		w.deliversAll()
		if got := w.open(); len(got) != 1 || got[0].ID != open[0].ID || slices.Contains(w.noteKinds(open[0].ID), notice.NoteResolved) {
			t.Errorf("%s: open = %+v, want %s as it was", when, got, open[0].ID)
		}
	}
	if _, err := w.Drift.Recheck(t.Context(), "P1"); err != nil {
		t.Fatal(err)
	}
	stillOpen("after a look at the peering alone")
	s.groups = nil
	w.sweeps()
	stillOpen("after a sweep that read no groups")
	s.groups = map[string][]peering.Group{"vpc-0000000a": stale["vpc-0000000a"]}
	w.sweeps()
	stillOpen("after a sweep that read the groups of one side")
	s.groups = map[string][]peering.Group{"vpc-0000000a": {{ID: "sg-web"}}, "vpc-0000000b": {{ID: "sg-db"}}}
	w.sweeps()
	w.deliversAll()
	if got := w.open(); len(got) != 0 || !slices.Contains(w.noteKinds(open[0].ID), notice.NoteResolved) {
		t.Errorf("open = %+v after the rule was revoked, want none", got)
	}
}

func TestAStaleGroupOfADeletedPeeringIsOver(t *testing.T) {
	t.Parallel()
	w, s := drifting(t, once)
	rule := peering.GroupRule{Protocol: "-1", PCX: w.peering("P1").Desired.PCX, Group: "sg-gone"}
	s.groups = map[string][]peering.Group{"vpc-0000000a": {{ID: "sg-web", Rules: []peering.GroupRule{rule}}}, "vpc-0000000b": {{ID: "sg-db"}}}
	w.sweeps()
	if got := w.open(); len(got) != 1 {
		t.Fatalf("open = %+v, want one", got)
	}
	wantAnswer(t, w.types(mina, "delete P1"), false, "waits for seoul")
	wantAnswer(t, w.clicks(joon, notice.ActApprove, "R2"), false, "begins")
	w.applies("R2")
	if _, err := w.Drift.Recheck(t.Context(), "P1"); err != nil {
		t.Fatal(err)
	}
	if got := w.open(); len(got) != 0 {
		t.Errorf("open = %+v, want none of a peering that was deleted", got)
	}
}
