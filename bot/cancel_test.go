package bot_test

import (
	"slices"
	"testing"
	"time"

	"peerbot/aws/peering"
	"peerbot/aws/peering/peeringtest"
	"peerbot/bot"
	"peerbot/bot/directory"
	"peerbot/bot/notice"
	"peerbot/bot/request"
)

// Whoever requested it, an owner of either account and an admin can end a request
// in every state in which it is open, and nobody else can.
func TestEveryOpenRequestCanBeEnded(t *testing.T) {
	t.Parallel()
	states := map[request.State]func(w *world){
		request.Pending:  func(w *world) { w.asks() },
		request.Approved: func(w *world) { w.approved() },
		request.Applying: func(w *world) {
			w.approved()
			w.cloud.Once(peering.Create, func(c peeringtest.Call, do func() error) error {
				_ = do()
				return c.Fail(peering.Throttled, "RequestLimitExceeded", "slow down")
			})
			if _, err := w.Apply.Apply(w.t.Context(), "R1"); err != nil {
				w.t.Fatal(err)
			}
		},
		request.Failed: func(w *world) {
			w.approved()
			w.cloud.Once(peering.Accept, func(c peeringtest.Call, _ func() error) error {
				return c.Fail(peering.Denied, "UnauthorizedOperation", "no")
			})
			w.applies("R1")
		},
	}
	for _, state := range request.OpenStates() {
		for _, who := range []string{mina, aiko, joon, omar} {
			t.Run(string(state)+" by "+who, func(t *testing.T) {
				t.Parallel()
				w := newWorld(t)
				states[state](w)
				w.wantState("R1", state)
				wantAnswer(t, w.types(zoe, "cancel R1 reason=\"no\""), true, "cancel-not-yours R1")
				n := w.types(who, `cancel R1 reason="wrong VPC"`)
				if got, refused, _ := facts(n); refused {
					t.Fatalf("%s was refused: %s", who, got)
				}
				written := len(w.cloud.written())
				w.applies("R1")
				w.wantUnwritten(written)
				r := w.wantState("R1", request.Withdrawn)
				if r.EndedBy() != who || r.Cancel.Reason != "wrong VPC" {
					t.Errorf("ended by %s: %+v", r.EndedBy(), r.Cancel)
				}
				p := w.peering("P1")
				if exists := len(w.cloud.Live()) > 0; exists != p.Managed() {
					t.Errorf("something is in AWS: %t, and P1 is %s", exists, p.State)
				}
				if told := slices.Contains(w.noteKinds("R1"), notice.NoteCancelled); told != (who != mina) {
					t.Errorf("mina is told: %t", told)
				}
				wantAnswer(t, w.types(who, "cancel R1"), true, "request-is R1 withdrawn")
			})
		}
	}
}

// A request stops between two calls, and says what exists.
func TestCancelStopsAtTheNextSafePoint(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.approved()
	w.cloud.Once(peering.Accept, func(_ peeringtest.Call, do func() error) error {
		wantAnswer(t, w.types(joon, "cancel R1"), false, "cancelling R1")
		return do()
	})
	w.applies("R1")
	r := w.wantState("R1", request.Withdrawn)
	if len(r.Done) == 0 || len(w.cloud.PeeringRoutes()) != 0 {
		t.Errorf("done %v, routes %v; want it stopped after accepting", r.Done, w.cloud.PeeringRoutes())
	}
	if p := w.peering("P1"); p.State != request.Drifted {
		t.Errorf("P1 is %s, want it watched", p.State)
	}
	w.types(mina, "delete P1")
	w.clicks(joon, notice.ActApprove, "R2")
	w.applies("R2")
	w.wantState("R2", request.Done)
	if left := w.cloud.Live(); len(left) != 0 {
		t.Errorf("left: %+v", left)
	}
}

// The last resort does not wait for a worker that does not stop, for AWS, or for
// an account that is still configured.
func TestUnlock(t *testing.T) {
	t.Parallel()
	c := &changing{}
	w := newWorld(t, func(o *bot.Parts) {
		c.all = o.Accounts.Accounts()
		o.Accounts = c
	})
	w.approved()
	w.cloud.Once(peering.Create, func(call peeringtest.Call, do func() error) error {
		_ = do()
		return call.Fail(peering.Throttled, "RequestLimitExceeded", "slow down")
	})
	if _, err := w.Apply.Apply(t.Context(), "R1"); err != nil {
		t.Fatal(err)
	}
	c.all = slices.DeleteFunc(slices.Clone(c.all), func(a directory.Account) bool { return a.Alias == "seoul" })
	for _, who := range []string{mina, aiko, zoe} {
		wantAnswer(t, w.types(who, "unlock R1"), true, "admins-only")
	}
	wantAnswer(t, w.types(omar, `unlock R1 reason="account closed"`), false, "cancelled R1")
	w.wantState("R1", request.Withdrawn)
	if p := w.peering("P1"); !p.Managed() {
		t.Errorf("P1 is %s, want what exists to be watched", p.State)
	}
}

// An account that leaves the configuration keeps no request open for ever.
func TestARequestOfAnAccountThatIsGoneEnds(t *testing.T) {
	t.Parallel()
	c := &changing{}
	w := newWorld(t, func(o *bot.Parts) {
		c.all = o.Accounts.Accounts()
		o.Accounts = c
	})
	w.approved()
	c.all = slices.DeleteFunc(slices.Clone(c.all), func(a directory.Account) bool { return a.Alias == "seoul" })
	w.clock.pass(2 * time.Minute)
	w.applies("R1")
	r := w.wantState("R1", request.Failed)
	if r.Failure.Err == nil || r.Failure.Err.Code != request.AccountNotManaged {
		t.Errorf("failed with %+v, want that the account is not managed", r.Failure)
	}
	wantAnswer(t, w.types(aiko, "cancel R1"), false, "cancelled R1")
	w.wantUnwritten(0)
}
