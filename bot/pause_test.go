package bot_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"peerbot/aws/peering/peeringtest"
	"peerbot/bot"
	"peerbot/bot/notice"
	"peerbot/bot/request"
	"peerbot/bot/store"
)

// wantTold checks what somebody reads.
func wantTold(t *testing.T, n notice.Notice, want ...string) {
	t.Helper()
	got := text(n)
	for _, part := range want {
		if !strings.Contains(got, part) {
			t.Errorf("told %q, want %q", got, part)
		}
	}
	for _, untrue := range []string{"Creating the peering", "Trying", "Accepting"} {
		if strings.Contains(got, untrue) {
			t.Errorf("told %q while everything is paused", got)
		}
	}
}

// Whoever approves, requests what needs no approval, or retries hears that it
// waits, and the card says the same.
func TestNobodyIsToldThatWorkBeginsWhilePaused(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.asks()
	w.types(omar, `pause reason="incident 7"`)
	const waits = "peerbot is paused by <@U0OMAR> since 2026-11-23"
	wantTold(t, w.clicks(joon, notice.ActApprove, "R1"), "R1 approved.", waits, "R1 starts once it's resumed")
	w.deliversAll()
	card := w.chat.messages("C0SEOUL")[0].notice
	wantTold(t, card, "Starts once peerbot is resumed", "incident 7", "Paused by <@U0OMAR>")
	wantTold(t, w.types(mina, "show R1"), "Starts once peerbot is resumed", "incident 7")
	wantTold(t, w.types(mina, "list"), "Paused by <@U0OMAR>")
	w.wantUnwritten(0)

	w.types(omar, "resume")
	w.cloud.Around(func(c peeringtest.Call, do func() error) error {
		if c.Writes() {
			return peeringtest.Deny(c, do)
		}
		return do()
	})
	w.applies("R1")
	w.wantState("R1", request.Failed)
	w.types(omar, "pause")
	wantTold(t, w.clicks(mina, notice.ActRetry, "R1"), "R1 is queued again.", waits)
}

// Requests that change nothing in AWS do not wait.
func TestAPauseHoldsNoRecordUp(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.types(mina, "request tokyo/main seoul/main ttl=30d")
	w.clicks(joon, notice.ActApprove, "R1")
	w.applies("R1")
	w.types(omar, "pause")
	w.types(mina, "extend P1 for=60d")
	if got := text(w.clicks(joon, notice.ActApprove, "R2")); !strings.Contains(got, "Updating the expiry date") {
		t.Errorf("told %q, want that it is done", got)
	}
	w.applies("R2")
	w.wantState("R2", request.Done)
}

// Every channel with an open request, and the operators', hears once of a pause and
// once of its end.
func TestEveryChannelWithAnOpenRequestHearsOfAPause(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(o *bot.Parts) { o.Operators = operators })
	w.active()
	notes := func(channel string) (out []string) {
		w.deliversAll()
		for _, p := range w.chat.messages(channel) {
			if n, ok := p.notice.(notice.PauseNote); ok {
				out = append(out, text(n))
			}
		}
		return out
	}
	w.types(omar, "pause")
	if got := notes("C0SEOUL"); len(got) != 0 {
		t.Errorf("a channel without an open request is told %q", got)
	}
	if got := notes(operators); len(got) != 1 {
		t.Errorf("operators are told %q, want once", got)
	}
	w.types(omar, "resume")
	w.types(mina, "delete P1 because we move")
	w.types(omar, `pause reason="incident 7"`)
	w.types(omar, "pause")
	for _, channel := range []string{"C0TOKYO", "C0SEOUL"} {
		if got := notes(channel); len(got) != 1 || !strings.Contains(got[0], "Paused by <@U0OMAR>") || !strings.Contains(got[0], "incident 7") {
			t.Errorf("%s is told %q, want once of the pause", channel, got)
		}
	}
	w.types(omar, "resume")
	w.types(omar, "resume")
	for _, channel := range []string{"C0TOKYO", "C0SEOUL"} {
		if got := notes(channel); len(got) != 2 || !strings.Contains(got[1], "Resumed by <@U0OMAR>") {
			t.Errorf("%s is told %q, want once of the end", channel, got)
		}
	}
}

func TestPausingTwiceAndResumingTwiceChangeNothing(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(o *bot.Parts) { o.Admins = []string{omar, mina} })
	events := func() (n int) {
		for e, err := range w.store.Database.Events(t.Context(), store.EventFilter{}) {
			if err != nil {
				t.Fatal(err)
			}
			if e.Kind == request.EventPaused || e.Kind == request.EventResumed {
				n++
			}
		}
		return n
	}
	wantTold(t, w.types(omar, "resume"), "peerbot isn't paused.")
	w.types(omar, `pause reason="incident 7"`)
	first, _ := w.store.Database.Paused(t.Context())
	w.clock.pass(time.Hour)
	wantTold(t, w.types(mina, "pause reason=mine"), "already paused, by <@U0OMAR> since 2026-11-23 09:00")
	if again, err := w.store.Database.Paused(t.Context()); again != first || err != nil {
		t.Errorf("paused %+v, %v; want as before, %+v", again, err, first)
	}
	w.types(mina, "resume")
	wantTold(t, w.types(omar, "resume"), "peerbot isn't paused.")
	if got := events(); got != 2 {
		t.Errorf("%d events, want a pause and its end", got)
	}

	// What cannot be read is stopped all the same.
	w.store.breaks("Paused", errors.New("disk I/O error"))
	wantAnswer(t, w.types(omar, "pause"), false, "paused")
	w.store.breaks("", nil)
	if p, _ := w.store.Database.Paused(t.Context()); !p.On {
		t.Error("nothing is paused")
	}
}

// Whoever is an admin by id can stop everything while Slack answers nothing, and
// nobody else; starting again waits for Slack.
func TestAnAdminByIDPausesWithoutSlack(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(o *bot.Parts) { o.Admins = []string{omar, "S0ADMINS"} })
	w.chat.unread = errors.New("slack is down")
	for _, who := range []string{mina, zoe} {
		if _, refused, _ := facts(w.types(who, "pause")); !refused {
			t.Errorf("%s paused peerbot", who)
		}
	}
	wantAnswer(t, w.types(omar, "pause reason=\"now\""), false, "paused")
	if p, err := w.store.Paused(t.Context()); err != nil || !p.On || p.Person != omar {
		t.Errorf("paused: %+v, %v", p, err)
	}
	if _, refused, _ := facts(w.types(omar, "resume")); !refused {
		t.Error("resumed though Slack does not say who it is")
	}
	w.chat.unread = nil
	w.chat.groups["S0ADMINS"] = []string{aiko}
	wantAnswer(t, w.types(aiko, "resume"), false, "resumed")
}
