package slacksim_test

import (
	"testing"
	"time"

	"github.com/slack-go/slack"
	"github.com/slack-go/slack/slackevents"
	"github.com/slack-go/slack/socketmode"

	"peerbot/bot/slacksim"
)

func homeView(text string) slack.HomeTabViewRequest {
	return slack.HomeTabViewRequest{
		Type: slack.VTHomeTab, CallbackID: "home", PrivateMetadata: "m",
		Blocks: slack.Blocks{BlockSet: []slack.Block{
			slack.NewSectionBlock(slack.NewTextBlockObject("mrkdwn", text, false, false), nil, nil),
			slack.NewActionBlock("do", slack.NewButtonBlockElement("refresh", "v", slack.NewTextBlockObject("plain_text", "Refresh", false, false))),
		}},
	}
}

// seenHome is what the people API answers about a Home tab.
type seenHome struct {
	OK    bool
	Error string
	View  *struct{ ID, Hash, Type string }
}

func (w *world) home(method, path string, body any) seenHome {
	w.t.Helper()
	var h seenHome
	w.request(method, "/people/"+path, body, &h)
	return h
}

func TestABotPublishesAHomeTabWhenSomebodyOpensIt(t *testing.T) {
	w := newWorld(t, slacksim.Options{})
	api := w.api()
	w.bot(func(c *socketmode.Client, e socketmode.Event) {
		w.answerWith(c, e)
		switch data := e.Data.(type) {
		case slackevents.EventsAPIEvent:
			o, ok := data.InnerEvent.Data.(*slackevents.AppHomeOpenedEvent)
			if !ok || o.Tab != "home" {
				return
			}
			text, hash := "first", ""
			if o.View != nil {
				text, hash = "again", o.View.Hash
			}
			if _, err := api.PublishView(o.User, homeView(text), hash); err != nil {
				t.Errorf("PublishView = %v", err)
			}
		case slack.InteractionCallback:
			if data.View.Type != slack.VTHomeTab || data.Container.Type != "view" || data.Container.ViewID != data.View.ID || data.Channel.ID != "" {
				t.Errorf("an action of the Home tab = %+v", data)
			}
			if _, err := api.PublishView(data.User.ID, homeView("pressed "+data.ActionCallback.BlockActions[0].Value), data.View.Hash); err != nil {
				t.Errorf("PublishView = %v", err)
			}
		}
	})
	if h := w.home("GET", "alice/home", nil); !h.OK || h.View != nil {
		t.Errorf("before = %+v, want none", h)
	}
	if h := w.home("POST", "alice/home", map[string]any{"tab": "messages"}); !h.OK {
		t.Errorf("opening the messages = %+v", h)
	}
	w.home("POST", "alice/home", map[string]any{})
	first := w.home("GET", "alice/home?wait=10&since=", nil)
	if first.View == nil || first.View.Type != "home" {
		t.Fatalf("after opening = %+v, want the view", first)
	}
	if h := w.home("GET", "bob/home", nil); h.View != nil {
		t.Errorf("bob sees alice's Home tab: %+v", h)
	}
	w.home("POST", "alice/home", map[string]any{"tab": "home"})
	second := w.home("GET", "alice/home?wait=10&since="+first.View.Hash, nil)
	if second.View.ID != first.View.ID || second.View.Hash == first.View.Hash {
		t.Errorf("opened again = %+v, want the same view with another hash than %+v", second.View, first.View)
	}
	if o := w.do("alice", "click", map[string]any{"view_id": second.View.ID, "action_id": "refresh"}); !o.OK {
		t.Errorf("a button of the Home tab = %+v", o)
	}
	if third := w.home("GET", "alice/home?wait=10&since="+second.View.Hash, nil); third.View.Hash == second.View.Hash {
		t.Errorf("after the button = %+v, want it published anew", third.View)
	}
}

func TestPublishingIsRefusedAsSlackDoes(t *testing.T) {
	w := newWorld(t, slacksim.Options{})
	const view = `{"type":"home","blocks":[{"type":"divider"}]}`
	publish := func(args ...string) string { return w.form("views.publish", args...).Error }
	if got := publish("user_id", "U0ALICE", "view", view, "hash", "1.x"); got != "hash_conflict" {
		t.Errorf("a hash where nothing is = %q, want hash_conflict", got)
	}
	first, err := w.api().PublishView("U0ALICE", homeView("x"), "")
	if err != nil {
		t.Fatal(err)
	}
	if got := publish("user_id", "U0ALICE", "view", view, "hash", first.Hash); got != "" {
		t.Errorf("with the hash = %q", got)
	}
	if got := publish("user_id", "U0ALICE", "view", view, "hash", first.Hash); got != "hash_conflict" {
		t.Errorf("with the same hash again = %q, want hash_conflict", got)
	}
	for _, tt := range []struct{ name, user, view, want string }{
		{"a person that is not", "U0NOBODY", view, "invalid_arguments"},
		{"a modal", "U0ALICE", modalWith(`{"type":"divider"}`), "invalid_arguments"},
		{"no blocks", "U0ALICE", `{"type":"home"}`, "invalid_arguments"},
		{"101 blocks", "U0ALICE", `{"type":"home","blocks":[` + repeated(101, `{"type":"divider"}`) + `]}`, "invalid_arguments"},
		{"a table", "U0ALICE", `{"type":"home","blocks":[{"type":"table","rows":[]}]}`, "invalid_arguments"},
	} {
		if got := publish("user_id", tt.user, "view", tt.view); got != tt.want {
			t.Errorf("%s = %q, want %q", tt.name, got, tt.want)
		}
	}
	if got := w.form("views.update", "view_id", first.ID, "view", view); !got.OK {
		t.Errorf("views.update of a Home tab = %+v", got)
	}
	if got := w.form("views.update", "view_id", first.ID, "view", modalWith(`{"type":"divider"}`)); got.Error != "invalid_arguments" {
		t.Errorf("views.update of a Home tab by a modal = %+v, want invalid_arguments", got)
	}
	without := newWorld(t, slacksim.Options{NoHome: true})
	if got := without.form("views.publish", "user_id", "U0ALICE", "view", view); got.Error != "not_enabled" {
		t.Errorf("without a Home tab = %+v, want not_enabled", got)
	}
	if got := without.home("POST", "alice/home", map[string]any{}); got.Error != "not_enabled" {
		t.Errorf("opening it = %+v, want not_enabled", got)
	}
}

// Opening is heard of every time, and carries what is there already.
func TestOpeningTheHomeTabCarriesTheLastView(t *testing.T) {
	a := newWorld(t, slacksim.Options{AckTimeout: 10 * time.Second}).app()
	open := func(tab string) map[string]any {
		a.home("POST", "alice/home", map[string]any{"tab": tab})
		return a.answer("").event(t)
	}
	if e := open("home"); e["type"] != "app_home_opened" || e["user"] != "U0ALICE" || e["channel"] != "D0ALICE" || e["tab"] != "home" || e["view"] != nil {
		t.Errorf("first opening = %v", e)
	}
	published, err := a.api().PublishView("U0ALICE", homeView("x"), "")
	if err != nil {
		t.Fatal(err)
	}
	v, ok := open("home")["view"].(map[string]any)
	if !ok || v["hash"] != published.Hash || v["id"] != published.ID {
		t.Errorf("view of the event = %v, want %s", v, published.Hash)
	}
	if e := open("messages"); e["tab"] != "messages" || e["view"] != nil {
		t.Errorf("messages = %v, want no view", e)
	}
	if h := a.home("POST", "eve/home", map[string]any{}); h.Error != "not_in_team" {
		t.Errorf("somebody of another organisation = %+v, want not_in_team", h)
	}
}
