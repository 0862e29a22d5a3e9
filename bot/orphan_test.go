package bot_test

import (
	"testing"
	"time"

	"peerbot/aws/peering"
	"peerbot/aws/peering/peeringtest"
	"peerbot/bot"
	"peerbot/bot/notice"
	"peerbot/bot/request"
)

// A database that was lost leaves peerings with our tags in AWS. The first sweep of
// the new one finds and tells them, and adopting them settles it.
func TestWhatALostDatabaseLeavesIsFoundAndAdopted(t *testing.T) {
	t.Parallel()
	lost, _ := drifting(t, once)
	pcx := lost.peering("P1").Desired.PCX
	w := newWorld(t, func(o *bot.Parts) {
		o.AWS, o.Surveyor, o.Policy, o.Operators = lost.cloud, &surveyor{cloud: lost.cloud, unread: map[string]error{}}, once, operators
	})
	w.cloud = lost.cloud
	w.sweeps()
	w.deliversAll()
	open := w.open()
	if len(open) != 1 || open[0].Class != peering.Orphan || open[0].Account != accounts[0].ID || len(open[0].Lines) != 1 || open[0].Lines[0].PCX != pcx {
		t.Fatalf("open = %+v, want %s as an orphan of tokyo", open, pcx)
	}
	if c := w.shows(open[0].ID, "C0TOKYO"); !c.Finding.Open() {
		t.Errorf("its card shows %+v", c.Finding)
	}
	wantAnswer(t, w.types(mina, "adopt "+pcx), false, "posted R1 waits for seoul")
	wantAnswer(t, w.clicks(joon, notice.ActApprove, "R1"), false, "begins")
	w.applies("R1")
	w.wantState("R1", request.Done)
	w.sweeps()
	w.deliversAll()
	if got := w.open(); len(got) != 0 {
		t.Errorf("open = %+v after it was adopted, want none", got)
	}
	if p := w.peering("P1"); p.State != request.Active || p.Desired.PCX != pcx {
		t.Errorf("P1 = %+v", p)
	}
}

// What is being made has our tags before it has a record of its id.
func TestWhatIsBeingMadeIsNoOrphan(t *testing.T) {
	t.Parallel()
	s := &surveyor{unread: map[string]error{}}
	w := newWorld(t, func(o *bot.Parts) { o.Surveyor, o.Policy = s, once })
	s.cloud = w.cloud
	w.approved()
	w.cloud.Once(peering.Create, func(c peeringtest.Call, do func() error) error {
		err := peeringtest.Lose(c, do)
		w.clock.pass(time.Minute)
		w.sweeps()
		if got := w.open(); len(w.cloud.Live()) != 1 || len(got) != 0 {
			t.Errorf("open = %+v, AWS has %v; want nothing about what is being made", got, w.cloud.Live())
		}
		return err
	})
	w.applies("R1")
}

// The tags of another installation are not ours to speak of.
func TestAnotherInstallationsPeeringsAreNoOrphans(t *testing.T) {
	t.Parallel()
	lost, _ := drifting(t, once)
	w := newWorld(t, func(o *bot.Parts) {
		o.AWS, o.Surveyor, o.Policy, o.Install = lost.cloud, &surveyor{cloud: lost.cloud, unread: map[string]error{}}, once, "another"
	})
	w.sweeps()
	if got := w.open(); len(got) != 0 {
		t.Errorf("open = %+v, want none", got)
	}
}

// What is being changed is not compared, and is no orphan either.
func TestWhatIsBeingDeletedIsNoOrphan(t *testing.T) {
	t.Parallel()
	w, _ := drifting(t, once)
	wantAnswer(t, w.types(mina, "delete P1"), false, "waits for seoul")
	wantAnswer(t, w.clicks(joon, notice.ActApprove, "R2"), false, "begins")
	w.cloud.Once(peering.RemoveRoute, func(_ peeringtest.Call, do func() error) error {
		w.sweeps()
		if got := w.open(); len(got) != 0 {
			t.Errorf("open = %+v, want nothing about what is being deleted", got)
		}
		return do()
	})
	w.applies("R2")
	w.wantState("R2", request.Done)
}
