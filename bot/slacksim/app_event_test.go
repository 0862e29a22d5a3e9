package slacksim_test

import (
	"encoding/json"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/slack-go/slack/slackevents"
	"github.com/slack-go/slack/socketmode"

	"peerbot/bot/slacksim"
)

func (g got) event(t *testing.T) map[string]any {
	t.Helper()
	var e map[string]any
	if err := json.Unmarshal(g.Event, &e); err != nil {
		t.Fatalf("%s is no event: %v", g.Payload, err)
	}
	return e
}

// As the fixtures of Slack's own SDKs have it.
func TestAMentionArrivesAsSlackSendsIt(t *testing.T) {
	a := newWorld(t, slacksim.Options{}).app()
	a.do("eve", "message", map[string]any{"channel": "with-partner", "text": "<@U0PEERBOT> what is up?"})
	g := a.answer("")
	var envelope map[string]any
	if err := json.Unmarshal(g.Payload, &envelope); err != nil {
		t.Fatal(err)
	}
	ts := a.last("alice", "with-partner").TS
	if envelope["event_id"] == "" || envelope["event_time"] == 0.0 {
		t.Errorf("payload = %s, want an id and a time", g.Payload)
	}
	event := envelope["event"].(map[string]any)
	if id, _ := event["client_msg_id"].(string); !isUUID(id) {
		t.Errorf("client_msg_id = %q, want a UUID", id)
	}
	block := event["blocks"].([]any)[0].(map[string]any)
	if block["block_id"] == "" {
		t.Error("the block has no id")
	}
	delete(event, "client_msg_id")
	delete(block, "block_id")
	delete(envelope, "event_id")
	delete(envelope, "event_time")
	want := map[string]any{
		"token": "local-verification-token", "team_id": "T0PEERBOT", "context_team_id": "T0PEERBOT", "context_enterprise_id": nil,
		"api_app_id": "A0PEERBOT", "type": "event_callback", "is_ext_shared_channel": true, "event_context": "1-app_mention-T0PEERBOT-C0SHARED",
		"authorizations": []any{map[string]any{
			"enterprise_id": nil, "team_id": "T0PEERBOT", "user_id": "U0PEERBOT", "is_bot": true, "is_enterprise_install": false,
		}},
		"event": map[string]any{
			"type": "app_mention", "user": "U0EVE", "text": "<@U0PEERBOT> what is up?", "ts": ts, "event_ts": ts, "team": "T0OTHER", "channel": "C0SHARED",
			"blocks": []any{map[string]any{"type": "rich_text", "elements": []any{map[string]any{"type": "rich_text_section", "elements": []any{
				map[string]any{"type": "user", "user_id": "U0PEERBOT"}, map[string]any{"type": "text", "text": " what is up?"},
			}}}}},
		},
	}
	if got, want := asJSON(envelope), asJSON(want); got != want {
		t.Errorf("payload = %s\nwant %s", got, want)
	}
	if g.frame.Type != "events_api" || g.Responds {
		t.Errorf("envelope = %+v, want events_api that takes no answer", g.frame)
	}
}

func TestARetryHasTheEventOfTheFirst(t *testing.T) {
	a := newWorld(t, slacksim.Options{AckTimeout: 20 * time.Millisecond}).app()
	a.do("alice", "message", map[string]any{"channel": "network", "text": "<@U0PEERBOT> hello"})
	first, second := a.next(), a.next()
	if first.Attempt == nil || *first.Attempt != 0 || *first.RetryReason != "" || second.Attempt == nil || *second.Attempt != 1 || *second.RetryReason != "timeout" {
		t.Errorf("attempts = %+v, %+v, want 0 and 1 with the reason timeout", first.frame, second.frame)
	}
	if first.EventID != second.EventID || first.EnvelopeID == second.EnvelopeID || string(first.Payload) != string(second.Payload) {
		t.Errorf("the retry = %s, want that of %s in another envelope", second.Payload, first.Payload)
	}
}

// What slack-go makes of them is what a bot sees.
func TestChangesOfPeopleGroupsAndChannelsReachASlackGoBot(t *testing.T) {
	w := newWorld(t, slacksim.Options{})
	events := make(chan any, 100)
	w.bot(func(c *socketmode.Client, e socketmode.Event) {
		w.answerWith(c, e)
		if data, ok := e.Data.(slackevents.EventsAPIEvent); ok {
			events <- data.InnerEvent.Data
		}
	})
	// Two events of one change may come in any order.
	var early []any
	next := func(want any) any {
		t.Helper()
		is := func(e any) bool { return reflect.TypeOf(e) == reflect.TypeOf(want) }
		if i := slices.IndexFunc(early, is); i >= 0 {
			got := early[i]
			early = slices.Delete(early, i, i+1)
			return got
		}
		late := time.NewTimer(10 * time.Second)
		defer late.Stop()
		for {
			select {
			case got := <-events:
				if is(got) {
					return got
				}
				early = append(early, got)
			case <-late.C:
				t.Fatalf("no %T came", want)
			}
		}
	}
	w.AddUserGroup("S0NET", "net-admins", "bob", "gus")
	m := next(&slackevents.SubteamMembersChangedEvent{}).(*slackevents.SubteamMembersChangedEvent)
	if m.SubteamID != "S0NET" || asJSON(m.AddedUsers) != `["U0GUEST"]` || asJSON(m.RemovedUsers) != `["U0ALICE"]` || m.AddedUsersCount != 1 {
		t.Errorf("members changed = %+v, want gus for alice", m)
	}
	if s := next(&slackevents.SubteamUpdatedEvent{}).(*slackevents.SubteamUpdatedEvent); s.Subteam.ID != "S0NET" {
		t.Errorf("updated = %+v", s)
	}
	w.AddUser(slacksim.User{ID: "U0NEW", Name: "nora"})
	if j := next(&slackevents.TeamJoinEvent{}).(*slackevents.TeamJoinEvent); j.User.ID != "U0NEW" {
		t.Errorf("team_join = %+v", j)
	}
	w.Deactivate("nora")
	if c := next(&slackevents.UserChangeEvent{}).(*slackevents.UserChangeEvent); c.User.ID != "U0NEW" || !c.User.Deleted {
		t.Errorf("user_change = %+v, want nora deleted", c.User)
	}
	w.AddMember("with-partner", "bob")
	if j := next(&slackevents.MemberJoinedChannelEvent{}).(*slackevents.MemberJoinedChannelEvent); j.User != "U0BOB" || j.Channel != "C0SHARED" || j.ChannelType != "C" {
		t.Errorf("joined = %+v", j)
	}
	w.RemoveMember("with-partner", "bob")
	if l := next(&slackevents.MemberLeftChannelEvent{}).(*slackevents.MemberLeftChannelEvent); l.User != "U0BOB" {
		t.Errorf("left = %+v", l)
	}
}
