package bot_test

import (
	"testing"
	"time"

	"peerbot/bot"
	"peerbot/bot/notice"
	"peerbot/bot/request"
	"peerbot/bot/store"
)

// Every refused attempt at a decision is in the audit log: once in ten minutes.
func TestRefusedAttemptsAreRecorded(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.asks()
	refused := func() (out []request.Event) {
		t.Helper()
		all, err := store.Collect(w.findings().Events(t.Context(), store.EventFilter{}))
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range all {
			if e.Kind == request.EventRefused {
				out = append(out, e)
			}
		}
		return out
	}
	for range 3 {
		w.clicks(zoe, notice.ActApprove, "R1")
		w.types(zoe, "pause")
		w.types(zoe, "show R1") // reading is no attempt
	}
	w.chat.answer(t, func(channel string) { // a digest of another request
		w.HandleInteraction(t.Context(), bot.Interaction{Where: notice.Origin{User: joon, Channel: channel}, Team: home, Action: notice.ActApprove, Value: notice.Value{Request: "R1", Digest: "0123456789abcdef"}})
	})
	w.clicks(mina, notice.ActDeny, "R1")
	got := refused()
	want := []struct{ who, doing, code, about string }{
		{zoe, "approve", "not-owner", "R1"}, {zoe, "pause", "admins-only", ""}, {joon, "approve", "card-outdated", "R1"}, {mina, "deny", "own-request", "R1"},
	}
	if len(got) != len(want) {
		t.Fatalf("%d refused attempts are recorded, want %d: %+v", len(got), len(want), got)
	}
	for i, x := range want {
		if e := got[i]; e.Actor != x.who || e.Detail["doing"] != x.doing || e.Detail["code"] != x.code || e.Detail["about"] != x.about || e.Request != x.about {
			t.Errorf("recorded %+v, want %+v", e, x)
		}
	}
	w.clock.pass(11 * time.Minute)
	w.types(zoe, "pause")
	if n := len(refused()); n != len(want)+1 {
		t.Errorf("%d attempts after a while, want one more", n)
	}
}
