package slacksim_test

import (
	"encoding/json"
	"net/http"
	"testing"
	"time"

	"github.com/slack-go/slack"

	"peerbot/bot/slacksim"
)

// hookOf runs a command, acknowledges it, and returns its response URL.
func (w *world) hookOf(user, line string) string {
	w.t.Helper()
	ws := w.greeted()
	done := w.later(user, "network", line)
	f := w.read(ws)
	w.ack(ws, f, "")
	<-done
	ws.Close()
	var payload struct {
		ResponseURL string `json:"response_url"`
	}
	if err := json.Unmarshal(f.Payload, &payload); err != nil {
		w.t.Fatal(err)
	}
	return payload.ResponseURL
}

func TestAResponseURLAnswersFiveTimesInThirtyMinutes(t *testing.T) {
	clock := newClock()
	w := newWorld(t, slacksim.Options{Now: clock.Now})
	path := w.hookOf("alice", "/peering list")[len(w.url):]
	use := func(path string) int { return w.request("POST", path, map[string]any{"text": "hi"}, nil) }
	for i := range 5 {
		if got := use(path); got != http.StatusOK {
			t.Errorf("use %d = %d, want 200", i+1, got)
		}
	}
	if got := use(path); got != http.StatusNotFound {
		t.Errorf("use 6 = %d, want 404", got)
	}
	if got := len(w.messages("alice", "network").Messages); got != 5 {
		t.Errorf("alice sees %d messages, want 5", got)
	}
	if got := len(w.messages("bob", "network").Messages); got != 0 {
		t.Errorf("bob sees %d messages, want none: they are ephemeral", got)
	}
	path = w.hookOf("alice", "/peering list")[len(w.url):]
	if got := use(path + "x"); got != http.StatusNotFound {
		t.Errorf("another secret = %d, want 404", got)
	}
	clock.advance(30 * time.Minute)
	if got := use(path); got != http.StatusNotFound {
		t.Errorf("after thirty minutes = %d, want 404", got)
	}
}

func TestSlackGoAnswersThroughResponseURLs(t *testing.T) {
	w := newWorld(t, slacksim.Options{})
	api := w.api()
	address := w.hookOf("alice", "/peering list")
	if _, _, err := api.PostMessage("", slack.MsgOptionText("to all", false), slack.MsgOptionResponseURL(address, slack.ResponseTypeInChannel)); err != nil {
		t.Fatal(err)
	}
	if got := w.last("bob", "network"); got.Text != "to all" || got.Ephemeral || !got.Bot {
		t.Errorf("bob sees %+v, want what was said to all", got)
	}

	// A whisper with buttons can be changed through the response URL of a click, and only so.
	if _, err := api.PostEphemeral("C0NET", "U0ALICE", slack.MsgOptionText("sure?", false), approvalCard("sure?")); err != nil {
		t.Fatal(err)
	}
	whisper := w.last("alice", "network")
	if got := w.do("bob", "click", map[string]any{"channel": "network", "ts": whisper.TS, "action_id": "approve"}); got.Error != "message_not_found" {
		t.Errorf("bob's click on alice's whisper = %+v, want message_not_found", got)
	}
	ws := w.greeted()
	clicked := make(chan seen, 1)
	go func() {
		clicked <- w.do("alice", "click", map[string]any{"channel": "network", "ts": whisper.TS, "action_id": "approve"})
	}()
	f := w.read(ws)
	w.ack(ws, f, "")
	<-clicked
	var payload map[string]any
	if err := json.Unmarshal(f.Payload, &payload); err != nil {
		t.Fatal(err)
	}
	if _, ok := payload["message"]; ok || payload["container"].(map[string]any)["is_ephemeral"] != true {
		t.Errorf("payload of a click on a whisper = %s, want is_ephemeral and no message", f.Payload)
	}
	address = payload["response_url"].(string)
	if _, _, err := api.PostMessage("", slack.MsgOptionText("done", false), slack.MsgOptionReplaceOriginal(address)); err != nil {
		t.Fatal(err)
	}
	if got := w.last("alice", "network"); got.TS != whisper.TS || got.Text != "done" || got.Blocks != nil || !got.Ephemeral {
		t.Errorf("replaced = %+v, want the same whisper, changed", got)
	}
	if _, _, err := api.PostMessage("", slack.MsgOptionDeleteOriginal(address)); err != nil {
		t.Fatal(err)
	}
	if got := w.last("alice", "network"); got.TS == whisper.TS {
		t.Errorf("deleted, and still there: %+v", got)
	}
}
