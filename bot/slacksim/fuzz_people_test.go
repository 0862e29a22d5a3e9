package slacksim

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"peerbot/bot/slacksim/blockkit"
)

// Whatever a person is made to do, the answer is JSON that says what came of it.
func FuzzPeople(f *testing.F) {
	w := New(Options{
		Now: func() time.Time { return time.Unix(1_700_000_000, 0) }, History: 100, TierFactor: -1,
		Commands: []SlashCommand{{Name: "/peering", Escape: true}}, Shortcuts: []Shortcut{{CallbackID: "k", Message: true}},
	})
	f.Cleanup(w.Close)
	w.AddUser(User{ID: "U0", Name: "u"})
	w.AddChannel(Channel{ID: "C0", Name: "c"})
	shown := `{"type":"modal","title":{"type":"plain_text","text":"T"},"submit":{"type":"plain_text","text":"Go"},"blocks":[{"type":"input","block_id":"b",` +
		`"label":{"type":"plain_text","text":"L"},"element":{"type":"external_select","action_id":"a"}}]}`
	modal, err := w.readView(shown, blockkit.Modal)
	if err != nil {
		f.Fatal(err)
	}
	blocks, problems, err := w.kit.Message([]byte(`[{"type":"actions","block_id":"b","elements":[{"type":"button","action_id":"go","value":"1","text":{"type":"plain_text","text":"Go"}},` +
		`{"type":"checkboxes","action_id":"a","options":[{"text":{"type":"plain_text","text":"X"},"value":"x"}]}]}]`))
	if err != nil || len(problems) > 0 {
		f.Fatal(err, problems)
	}
	const ts = "1700000000.000000" // of the card, which is posted first
	acts := []string{"command", "click", "suggest", "message", "edit", "delete", "shortcut", "channels/C0/read", "submit", "dismiss", "home", "files?name=x"}
	for i, body := range []string{
		`{"channel":"c","text":"/peering <list> & @u"}`, `{"channel":"C0","ts":"` + ts + `","action_id":"a","value":["x"],"values":{"b":{"a":[]}},"confirmed":true}`,
		`{"view_id":"V","action_id":"a","value":"what"}`, `{"channel":"C0","text":"@u <@U0> https://x.y <!here> #c","thread_ts":"` + ts + `"}`,
		`{"channel":"C0","ts":"` + ts + `","text":"x"}`, `{"channel":"C0","ts":"` + ts + `"}`, `{"callback_id":"k","channel":"C0","ts":"` + ts + `"}`,
		`{"ts":"z"}`, `{"values":{"b":"x","c":[1,{}]}}`, `{"all":true}`, `{"tab":"home"}`, "\x00\xff",
	} {
		f.Add(uint(i), body)
	}
	for i := range acts {
		f.Add(uint(i), `{"channel":"C0","ts":" ","text":" "}`)
		f.Add(uint(i), `[`)
	}
	f.Fuzz(func(t *testing.T, act uint, body string) {
		w.mu.Lock()
		w.lastTS = 0
		w.channels["C0"].messages, w.channels["C0"].stored = nil, 0
		if m := w.post(w.channels["C0"], w.botMessage(content{text: "x", blocks: blocks})); m.ts != ts {
			t.Errorf("the card is at %s, want %s", m.ts, ts)
		}
		if _, err := w.openModal("U0", "C0", modal, false); err != nil {
			t.Error(err)
		}
		w.mu.Unlock()
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/people/u/"+acts[act%uint(len(acts))], strings.NewReader(body))
		rec := httptest.NewRecorder()
		w.ServeHTTP(rec, r)
		var answer struct {
			OK        *bool
			Error     string
			ErrorText string `json:"error_text"`
		}
		if err := json.Unmarshal(rec.Body.Bytes(), &answer); err != nil || answer.OK == nil || *answer.OK == (answer.Error != "") || *answer.OK == (answer.ErrorText != "") {
			t.Errorf("%s %q = %d %s, %v", r.URL, body, rec.Code, rec.Body, err)
		} else if *answer.OK && rec.Code != http.StatusOK || rec.Code >= http.StatusInternalServerError {
			t.Errorf("%s %q = %d %s", r.URL, body, rec.Code, rec.Body)
		}
		if !utf8.Valid(rec.Body.Bytes()) {
			t.Errorf("%s %q is not UTF-8: %q", r.URL, body, rec.Body)
		}
		w.mu.Lock()
		defer w.mu.Unlock()
		for _, m := range w.channels["C0"].messages {
			if !json.Valid(mustJSON(w.messageJSON(m, true))) || m.clientID != "" && !json.Valid(m.blocks) {
				t.Errorf("%s %q left %+v behind", r.URL, body, m)
			}
		}
	})
}
