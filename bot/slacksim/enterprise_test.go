package slacksim_test

import (
	"encoding/json"
	"slices"
	"testing"

	"github.com/slack-go/slack"
	"github.com/slack-go/slack/slackevents"
	"github.com/slack-go/slack/socketmode"

	"peerbot/bot/slacksim"
)

// newGrid is a workspace of the organisation E0ORG, with wanda of another
// workspace of it in #with-partner.
func newGrid(t *testing.T) *world {
	t.Helper()
	w := newWorld(t, slacksim.Options{
		Enterprise: slacksim.Enterprise{ID: "E0ORG", Name: "Org Name"},
		Shortcuts:  []slacksim.Shortcut{{Name: "Ask", CallbackID: "ask"}},
	})
	w.AddUser(slacksim.User{ID: "W0WANDA", Name: "wanda", TeamID: "T0SISTER", Enterprise: "E0ORG", Email: "wanda@example.com"})
	w.AddUser(slacksim.User{ID: "W0BOTH", Name: "bo", TeamID: "T0SISTER", Enterprise: "E0ORG", Teams: []string{"T0SISTER", "T0PEERBOT"}})
	w.AddUser(slacksim.User{ID: "W0OUT", Name: "otto", TeamID: "T0FAR", Enterprise: "E0FAR", Teams: []string{"T0FAR", "T0PEERBOT"}, Email: "otto@example.com"})
	w.AddChannel(slacksim.Channel{ID: "C0ORG", Name: "whole-org", Members: []string{"alice", "wanda"}})
	w.AddMember("with-partner", "otto")
	return w
}

func TestOrganisationInTheWebAPI(t *testing.T) {
	w := newGrid(t)
	me, err := w.api().AuthTestContext(t.Context())
	if err != nil || me.EnterpriseID != "E0ORG" || me.TeamID != "T0PEERBOT" {
		t.Errorf("auth.test = %+v, %v, want E0ORG", me, err)
	}
	team, err := w.api().GetTeamInfoContext(t.Context())
	if err != nil || team.ID != "T0PEERBOT" {
		t.Errorf("team.info = %+v, %v", team, err)
	}
	for _, tt := range []struct {
		id, team string
		want     slack.EnterpriseUser
		email    string
	}{
		{"U0ALICE", "T0PEERBOT", slack.EnterpriseUser{ID: "U0ALICE", EnterpriseID: "E0ORG", EnterpriseName: "Org Name", Teams: []string{"T0PEERBOT"}}, "alice@example.com"},
		{"W0WANDA", "T0SISTER", slack.EnterpriseUser{ID: "W0WANDA", EnterpriseID: "E0ORG", EnterpriseName: "Org Name", Teams: []string{"T0SISTER"}}, "wanda@example.com"},
		{"W0OUT", "T0FAR", slack.EnterpriseUser{ID: "W0OUT", EnterpriseID: "E0FAR", Teams: []string{"T0FAR", "T0PEERBOT"}}, ""},
		{"U0EVE", "T0OTHER", slack.EnterpriseUser{}, ""},
	} {
		u, err := w.api().GetUserInfoContext(t.Context(), tt.id)
		if err != nil {
			t.Fatalf("users.info of %s: %v", tt.id, err)
		}
		got := u.Enterprise
		if u.TeamID != tt.team || u.Profile.Email != tt.email || !slices.Equal(got.Teams, tt.want.Teams) ||
			got.ID != tt.want.ID || got.EnterpriseID != tt.want.EnterpriseID || got.EnterpriseName != tt.want.EnterpriseName {
			t.Errorf("users.info of %s = team %s, %q, %+v, want %s, %q, %+v", tt.id, u.TeamID, u.Profile.Email, got, tt.team, tt.email, tt.want)
		}
	}
	for channel, want := range map[string][2]bool{"C0NET": {}, "C0ORG": {true, false}, "C0SHARED": {false, true}} {
		c, err := w.api().GetConversationInfoContext(t.Context(), &slack.GetConversationInfoInput{ChannelID: channel})
		if err != nil || c.IsOrgShared != want[0] || c.IsExtShared != want[1] || c.IsShared != (want[0] || want[1]) {
			t.Errorf("conversations.info of %s = shared %v, in the organisation %v, outside %v, %v, want %v", channel, c.IsShared, c.IsOrgShared, c.IsExtShared, err, want)
		}
	}
}

// Everything that carries an organisation on Grid, as slack-go reads it.
func TestOrganisationInWhatTheAppIsSent(t *testing.T) {
	w := newGrid(t)
	commands, actions := make(chan slack.SlashCommand, 1), make(chan slack.InteractionCallback, 1)
	events := make(chan slackevents.EventsAPIEvent, 1)
	w.bot(func(c *socketmode.Client, e socketmode.Event) {
		w.answerWith(c, e)
		switch data := e.Data.(type) {
		case slack.SlashCommand:
			commands <- data
		case slack.InteractionCallback:
			actions <- data
		case slackevents.EventsAPIEvent:
			events <- data
		}
	})
	if s := w.command("wanda", "whole-org", "/peering list"); !s.OK {
		t.Fatalf("a command of a colleague = %+v", s)
	}
	if c := <-commands; c.EnterpriseID != "E0ORG" || c.EnterpriseName != "Org Name" || c.IsEnterpriseInstall || c.UserID != "W0WANDA" || c.TeamID != "T0PEERBOT" {
		t.Errorf("command = %+v, want one of W0WANDA and E0ORG", c)
	}
	_, ts, err := w.api().PostMessageContext(t.Context(), "C0ORG", slack.MsgOptionText("x", false), slack.MsgOptionBlocks(
		slack.NewActionBlock("b", slack.NewButtonBlockElement("go", "1", slack.NewTextBlockObject("plain_text", "Go", false, false)))))
	if err != nil {
		t.Fatal(err)
	}
	if s := w.do("wanda", "click", map[string]any{"channel": "whole-org", "ts": ts, "action_id": "go"}); !s.OK {
		t.Fatalf("click = %+v", s)
	}
	a := <-actions
	if a.Enterprise != (slack.Enterprise{ID: "E0ORG", Name: "Org Name"}) || a.IsEnterpriseInstall || a.User.ID != "W0WANDA" || a.User.TeamID != "T0SISTER" || a.Team.ID != "T0PEERBOT" {
		t.Errorf("click = enterprise %+v, user %s of %s, team %+v, want W0WANDA of T0SISTER in E0ORG", a.Enterprise, a.User.ID, a.User.TeamID, a.Team)
	}
	w.do("wanda", "message", map[string]any{"channel": "whole-org", "text": "@peerbot hello"})
	outer, ok := (<-events).Data.(*slackevents.EventsAPICallbackEvent)
	if !ok || outer.EnterpriseID != "E0ORG" || len(outer.Authorizations) != 1 || outer.Authorizations[0].EnterpriseID != "E0ORG" || outer.Authorizations[0].IsEnterpriseInstall {
		t.Errorf("event = %+v, want E0ORG outside and in its authorization", outer)
	}
	if s := w.do("wanda", "shortcut", map[string]any{"callback_id": "ask"}); !s.OK {
		t.Errorf("a shortcut of a colleague = %+v", s)
	}
	if a := <-actions; a.Enterprise.ID != "E0ORG" || a.User.TeamID != "T0SISTER" {
		t.Errorf("shortcut = %+v, want one of T0SISTER in E0ORG", a)
	}
}

// slack-go does not read these two.
func TestOrganisationBesideTheTeam(t *testing.T) {
	a := newGrid(t).app()
	done := meanwhile(func() seen { return a.do("bo", "shortcut", map[string]any{"callback_id": "ask"}) })
	var payload struct{ Team, Enterprise json.RawMessage }
	if err := json.Unmarshal(a.answer("").Payload, &payload); err != nil {
		t.Fatal(err)
	}
	<-done
	if got, want := string(payload.Team), `{"domain":"peerbot","enterprise_id":"E0ORG","enterprise_name":"Org Name","id":"T0PEERBOT"}`; got != want {
		t.Errorf("team = %s, want %s", got, want)
	}
}

func TestOrganisationsAndWhatTheirPeopleMayDo(t *testing.T) {
	w := newGrid(t)
	for _, tt := range []struct{ user, channel, want string }{
		{"otto", "with-partner", "invalid_command"},  // of another organisation, whatever teams it names
		{"otto", "network", "channel_not_found"},     // which does not make them its members
		{"wanda", "whole-org", "dispatch_failed"},    // of ours
		{"wanda", "network", "channel_not_found"},    // of ours, and not of this workspace
		{"bo", "network", "dispatch_failed"},         // of both workspaces
		{"eve", "with-partner", "invalid_command"},   // of none
		{"alice", "with-partner", "dispatch_failed"}, // of this
	} {
		if s := w.command(tt.user, tt.channel, "/peering list"); s.Error != tt.want {
			t.Errorf("a command of %s in #%s = %q, want %s", tt.user, tt.channel, s.Error, tt.want)
		}
	}
}

func TestWithoutAnOrganisationNothingNamesOne(t *testing.T) {
	a := newWorld(t, slacksim.Options{}).app()
	done := a.later("alice", "network", "/peering x")
	var payload map[string]any
	if err := json.Unmarshal(a.answer("").Payload, &payload); err != nil {
		t.Fatal(err)
	}
	<-done
	for _, key := range []string{"enterprise_id", "enterprise_name"} {
		if v, ok := payload[key]; ok {
			t.Errorf("%s = %v, want none", key, v)
		}
	}
}
