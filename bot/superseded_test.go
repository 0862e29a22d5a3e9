package bot_test

import (
	"slices"
	"testing"

	"peerbot/aws/peering"
	"peerbot/bot/finding"
	"peerbot/bot/notice"
)

// shows is what the card of a finding shows in a channel.
func (w *world) shows(id, channel string) notice.FindingCard {
	w.t.Helper()
	at := w.card(id, channel)
	for _, p := range w.chat.posts {
		if c, ok := p.notice.(notice.FindingCard); ok && p.ts == at.TS && p.channel == channel {
			return c
		}
	}
	w.t.Fatalf("%s has no card in %s", id, channel)
	return notice.FindingCard{}
}

// A card does not turn green because something worse hides what it is about, and
// is as before when that is over.
func TestAFindingIsNotResolvedBySomethingWorse(t *testing.T) {
	t.Parallel()
	w, _ := drifting(t, once)
	pcx := w.peering("P1").Desired.PCX
	w.unroute(accounts[0].ID)
	w.sweeps()
	w.deliversAll()
	open := w.open()
	if len(open) != 1 || open[0].Class != peering.Changed {
		t.Fatalf("open = %+v, want the route", open)
	}
	route := open[0].ID
	find := func() finding.Finding {
		t.Helper()
		f, err := w.findings().Finding(t.Context(), route)
		if err != nil {
			t.Fatal(err)
		}
		return f
	}
	green := func() bool { return slices.Contains(w.noteKinds(route), notice.NoteResolved) }

	w.cloud.SetStatus(pcx, peering.Deleting, "")
	w.sweeps()
	w.deliversAll()
	if f := find(); !f.Superseded() || green() {
		t.Fatalf("%s = %+v, want it superseded and not resolved", route, f)
	}
	if c := w.shows(route, "C0TOKYO"); !c.Finding.Superseded() || c.By.ID != "F2" || c.By.Class != peering.Missing {
		t.Errorf("its card shows %+v, superseded by %q", c.Finding, c.By.ID)
	}

	w.cloud.SetStatus(pcx, peering.Active, "")
	w.sweeps()
	w.deliversAll()
	if f := find(); f.Superseded() || !f.Open() || green() {
		t.Fatalf("%s = %+v, want it open again", route, f)
	}
	if c := w.shows(route, "C0TOKYO"); c.Finding.Superseded() {
		t.Error("its card still says superseded")
	}
	wantAnswer(t, w.types(mina, "repair P1"), false, "begins")
	w.applies("R2")
	w.sweeps()
	w.deliversAll()
	if f := find(); f.Open() || !green() {
		t.Errorf("%s = %+v after the repair, want it resolved", route, f)
	}
}
