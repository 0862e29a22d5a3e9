package slacksim_test

import (
	"encoding/json"
	"strings"
	"testing"

	"peerbot/bot/slacksim"
)

var shortcuts = []slacksim.Shortcut{
	{Name: "Request a peering", CallbackID: "request", Description: "opens the form"},
	{Name: "Make it a request", CallbackID: "from_message", Message: true},
}

func TestShortcutsArriveAsSlackSendsThem(t *testing.T) {
	a := newWorld(t, slacksim.Options{Shortcuts: shortcuts}).app()
	use := func(body map[string]any) map[string]any {
		done := meanwhile(func() seen { return a.do("alice", "shortcut", body) })
		g := a.answer("")
		if o := <-done; !o.OK {
			t.Errorf("%v = %+v", body, o)
		}
		var p map[string]any
		if err := json.Unmarshal(g.Payload, &p); err != nil {
			t.Fatal(err)
		}
		if strings.Count(p["trigger_id"].(string), ".") != 2 || p["action_ts"] == "" || g.frame.Type != "interactive" || g.Responds {
			t.Errorf("payload = %s, want a trigger and a time", g.Payload)
		}
		delete(p, "trigger_id")
		delete(p, "action_ts")
		return p
	}
	base := map[string]any{
		"token": "local-verification-token", "team": map[string]any{"id": "T0PEERBOT", "domain": "peerbot"}, "enterprise": nil, "is_enterprise_install": false,
		"user": map[string]any{"id": "U0ALICE", "name": "alice", "username": "alice", "team_id": "T0PEERBOT"}, "type": "shortcut", "callback_id": "request",
	}
	if got, want := asJSON(use(map[string]any{"callback_id": "request"})), asJSON(base); got != want {
		t.Errorf("global = %s\nwant %s", got, want)
	}
	a.do("bob", "message", map[string]any{"channel": "network", "text": "connect a with b"})
	m := a.last("alice", "network")
	p := use(map[string]any{"callback_id": "from_message", "channel": "network", "ts": m.TS})
	message, _ := p["message"].(map[string]any)
	channel, _ := p["channel"].(map[string]any)
	if p["type"] != "message_action" || p["message_ts"] != m.TS || message["text"] != "connect a with b" || message["user"] != "U0BOB" || channel["id"] != "C0NET" {
		t.Errorf("of a message = %v", p)
	}
	address, _ := p["response_url"].(string)
	if !strings.HasPrefix(address, a.url+"/app/T0PEERBOT/") {
		t.Fatalf("response_url = %q", address)
	}
	a.request("POST", strings.TrimPrefix(address, a.url), map[string]any{"text": "seen"}, nil)
	if got := a.last("alice", "network"); got.Text != "seen" || !got.Ephemeral {
		t.Errorf("alice sees %+v, want the answer, alone", got)
	}
}

func TestShortcutsAreForThoseWhoHaveThem(t *testing.T) {
	w := newWorld(t, slacksim.Options{Shortcuts: shortcuts})
	whisper := w.form("chat.postEphemeral", "channel", "C0NET", "user", "U0ALICE", "text", "x").MessageTS
	for _, tt := range []struct {
		user string
		body map[string]any
		want string
	}{
		{"alice", map[string]any{"callback_id": "none"}, "shortcut_not_found"},
		{"nobody", map[string]any{"callback_id": "request"}, "user_not_found"},
		{"eve", map[string]any{"callback_id": "request"}, "not_in_team"},
		{"alice", map[string]any{"callback_id": "from_message", "channel": "secret", "ts": "1.1"}, "channel_not_found"},
		{"alice", map[string]any{"callback_id": "from_message", "channel": "network", "ts": "1.1"}, "message_not_found"},
		{"alice", map[string]any{"callback_id": "from_message", "channel": "network", "ts": whisper}, "message_not_found"},
		{"alice", map[string]any{"callback_id": "request"}, "dispatch_failed"},
	} {
		if got := w.do(tt.user, "shortcut", tt.body); got.Error != tt.want {
			t.Errorf("%s with %v = %+v, want %s", tt.user, tt.body, got, tt.want)
		}
	}
}

func TestTypedNamesBecomeMarkup(t *testing.T) {
	const typed = `@bob: see #network, #secret and @net-admins. a@b.c @nobody #none <b> & https://example.com/?a=b&c.`
	const want = `<@U0BOB>: see <#C0NET|network>, <#C0SECRET|> and <!subteam^S0NET|@net-admins>. a@b.c @nobody #none &lt;b&gt; &amp; <https://example.com/?a=b&amp;c>.`
	for _, escape := range []bool{true, false} {
		a := newWorld(t, slacksim.Options{Commands: []slacksim.SlashCommand{{Name: "/peering", Escape: escape}}}).app()
		done := a.later("alice", "network", "/peering "+typed)
		got := a.answer("").Text
		<-done
		if escape && got != want || !escape && got != typed {
			t.Errorf("should_escape %v = %s", escape, got)
		}
	}
	a := newWorld(t, slacksim.Options{}).app()
	a.do("alice", "message", map[string]any{"channel": "network", "text": "@peerbot, what of <https://example.com|this>?"})
	if got := a.answer("").event(t)["text"]; got != "<@U0PEERBOT>, what of <https://example.com|this>?" {
		t.Errorf("a message = %v, want the mention", got)
	}
}
