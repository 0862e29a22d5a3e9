package bot_test

import (
	"strings"
	"testing"
	"time"

	"peerbot/bot"
	"peerbot/bot/directory"
	"peerbot/bot/notice"
	"peerbot/bot/outbox"
	"peerbot/bot/request"
)

var foreign = directory.Channel{ExtShared: true, Shared: true}

// shares has people of another organisation read channels from now on, and says
// so once what was known of them is old.
func (w *world) shares(ids ...string) {
	w.chat.mu.Lock()
	defer w.chat.mu.Unlock()
	w.chat.channels = map[string]directory.Channel{}
	for _, id := range ids {
		w.chat.channels[id] = foreign
	}
	w.clock.pass(2 * time.Minute)
}

// wantSilent checks that a channel has nothing of what a request is about.
func (w *world) wantSilent(channel string) {
	w.t.Helper()
	for _, p := range w.chat.messages(channel) {
		for _, secret := range []string{"10.1.0.0", "10.2.0.0", "vpc-0000000", "shared login", "pcx-"} {
			if got := text(p.notice); strings.Contains(got, secret) {
				w.t.Errorf("%s tells %s to people of other organisations:\n%s", channel, secret, got)
			}
		}
	}
}

// told are the texts of what somebody got as direct messages.
func (w *world) told(user string) (all []string) {
	for _, p := range w.chat.messages(user) {
		all = append(all, text(p.notice))
	}
	return all
}

// The channel where a request was typed, and the channel of an account: nothing is
// posted there, and who waits for it or has to act is told once.
func TestNothingIsPostedWhereOthersRead(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(o *bot.Parts) { o.Operators = operators })
	w.shares("C0SEOUL", "C0PARTNER")
	where := notice.Origin{User: mina, Channel: "C0PARTNER"}
	_, later := w.HandleCommand(t.Context(), bot.Command{Where: where, Team: home, Text: `request tokyo/main seoul/main reason="shared login"`})
	later(t.Context())
	answer := text(w.chat.told["C0PARTNER"][0])
	if strings.Contains(answer, "C0PARTNER") || strings.Contains(answer, "C0SEOUL") || !strings.Contains(answer, "C0TOKYO") {
		t.Errorf("the answer is %q, want that the card is in tokyo's channel alone", answer)
	}
	for range 3 {
		w.deliversAll()
		w.clock.pass(time.Hour)
	}
	for _, channel := range []string{"C0SEOUL", "C0PARTNER"} {
		if got := w.chat.messages(channel); len(got) != 0 {
			t.Errorf("%s got %d messages, want none", channel, len(got))
		}
	}
	if got := w.chat.messages("C0TOKYO"); len(got) != 1 {
		t.Errorf("tokyo's own channel got %d messages, want the card", len(got))
	}
	for user, channel := range map[string]string{joon: "C0SEOUL", mina: "C0PARTNER"} {
		got := w.told(user)
		if len(got) != 1 || !strings.Contains(got[0], "R1 isn't posted in") || !strings.Contains(got[0], channel) || !strings.Contains(got[0], "/peering show R1") {
			t.Errorf("%s is told %q, want once that R1 is not in %s, and what to do", user, got, channel)
		}
	}
	if got := w.chat.messages(operators); len(got) != 2 {
		t.Errorf("operators are told %d times, want of two channels", len(got))
	}

	// It can be decided all the same, and is posted once others read it no more.
	wantAnswer(t, w.types(joon, "approve R1"), false, "begins")
	w.shares()
	w.deliversAll()
	if got := w.chat.messages("C0SEOUL"); len(got) != 1 || !strings.Contains(text(got[0].notice), "10.2.0.0") {
		t.Errorf("seoul's channel got %d messages, want the card", len(got))
	}
}

// A channel that others read from some time on: the card that is there says no more,
// and notes below it are not posted.
func TestACardMovesOutOfWhatOthersRead(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.asks()
	w.deliversAll()
	w.shares("C0SEOUL")
	wantAnswer(t, w.clicks(joon, notice.ActApprove, "R1"), false, "begins")
	for range 3 {
		w.deliversAll()
		w.clock.pass(time.Hour)
	}
	w.wantSilent("C0SEOUL")
	got := w.chat.messages("C0SEOUL")
	if n, ok := got[0].notice.(notice.Moved); !ok || n.About != "R1" || buttons(n) != "" || !strings.Contains(text(n), "no longer shown here") {
		t.Errorf("the card shows %+v, want that it is not shown here", got[0].notice)
	}
	if told := w.told(joon); len(told) != 1 || !strings.Contains(told[0], "C0SEOUL") {
		t.Errorf("Joon is told %q, want once", told)
	}
	w.applies("R1")
	w.wantState("R1", request.Done)
	w.deliversAll()
	w.wantSilent("C0SEOUL")
	if got := w.chat.messages("C0SEOUL"); len(got) != 1 {
		t.Errorf("seoul's channel got %d messages, want no note below the card", len(got))
	}
	if told := w.told(joon); len(told) != 1 {
		t.Errorf("Joon is told %q, want once", told)
	}
}

// Who reads a channel is not known: nothing is posted, and nothing is lost.
func TestAChannelOfUnknownAudienceWaits(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.asks()
	w.clock.pass(2 * time.Minute)
	w.chat.noInfo = &outbox.SendError{Code: "internal_error"}
	card := w.card("R1", "C0SEOUL")
	for range 3 {
		if _, err := w.Outbox.Deliver(t.Context(), card.ID); err == nil {
			t.Error("Deliver tells nobody that it has to be tried again")
		}
		w.clock.pass(time.Minute)
	}
	w.chat.noInfo = &outbox.SendError{RetryAfter: 7 * time.Second, Code: "ratelimited"}
	if again, err := w.Outbox.Deliver(t.Context(), card.ID); again != 7*time.Second || err != nil {
		t.Errorf("Deliver = %s, %v, want to try again when Slack says", again, err)
	}
	w.chat.noInfo = &outbox.SendError{Code: "missing_scope", Final: true}
	if again, err := w.Outbox.Deliver(t.Context(), card.ID); again == 0 || err != nil {
		t.Errorf("Deliver = %s, %v, want to try again later", again, err)
	}
	if got := w.chat.messages("C0SEOUL"); len(got) != 0 {
		t.Fatalf("%d messages, want none while it is not known who reads them", len(got))
	}
	w.chat.noInfo = nil
	w.deliversAll()
	if got := w.chat.messages("C0SEOUL"); len(got) != 1 {
		t.Errorf("%d messages once it is known, want the card", len(got))
	}
}

// A finding in the channel of an account: its owners are told, and nobody who may
// decide nothing.
func TestAFindingIsNotPostedWhereOthersRead(t *testing.T) {
	t.Parallel()
	w, _ := drifting(t, once)
	w.chat.owners("U0GUEST")
	w.chat.people["U0GUEST"] = directory.Person{ID: "U0GUEST", Team: home, Guest: true}
	w.shares("C0SEOUL")
	w.unroute(accounts[1].ID)
	before := len(w.chat.messages("C0SEOUL"))
	for range 2 {
		w.sweeps()
		w.deliversAll()
	}
	if got := len(w.chat.messages("C0SEOUL")); got != before {
		t.Errorf("%d messages more where others read, want none", got-before)
	}
	if got := w.told(joon); len(got) != 1 || !strings.Contains(got[0], "F1 isn't posted in") {
		t.Errorf("Joon is told %q, want of F1", got)
	}
	if got := w.told("U0GUEST"); len(got) != 0 {
		t.Errorf("a guest is told %q", got)
	}
	if got := w.chat.messages("C0TOKYO"); len(got) == 0 {
		t.Error("tokyo's own channel does not get the finding")
	}
}
