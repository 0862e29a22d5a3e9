package bot_test

import (
	"testing"
	"time"

	"peerbot/bot"
	"peerbot/bot/notice"
	"peerbot/bot/request"
	"peerbot/bot/store"
)

func TestExpiry(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(o *bot.Parts) { o.DecideWithin = time.Hour })
	r := w.asks()
	w.delivers("R1")
	jobs := w.store.jobs(store.JobExpire)
	if len(jobs) != 1 || jobs[0].Key != "R1" || !jobs[0].At.Equal(r.ExpiresAt) {
		t.Fatalf("jobs %+v, want one at %s", jobs, r.ExpiresAt)
	}

	// A job that comes early is put off by what is left.
	w.clock.pass(20 * time.Minute)
	again, err := w.Approval.Expire(t.Context(), "R1")
	if err != nil || again < 39*time.Minute || again > 40*time.Minute {
		t.Errorf("20 of 60 minutes are over: again in %s, %v; want in 40 minutes", again, err)
	}
	w.wantState("R1", request.Pending)

	w.clock.pass(again)
	if again, err = w.Approval.Expire(t.Context(), "R1"); err != nil || again != 0 {
		t.Errorf("in time: again in %s, %v; want the end", again, err)
	}
	w.wantState("R1", request.Expired)
	w.delivers("R1")
	for _, channel := range []string{"C0TOKYO", "C0SEOUL"} {
		got := w.chat.messages(channel)
		if len(got) != 1 {
			t.Fatalf("%d messages in %s, want the card", len(got), channel)
		}
		if c, ok := got[0].notice.(notice.RequestCard); !ok || c.Request.State != request.Expired {
			t.Errorf("the card in %s shows %+v, want that it expired", channel, got[0].notice)
		}
	}
	dm := w.chat.messages(mina)
	if len(dm) != 1 {
		t.Fatalf("the asker got %d messages, want one", len(dm))
	}
	if n, ok := dm[0].notice.(notice.RequestNote); !ok || n.Kind != notice.NoteExpired {
		t.Errorf("the asker is told %+v, want that it expired", dm[0].notice)
	}
	if got := w.peering("P1").State; got != request.Removed {
		t.Errorf("P1 is %s, want removed", got)
	}
	wantAnswer(t, w.clicks(joon, notice.ActApprove, "R1"), true, "request-is R1 expired")

	// Redelivered, it does nothing.
	if again, err := w.Approval.Expire(t.Context(), "R1"); err != nil || again != 0 {
		t.Errorf("once more: again in %s, %v; want the end", again, err)
	}
	if n := w.events("R1")[request.EventExpired]; n != 1 {
		t.Errorf("expired %d times in the audit log, want once", n)
	}
	w.wantUnwritten(0)
}

func TestWhatWasDecidedDoesNotExpire(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.approved()
	w.clock.pass(100 * 24 * time.Hour)
	if again, err := w.Approval.Expire(t.Context(), "R1"); err != nil || again != 0 {
		t.Errorf("again in %s, %v; want the end", again, err)
	}
	w.wantState("R1", request.Approved)
}
