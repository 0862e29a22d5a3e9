package bot_test

import (
	"testing"

	"peerbot/aws/peering"
	"peerbot/aws/peering/peeringtest"
	"peerbot/bot/notice"
	"peerbot/bot/request"
)

func TestUndoAsksToDeleteWhatExists(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.approved()
	w.cloud.Once(peering.AddRoute, peeringtest.Deny)
	w.applies("R1")
	w.wantState("R1", request.Failed)
	wantAnswer(t, w.clicks(zoe, notice.ActUndo, "R1"), true, "retry-not-yours")
	wantAnswer(t, w.clicks(mina, notice.ActUndo, "R1"), false, "posted R2 waits for seoul")
	w.wantState("R1", request.Withdrawn)
	if got := w.request("R2"); got.Kind != request.Delete || got.Peering != "P1" || got.Cause != (request.Cause{Code: request.UndoOf, ID: "R1"}) {
		t.Errorf("R2 is %+v, want to delete P1", got)
	}
	w.clicks(joon, notice.ActApprove, "R2")
	w.applies("R2")
	w.wantState("R2", request.Done)
	if alive, routes := w.cloud.Live(), w.cloud.PeeringRoutes(); len(alive) != 0 || len(routes) != 0 {
		t.Errorf("left: %v, %v; want nothing", alive, routes)
	}
}

// A request that failed before it changed anything leaves nothing behind when
// it is given up: no peering that is "applying" for ever.
func TestGivingUpWhatChangedNothing(t *testing.T) {
	t.Parallel()
	for _, action := range []notice.Action{notice.ActWithdraw, notice.ActUndo} {
		t.Run(string(action), func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.approved()
			w.cloud.Once(peering.Create, peeringtest.Deny)
			w.applies("R1")
			w.wantState("R1", request.Failed)
			if a, refused, _ := facts(w.clicks(mina, action, "R1")); refused {
				t.Errorf("told %+v", a)
			}
			w.wantState("R1", request.Withdrawn)
			if got := w.peering("P1").State; got != request.Removed {
				t.Errorf("P1 is %s, want removed", got)
			}
			wantAnswer(t, w.types(mina, "request tokyo/main seoul/main"), false, "posted")
		})
	}
}

// What exists is told when a request is given up, also when it came about by
// an answer that was lost.
func TestGivingUpWhatExists(t *testing.T) {
	t.Parallel()
	for _, answered := range []bool{true, false} {
		w := newWorld(t)
		w.approved()
		if !answered {
			w.cloud.Once(peering.Create, peeringtest.Lose)
		}
		w.cloud.Once(peering.Tag, peeringtest.Deny)
		w.applies("R1")
		w.wantState("R1", request.Failed)
		wantAnswer(t, w.clicks(mina, notice.ActWithdraw, "R1"), false, "withdrawn R1 exists")
		if got := w.peering("P1").State; got == request.Removed {
			t.Errorf("answered %t: P1 is removed, and exists", answered)
		}
		wantAnswer(t, w.types(mina, "delete P1"), false, "posted R2 waits for seoul")
	}
}
