package bot_test

import (
	"errors"
	"testing"
	"time"

	"peerbot/bot"
	"peerbot/bot/notice"
	"peerbot/bot/outbox"
	"peerbot/bot/request"
	"peerbot/bot/store"
)

func TestACardIsPostedOnceAndEditedAfterwards(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.asks()
	card := w.card("R1", "C0SEOUL")
	for range 3 { // a job may be delivered again
		if again, err := w.Outbox.Deliver(t.Context(), card.ID); again != 0 || err != nil {
			t.Fatalf("Deliver = %s, %v", again, err)
		}
	}
	if got := w.chat.messages("C0SEOUL"); len(got) != 1 || w.chat.updates != 0 {
		t.Fatalf("%d posts and %d edits, want one and none", len(got), w.chat.updates)
	}

	// Several changes between two deliveries make one edit, to the last state.
	w.clicks(joon, notice.ActApprove, "R1")
	w.applies("R1")
	if r := w.request("R1"); r.Version < 5 {
		t.Fatalf("R1 changed %d times only", r.Version)
	}
	for range 3 {
		if again, err := w.Outbox.Deliver(t.Context(), card.ID); again != 0 || err != nil {
			t.Fatalf("Deliver = %s, %v", again, err)
		}
	}
	got := w.chat.messages("C0SEOUL")
	if len(got) != 1 || w.chat.updates != 1 {
		t.Fatalf("%d posts and %d edits, want one of each", len(got), w.chat.updates)
	}
	if c, ok := got[0].notice.(notice.RequestCard); !ok || c.Request.State != request.Done {
		t.Errorf("the card shows %+v, want that it is done", got[0].notice)
	}
}

func TestAPostOfUnknownOutcomeIsLookedUp(t *testing.T) {
	t.Parallel()
	for name, happened := range map[string]bool{"it was posted": true, "it was not": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.asks()
			card := w.card("R1", "C0SEOUL")
			w.chat.breaks("post", 1, func(do func() error) error {
				if happened {
					if err := do(); err != nil {
						return err
					}
				}
				return errNoAnswer
			})
			if _, err := w.Outbox.Deliver(t.Context(), card.ID); err == nil {
				t.Fatal("Deliver tells nobody that it has to be tried again")
			}
			w.clicks(joon, notice.ActApprove, "R1") // meanwhile
			if again, err := w.Outbox.Deliver(t.Context(), card.ID); again <= 0 || err != nil || w.chat.lookups != 0 {
				t.Fatalf("Deliver = %s, %v after %d look-ups; the post may still be under way", again, err, w.chat.lookups)
			}
			w.clock.pass(time.Minute)
			if again, err := w.Outbox.Deliver(t.Context(), card.ID); again != 0 || err != nil {
				t.Fatalf("Deliver = %s, %v", again, err)
			}
			got := w.chat.messages("C0SEOUL")
			if len(got) != 1 || w.chat.lookups != 1 {
				t.Fatalf("%d posts after %d look-ups, want one and one", len(got), w.chat.lookups)
			}
			if c, ok := got[0].notice.(notice.RequestCard); !ok || c.Request.State != request.Approved {
				t.Errorf("the card shows %+v, want that it is approved", got[0].notice)
			}
			if i := w.card("R1", "C0SEOUL"); i.TS != got[0].ts || !i.Sent() {
				t.Errorf("noted as %+v, want ts %s", i, got[0].ts)
			}
		})
	}
}

// The process died after Slack had taken the message.
func TestAPostThatWasNotNotedIsNotRepeated(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.asks()
	card := w.card("R1", "C0SEOUL")
	w.store.breaks("MarkSent", errors.New("killed"))
	if _, err := w.Outbox.Deliver(t.Context(), card.ID); err == nil {
		t.Fatal("Deliver ends well though nothing was noted")
	}
	w.store.breaks("", nil)
	w.clock.pass(time.Minute)
	if _, err := w.Outbox.Deliver(t.Context(), card.ID); err != nil {
		t.Fatal(err)
	}
	if got := w.chat.messages("C0SEOUL"); len(got) != 1 {
		t.Errorf("%d posts, want one", len(got))
	}
}

func TestErrorsOfSlack(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		err   error
		again time.Duration
		tells bool // that it has to be tried again
		final bool
	}{
		{"too fast", &outbox.SendError{Code: "ratelimited", RetryAfter: 7 * time.Second}, 7 * time.Second, false, false},
		{"hopeless", &outbox.SendError{Code: "invalid_blocks", Final: true}, 0, false, true},
		{"to be mended", &outbox.SendError{Code: "not_in_channel", Final: true}, 10 * time.Minute, false, false},
		{"passing", &outbox.SendError{Code: "internal_error"}, 0, true, false},
		{"something else", errors.New("out of memory"), 0, true, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.asks()
			card := w.card("R1", "C0SEOUL")
			tries := 0
			w.chat.breaks("post", 1, func(func() error) error {
				tries++
				return tt.err
			})
			again, err := w.Outbox.Deliver(t.Context(), card.ID)
			if again != tt.again || (err != nil) != tt.tells {
				t.Errorf("Deliver = %s, %v; want %s, an error %t", again, err, tt.again, tt.tells)
			}
			w.clock.pass(time.Minute)
			if i := w.card("R1", "C0SEOUL"); i.Final != tt.final {
				t.Errorf("final = %t (%s), want %t", i.Final, i.Reason, tt.final)
			}
			if again, err := w.Outbox.Deliver(t.Context(), card.ID); again != 0 || err != nil {
				t.Errorf("once more: %s, %v; want the end", again, err)
			}
			want := 1
			if tt.final {
				want = 0
			}
			if got := w.chat.messages("C0SEOUL"); len(got) != want || tries != 1 {
				t.Errorf("%d posts after %d refusals, want %d after one", len(got), tries, want)
			}
			if _, answered := errors.AsType[*outbox.SendError](tt.err); answered && w.chat.lookups != 0 {
				t.Errorf("%d look-ups of what is known not to have been posted", w.chat.lookups)
			}
		})
	}
}

// In a public channel that the app is not in, messages can be posted and not
// read: there, one that may be the second is better than none.
func TestAPostThatCannotBeLookedUpIsPosted(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.asks()
	card := w.card("R1", "C0SEOUL")
	w.chat.unreadable = &outbox.SendError{Code: "not_in_channel", Final: true}
	w.chat.breaks("post", 1, func(func() error) error { return errNoAnswer })
	if _, err := w.Outbox.Deliver(t.Context(), card.ID); err == nil {
		t.Fatal("Deliver tells nobody that it has to be tried again")
	}
	w.clock.pass(time.Minute)
	if again, err := w.Outbox.Deliver(t.Context(), card.ID); again != 0 || err != nil {
		t.Errorf("Deliver = %s, %v", again, err)
	}
	if got := w.chat.messages("C0SEOUL"); len(got) != 1 || !w.card("R1", "C0SEOUL").Sent() {
		t.Errorf("%d posts, want one", len(got))
	}
}

// An edit that may still be under way could overwrite a newer one.
func TestAnEditOfUnknownOutcomeIsWaitedFor(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.asks()
	card := w.card("R1", "C0SEOUL")
	w.delivers("R1")
	w.clicks(joon, notice.ActApprove, "R1")
	var late func() error
	w.chat.breaks("update", 1, func(do func() error) error {
		late = do
		return errNoAnswer
	})
	if _, err := w.Outbox.Deliver(t.Context(), card.ID); err == nil {
		t.Fatal("Deliver tells nobody that it has to be tried again")
	}
	w.applies("R1")
	if again, err := w.Outbox.Deliver(t.Context(), card.ID); again <= 0 || err != nil {
		t.Fatalf("Deliver = %s, %v; the edit may still be under way", again, err)
	}
	if err := late(); err != nil {
		t.Fatal(err)
	}
	w.clock.pass(time.Minute)
	if again, err := w.Outbox.Deliver(t.Context(), card.ID); again != 0 || err != nil {
		t.Fatalf("Deliver = %s, %v", again, err)
	}
	if c, ok := w.chat.messages("C0SEOUL")[0].notice.(notice.RequestCard); !ok || c.Request.State != request.Done {
		t.Errorf("the card shows %+v, want that it is done", c.Request.State)
	}
}

// Somebody deleted it, or retention did.
func TestACardThatIsGoneIsPostedAgain(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.asks()
	card := w.card("R1", "C0SEOUL")
	w.delivers("R1")
	w.clicks(joon, notice.ActApprove, "R1")
	w.chat.breaks("update", 1, func(func() error) error { return &outbox.SendError{Code: "message_not_found", Final: true} })
	again, err := w.Outbox.Deliver(t.Context(), card.ID)
	if again <= 0 || err != nil {
		t.Fatalf("Deliver = %s, %v, want once more at once", again, err)
	}
	if again, err = w.Outbox.Deliver(t.Context(), card.ID); again != 0 || err != nil {
		t.Fatalf("Deliver = %s, %v", again, err)
	}
	got := w.chat.messages("C0SEOUL")
	if c, ok := got[len(got)-1].notice.(notice.RequestCard); len(got) != 2 || !ok || c.Request.State != request.Approved {
		t.Errorf("%d posts, the last shows %+v; want a second one that is up to date", len(got), c)
	}
	if now := w.card("R1", "C0SEOUL"); now.TS != got[1].ts || !now.Sent() {
		t.Errorf("noted as %+v, want ts %s", now, got[1].ts)
	}
}

// Operators hear of a channel that cannot take a card whatever came before.
func TestOperatorsHearOfAChannelAfterABlip(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(o *bot.Parts) { o.Operators = operators })
	w.asks()
	card := w.card("R1", "C0SEOUL")
	errs := []error{&outbox.SendError{Err: errors.New("HTTP status 500")}, &outbox.SendError{Code: "is_archived", Final: true}}
	w.chat.breaks("post", 2, func(func() error) error {
		err := errs[0]
		errs = errs[1:]
		return err
	})
	for range 2 {
		_, _ = w.Outbox.Deliver(t.Context(), card.ID) // the state below says what became of it
		w.clock.pass(time.Minute)
	}
	told := 0
	undelivered, err := w.findings().Undelivered(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range undelivered {
		if m.Kind == notice.NoteUndeliverable {
			told++
		}
	}
	if told != 1 {
		t.Errorf("operators are told %d times, want once", told)
	}
}

// A channel that can never take the card of a request is tried while the request
// is open, and then no more.
func TestACardOfWhatHasEndedIsGivenUp(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.asks()
	card := w.card("R1", "C0SEOUL")
	w.chat.breaks("post", 100, func(func() error) error { return &outbox.SendError{Code: "channel_not_found", Final: true} })
	for range 3 {
		if again, err := w.Outbox.Deliver(t.Context(), card.ID); again != 10*time.Minute || err != nil {
			t.Fatalf("Deliver of an open request = %s, %v", again, err)
		}
	}
	w.clicks(joon, notice.ActDeny, "R1")
	w.wantState("R1", request.Denied)
	if again, err := w.Outbox.Deliver(t.Context(), card.ID); again != 0 || err != nil || !w.card("R1", "C0SEOUL").Final {
		t.Errorf("Deliver of what has ended = %s, %v, want the end", again, err)
	}
}

func TestANoteInTheThreadWaitsForItsCard(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.active()
	card := w.card("R1", "C0SEOUL")
	var note store.Message
	for _, i := range w.messages("R1") {
		if !i.IsCard() && i.Thread == card.ID {
			note = i
		}
	}
	if note.ID == "" {
		t.Fatal("no note below the card")
	}
	again, err := w.Outbox.Deliver(t.Context(), note.ID)
	if again <= 0 || err != nil || len(w.chat.messages("C0SEOUL")) != 0 {
		t.Fatalf("before its card: again in %s, %v, with %d posts; want to wait", again, err, len(w.chat.messages("C0SEOUL")))
	}
	for _, id := range []string{card.ID, note.ID, note.ID} {
		if again, err := w.Outbox.Deliver(t.Context(), id); again != 0 || err != nil {
			t.Fatalf("Deliver(%s) = %s, %v", id, again, err)
		}
	}
	got := w.chat.messages("C0SEOUL")
	if len(got) != 2 || got[1].thread != got[0].ts {
		t.Errorf("posts %+v, want a card and one note in its thread", got)
	}
	if n, ok := got[1].notice.(notice.RequestNote); !ok || n.Kind != notice.NoteActive {
		t.Errorf("the note says %+v, want that it is active", got[1].notice)
	}
}

func TestANoteGoesWithTheCardThatCannotBePosted(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.active()
	w.chat.breaks("post", 1, func(func() error) error { return &outbox.SendError{Code: "invalid_blocks", Final: true} })
	card := w.card("R1", "C0SEOUL")
	for _, i := range w.messages("R1") {
		if i.ID != card.ID && i.Thread != card.ID {
			continue
		}
		if again, err := w.Outbox.Deliver(t.Context(), i.ID); again != 0 || err != nil {
			t.Errorf("Deliver(%s) = %s, %v; want the end", i.ID, again, err)
		}
	}
	for _, i := range w.messages("R1") {
		if (i.ID == card.ID || i.Thread == card.ID) && (!i.Final || i.Reason == "") {
			t.Errorf("%+v is tried again, want it dropped with a reason", i)
		}
	}
	if got := w.chat.messages("C0SEOUL"); len(got) != 0 {
		t.Errorf("posts %+v, want none", got)
	}
}

// Two deliveries of one message at once: one posts.
func TestTwoDeliveriesAtOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.asks()
	card := w.card("R1", "C0SEOUL")
	other := w.replica("two")
	w.chat.breaks("post", 1, func(do func() error) error {
		again, err := other.Outbox.Deliver(t.Context(), card.ID)
		if again <= 0 || err != nil {
			t.Errorf("the other replica: %s, %v; want to wait", again, err)
		}
		return do()
	})
	if again, err := w.Outbox.Deliver(t.Context(), card.ID); again != 0 || err != nil {
		t.Errorf("Deliver = %s, %v", again, err)
	}
	if got := w.chat.messages("C0SEOUL"); len(got) != 1 {
		t.Errorf("%d posts, want one", len(got))
	}
}
