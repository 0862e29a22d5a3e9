package slacksim_test

import (
	"encoding/json"
	"testing"

	"peerbot/bot/slacksim"
)

// A workspace that was written down as JSON and restored has the same people,
// channels and messages, and the app edits, answers and looks up what it posted
// in the first one.
func TestAStateIsRestored(t *testing.T) {
	w := newWorld(t, slacksim.Options{})
	w.Archive("with-partner")
	w.RemoveMember("network", "bob")
	w.Deactivate("gus")
	blocks := `[{"type":"section","text":{"type":"mrkdwn","text":"hello"}}]`
	card := w.form("chat.postMessage", "channel", "C0NET", "text", "card", "blocks", blocks, "metadata", `{"event_type":"key","event_payload":{"key":"I1"}}`)
	w.form("chat.postMessage", "channel", "C0NET", "text", "answer", "thread_ts", card.TS)
	w.form("chat.postMessage", "channel", "U0ALICE", "text", "for Alice")
	w.form("chat.postEphemeral", "channel", "C0NET", "user", "U0ALICE", "text", "psst")
	w.do("alice", "message", map[string]any{"channel": "network", "text": "hers"})

	raw, err := json.Marshal(w.State())
	if err != nil {
		t.Fatal(err)
	}
	var s slacksim.State
	if err := json.Unmarshal(raw, &s); err != nil {
		t.Fatal(err)
	}
	if len(s.Messages) != 4 {
		t.Errorf("%d messages, want the card, its answer, that of Alice and the one to her: %s", len(s.Messages), raw)
	}
	again := newWorld(t, slacksim.Options{})
	again.Restore(s)
	if got, err := json.Marshal(again.State()); err != nil || string(got) != string(raw) {
		t.Errorf("State after Restore, %v:\n got %s\nwant %s", err, got, raw)
	}
	if a := again.form("chat.update", "channel", "C0NET", "ts", card.TS, "text", "card, edited"); !a.OK {
		t.Errorf("chat.update of the card: %+v", a)
	}
	if a := again.form("conversations.replies", "channel", "C0NET", "ts", card.TS); !a.OK {
		t.Errorf("conversations.replies of the card: %+v", a)
	}
	if a := again.form("chat.postMessage", "channel", "C0NET", "text", "new"); a.TS <= s.Messages[len(s.Messages)-1].TS {
		t.Errorf("a new message has ts %s, not after those that were restored", a.TS)
	}
}
