package slacksim_test

import (
	"bufio"
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/slack-go/slack"

	"peerbot/bot/slacksim"
)

func TestWhatAPersonCannotDoIsAClearError(t *testing.T) {
	w := newWorld(t, slacksim.Options{})
	w.AddUser(slacksim.User{ID: "U0GONE", Name: "gone"})
	w.Deactivate("gone")
	w.AddChannel(slacksim.Channel{ID: "C0OLD", Name: "old"})
	w.Archive("old")
	ts := w.form("chat.postMessage", "channel", "C0NET", "text", "card", "blocks",
		`[{"type":"actions","elements":[{"type":"button","action_id":"go","value":"1","text":{"type":"plain_text","text":"Go"}}]},
		{"type":"actions","elements":[{"type":"button","action_id":"go","value":"2","text":{"type":"plain_text","text":"Go"}}]}]`).TS
	type body = map[string]any
	tests := []struct {
		name, method, path string
		body               any
		status             int
		code               string
	}{
		{"unknown person", "POST", "/people/nobody/command", body{"channel": "network", "text": "/peering"}, 404, "user_not_found"},
		{"the bot", "POST", "/people/peerbot/command", body{"channel": "network", "text": "/peering"}, 404, "user_not_found"},
		{"deactivated", "POST", "/people/gone/command", body{"channel": "network", "text": "/peering"}, 404, "channel_not_found"},
		{"unknown channel", "POST", "/people/alice/command", body{"channel": "nowhere", "text": "/peering"}, 404, "channel_not_found"},
		{"somebody else's private channel", "POST", "/people/alice/command", body{"channel": "secret", "text": "/peering"}, 404, "channel_not_found"},
		{"a channel one can only look into", "POST", "/people/bob/command", body{"channel": "with-partner", "text": "/peering"}, 403, "not_in_channel"},
		{"archived", "POST", "/people/alice/command", body{"channel": "old", "text": "/peering"}, 403, "is_archived"},
		{"not a command", "POST", "/people/alice/command", body{"channel": "network", "text": "peering"}, 400, "invalid_command"},
		{"another app's command", "POST", "/people/alice/command", body{"channel": "network", "text": "/nonsense"}, 200, "invalid_command"},
		{"a command of another organisation", "POST", "/people/eve/command", body{"channel": "with-partner", "text": "/peering"}, 200, "invalid_command"},
		{"nothing to say", "POST", "/people/alice/message", body{"channel": "network", "text": " "}, 400, "no_text"},
		{"a reply to nothing", "POST", "/people/alice/message", body{"channel": "network", "text": "x", "thread_ts": "1.0"}, 404, "message_not_found"},
		{"unknown message", "POST", "/people/alice/click", body{"channel": "network", "ts": "1.0", "action_id": "go"}, 404, "message_not_found"},
		{"unknown action", "POST", "/people/alice/click", body{"channel": "network", "ts": ts, "action_id": "stop"}, 404, "action_not_found"},
		{"two of a name", "POST", "/people/alice/click", body{"channel": "network", "ts": ts, "action_id": "go"}, 409, "ambiguous_action"},
		{"told apart by value", "POST", "/people/alice/click", body{"channel": "network", "ts": ts, "action_id": "go", "value": "2"}, 200, "dispatch_failed"},
		{"broken JSON", "POST", "/people/alice/command", "x", 400, "invalid_json"},
		{"too much JSON", "POST", "/people/alice/command", body{"text": strings.Repeat("x", 2<<20)}, 413, "request_too_large"},
		{"no such cursor", "GET", "/people/alice/channels/network/messages?since=x", nil, 400, "invalid_cursor"},
		{"no such time", "GET", "/people/alice/channels/network/messages?wait=soon", nil, 400, "invalid_wait"},
		{"messages of nobody", "GET", "/people/nobody/channels/network/messages", nil, 404, "user_not_found"},
		{"channels of nobody", "GET", "/people/nobody/channels", nil, 404, "user_not_found"},
		{"events of nobody", "GET", "/people/nobody/events", nil, 404, "user_not_found"},
		{"no such address", "GET", "/people/alice/shoes", nil, 404, "not_found"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var got seen
			if status := w.request(tt.method, tt.path, tt.body, &got); status != tt.status || got.Error != tt.code || got.OK || got.ErrorText == "" {
				t.Errorf("= %d %+v, want %d %q with a text", status, got, tt.status, tt.code)
			}
		})
	}
}

func TestAConfirmDialogCanBeRefused(t *testing.T) {
	w := newWorld(t, slacksim.Options{})
	_, ts, err := w.api().PostMessage("C0NET", slack.MsgOptionText("card", false), approvalCard("*R1*"))
	if err != nil {
		t.Fatal(err)
	}
	press := map[string]any{"channel": "network", "ts": ts, "action_id": "approve", "confirmed": false}
	got := w.do("bob", "click", press)
	if got.Error != "not_confirmed" || !strings.Contains(string(got.Confirm), "It writes to AWS") {
		t.Errorf("click without the confirmation = %+v, want the dialog", got)
	}
	delete(press, "confirmed")
	if got := w.do("bob", "click", press); got.Error != "dispatch_failed" {
		t.Errorf("click = %+v, want it to be sent, and nobody there", got)
	}
}

func TestAMenuSendsTheOptionThatWasPicked(t *testing.T) {
	w := newWorld(t, slacksim.Options{})
	ts := w.form("chat.postMessage", "channel", "C0NET", "text", "card", "blocks", `[{"type":"section","block_id":"b","text":{"type":"mrkdwn","text":"x"},
		"accessory":{"type":"overflow","action_id":"more","options":[{"text":{"type":"plain_text","text":"Retry"},"value":"retry"}]}}]`).TS
	press := map[string]any{"channel": "network", "ts": ts, "action_id": "more", "value": "nothing"}
	if got := w.do("bob", "click", press); got.Error != "invalid_value" {
		t.Errorf("an option that is not there = %+v, want invalid_value", got)
	}
	ws := w.greeted()
	press["value"] = "retry"
	done := make(chan seen, 1)
	go func() { done <- w.do("bob", "click", press) }()
	f := w.read(ws)
	var payload struct {
		Actions []struct {
			BlockID        string                 `json:"block_id"`
			SelectedOption struct{ Value string } `json:"selected_option"`
		}
	}
	if err := json.Unmarshal(f.Payload, &payload); err != nil {
		t.Fatal(err)
	}
	if a := payload.Actions; len(a) != 1 || a[0].BlockID != "b" || a[0].SelectedOption.Value != "retry" {
		t.Errorf("actions = %+v, want retry of block b", a)
	}
	w.ack(ws, f, "")
	if got := <-done; !got.OK {
		t.Errorf("click = %+v", got)
	}
}

func TestPeopleOfAnotherOrganisationPressButtonsInSharedChannels(t *testing.T) {
	w := newWorld(t, slacksim.Options{})
	ts := w.form("chat.postMessage", "channel", "C0SHARED", "text", "card", "blocks",
		`[{"type":"actions","elements":[{"type":"button","action_id":"go","text":{"type":"plain_text","text":"Go"}}]}]`).TS
	ws := w.greeted()
	done := make(chan seen, 1)
	go func() {
		done <- w.do("eve", "click", map[string]any{"channel": "with-partner", "ts": ts, "action_id": "go"})
	}()
	f := w.read(ws)
	var payload struct{ User, Team map[string]string }
	if err := json.Unmarshal(f.Payload, &payload); err != nil {
		t.Fatal(err)
	}
	if payload.User["team_id"] != "T0OTHER" || payload.Team["id"] != "T0PEERBOT" {
		t.Errorf("payload says %+v of %+v, want eve of T0OTHER", payload.User, payload.Team)
	}
	w.ack(ws, f, "")
	if got := <-done; !got.OK {
		t.Errorf("click = %+v", got)
	}
}

func TestALongPollHearsOnlyWhatItsPersonCanSee(t *testing.T) {
	w := newWorld(t, slacksim.Options{})
	poll := func(user, since string) <-chan seen {
		done := make(chan seen, 1)
		go func() {
			var s seen
			w.request("GET", "/people/"+user+"/channels/network/messages?wait=30&since="+since, nil, &s)
			done <- s
		}()
		return done
	}
	start := w.messages("bob", "network").Cursor
	bob := poll("bob", start)
	alice := poll("alice", w.messages("alice", "network").Cursor)
	w.form("chat.postEphemeral", "channel", "C0NET", "user", "U0ALICE", "text", "for alice")
	if got := <-alice; len(got.Messages) != 1 || got.Messages[0].Text != "for alice" || got.Cursor == start {
		t.Errorf("alice's poll = %+v, want her whisper", got)
	}
	if now := w.messages("bob", "network").Cursor; now != start {
		t.Errorf("bob's cursor went from %s to %s over a whisper to alice", start, now)
	}
	w.form("chat.postMessage", "channel", "C0SHARED", "text", "elsewhere")
	select {
	case got := <-bob:
		t.Errorf("bob's poll ended with %+v, want it to wait", got)
	default:
	}
	w.form("chat.postMessage", "channel", "C0NET", "text", "for all")
	if got := <-bob; len(got.Messages) != 1 || got.Messages[0].Text != "for all" {
		t.Errorf("bob's poll = %+v, want the message for all", got)
	}
	var s seen
	if w.request("GET", "/people/bob/channels/network/messages?wait=0.01&since="+w.messages("bob", "network").Cursor, nil, &s); len(s.Messages) != 1 {
		t.Errorf("a poll that ran out = %+v, want what there is", s)
	}
}

func TestChannelsSayWhatIsUnread(t *testing.T) {
	w := newWorld(t, slacksim.Options{})
	unread := func(user string) map[string]int {
		var body struct {
			Channels []struct {
				Name   string
				Unread int
			}
		}
		w.request("GET", "/people/"+user+"/channels", nil, &body)
		found := map[string]int{}
		for _, c := range body.Channels {
			found[c.Name] = c.Unread
		}
		return found
	}
	w.do("alice", "message", map[string]any{"channel": "network", "text": "mine"})
	ts := w.form("chat.postMessage", "channel", "C0NET", "text", "for all").TS
	w.form("chat.postMessage", "channel", "C0NET", "text", "a reply", "thread_ts", ts)
	w.form("chat.postEphemeral", "channel", "C0NET", "user", "U0BOB", "text", "for bob")
	if got, want := asJSON(unread("alice")), `{"network":1,"peerbot":0,"with-partner":0}`; got != want {
		t.Errorf("alice's channels = %s, want %s", got, want)
	}
	if got, want := asJSON(unread("bob")), `{"network":3,"peerbot":0,"secret":0}`; got != want {
		t.Errorf("bob's channels = %s, want %s", got, want)
	}
	w.request("POST", "/people/bob/channels/network/read", map[string]any{"ts": ts}, nil)
	if got := unread("bob")["network"]; got != 1 {
		t.Errorf("after reading up to the message for all, bob has %d unread, want 1", got)
	}
}

func TestTheStreamSaysWhatChanged(t *testing.T) {
	w := newWorld(t, slacksim.Options{})
	req, err := http.NewRequestWithContext(t.Context(), "GET", w.url+"/people/bob/events", nil)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	lines := bufio.NewScanner(resp.Body)
	next := func() string {
		t.Helper()
		var event string
		for lines.Scan() && lines.Text() != "" {
			event += lines.Text() + " "
		}
		return event
	}
	if got := next(); !strings.HasPrefix(got, "event: hello") {
		t.Fatalf("first = %q, want hello", got)
	}
	w.form("chat.postEphemeral", "channel", "C0NET", "user", "U0ALICE", "text", "not for bob")
	w.form("chat.postMessage", "channel", "C0SECRET", "text", "refused")
	w.form("chat.postMessage", "channel", "C0NET", "text", "for all")
	if got, want := next(), `event: change data: {"channels":["C0NET"],"people":false} `; got != want {
		t.Errorf("then = %q, want %q", got, want)
	}
	w.Deactivate("alice")
	if got, want := next(), `event: change data: {"channels":[],"people":true} `; got != want {
		t.Errorf("then = %q, want %q", got, want)
	}
}

func TestAnotherSiteCannotActForAPerson(t *testing.T) {
	w := newWorld(t, slacksim.Options{})
	req, err := http.NewRequestWithContext(t.Context(), "POST", w.url+"/people/alice/message", strings.NewReader(`{"channel":"network","text":"x"}`))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Origin", "https://evil.example.com")
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if resp.StatusCode != http.StatusForbidden {
		t.Errorf("a post from another origin = %d, want 403", resp.StatusCode)
	}
}

func TestThePanelIsMountedWhenThereIsOne(t *testing.T) {
	panel := http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		if err := json.NewEncoder(rw).Encode(map[string]string{"path": r.URL.Path}); err != nil {
			t.Error(err)
		}
	})
	w := newWorld(t, slacksim.Options{Panel: panel})
	var body struct{ Path string }
	if w.request("GET", "/aws/panel.js", nil, &body); body.Path != "/panel.js" {
		t.Errorf("the panel was asked for %q, want /panel.js", body.Path)
	}
	var people struct{ Panel bool }
	if w.request("GET", "/people", nil, &people); !people.Panel {
		t.Error("GET /people does not tell the page of the panel")
	}
}
