package chat

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"peerbot/bot/directory"
)

// user is users.info's answer for U1 of T111, with more of what is given.
func user(more string) string {
	return `{"ok":true,"user":{"id":"U1","team_id":"T111","name":"ann","deleted":false,"real_name":"Ann Onym",` +
		`"profile":{"display_name":"ann.o"},"is_bot":false,"is_restricted":false,"is_ultra_restricted":false,"is_app_user":true,"has_2fa":false` + more + `}}`
}

func TestPersonIsReadFresh(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, more string
		want       directory.Person
	}{
		{"a colleague", "", directory.Person{ID: "U1", Team: "T111", Name: "ann.o"}},
		{"without a display name", `,"profile":{"display_name":""}`, directory.Person{ID: "U1", Team: "T111", Name: "Ann Onym"}},
		{"a guest", `,"is_restricted":true`, directory.Person{ID: "U1", Team: "T111", Name: "ann.o", Guest: true}},
		{"a single-channel guest", `,"is_ultra_restricted":true`, directory.Person{ID: "U1", Team: "T111", Name: "ann.o", Guest: true}},
		{"a bot", `,"is_bot":true`, directory.Person{ID: "U1", Team: "T111", Name: "ann.o", Bot: true}},
		{"a workflow", `,"is_workflow_bot":true`, directory.Person{ID: "U1", Team: "T111", Name: "ann.o", Bot: true}},
		{"deactivated", `,"deleted":true`, directory.Person{ID: "U1", Team: "T111", Name: "ann.o", Deleted: true}},
		{"a stranger", `,"is_stranger":true`, directory.Person{ID: "U1", Team: "T111", Name: "ann.o", Stranger: true}},
		{"of another team", `,"team_id":"T999"`, directory.Person{ID: "U1", Team: "T999", Name: "ann.o", Stranger: true}},
		{"of no team", `,"team_id":""`, directory.Person{ID: "U1", Name: "ann.o", Stranger: true}},
		{
			"of another organisation that names our team", `,"team_id":"T999","enterprise_user":{"enterprise_id":"E999","teams":["T111"]}`,
			directory.Person{ID: "U1", Team: "T999", Name: "ann.o", Stranger: true},
		},
	} {
		s := newStub(t)
		s.json("users.info", user(tt.more))
		got, err := s.client().Person(t.Context(), "U1")
		if err != nil || got != tt.want {
			t.Errorf("%s: Person() = %+v, %v; want %+v", tt.name, got, err, tt.want)
		}
	}
}

func TestPersonOfOurOrganisationOnGridIsNoStranger(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, more string
		team       string
		stranger   bool
	}{
		{"of another workspace of it", `,"team_id":"T222","enterprise_user":{"enterprise_id":"E111","teams":["T222"]}`, "T222", false},
		{"of the organisation itself", `,"team_id":"E111"`, "E111", false},
		{"without a team", `,"team_id":"","enterprise_user":{"enterprise_id":"E111"}`, "E111", false},
		{"of another organisation", `,"team_id":"T333","enterprise_user":{"enterprise_id":"E333","teams":["T333"]}`, "T333", true},
	} {
		s := newStub(t)
		s.json("auth.test", `{"ok":true,"team_id":"T111","user_id":"U0BOT","bot_id":"B111","enterprise_id":"E111"}`)
		s.json("users.info", user(tt.more))
		got, err := s.client().Person(t.Context(), "U1")
		if err != nil || got.Stranger != tt.stranger || got.Team != tt.team {
			t.Errorf("%s: Person() = %+v, %v; want team %s, stranger %v", tt.name, got, err, tt.team, tt.stranger)
		}
	}
}

func TestSlackbotIsABot(t *testing.T) {
	t.Parallel()
	s := newStub(t)
	s.json("users.info", strings.Replace(user(""), `"U1"`, `"USLACKBOT"`, 1))
	if p, err := s.client().Person(t.Context(), "USLACKBOT"); err != nil || !p.Bot {
		t.Errorf("Person() = %+v, %v; want a bot", p, err)
	}
}

// Whoever asks takes every error for a no.
func TestAnyDoubtAboutAPersonIsAnError(t *testing.T) {
	t.Parallel()
	for name, body := range map[string]string{
		"no user":      `{"ok":true}`,
		"another user": strings.Replace(user(""), `"U1"`, `"U2"`, 1),
		"not JSON":     `<html>`,
		"not ok":       `{"ok":false}`,
	} {
		s := newStub(t)
		s.json("users.info", body)
		if p, err := s.client().Person(t.Context(), "U1"); err == nil || p != (directory.Person{}) {
			t.Errorf("%s: Person() = %+v, %v; want nobody and an error", name, p, err)
		}
	}
	s := newStub(t)
	s.json("users.info", `{"ok":false,"error":"user_not_found"}`)
	if p, err := s.client().Person(t.Context(), "U1"); err != nil || p != (directory.Person{ID: "U1", Unknown: true}) {
		t.Errorf("user_not_found: Person() = %+v, %v; want that Slack knows nobody", p, err)
	}
	s = newStub(t)
	s.json("users.info", user(""))
	s.status("auth.test", http.StatusBadGateway)
	c := s.client()
	if p, err := c.Person(t.Context(), "U1"); err == nil {
		t.Errorf("without knowing our own team: Person() = %+v, want an error", p)
	}
	s.json("auth.test", `{"ok":true,"team_id":"T111","user_id":"U0BOT"}`)
	if _, err := c.Person(t.Context(), "U1"); err != nil {
		t.Errorf("once Slack answers again: %v", err)
	}
}

func TestMembersAreReadFresh(t *testing.T) {
	t.Parallel()
	s := newStub(t)
	s.json("usergroups.users.list", `{"ok":true,"users":["U1","U2"]}`)
	c := s.client()
	for range 2 {
		if got, err := c.Members(t.Context(), "S1"); err != nil || !slices.Equal(got, []string{"U1", "U2"}) {
			t.Errorf("Members() = %v, %v; want U1 and U2", got, err)
		}
	}
	calls := s.asked("usergroups.users.list")
	if len(calls) != 2 || calls[0].Get("usergroup") != "S1" {
		t.Errorf("usergroups.users.list = %v, want two calls about S1", calls)
	}
	if calls[0].Has("team_id") {
		t.Error("team_id is only for Enterprise Grid")
	}
	s.json("usergroups.users.list", `{"ok":false,"error":"no_such_subteam"}`)
	if got, err := c.Members(t.Context(), "S2"); err == nil || len(got) != 0 {
		t.Errorf("Members() = %v, %v; want an error", got, err)
	}
}

func TestMembersOnGridSayWhichWorkspace(t *testing.T) {
	t.Parallel()
	s := newStub(t)
	s.json("auth.test", `{"ok":true,"team_id":"T111","user_id":"U0BOT","enterprise_id":"E111"}`)
	s.json("usergroups.users.list", `{"ok":true,"users":[]}`)
	if _, err := s.client().Members(t.Context(), "S1"); err != nil {
		t.Fatal(err)
	}
	if got := s.asked("usergroups.users.list")[0].Get("team_id"); got != "T111" {
		t.Errorf("team_id = %q, want T111", got)
	}
}

func TestAuthTestSaysWhoWeAre(t *testing.T) {
	t.Parallel()
	s := newStub(t)
	s.on("auth.test", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("X-OAuth-Scopes", "chat:write, commands,users:read")
		w.Write([]byte(`{"ok":true,"url":"https://xxx.slack.com/","team":"xxx","user":"peerbot","team_id":"T111","user_id":"U0BOT","bot_id":"B111"}`))
	})
	me, err := s.client().AuthTest(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if me.Team != "T111" || me.User != "U0BOT" || me.Bot != "B111" || me.TeamName != "xxx" || !slices.Equal(me.Scopes, []string{"chat:write", "commands", "users:read"}) {
		t.Errorf("AuthTest() = %+v", me)
	}
	s.json("auth.test", `{"ok":true}`)
	if me, err := s.client().AuthTest(t.Context()); err == nil {
		t.Errorf("AuthTest() = %+v, want an error without ids", me)
	}
}

func TestOpenTestTriesTheAppToken(t *testing.T) {
	t.Parallel()
	s := newStub(t)
	if err := s.client().OpenTest(t.Context()); err != nil {
		t.Error(err)
	}
	s.json(openMethod, `{"ok":false,"error":"missing_scope"}`)
	if got, want := classOf(t, s.client().OpenTest(t.Context())), (sent{code: "missing_scope", final: true}); got != want {
		t.Errorf("OpenTest() = %+v, want %+v", got, want)
	}
	if len(s.sockets) != 0 {
		t.Error("a connection was made")
	}
}
