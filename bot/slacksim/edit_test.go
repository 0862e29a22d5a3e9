package slacksim_test

import (
	"testing"

	"github.com/slack-go/slack"
	"github.com/slack-go/slack/slackevents"
	"github.com/slack-go/slack/socketmode"

	"peerbot/bot/slacksim"
)

// A bot that does not look at `edited` answers twice, here as on Slack.
func TestAnEditedMentionIsHeardOfAgain(t *testing.T) {
	w := newWorld(t, slacksim.Options{})
	mentions := make(chan *slackevents.AppMentionEvent, 10)
	w.bot(func(c *socketmode.Client, e socketmode.Event) {
		w.answerWith(c, e)
		if data, ok := e.Data.(slackevents.EventsAPIEvent); ok {
			if m, ok := data.InnerEvent.Data.(*slackevents.AppMentionEvent); ok {
				mentions <- m
			}
		}
	})
	ts := w.do("bob", "message", map[string]any{"channel": "network", "text": "@peerbot helo"}).Messages[0].TS
	if m := <-mentions; m.Edited != nil || m.TimeStamp != ts {
		t.Errorf("first = %+v, want it not edited", m)
	}
	if o := w.do("bob", "edit", map[string]any{"channel": "network", "ts": ts, "text": "@peerbot hello"}); !o.OK || !o.Messages[0].Edited {
		t.Errorf("edit = %+v", o)
	}
	if m := <-mentions; m.Edited == nil || m.TimeStamp != ts || m.Text != "<@U0PEERBOT> hello" || m.EventTimeStamp == ts {
		t.Errorf("second = %+v, want the same message, edited", m)
	}
}

func TestChangedAndDeletedMessagesAreToldToThoseWhoSubscribed(t *testing.T) {
	a := newWorld(t, slacksim.Options{Events: []string{"message.channels"}}).app()
	heard := func(subtype, before, now string) {
		t.Helper()
		e := a.answer("").event(t)
		text := func(key string) string {
			m, _ := e[key].(map[string]any)
			s, _ := m["text"].(string)
			return s
		}
		if e["type"] != "message" || e["subtype"] != subtype || e["hidden"] != true || e["channel_type"] != "channel" || e["channel"] != "C0NET" ||
			text("previous_message") != before || text("message") != now || (e["deleted_ts"] == nil) != (now != "") {
			t.Errorf("event = %v, want %s from %q to %q", e, subtype, before, now)
		}
	}
	ts := a.do("alice", "message", map[string]any{"channel": "network", "text": "one"}).Messages[0].TS
	a.answer("")
	a.do("alice", "edit", map[string]any{"channel": "network", "ts": ts, "text": "two"})
	heard("message_changed", "one", "two")
	a.do("alice", "delete", map[string]any{"channel": "network", "ts": ts})
	heard("message_deleted", "two", "")
	_, mine, err := a.api().PostMessage("C0NET", slack.MsgOptionText("card", false))
	if err != nil {
		t.Fatal(err)
	}
	a.answer("")
	a.form("chat.update", "channel", "C0NET", "ts", mine, "text", "done")
	heard("message_changed", "card", "done") // its own as well: a bot must not answer itself
	a.form("chat.delete", "channel", "C0NET", "ts", mine)
	heard("message_deleted", "done", "")
}

func TestPeopleChangeOnlyWhatTheySaid(t *testing.T) {
	w := newWorld(t, slacksim.Options{})
	hers := w.do("alice", "message", map[string]any{"channel": "network", "text": "hers"}).Messages[0].TS
	card := w.form("chat.postMessage", "channel", "C0NET", "text", "card").TS
	for _, tt := range []struct{ what, ts, text, want string }{
		{"edit", hers, "x", "message_not_found"},
		{"edit", card, "x", "message_not_found"},
		{"delete", hers, "", "message_not_found"},
		{"delete", "1.0", "", "message_not_found"},
	} {
		if o := w.do("bob", tt.what, map[string]any{"channel": "network", "ts": tt.ts, "text": tt.text}); o.Error != tt.want {
			t.Errorf("bob's %s = %+v, want %s", tt.what, o, tt.want)
		}
	}
	if o := w.do("alice", "edit", map[string]any{"channel": "network", "ts": hers, "text": " "}); o.Error != "no_text" {
		t.Errorf("an empty edit = %+v, want no_text", o)
	}
}
