package bot_test

import (
	"context"
	"errors"
	"net/netip"
	"slices"
	"testing"
	"time"

	"peerbot/aws/peering"
	"peerbot/aws/peering/peeringtest"
	"peerbot/bot"
	"peerbot/bot/directory"
	"peerbot/bot/notice"
	"peerbot/bot/request"
	"peerbot/bot/store"
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

// The age counts at each write, also while who owns what was asked a moment ago.
func TestAnApprovalThatGetsTooOldInTheMiddleStopsTheWork(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(o *bot.Parts) { o.ApprovalValid = 10 * time.Minute })
	w.approved()
	w.clock.pass(9*time.Minute + 30*time.Second)
	w.cloud.Once(peering.Accept, func(_ peeringtest.Call, do func() error) error {
		w.clock.pass(31 * time.Second) // less than what is believed of owners
		return do()
	})
	w.applies("R1")
	w.wantState("R1", request.Pending)
	if got := w.cloud.PeeringRoutes(); len(got) != 0 {
		t.Errorf("routes %v were added after the approval got too old", got)
	}
	for _, owner := range []string{mina, joon} {
		w.clicks(owner, notice.ActApprove, "R1")
	}
	w.applies("R1")
	w.wantState("R1", request.Done)
	w.wantWhole()
}

// While Slack cannot be read nothing is written, no approval is lost, and the
// card says why nothing happens.
func TestApprovalsThatCannotBeCheckedWait(t *testing.T) {
	t.Parallel()
	for _, begun := range []bool{false, true} {
		w := newWorld(t)
		w.approved()
		before := request.Approved
		if begun {
			before = request.Applying
			w.cloud.Once(peering.Accept, func(_ peeringtest.Call, do func() error) error {
				w.chat.unread = errors.New("slack is down")
				w.clock.pass(2 * time.Minute)
				return do()
			})
		} else {
			w.chat.unread = errors.New("slack is down")
		}
		written := 0
		for i := range 100 {
			again, err := w.Apply.Apply(t.Context(), "R1")
			if again <= 0 || err != nil {
				t.Fatalf("begun %t: Apply = %s, %v, want to wait", begun, again, err)
			}
			if i == 3 {
				written = len(w.cloud.written())
			}
			w.clock.pass(again)
		}
		if !begun {
			written = 0
		}
		w.wantUnwritten(written)
		r := w.wantState("R1", before)
		if r.Failure == nil || r.Failure.Err == nil || r.Failure.Err.Code != request.ApproverUnreadable {
			t.Errorf("begun %t: the request says %+v, want that Slack can't be read", begun, r.Failure)
		}
		if n := len(r.Outstanding()); n != 0 {
			t.Errorf("begun %t: %d approvals are lost", begun, n)
		}
		w.chat.unread = nil
		// That it lasted is not held against AWS, when that is busy next.
		for range 2 { // both routes
			w.cloud.Once(peering.AddRoute, peeringtest.Throttle)
		}
		w.applies("R1")
		if r := w.wantState("R1", request.Done); r.Failure != nil {
			t.Errorf("begun %t: done, and it still says %+v", begun, r.Failure)
		}
	}
}

// A connection that somebody ended in AWS is not made again on the old
// approvals, even when AWS has forgotten it by now.
func TestWhatWasEndedInAWSIsNotMadeAgain(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name  string
		do    func(w *world)
		again []string // who approves again
	}{
		{"rejected, noticed, and forgotten", func(w *world) {
			w.cloud.Once(peering.Create, func(_ peeringtest.Call, do func() error) error {
				err := do()
				w.cloud.SetStatus(pcx, peering.Rejected, "")
				return err
			})
			w.applies("R1")
		}, []string{joon}},
		{"rejected with the answer lost, noticed, and forgotten", func(w *world) {
			w.cloud.Once(peering.Create, func(c peeringtest.Call, do func() error) error {
				err := peeringtest.Lose(c, do)
				w.cloud.SetStatus(pcx, peering.Rejected, "")
				return err
			})
			w.applies("R1")
		}, []string{joon}},
		{"ended while it had failed for another reason, and forgotten", func(w *world) {
			w.cloud.Once(peering.Accept, peeringtest.Deny)
			w.applies("R1")
		}, []string{mina, joon}},
		{"ended while peerbot was away, and forgotten", func(w *world) {
			ctx, stop := context.WithCancel(w.t.Context())
			w.cloud.Once(peering.Accept, func(peeringtest.Call, func() error) error {
				stop()
				return ctx.Err()
			})
			if _, err := w.Apply.Apply(ctx, "R1"); err != nil {
				w.t.Log(err)
			}
			w.clock.pass(3 * time.Hour)
			w.cloud.ForgetConnection(pcx)
			w.applies("R1")
		}, []string{mina, joon}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.approved()
			tt.do(w)
			w.wantState("R1", request.Failed)
			w.clock.pass(3 * time.Hour)
			w.cloud.ForgetConnection(pcx)
			written := len(w.cloud.written())
			wantAnswer(t, w.clicks(mina, notice.ActRetry, "R1"), false, "retrying R1 waits for")
			w.applies("R1")
			w.wantUnwritten(written)
			r := w.wantState("R1", request.Pending)
			for _, n := range r.Outstanding() {
				if d, ok := r.Lapsed(n.Account); !ok || d.Lapsed != request.RejectedInAWS && d.Lapsed != request.DeletedInAWS {
					t.Errorf("%s: lapsed for %q, want that the connection was ended", n.Alias, d.Lapsed)
				}
			}
			if len(r.Outstanding()) != len(tt.again) {
				t.Errorf("waits for %v, want %v", r.Outstanding(), tt.again)
			}
			for _, owner := range tt.again {
				w.clicks(owner, notice.ActApprove, "R1")
			}
			w.applies("R1")
			w.wantState("R1", request.Done)
			w.wantWhole()
		})
	}
}

// A database from before it was carried out comes back: what has happened in AWS
// since then counts.
func TestADatabaseThatWasRestored(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name  string
		age   time.Duration
		edit  func(w *world)
		state request.State
		why   request.Lapse
	}{
		{"last week's", 7 * 24 * time.Hour, func(w *world) { w.cloud.ForgetConnection(pcx) }, request.Pending, request.TooOld},
		{"an hour old, and deleted in AWS since", time.Hour, func(w *world) {
			w.cloud.SetStatus(pcx, peering.Deleted, "")
		}, request.Failed, request.DeletedInAWS},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			r := w.approved()
			p := w.peering("P1")
			w.applies("R1")
			tt.edit(w)
			w.clock.pass(tt.age)
			r.Version, p.Version = w.request("R1").Version, w.peering("P1").Version
			if _, err := w.store.Write(t.Context(), store.Change{At: w.clock.Now(), Request: &r, Peering: &p}); err != nil {
				t.Fatal(err)
			}
			written := len(w.cloud.written())
			w.applies("R1")
			w.wantState("R1", tt.state)
			if tt.state == request.Failed {
				w.clicks(mina, notice.ActRetry, "R1")
				w.applies("R1")
			}
			w.wantUnwritten(written)
			r = w.wantState("R1", request.Pending)
			if len(r.Outstanding()) != 2 {
				t.Errorf("waits for %v, want both", r.Outstanding())
			}
			for _, n := range r.Approvals {
				if !slices.ContainsFunc(r.Decisions, func(d request.Decision) bool { return d.Account == n.Account && d.Lapsed == tt.why }) {
					t.Errorf("%s: decisions %+v, want one that lapsed for %q", n.Alias, r.Decisions, tt.why)
				}
			}
		})
	}
}

// The first approval may be old when the last one comes.
func TestAnApprovalThatLapsedBeforeTheLastOneIsAskedForAgain(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.asks()
	w.clock.pass(30 * time.Hour)
	wantAnswer(t, w.clicks(joon, notice.ActApprove, "R1"), false, "approved R1 waits for tokyo")
	r := w.wantState("R1", request.Pending)
	if d, ok := r.Lapsed(accounts[0].ID); !ok || d.Lapsed != request.TooOld {
		t.Errorf("tokyo lapsed for %q, want that it is too old", d.Lapsed)
	}
	if r.ExpiresAt.Sub(w.clock.read()) < 71*time.Hour {
		t.Errorf("tokyo has until %s, want as long as at first", r.ExpiresAt)
	}
	if kinds := w.noteKinds("R1"); !slices.Contains(kinds, notice.NoteLapsed) || w.events("R1")[request.EventLapsed] != 1 {
		t.Errorf("notes %v, events %v; want that it was asked for again", kinds, w.events("R1"))
	}
	wantAnswer(t, w.clicks(mina, notice.ActApprove, "R1"), false, "begins")
	w.applies("R1")
	w.wantState("R1", request.Done)
}

// The job that sets it to Expired may be late.
func TestAClickAfterTheDeadlineDoesNotCount(t *testing.T) {
	t.Parallel()
	for action, user := range map[notice.Action]string{notice.ActApprove: joon, notice.ActDeny: joon, notice.ActWithdraw: mina} {
		w := newWorld(t, func(o *bot.Parts) { o.DecideWithin = time.Hour })
		before := w.asks()
		w.clock.pass(time.Hour)
		n := w.clicks(user, action, "R1")
		wantAnswer(t, n, true, "request-is R1 expired")
		if refused, ok := n.(notice.Refused); !ok || !refused.Err.Until.Equal(before.ExpiresAt) {
			t.Errorf("%s: told %+v, want when it expired", action, n)
		}
		w.wantState("R1", request.Expired)
		if kinds := w.noteKinds("R1"); !slices.Contains(kinds, notice.NoteExpired) || w.events("R1")[request.EventExpired] != 1 {
			t.Errorf("%s: notes %v, events %v; want that it expired as by its job", action, kinds, w.events("R1"))
		}
		if p := w.peering("P1"); p.State != request.Removed {
			t.Errorf("%s: P1 is %s, want removed", action, p.State)
		}
		w.applies("R1")
		w.wantUnwritten(0)
	}
}

// The buttons of a finding's card may be older than the end of the finding.
func TestAButtonOfAResolvedFindingDoesNothing(t *testing.T) {
	t.Parallel()
	w, _ := drifting(t, once)
	w.unroute(accounts[0].ID)
	w.sweeps()
	open, err := w.findings().Findings(t.Context(), store.FindingFilter{})
	if err != nil || len(open) != 1 {
		t.Fatalf("findings %+v, %v; want one", open, err)
	}
	id := open[0].ID
	w.cloud.SetRoutes(tokyoTable, peering.Route{Destination: netip.MustParsePrefix("10.2.0.0/16"), Target: pcx})
	w.sweeps()
	for _, action := range []notice.Action{notice.ActRepair, notice.ActKeep, notice.ActExtend, notice.ActSnooze} {
		n := w.chat.answer(t, func(channel string) {
			w.HandleInteraction(t.Context(), bot.Interaction{
				Where: notice.Origin{User: mina, Channel: channel}, Team: home, Action: action,
				Value: notice.Value{Request: id}, Reason: "because", Until: w.clock.read().Add(time.Hour),
			})
		})
		wantAnswer(t, n, true, "finding-resolved "+id)
	}
	if all, err := w.store.Requests(t.Context(), store.RequestFilter{}); err != nil || len(all) != 1 {
		t.Errorf("%d requests, %v; want R1 alone", len(all), err)
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
