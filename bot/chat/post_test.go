package chat

import (
	"encoding/json"
	"strings"
	"testing"
)

const posted = `{"ok":true,"channel":"C1","ts":"1700000000.000100","message":{"text":"x"}}`

func TestPostSaysWhereItIs(t *testing.T) {
	t.Parallel()
	s := newStub(t)
	s.json("chat.postMessage", strings.Replace(posted, "C1", "D9", 1))
	channel, ts, err := s.client().Post(t.Context(), "U1", "1.2", "peerbot/i7", note)
	if err != nil || channel != "D9" || ts != "1700000000.000100" {
		t.Errorf("Post() = %q, %q, %v; want D9, 1700000000.000100", channel, ts, err)
	}
	v := s.asked("chat.postMessage")[0]
	for name, want := range map[string]string{
		"channel": "U1", "thread_ts": "1.2", "unfurl_links": "false", "unfurl_media": "false", "parse": "none",
		"metadata": `{"event_type":"peerbot","event_payload":{"key":"peerbot/i7"}}`, "token": testBotToken,
	} {
		if got := v.Get(name); got != want {
			t.Errorf("%s = %q, want %q", name, got, want)
		}
	}
	if v.Get("text") == "" || !strings.Contains(v.Get("blocks"), "section") {
		t.Errorf("text = %q, blocks = %q", v.Get("text"), v.Get("blocks"))
	}
}

func TestUpdateReplacesTextAndBlocks(t *testing.T) {
	t.Parallel()
	s := newStub(t)
	s.json("chat.update", posted)
	if err := s.client().Update(t.Context(), "C1", "1.2", note); err != nil {
		t.Fatal(err)
	}
	v := s.asked("chat.update")[0]
	if v.Get("channel") != "C1" || v.Get("ts") != "1.2" || v.Get("text") == "" || v.Get("blocks") == "" || v.Get("parse") != "none" {
		t.Errorf("chat.update = %v", v)
	}
	if _, ok := v["metadata"]; ok {
		t.Error("an edit without metadata keeps it; this one sends some")
	}
}

// chat.update takes D… and not U… for a direct message.
func TestUpdateOfADirectMessageFindsItsConversation(t *testing.T) {
	t.Parallel()
	s := newStub(t)
	s.json("conversations.open", `{"ok":true,"channel":{"id":"D9"}}`)
	s.json("chat.update", posted)
	if err := s.client().Update(t.Context(), "U1", "1.2", note); err != nil {
		t.Fatal(err)
	}
	if got := s.asked("chat.update")[0].Get("channel"); got != "D9" {
		t.Errorf("channel = %q, want D9", got)
	}
}

// message returns one of a history.
func message(from, botID, ts, key string) string {
	return `{"type":"message","user":"` + from + `","bot_id":"` + botID + `","ts":"` + ts + `","text":"x",` +
		`"metadata":{"event_type":"peerbot","event_payload":{"key":"` + key + `"}}}`
}

func TestLookupFindsOnlyOurOwnMessages(t *testing.T) {
	t.Parallel()
	s := newStub(t)
	s.json("conversations.history", `{"ok":true,"messages":[`+
		message("U666", "", "9.9", "k1")+","+message("U667", "B667", "9.8", "k1")+","+
		`{"type":"message","user":"U0BOT","bot_id":"B111","ts":"9.7","text":"no metadata"},`+
		message("U0BOT", "B111", "9.6", "k2")+","+message("U0BOT", "B111", "9.5", "k1")+`],"has_more":false}`)
	c := s.client()
	if ts, ok, err := c.Lookup(t.Context(), "C1", "", "k1"); ts != "9.5" || !ok || err != nil {
		t.Errorf("Lookup(k1) = %q, %v, %v; want 9.5", ts, ok, err)
	}
	if ts, ok, err := c.Lookup(t.Context(), "C1", "", "k3"); ts != "" || ok || err != nil {
		t.Errorf("Lookup(k3) = %q, %v, %v; want nothing", ts, ok, err)
	}
	if ts, ok, err := c.Lookup(t.Context(), "C1", "", ""); ok {
		t.Errorf("Lookup of no key = %q, %v, %v; want nothing", ts, ok, err)
	}
	v := s.asked("conversations.history")[0]
	if v.Get("channel") != "C1" || v.Get("include_all_metadata") != "1" {
		t.Errorf("conversations.history = %v", v)
	}
}

func TestLookupReadsOnAndStops(t *testing.T) {
	t.Parallel()
	s := newStub(t)
	s.json("conversations.history", `{"ok":true,"messages":[],"has_more":true,"response_metadata":{"next_cursor":"bmV4dA=="}}`)
	if _, ok, err := s.client().Lookup(t.Context(), "C1", "", "k1"); ok || err != nil {
		t.Errorf("Lookup() = %v, %v; want nothing", ok, err)
	}
	calls := s.asked("conversations.history")
	if len(calls) != lookupPages || calls[0].Get("cursor") != "" || calls[1].Get("cursor") != "bmV4dA==" {
		t.Errorf("%d pages read, want %d with a cursor from the second on", len(calls), lookupPages)
	}
}

func TestLookupInAThreadAndADirectMessage(t *testing.T) {
	t.Parallel()
	s := newStub(t)
	s.json("conversations.open", `{"ok":true,"channel":{"id":"D9"}}`)
	s.json("conversations.replies", `{"ok":true,"messages":[`+message("U0BOT", "B111", "1.2", "card")+","+message("U0BOT", "B111", "1.3", "k1")+`]}`)
	if ts, ok, err := s.client().Lookup(t.Context(), "U1", "1.2", "k1"); ts != "1.3" || !ok || err != nil {
		t.Errorf("Lookup() = %q, %v, %v; want 1.3", ts, ok, err)
	}
	if v := s.asked("conversations.replies")[0]; v.Get("channel") != "D9" || v.Get("ts") != "1.2" || v.Get("include_all_metadata") != "1" {
		t.Errorf("conversations.replies = %v", v)
	}
}

func TestLookupThatCannotReadIsAnError(t *testing.T) {
	t.Parallel()
	for _, method := range []string{"auth.test", "conversations.open", "conversations.history"} {
		s := newStub(t)
		s.json("conversations.open", `{"ok":true,"channel":{"id":"D9"}}`)
		s.json(method, `{"ok":false,"error":"missing_scope"}`)
		_, ok, err := s.client().Lookup(t.Context(), "U1", "", "k1")
		if got, want := classOf(t, err), (sent{code: "missing_scope", final: true}); ok || got != want {
			t.Errorf("%s: Lookup() = %v, %+v; want %+v", method, ok, got, want)
		}
	}
	s := newStub(t) // ok, and no conversation in the answer
	if _, ok, err := s.client().Lookup(t.Context(), "U1", "", "k1"); ok || err == nil {
		t.Errorf("Lookup() = %v, %v; want an error", ok, err)
	}
}

func TestMessagesForAResponseURLAreJSONThatSlackTakes(t *testing.T) {
	t.Parallel()
	js, err := json.Marshal(ephemeral(note))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`"response_type":"ephemeral"`, `"replace_original":false`, `"blocks":[{"type":"section"`} {
		if !strings.Contains(string(js), want) {
			t.Errorf("message = %s, want %s in it", js, want)
		}
	}
}
