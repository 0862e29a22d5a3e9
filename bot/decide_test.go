package bot_test

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"peerbot/aws/peering"
	"peerbot/aws/peering/peeringtest"
	"peerbot/bot"
	"peerbot/bot/command"
	"peerbot/bot/directory"
	"peerbot/bot/notice"
	"peerbot/bot/outbox"
	"peerbot/bot/request"
	"peerbot/bot/store"
)

func TestTheSameCommandManyTimesAtOnceIsOneRequest(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	const n = 8
	answers := make([]notice.Notice, n)
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() { answers[i] = w.types([]string{mina, aiko}[i%2], "request tokyo/main seoul/main") })
	}
	wg.Wait()
	posted := 0
	for _, a := range answers {
		answer, ok := a.(notice.Answer)
		if !ok || answer.Request.ID != "R1" {
			t.Errorf("told %+v, want something about R1", a)
		}
		if answer.Code == notice.Posted {
			posted++
		}
	}
	all, err := w.store.Requests(t.Context(), store.RequestFilter{})
	if err != nil || len(all) != 1 || posted != 1 {
		t.Errorf("%d requests (%v), %d were told that theirs is posted; want one and one", len(all), err, posted)
	}
	if got := w.events("R1")[request.EventRequested]; got != 1 {
		t.Errorf("asked %d times in the audit log, want once", got)
	}
	if got := len(w.messages("R1")); got != 2 {
		t.Errorf("%d cards, want one for each account", got)
	}
}

func TestManyClicksAtOnceAreOneYes(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.asks()
	const n = 8
	var people []string
	for i := range n {
		people = append(people, fmt.Sprintf("U0SEOUL%d", i))
	}
	w.chat.owners(people...)
	other := w.replica("two")
	answers := make([]notice.Notice, n)
	var wg sync.WaitGroup
	for i, p := range people {
		b := w.Bot
		if i%2 == 1 {
			b = other
		}
		r := w.request("R1")
		wg.Go(func() {
			answers[i] = w.chat.answer(t, func(channel string) {
				b.HandleInteraction(t.Context(), bot.Interaction{
					Where: notice.Origin{User: p, Channel: channel}, Team: home, Action: notice.ActApprove,
					Value: notice.Value{Request: "R1", Version: r.Version, Digest: r.Plan.Digest[:16]},
				})
			})
		})
	}
	wg.Wait()
	r := w.wantState("R1", request.Approved)
	winner := r.Approver()
	for i, p := range people {
		if p == winner {
			wantAnswer(t, answers[i], false, "begins")
		} else {
			wantAnswer(t, answers[i], true, "request-is R1 approved", winner)
		}
	}
	if got := w.events("R1")[request.EventApproved]; got != 1 {
		t.Errorf("%d yes in the audit log, want one", got)
	}
	if got := w.store.jobs(store.JobApply); len(got) != 1 {
		t.Errorf("%d jobs to apply, want one", len(got))
	}
}

func TestASecondClickHearsWhoDecided(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.approved()
	wantAnswer(t, w.clicks(joon, notice.ActApprove, "R1"), true, "request-is R1 approved", joon)
	wantAnswer(t, w.clicks(joon, notice.ActDeny, "R1"), true, "request-is R1 approved", joon)
	w.applies("R1")
	wantAnswer(t, w.clicks(joon, notice.ActApprove, "R1"), true, "request-is R1 done", joon)
	wantAnswer(t, w.clicks(mina, notice.ActWithdraw, "R1"), true, "request-is R1 done", joon)
	wantAnswer(t, w.clicks(mina, notice.ActRetry, "R1"), true, "request-is R1 done", joon)
	wantAnswer(t, w.clicks(mina, "launch", "R1"), true, "unreadable-button")
}

func TestAYesToAnOldCardDoesNotCount(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.asks()
	for name, digest := range map[string]string{"another plan": "0123456789abcdef", "more than a digest": w.request("R1").Plan.Digest + "0"} {
		n := w.chat.answer(t, func(channel string) {
			w.HandleInteraction(t.Context(), bot.Interaction{Where: notice.Origin{User: joon, Channel: channel}, Team: home, Action: notice.ActApprove, Value: notice.Value{Request: "R1", Digest: digest}})
		})
		if got, _, _ := facts(n); got != "card-outdated R1" {
			t.Errorf("%s: told %+v", name, n)
		}
	}
	w.wantState("R1", request.Pending)
}

func TestAChangedPlanAsksAgain(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	before := w.asks()
	w.cloud.AddCIDR(w.cloud.seoul, "10.77.0.0/16")
	wantAnswer(t, w.clicks(joon, notice.ActApprove, "R1"), true, "plan-changed R1")
	r := w.wantState("R1", request.Pending)
	if r.Plan.Digest == before.Plan.Digest || r.Replans != 1 || len(r.Outstanding()) != 1 {
		t.Errorf("digest changed %t, replans %d, waits for %v; want true, 1, seoul", r.Plan.Digest != before.Plan.Digest, r.Replans, r.Outstanding())
	}
	if jobs := w.store.jobs(store.JobExpire); len(jobs) != 2 || !jobs[1].At.Equal(r.ExpiresAt) || !r.ExpiresAt.After(before.ExpiresAt) {
		t.Errorf("expiry %v, jobs %+v; want a new one, later than %v", r.ExpiresAt, jobs, before.ExpiresAt)
	}
	wantAnswer(t, w.clicks(joon, notice.ActApprove, "R1"), false, "begins")
	w.applies("R1")
	w.wantState("R1", request.Done)
	if got := w.cloud.PeeringRoutes(); len(got) != 3 {
		t.Errorf("routes %v, want one for each of three blocks", got)
	}
}

// Somebody else's peering stands in the way and goes again: the yes that the
// asker gave by asking is not lost on the way.
func TestAPlanThatIsPossibleAgainWaitsForTheSamePeople(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	before := w.asks()
	w.cloud.Connect(w.cloud.tokyo, w.cloud.seoul)
	wantAnswer(t, w.clicks(joon, notice.ActApprove, "R1"), true, "plan-changed R1 waits for seoul peering-exists")
	w.wantState("R1", request.Pending)
	w.cloud.SetStatus(pcx, peering.Deleted, "")
	wantAnswer(t, w.clicks(joon, notice.ActApprove, "R1"), true, "plan-changed R1")
	r := w.wantState("R1", request.Pending)
	if r.Plan.Digest != before.Plan.Digest || len(r.Outstanding()) != 1 || r.Outstanding()[0].Alias != "seoul" {
		t.Errorf("same plan %t, waits for %v; want the same, for seoul", r.Plan.Digest == before.Plan.Digest, r.Outstanding())
	}
	w.wantUnwritten(0)
}

// The same plan, with the same digest, that AWS would refuse now.
func TestAPlanThatBecameImpossibleIsNotApproved(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	on, off := true, false
	names := func(v *bool) {
		for _, ref := range []peering.Ref{w.cloud.tokyo, w.cloud.seoul} {
			w.cloud.SetVPC(ref, func(vpc *peering.VPC) { vpc.DNSHostnames = v })
		}
	}
	names(&on)
	wantAnswer(t, w.types(mina, "request tokyo/main seoul/main dns=both"), false, "posted")
	before := w.request("R1")
	names(&off)
	wantAnswer(t, w.clicks(joon, notice.ActApprove, "R1"), true, "plan-changed R1 waits for seoul dns-off")
	r := w.wantState("R1", request.Pending)
	if r.Plan.Digest != before.Plan.Digest || len(r.Plan.Blocked()) == 0 {
		t.Errorf("same plan %t with problems %v, want the same one, and that it is blocked", r.Plan.Digest == before.Plan.Digest, r.Plan.Problems)
	}
	notes := len(w.noteKinds("R1"))
	wantAnswer(t, w.clicks(joon, notice.ActApprove, "R1"), true, "blocked R1 dns-off")
	if got := w.request("R1"); got.Version != r.Version || len(w.noteKinds("R1")) != notes {
		t.Errorf("version %d after %d, %d notes after %d: the second press told everybody again", got.Version, r.Version, len(w.noteKinds("R1")), notes)
	}
	names(&on)
	wantAnswer(t, w.clicks(joon, notice.ActApprove, "R1"), false, "begins")
}

func TestAnyErrorWhileDecidingMeansNo(t *testing.T) {
	t.Parallel()
	broken := errors.New("disk I/O error")
	tests := []struct {
		name  string
		user  string
		edit  func(w *world)
		want  string
		users []string
	}{
		{"Slack cannot say who it is", joon, func(w *world) { w.chat.unread = &outbox.SendError{Code: "ratelimited"} }, "person-unreadable", nil},
		{"Slack answers for somebody else", joon, func(w *world) { w.chat.people[joon] = directory.Person{ID: mina, Team: home} }, "not-member", nil},
		{"Slack knows nobody", joon, func(w *world) { delete(w.chat.people, joon) }, "not-member", nil},
		{"a guest", joon, func(w *world) { w.chat.people[joon] = directory.Person{ID: joon, Team: home, Guest: true} }, "is-guest", nil},
		{"deactivated since", joon, func(w *world) { w.chat.people[joon] = directory.Person{ID: joon, Team: home, Deleted: true} }, "deactivated", nil},
		{"a bot", joon, func(w *world) { w.chat.people[joon] = directory.Person{ID: joon, Team: home, Bot: true} }, "is-bot", nil},
		{"of another team", joon, func(w *world) { w.chat.people[joon] = directory.Person{ID: joon, Team: "T0OTHER"} }, "not-member", nil},
		{"left the user group", joon, func(w *world) { w.chat.groups[seoulOwners] = []string{aiko} }, "not-owner R1", []string{aiko}},
		{"an owner of the other account", aiko, func(*world) {}, "not-owner R1", []string{joon}},
		{"the asker", mina, func(*world) {}, "not-owner R1", []string{joon}},
		{"the database cannot be read", joon, func(w *world) { w.store.breaks("Request", broken) }, "broken", nil},
		{"the database cannot be written", joon, func(w *world) { w.store.breaks("Write", broken) }, "broken", nil},
		{"the database always says that somebody was faster", joon, func(w *world) { w.store.breaks("Write", store.ErrConflict) }, "changed-meanwhile", nil},
		{"AWS cannot be read", joon, func(w *world) { w.cloud.reads(peeringtest.Throttle) }, "Request limit exceeded", nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.asks()
			tt.edit(w)
			digest := w.request("R1").Plan.Digest[:16]
			n := w.chat.answer(t, func(channel string) {
				w.HandleInteraction(t.Context(), bot.Interaction{Where: notice.Origin{User: tt.user, Channel: channel}, Team: home, Action: notice.ActApprove, Value: notice.Value{Request: "R1", Digest: digest}})
			})
			wantAnswer(t, n, true, tt.want, tt.users...)
			if got, _, _ := facts(n); strings.Contains(got, broken.Error()) {
				t.Errorf("told what only the log should say: %+v", n)
			}
			r := w.wantState("R1", request.Pending)
			if len(r.Outstanding()) != 1 {
				t.Errorf("waits for %v, want seoul", r.Outstanding())
			}
			if got := w.store.jobs(store.JobApply); len(got) != 0 {
				t.Errorf("jobs %v, want none", got)
			}
			w.wantUnwritten(0)
		})
	}
}

func TestTheTeamOfTheSocketCounts(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.asks()
	n := w.chat.answer(t, func(channel string) {
		w.HandleInteraction(t.Context(), bot.Interaction{Where: notice.Origin{User: joon, Channel: channel}, Team: "T0OTHER", Action: notice.ActApprove, Value: notice.Value{Request: "R1"}})
	})
	wantAnswer(t, n, true, "not-member")
	w.wantState("R1", request.Pending)
}

func TestANoNeedsAReasonThatTheAskerIsTold(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.asks()
	if told, ok := w.types(joon, "deny R1").(notice.Rejected); !ok || told.Err.Code != command.Missing || told.Err.Param != "reason" {
		t.Errorf("deny without a reason: told %+v, want that the reason is missing", told)
	}
	w.wantState("R1", request.Pending)
	n := w.chat.answer(t, func(channel string) {
		w.HandleInteraction(t.Context(), bot.Interaction{Where: notice.Origin{User: joon, Channel: channel}, Team: home, Action: notice.ActDeny, Value: notice.Value{Request: "R1"}, Reason: " \t"})
	})
	wantAnswer(t, n, true, "deny-needs-reason R1")
	w.wantState("R1", request.Pending)
	wantAnswer(t, w.types(joon, "deny R1 use the hub"), false, "denied R1")
	w.wantState("R1", request.Denied)
	w.delivers("R1")
	dm := w.chat.messages(mina)
	if len(dm) != 1 {
		t.Fatalf("the asker got %d messages, want one", len(dm))
	}
	if n, ok := dm[0].notice.(notice.RequestNote); !ok || n.Kind != notice.NoteDenied {
		t.Errorf("the asker is told %+v, want the refusal", dm[0].notice)
	}
	if got := w.peering("P1").State; got != request.Removed {
		t.Errorf("P1 is %s, want removed: nothing was made of it", got)
	}
	wantAnswer(t, w.types(mina, "request tokyo/main seoul/main"), false, "posted R2")
}

// A card that waits for people shows a pause, and no longer when it is over.
func TestAPauseIsOnTheCardsOfAllOpenRequests(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.asks()
	card := w.card("R1", "C0SEOUL")
	version := w.request("R1").Version
	for _, on := range []bool{true, false, true} {
		w.types(omar, map[bool]string{true: "pause", false: "resume"}[on])
		if m := w.card("R1", "C0SEOUL"); m.Sent() {
			t.Errorf("pause %t: the card is not drawn again", on)
		}
		w.delivers("R1")
		shown, ok := w.chat.messages("C0SEOUL")[0].notice.(notice.RequestCard)
		if m := w.card("R1", "C0SEOUL"); !ok || shown.Paused.On != on || !m.Sent() || m.ID != card.ID {
			t.Errorf("pause %t: the card shows %t, sent %t", on, shown.Paused.On, m.Sent())
		}
	}
	if got := w.request("R1").Version; got != version {
		t.Errorf("R1 has version %d after its card was drawn again, want %d", got, version)
	}
}

func TestOnlyAdminsPause(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	wantAnswer(t, w.types(mina, "pause"), true, "admins-only", omar)
	p, err := w.store.Database.Paused(t.Context())
	if err != nil || p.On {
		t.Errorf("paused %+v, %v; want not", p, err)
	}
	wantAnswer(t, w.types(omar, `pause reason="incident 7"`), false, "paused")
	if p, _ = w.store.Database.Paused(t.Context()); !p.On || p.Person != omar || p.Reason != "incident 7" {
		t.Errorf("paused %+v, want by Omar, for incident 7", p)
	}
}
