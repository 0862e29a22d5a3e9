package slacksim

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"unicode/utf8"

	"peerbot/bot/slacksim/blockkit"
)

// Whatever comes as a call, the answer is JSON in Slack's shape.
func FuzzCall(f *testing.F) {
	for _, kind := range []string{"application/json", "application/x-www-form-urlencoded", "multipart/form-data; boundary=b", "text/plain", ""} {
		for _, body := range []string{
			`{"channel":"C0","text":"x","blocks":[{"type":"section"}]}`, `channel=C0&text=x&blocks=%5B%5D`,
			"--b\r\nContent-Disposition: form-data; name=\"channel\"\r\n\r\nC0\r\n--b--\r\n", `null`, `[`, "%", "",
		} {
			f.Add("chat.postMessage", kind, body)
		}
	}
	f.Add("chat.update", "application/json", `{"channel":"C0","ts":1.5,"metadata":{"event_type":"x","event_payload":[]}}`)
	f.Add("conversations.history", "application/x-www-form-urlencoded", "channel=C0&limit=-1&cursor=x&oldest=z")
	view := `{"type":"modal","title":{"type":"plain_text","text":"T"},"blocks":[{"type":"divider"}]}`
	f.Add("views.open", "application/json", `{"trigger_id":"x","view":`+view+`}`)
	f.Add("views.publish", "application/json", `{"user_id":"U0","view":{"type":"home","blocks":[{"type":"divider"}]}}`)
	f.Add("views.update", "application/json", `{"external_id":"x","view":`+view+`}`)
	f.Add("blocks.validate", "application/json", `{"message":{"blocks":[{"type":"section"}]}}`)
	f.Add("files.completeUploadExternal", "application/json", `{"files":[{"id":"F0"}],"channels":"C0,C1"}`)
	f.Add("files.getUploadURLExternal", "application/x-www-form-urlencoded", "filename=x&length=1")
	f.Add("conversations.open", "application/json", `{"users":["U0"]}`)
	w := New(Options{TierFactor: -1})
	f.Cleanup(w.Close)
	w.AddUser(User{ID: "U0", Name: "u"})
	w.AddChannel(Channel{ID: "C0", Name: "c"})
	f.Fuzz(func(t *testing.T, method, kind, body string) {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/api/x", strings.NewReader(body))
		r.SetPathValue("method", method)
		r.Header.Set("Content-Type", kind)
		r.Header.Set("Authorization", "Bearer "+w.opts.BotToken)
		rec := httptest.NewRecorder()
		w.serveAPI(rec, r)
		var answer struct {
			OK    *bool
			Error string
		}
		if err := json.Unmarshal(rec.Body.Bytes(), &answer); err != nil || answer.OK == nil || *answer.OK == (answer.Error != "") {
			t.Errorf("%s(%q) = %s, %v", method, body, rec.Body, err)
		}
		if !utf8.Valid(rec.Body.Bytes()) {
			t.Errorf("%s(%q) is not UTF-8: %q", method, body, rec.Body)
		}
	})
}

// The watcher finds the frames whatever the pieces in which they are read.
func FuzzFrames(f *testing.F) {
	f.Add([]byte{0x81, 0x82, 1, 2, 3, 4, 'h', 'i'}, 1)
	f.Add([]byte{0x01, 0x81, 1, 2, 3, 4, 'h', 0x80, 0x81, 1, 2, 3, 4, 'i'}, 3)
	f.Add([]byte{0x82, 0xfe, 0, 1, 1, 2, 3, 4, 'x', 0x89, 0x80, 1, 2, 3, 4}, 2)
	f.Fuzz(func(t *testing.T, data []byte, piece int) {
		whole, pieces := &frameWatcher{}, &frameWatcher{}
		whole.look(data)
		piece = max(piece, 1)
		for rest := data; len(rest) > 0; rest = rest[min(piece, len(rest)):] {
			pieces.look(rest[:min(piece, len(rest))])
		}
		for len(whole.messages) > 0 {
			if got, want := pieces.wasSplit(), whole.wasSplit(); got != want {
				t.Fatalf("in pieces of %d: %v, want %v", piece, got, want)
			}
		}
		if len(pieces.messages) > 0 || len(pieces.head) > 14 {
			t.Errorf("in pieces: %d messages more, %d bytes kept", len(pieces.messages), len(pieces.head))
		}
	})
}

// Whatever a person puts into whatever the checker accepts, the state is JSON,
// and what was refused is not in it.
func FuzzForm(f *testing.F) {
	for _, kind := range []string{"plain_text_input", "number_input", "email_text_input", "url_text_input", "datepicker", "datetimepicker", "users_select", "multi_external_select", "file_input"} {
		block := `[{"type":"input","block_id":"b","label":{"type":"plain_text","text":"L"},"element":{"type":"` + kind + `","action_id":"a","is_decimal_allowed":true}}]`
		for _, given := range []string{`"1"`, `["x","y"]`, `{"a":"2026-12-31"}`, `null`, `{"a":{"a":[[1.5e300]]}}`, `1e9`} {
			f.Add(strings.Replace(block, `,"is_decimal_allowed":true`, map[bool]string{true: `,"is_decimal_allowed":true`}[kind == "number_input"], 1), given)
		}
	}
	f.Add(`[{"type":"actions","block_id":"b","elements":[{"type":"checkboxes","action_id":"a","options":[{"text":{"type":"plain_text","text":"X"},"value":"x"}]}]}]`, `["x"]`)
	w := New(Options{})
	f.Cleanup(w.Close)
	f.Fuzz(func(t *testing.T, raw, given string) {
		blocks, problems, err := w.kit.Message([]byte(raw))
		if err != nil || len(problems) > 0 || blocks == nil || !json.Valid([]byte(given)) {
			return
		}
		form := newForm()
		wrong := w.fill(form, blocks, map[string]json.RawMessage{"b": json.RawMessage(given)})
		state, err := json.Marshal(form.state(blocks, ""))
		if err != nil || !json.Valid(state) {
			t.Errorf("the state of %s with %s = %s, %v", raw, given, state, err)
		}
		if len(wrong) == 0 {
			again := newForm()
			for id, entry := range form.entries {
				if key, _ := slot(entry["type"].(string)); key == "" {
					t.Errorf("%v of %s holds a value and has no place for it", id, raw)
				}
			}
			w.fill(again, blocks, map[string]json.RawMessage{"b": json.RawMessage(given)})
			if other, _ := json.Marshal(again.state(blocks, "")); !bytes.Equal(other, state) {
				t.Errorf("%s with %s = %s, and then %s", raw, given, state, other)
			}
		}
		form.missing(blocks, "")
	})
}

// Whatever an app answers, people see something that is JSON, or a word for it.
func FuzzAnswer(f *testing.F) {
	shown := `{"type":"modal","title":{"type":"plain_text","text":"T"},"blocks":[{"type":"divider"}]}`
	for _, ack := range []string{
		``, `{}`, `null`, `"hi"`, `[]`, `{"text":"hi","response_type":"in_channel"}`, `{"blocks":[{"type":"nonsense"}]}`,
		`{"response_action":"errors","errors":{"b":"no"}}`, `{"response_action":"push","view":` + shown + `}`, `{"response_action":"clear"}`,
		`{"options":[{"text":{"type":"plain_text","text":"x"},"value":"x"}]}`, `{"option_groups":[{"label":{"type":"plain_text","text":"x"},"options":[]}]}`,
	} {
		f.Add(ack)
	}
	w := New(Options{})
	f.Cleanup(w.Close)
	body, err := w.readView(shown, blockkit.Modal)
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, ack string) {
		if ack != "" && !json.Valid([]byte(ack)) {
			return // the socket takes no other
		}
		raw := json.RawMessage(ack)
		if _, c, err := w.answerContent(raw); err == nil && !json.Valid(mustJSON(w.messageJSON(w.botMessage(c), true))) {
			t.Errorf("%s is shown as something that is no JSON", ack)
		}
		answer, next := w.viewAnswer(raw, true, &view{id: "V", body: body})
		if (answer.Action == "push" || answer.Action == "update") && !json.Valid(next.Blocks) {
			t.Errorf("%s shows a view with the blocks %s", ack, next.Blocks)
		}
		w.kit.Suggestions(raw)
	})
}

// Whatever comes to a response URL, it is taken, or refused in JSON.
func FuzzHook(f *testing.F) {
	f.Add("application/json", `{"text":"x","replace_original":true,"metadata":{"event_type":"","event_payload":null},"blocks":null}`)
	f.Add("application/x-www-form-urlencoded", `payload=%7B%22text%22%3A%22x%22%7D`)
	f.Add("application/json", `{"delete_original":"true"}`)
	f.Add("application/json", `{"payload":[1]}`)
	w := New(Options{})
	f.Cleanup(w.Close)
	w.AddUser(User{ID: "U0", Name: "u"})
	w.AddChannel(Channel{ID: "C0", Name: "c"})
	f.Fuzz(func(t *testing.T, kind, body string) {
		w.mu.Lock()
		m := w.post(w.channels["C0"], w.botMessage(content{text: "x"}))
		address := w.newHook(hook{kind: "actions", channel: "C0", user: "U0", source: m.ts})
		w.mu.Unlock()
		at, err := url.Parse(address)
		if err != nil {
			t.Fatal(err)
		}
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, at.Path, strings.NewReader(body))
		r.Header.Set("Content-Type", kind)
		rec := httptest.NewRecorder()
		w.ServeHTTP(rec, r)
		said := strings.TrimSpace(rec.Body.String())
		if fine := said == "ok" || said == `{"ok":true}`; fine && rec.Code != http.StatusOK || !fine && !json.Valid(rec.Body.Bytes()) {
			t.Errorf("%s %q = %d %s", kind, body, rec.Code, rec.Body)
		}
	})
}
