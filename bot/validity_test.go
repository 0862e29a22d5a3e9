package bot_test

import (
	"errors"
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

// changing is a configuration that tests change while the bot runs.
type changing struct{ all directory.Accounts }

// Accounts implements directory.Source.
func (c *changing) Accounts() directory.Accounts { return c.all }

func (c *changing) account(alias string, edit func(*directory.Account)) {
	c.all = slices.Clone(c.all)
	for i := range c.all {
		if c.all[i].Alias == alias {
			edit(&c.all[i])
		}
	}
}

// An approval counts while it is used, not when it was given.
func TestAnApprovalThatCountsNoMoreIsAskedForAgain(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name   string
		edit   func(w *world, c *changing)
		lapsed map[string]request.Lapse
		again  []string // who approves after that
	}{
		{
			"it is too old", func(w *world, _ *changing) { w.clock.pass(24 * time.Hour) },
			map[string]request.Lapse{"111111111111": request.TooOld, "222222222222": request.TooOld},
			[]string{mina, joon},
		},
		{"the approver is no owner any more", func(_ *world, c *changing) {
			c.account("seoul", func(a *directory.Account) { a.Owners = []string{aiko} })
		}, map[string]request.Lapse{"222222222222": request.NotAnOwner}, []string{aiko}},
		{
			"the approver left the user group", func(w *world, _ *changing) { w.chat.groups[seoulOwners] = []string{aiko} },
			map[string]request.Lapse{"222222222222": request.NotAnOwner},
			[]string{aiko},
		},
		{"the approver was deactivated", func(w *world, _ *changing) {
			w.chat.people[joon] = directory.Person{ID: joon, Team: home, Deleted: true}
			w.chat.groups[seoulOwners] = []string{joon, aiko}
		}, map[string]request.Lapse{"222222222222": request.NotAnOwner}, []string{aiko}},
		{"the approver is a guest now", func(w *world, _ *changing) {
			w.chat.people[joon] = directory.Person{ID: joon, Team: home, Guest: true}
			w.chat.groups[seoulOwners] = []string{joon, aiko}
		}, map[string]request.Lapse{"222222222222": request.NotAnOwner}, []string{aiko}},
		{"who requested it owns nothing any more", func(_ *world, c *changing) {
			c.account("tokyo", func(a *directory.Account) { a.Owners = []string{aiko} })
		}, map[string]request.Lapse{"111111111111": request.NotAnOwner}, []string{aiko}},
		{"two accounts swapped their ids", func(_ *world, c *changing) {
			c.account("tokyo", func(a *directory.Account) { a.ID = "x" })
			c.account("seoul", func(a *directory.Account) { a.ID = "111111111111" })
			c.account("tokyo", func(a *directory.Account) { a.ID = "222222222222" })
		}, map[string]request.Lapse{"111111111111": request.NotAnOwner, "222222222222": request.NotAnOwner}, []string{joon, aiko}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			c := &changing{}
			w := newWorld(t, func(o *bot.Parts) {
				c.all = o.Accounts.Accounts()
				o.Accounts = c
			})
			w.approved()
			tt.edit(w, c)
			w.applies("R1")
			r := w.wantState("R1", request.Pending)
			w.wantUnwritten(0)
			for _, n := range r.Approvals {
				d, ok := r.Lapsed(n.Account)
				if want, should := tt.lapsed[n.Account]; ok != should || d.Lapsed != want {
					t.Errorf("%s: lapsed %t for %q, want %t for %q", n.Alias, ok, d.Lapsed, should, want)
				}
			}
			if !r.ExpiresAt.After(w.clock.read()) {
				t.Error("it is asked for again and has expired already")
			}
			if kinds := w.noteKinds("R1"); !slices.Contains(kinds, notice.NoteLapsed) {
				t.Errorf("notes %v, want that it was asked for again", kinds)
			}
			if n := w.events("R1")[request.EventLapsed]; n != len(tt.lapsed) {
				t.Errorf("%d audit events of lapsed approvals, want %d", n, len(tt.lapsed))
			}
			for _, user := range tt.again {
				w.clicks(user, notice.ActApprove, "R1")
			}
			w.applies("R1")
			w.wantState("R1", request.Done)
		})
	}
}

// The same while the work goes on: it stops at the next write.
func TestAnApprovalThatLapsesInTheMiddleStopsTheWork(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.approved()
	w.cloud.Once(peering.Accept, func(c peeringtest.Call, do func() error) error {
		w.chat.groups[seoulOwners] = []string{aiko}
		w.clock.pass(2 * time.Minute)
		return do()
	})
	w.applies("R1")
	w.wantState("R1", request.Pending)
	if got := w.cloud.PeeringRoutes(); len(got) != 0 {
		t.Errorf("routes %v were added after the approval had lapsed", got)
	}
	w.clicks(aiko, notice.ActApprove, "R1")
	w.applies("R1")
	w.wantState("R1", request.Done)
	w.wantWhole()
}

// While Slack cannot be read nothing is written, and no approval is lost.
func TestApprovalsThatCannotBeCheckedWait(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.approved()
	w.chat.unread = errors.New("slack is down")
	for range 3 {
		again, err := w.Apply.Apply(t.Context(), "R1")
		if again <= 0 || err != nil {
			t.Fatalf("Apply = %s, %v, want to wait", again, err)
		}
		w.clock.pass(again)
	}
	w.wantUnwritten(0)
	w.wantState("R1", request.Approved)
	w.chat.unread = nil
	w.applies("R1")
	w.wantState("R1", request.Done)
}

// The job that sets it to Expired may be late.
func TestAClickAfterTheDeadlineDoesNotCount(t *testing.T) {
	t.Parallel()
	for _, action := range []notice.Action{notice.ActApprove, notice.ActDeny} {
		w := newWorld(t, func(o *bot.Parts) { o.DecideWithin = time.Hour })
		w.asks()
		w.clock.pass(time.Hour)
		wantAnswer(t, w.clicks(joon, action, "R1"), true, "request-is R1 expired")
		w.wantState("R1", request.Expired)
		w.applies("R1")
		w.wantUnwritten(0)
	}
}

// A failed request that somebody retries much later.
func TestARetryAsksForWhatLapsed(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.approved()
	w.cloud.Once(peering.Create, func(c peeringtest.Call, _ func() error) error {
		return c.Fail(peering.Denied, "UnauthorizedOperation", "no")
	})
	w.applies("R1")
	w.wantState("R1", request.Failed)
	w.clock.pass(365 * 24 * time.Hour)
	written := len(w.cloud.written())
	wantAnswer(t, w.clicks(mina, notice.ActRetry, "R1"), false, "waits for tokyo seoul")
	w.applies("R1")
	w.wantUnwritten(written)
	r := w.wantState("R1", request.Pending)
	if !r.ExpiresAt.After(w.clock.read()) {
		t.Error("it is asked for again and has expired already")
	}
}

func TestATypedApprovalNamesWhatItIsFor(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.asks()
	n := w.types(joon, "approve R1")
	wantAnswer(t, n, false, "begins")
	if a, ok := n.(notice.Answer); !ok || !a.Plan {
		t.Errorf("told %+v, want the VPCs and the plan", n)
	}
}

// Whoever types has not seen what the card shows since.
func TestATypedApprovalOfAChangedPlanIsConfirmed(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.asks()
	w.cloud.AddCIDR(w.cloud.seoul, "10.77.0.0/16")
	wantAnswer(t, w.clicks(joon, notice.ActApprove, "R1"), true, "plan-changed R1") // somebody else's click
	n := w.types(joon, "approve R1")
	wantAnswer(t, n, true, "confirm R1")
	if a, ok := n.(notice.Answer); !ok || !a.Plan || len(a.Request.Before) == 0 {
		t.Errorf("told %+v, want the plan and what changed", n)
	}
	w.wantState("R1", request.Pending)
	// It changes once more: what was shown is not what would be approved.
	w.cloud.AddCIDR(w.cloud.seoul, "10.78.0.0/16")
	wantAnswer(t, w.types(joon, "approve R1"), true, "plan-changed R1")
	w.wantState("R1", request.Pending)
	wantAnswer(t, w.types(joon, "approve R1"), false, "begins")
	w.applies("R1")
	w.wantState("R1", request.Done)
}

// A button without a digest is none of ours.
func TestAForgedButtonDoesNotCountAsTyped(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.asks()
	n := w.chat.answer(t, func(channel string) {
		w.HandleInteraction(t.Context(), bot.Interaction{
			Where: notice.Origin{User: joon, Channel: channel}, Team: home, Action: notice.ActApprove, Value: notice.Value{Request: "R1"},
		})
	})
	if got, refused, _ := facts(n); !refused {
		t.Errorf("told %q, want a refusal", got)
	}
	w.wantState("R1", request.Pending)
}
