package slacksim_test

import (
	"encoding/json"
	"testing"
	"time"

	"peerbot/bot/slacksim"
)

// seenOptions is what the people API answers about suggestions.
type seenOptions struct {
	OK      bool
	Error   string
	Options []struct{ Value string }
	Groups  []struct {
		Options []struct{ Value string }
	} `json:"option_groups"`
}

func (w *world) suggest(body map[string]any) seenOptions {
	w.t.Helper()
	var s seenOptions
	w.request("POST", "/people/alice/suggest", body, &s)
	return s
}

func TestAnExternalSelectAsksTheAppOnceEnoughIsTyped(t *testing.T) {
	a := newWorld(t, slacksim.Options{}).app()
	a.show(inputBlock("b", elementOf("external_select", "")) + "," + inputBlock("short", elementOf("external_select", `,"min_query_length":0`)))
	view := a.modal("GET", "alice/view", nil).View.ID
	typed := func(block, query string) map[string]any {
		return map[string]any{"view_id": view, "block_id": block, "action_id": "a", "value": query}
	}
	if s := a.suggest(typed("b", "le")); !s.OK || len(s.Options) != 0 {
		t.Errorf("two characters = %+v, want no options and nobody asked", s)
	}
	ask := func(block, query, answer string) (got, seenOptions) {
		done := meanwhile(func() seenOptions { return a.suggest(typed(block, query)) })
		g := a.answer(answer)
		return g, <-done
	}
	g, s := ask("b", "led", `{"options":[`+option("ledger")+`,`+option("led")+`]}`)
	if g.Type != "block_suggestion" || g.Value != "led" || g.View.ID != view || !g.Responds {
		t.Errorf("payload = %s, want block_suggestion of the view that takes an answer", g.Payload)
	}
	var payload struct {
		ActionID  string `json:"action_id"`
		BlockID   string `json:"block_id"`
		TriggerID string `json:"trigger_id"`
	}
	if err := json.Unmarshal(g.Payload, &payload); err != nil || payload.ActionID != "a" || payload.BlockID != "b" || payload.TriggerID != "" {
		t.Errorf("payload = %+v, %v, want the ids and no trigger", payload, err)
	}
	if !s.OK || len(s.Options) != 2 || s.Options[0].Value != "ledger" {
		t.Errorf("alice sees %+v, want what the app offers", s)
	}
	if _, s := ask("short", "", `{"option_groups":[{"label":{"type":"plain_text","text":"G"},"options":[`+option("x")+`]}]}`); len(s.Groups) != 1 || s.Groups[0].Options[0].Value != "x" {
		t.Errorf("groups = %+v", s)
	}
	for _, answer := range []string{``, `{}`, `{"options":[{"text":"x","value":"x"}]}`, `{"options":[` + repeated(101, option("x")) + `]}`} {
		if _, s := ask("b", "ledger", answer); s.Error != "invalid_options" || len(s.Options) != 0 {
			t.Errorf("the answer %.60q = %+v, want invalid_options", answer, s)
		}
	}
	// Only what was offered can be chosen.
	done := meanwhile(func() filledView {
		return a.modal("POST", "alice/submit", map[string]any{"values": map[string]any{"b": "ledger", "short": "x"}})
	})
	g = a.answer("")
	if f := <-done; !f.OK {
		t.Errorf("submit = %+v", f)
	}
	if got, want := sorted(t, g.View.State.Values["b"]["a"]), `{"selected_option":`+sorted(t, json.RawMessage(option("ledger")))+`,"type":"external_select"}`; got != want {
		t.Errorf("state = %s, want %s", got, want)
	}
}

func TestAnExternalSelectInAMessageSaysWhichMessage(t *testing.T) {
	a := newWorld(t, slacksim.Options{}).app()
	ts := a.form("chat.postMessage", "channel", "C0NET", "text", "x", "blocks", `[{"type":"actions","elements":[`+elementOf("external_select", "")+`]}]`).TS
	body := map[string]any{"channel": "network", "ts": ts, "action_id": "a", "value": "abc"}
	done := meanwhile(func() seenOptions { return a.suggest(body) })
	g := a.answer(`{"options":[` + option("abc") + `]}`)
	<-done
	var payload struct {
		Container struct {
			Type      string
			MessageTS string `json:"message_ts"`
		}
		Channel struct{ ID string }
	}
	if err := json.Unmarshal(g.Payload, &payload); err != nil || payload.Container.Type != "message" || payload.Container.MessageTS != ts || payload.Channel.ID != "C0NET" {
		t.Errorf("payload = %s, %v, want the message", g.Payload, err)
	}
	clicked := meanwhile(func() seen { return a.do("alice", "click", body) })
	if g := a.answer(""); len(g.Actions) != 1 {
		t.Errorf("choosing it = %s", g.Payload)
	}
	if o := <-clicked; !o.OK {
		t.Errorf("click = %+v", o)
	}
	a.ws.Close()
	lost := newWorld(t, slacksim.Options{AckTimeout: time.Millisecond})
	ts = lost.form("chat.postMessage", "channel", "C0NET", "text", "x", "blocks", `[{"type":"actions","elements":[`+elementOf("external_select", "")+`]}]`).TS
	body["ts"] = ts
	if s := lost.suggest(body); s.Error != "dispatch_failed" {
		t.Errorf("with no app = %+v, want dispatch_failed", s)
	}
	lost.greeted()
	if s := lost.suggest(body); s.Error != "operation_timeout" {
		t.Errorf("with a silent app = %+v, want operation_timeout", s)
	}
}

// What was chosen from one list stays when another list comes.
func TestSeveralAreChosenFromSeveralLists(t *testing.T) {
	a := newWorld(t, slacksim.Options{}).app()
	a.show(inputBlock("b", elementOf("multi_external_select", "")))
	view := a.modal("GET", "alice/view", nil).View.ID
	pick := func(query string, now ...string) {
		t.Helper()
		body := map[string]any{"view_id": view, "action_id": "a", "value": query}
		done := meanwhile(func() seenOptions { return a.suggest(body) })
		a.answer(`{"options":[` + option(query) + `]}`)
		<-done
		body["value"] = now
		if o := a.do("alice", "click", body); !o.OK {
			t.Errorf("choosing %q = %+v", now, o)
		}
	}
	pick("one", "one")
	pick("two", "one", "two")
	done := meanwhile(func() filledView { return a.modal("POST", "alice/submit", map[string]any{}) })
	g := a.answer("")
	<-done
	want := sorted(t, json.RawMessage(`{"type":"multi_external_select","selected_options":[`+option("one")+`,`+option("two")+`]}`))
	if got := sorted(t, g.View.State.Values["b"]["a"]); got != want {
		t.Errorf("state = %s, want %s", got, want)
	}
}
