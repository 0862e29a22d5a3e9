package bot_test

import (
	"maps"
	"testing"
	"time"

	"peerbot/aws/peering"
	"peerbot/aws/peering/peeringtest"
	"peerbot/bot/notice"
	"peerbot/bot/request"
	"peerbot/bot/store"
)

// tagsOf returns the tags of a connection on both sides.
func (w *world) tagsOf(id string) map[peering.Side]map[string]string {
	w.t.Helper()
	for _, c := range w.cloud.Live() {
		if c.ID == id {
			return c.Tags
		}
	}
	w.t.Fatalf("%s is not there", id)
	return nil
}

// asBefore makes a peering one that an earlier release made.
func (w *world) asBefore(id, pcx string) {
	w.t.Helper()
	_, err := store.New(w.findings()).UpdatePeering(w.t.Context(), id, func(p request.Peering) (store.Change, error) {
		p.Desired.Install = ""
		return store.Change{Peering: &p}, nil
	})
	if err != nil {
		w.t.Fatal(err)
	}
	for _, side := range []peering.Side{peering.Requester, peering.Accepter} {
		w.cloud.SetTags(pcx, side, w.peering(id).Desired.Tags())
	}
}

// A connection whose tags somebody took or changed is not ours any more: nothing
// is written to it, and it can be released.
func TestAConnectionThatLostItsTagsIsLeftAlone(t *testing.T) {
	t.Parallel()
	for name, tags := range map[string]map[string]string{
		"taken":                   nil,
		"of another peering":      {peering.TagManaged: "test", peering.TagPeering: "P99"},
		"of another installation": {peering.TagManaged: "other", peering.TagPeering: "P1"},
		"Terraform's":             {"managed-by": "terraform"},
	} {
		for _, side := range []peering.Side{peering.Requester, peering.Accepter} {
			t.Run(name+" on the side of the "+string(side), func(t *testing.T) {
				t.Parallel()
				w := newWorld(t)
				w.active()
				w.cloud.SetTags(pcx, side, tags)
				w.unroute("tokyo")
				n := len(w.cloud.written())
				wantAnswer(t, w.types(mina, "delete P1"), true, "cannot-delete P1 tags-changed")
				wantAnswer(t, w.types(mina, "repair P1"), true, "cannot-repair P1 tags-changed")
				w.wantUnwritten(n)
				wantAnswer(t, w.types(mina, "release P1"), false, "posted R2")
				w.clicks(joon, notice.ActApprove, "R2")
				w.applies("R2")
				w.wantState("R2", request.Done)
				if got := w.peering("P1").State; got != request.Released {
					t.Errorf("P1 is %s, want released", got)
				}
				if got := w.tagsOf(pcx)[side]; !maps.Equal(got, tags) {
					t.Errorf("tags %v, want %v as they were", got, tags)
				}
				// And adopted again, unless somebody else manages it.
				if name == "of another installation" {
					wantAnswer(t, w.types(mina, "adopt "+pcx), true, "other-installation")
					return
				}
				wantAnswer(t, w.types(mina, "adopt "+pcx), false, "posted R3")
				w.clicks(joon, notice.ActApprove, "R3")
				w.applies("R3")
				w.wantState("R3", request.Done)
				for side, got := range w.tagsOf(pcx) {
					if !w.peering("P2").Desired.Owns(got) {
						t.Errorf("%s: tags %v, want them to be ours", side, got)
					}
				}
				if tags["managed-by"] != "" && w.tagsOf(pcx)[side]["managed-by"] != "terraform" {
					t.Errorf("tags %v: a foreign one was overwritten", w.tagsOf(pcx)[side])
				}
			})
		}
	}
}

// The same in the middle of the work.
func TestTagsThatAreTakenInTheMiddleStopTheWork(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.active()
	w.unroute("tokyo")
	wantAnswer(t, w.types(mina, "delete P1"), false, "posted R2")
	w.clicks(joon, notice.ActApprove, "R2")
	w.cloud.Once(peering.RemoveRoute, func(_ peeringtest.Call, do func() error) error {
		w.cloud.SetTags(pcx, peering.Requester, nil)
		w.cloud.SetTags(pcx, peering.Accepter, nil)
		return do()
	})
	w.applies("R2")
	w.wantState("R2", request.Failed)
	w.tagsOf(pcx) // it is there
}

// What an earlier release tagged is managed as before, and a repair replaces the
// tags.
func TestOldTagsCountUntilARepairReplacesThem(t *testing.T) {
	t.Parallel()
	w, _ := drifting(t, once)
	w.asBefore("P1", pcx)
	w.sweeps()
	if open := w.open(); len(open) != 0 {
		t.Errorf("findings %+v, want none", open)
	}
	wantAnswer(t, w.types(mina, "repair P1"), false, "posted R2")
	w.clicks(joon, notice.ActApprove, "R2")
	w.applies("R2")
	w.wantState("R2", request.Done)
	for side, got := range w.tagsOf(pcx) {
		if got[peering.TagManaged] != "test" || got[peering.TagPeering] != "P1" {
			t.Errorf("%s: tags %v, want those of this release", side, got)
		}
	}
	if d := w.peering("P1").Desired; d.Install != "test" || d.OldTags || d.RenewTags {
		t.Errorf("recorded as %+v", d)
	}
	w.cloud.SetTags(pcx, peering.Requester, map[string]string{peering.OldTagManaged: peering.OldManagedBy, peering.OldTagPeering: "P1"})
	wantAnswer(t, w.types(mina, "delete P1"), true, "tags-changed")
}

func TestAPeeringWithOldTagsIsDeleted(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.active()
	w.asBefore("P1", pcx)
	wantAnswer(t, w.types(mina, "delete P1"), false, "posted R2")
	w.clicks(joon, notice.ActApprove, "R2")
	w.applies("R2")
	w.wantState("R2", request.Done)
	if left := w.cloud.Live(); len(left) != 0 {
		t.Errorf("left: %+v", left)
	}
}

// halfAdopted is a world with an adoption that failed when one side was tagged.
func halfAdopted(t *testing.T) (w *world, pcx string) {
	t.Helper()
	w = newWorld(t)
	pcx = w.cloud.Connect(w.cloud.tokyo, w.cloud.seoul)
	wantAnswer(t, w.types(mina, "adopt "+pcx), false, "posted R1")
	w.clicks(joon, notice.ActApprove, "R1")
	tagged := 0
	w.cloud.Around(func(c peeringtest.Call, do func() error) error {
		if c.Step.Kind == peering.Tag {
			if tagged++; tagged > 1 {
				return peeringtest.Deny(c, do)
			}
		}
		return do()
	})
	w.applies("R1")
	w.wantState("R1", request.Failed)
	w.cloud.Around(nil)
	return w, pcx
}

// What is being adopted need not have our tags yet. When that was given up it does
// need them: half of them are not ours to act on.
func TestAnAdoptionThatWasGivenUpDoesNotStandForTags(t *testing.T) {
	t.Parallel()
	w, _ := halfAdopted(t)
	wantAnswer(t, w.types(omar, "cancel R1 reason=over"), false, "cancelled R1")
	wantAnswer(t, w.types(mina, "delete P1"), true, "tags-changed")
	wantAnswer(t, w.types(mina, "repair P1"), true, "tags-changed")
	wantAnswer(t, w.types(mina, "release P1"), false, "posted R2")
}

// The same when it was tried again meanwhile, and asks anew for what is left.
func TestAnAdoptionThatWasTriedAgainLeavesNothingUnwatched(t *testing.T) {
	t.Parallel()
	w, id := halfAdopted(t)
	w.clock.pass(25 * time.Hour) // the approvals are too old
	w.types(mina, "retry R1")
	w.wantState("R1", request.Pending)
	w.types(omar, "cancel R1 reason=over")
	if p := w.peering("P1"); p.State != request.Drifted {
		t.Errorf("P1 is %s and %s has our tags, want it drifted", p.State, id)
	}
}
