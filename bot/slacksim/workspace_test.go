package slacksim_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/slack-go/slack"
	"github.com/slack-go/slack/socketmode"

	"peerbot/bot/slacksim"
)

// world is a workspace on a port of its own, with a few people and channels.
type world struct {
	*slacksim.Workspace
	t   testing.TB
	url string
}

func newWorld(t testing.TB, opts slacksim.Options) *world {
	t.Helper()
	opts.Log = slog.New(slog.NewTextHandler(t.Output(), &slog.HandlerOptions{Level: slog.LevelDebug}))
	if opts.Commands == nil {
		opts.Commands = []slacksim.SlashCommand{{Name: "/peering", Description: "VPC peerings", UsageHint: "request A B"}}
	}
	w := slacksim.New(opts)
	w.AddUser(slacksim.User{ID: "U0ALICE", Name: "alice", RealName: "Alice Adams", Title: "owns payments", Email: "alice@example.com"})
	w.AddUser(slacksim.User{ID: "U0BOB", Name: "bob", RealName: "Bob Brown"})
	w.AddUser(slacksim.User{ID: "U0GUEST", Name: "gus", Restricted: true})
	w.AddUser(slacksim.User{ID: "U0EVE", Name: "eve", TeamID: "T0OTHER"})
	w.AddChannel(slacksim.Channel{ID: "C0NET", Name: "network", Topic: "peerings"})
	w.AddChannel(slacksim.Channel{ID: "C0SHARED", Name: "with-partner", Shared: true, Members: []string{"alice", "eve"}})
	w.AddChannel(slacksim.Channel{ID: "C0SECRET", Name: "secret", Private: true, Members: []string{"bob"}, NoBot: true})
	w.AddUserGroup("S0NET", "net-admins", "alice", "bob")
	server := httptest.NewServer(w)
	t.Cleanup(server.Close)
	t.Cleanup(w.Close) // first
	return &world{Workspace: w, t: t, url: server.URL}
}

// api is slack-go's client for the world.
func (w *world) api() *slack.Client {
	return slack.New("xoxb-local", slack.OptionAppLevelToken("xapp-local"), slack.OptionAPIURL(w.url+"/api/"))
}

// bot connects slack-go over Socket Mode, hands it every command and action in
// turn, and returns when the workspace sees the connection.
func (w *world) bot(handle func(*socketmode.Client, socketmode.Event), opts ...socketmode.Option) {
	w.t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	client := socketmode.New(w.api(), opts...)
	ended, drained := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		if err := client.RunContext(ctx); !errors.Is(err, context.Canceled) {
			w.t.Errorf("RunContext = %v, want it to run until it is cancelled", err)
		}
	}()
	go func() {
		defer close(drained)
		for {
			select {
			case e := <-client.Events:
				if e.Request != nil && e.Request.EnvelopeID != "" {
					handle(client, e)
				}
			case <-ended:
				return
			}
		}
	}()
	w.t.Cleanup(func() { cancel(); <-ended; <-drained })
	waiting, stop := context.WithTimeout(w.t.Context(), 10*time.Second)
	defer stop()
	if err := w.WaitConnected(waiting, 1); err != nil {
		w.t.Fatalf("WaitConnected: %v", err)
	}
}

// answerWith acknowledges an event as an app does.
func (w *world) answerWith(c *socketmode.Client, e socketmode.Event, payload ...any) {
	if err := c.Ack(*e.Request, payload...); err != nil {
		w.t.Errorf("Ack: %v", err)
	}
}

// seen is what the people API answers.
type seen struct {
	OK        bool            `json:"ok"`
	Error     string          `json:"error"`
	ErrorText string          `json:"error_text"`
	Cursor    string          `json:"cursor"`
	Messages  []seenMessage   `json:"messages"`
	Confirm   json.RawMessage `json:"confirm"`
}

type seenMessage struct {
	TS        string          `json:"ts"`
	ThreadTS  string          `json:"thread_ts"`
	User      string          `json:"user"`
	UserName  string          `json:"user_name"`
	Text      string          `json:"text"`
	Blocks    json.RawMessage `json:"blocks"`
	Ephemeral bool            `json:"ephemeral"`
	Edited    bool            `json:"edited"`
	Bot       bool            `json:"bot"`
}

// client keeps a connection for each of many people at once.
var client = &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 64}}

// request answers the status and the body, decoded into v when it is not nil.
func (w *world) request(method, path string, body, v any) int {
	w.t.Helper()
	var data io.Reader
	if body != nil {
		raw, err := json.Marshal(body)
		if err != nil {
			w.t.Fatal(err)
		}
		data = bytes.NewReader(raw)
	}
	req, err := http.NewRequestWithContext(w.t.Context(), method, w.url+path, data)
	if err != nil {
		w.t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	resp, err := client.Do(req)
	if err != nil {
		w.t.Fatalf("%s %s: %v", method, path, err)
	}
	defer resp.Body.Close()
	raw, err := io.ReadAll(resp.Body)
	if err != nil {
		w.t.Fatal(err)
	}
	if v != nil {
		if err := json.Unmarshal(raw, v); err != nil {
			w.t.Fatalf("%s %s: %v in %s", method, path, err, raw)
		}
	}
	return resp.StatusCode
}

func (w *world) do(user, what string, body map[string]any) seen {
	w.t.Helper()
	var s seen
	w.request("POST", "/people/"+user+"/"+what, body, &s)
	return s
}

func (w *world) command(user, channel, line string) seen {
	w.t.Helper()
	return w.do(user, "command", map[string]any{"channel": channel, "text": line})
}

func (w *world) messages(user, channel string) seen {
	w.t.Helper()
	var s seen
	w.request("GET", "/people/"+user+"/channels/"+channel+"/messages", nil, &s)
	return s
}

func (w *world) last(user, channel string) seenMessage {
	w.t.Helper()
	all := w.messages(user, channel).Messages
	if len(all) == 0 {
		w.t.Fatalf("%s sees no message in %s", user, channel)
	}
	return all[len(all)-1]
}

func approvalCard(text string) slack.MsgOption {
	section := slack.NewSectionBlock(slack.NewTextBlockObject("mrkdwn", text, false, false), nil, nil)
	approve := slack.NewButtonBlockElement("approve", "R1:1:abc", slack.NewTextBlockObject("plain_text", "Approve", false, false)).
		WithStyle(slack.StylePrimary).
		WithConfirm(slack.NewConfirmationBlockObject(
			slack.NewTextBlockObject("plain_text", "Sure?", false, false), slack.NewTextBlockObject("mrkdwn", "It writes to AWS", false, false),
			slack.NewTextBlockObject("plain_text", "Yes", false, false), slack.NewTextBlockObject("plain_text", "No", false, false)))
	deny := slack.NewButtonBlockElement("deny", "R1:1:abc", slack.NewTextBlockObject("plain_text", "Deny", false, false))
	return slack.MsgOptionBlocks(section, slack.NewActionBlock("decide", approve, deny))
}

// The whole way of a request: typed, acknowledged, posted, clicked, updated.
func TestACommandAndAClickReachASlackGoBotAndItsCardReachesPeople(t *testing.T) {
	w := newWorld(t, slacksim.Options{})
	api := w.api()
	w.bot(func(c *socketmode.Client, e socketmode.Event) {
		switch data := e.Data.(type) {
		case slack.SlashCommand:
			w.answerWith(c, e, map[string]any{"response_type": "ephemeral", "text": "working on " + data.Text})
			if _, _, err := api.PostMessage(data.ChannelID, slack.MsgOptionText("R1 asks", false), approvalCard("*R1* asked by <@"+data.UserID+">")); err != nil {
				t.Errorf("PostMessage: %v", err)
			}
		case slack.InteractionCallback:
			w.answerWith(c, e)
			a := data.ActionCallback.BlockActions[0]
			text := a.ActionID + " " + a.Value + " by " + data.User.ID + " of " + data.User.TeamID + " on " + data.Message.Text
			if _, _, _, err := api.UpdateMessage(data.Channel.ID, data.Container.MessageTs, slack.MsgOptionText(text, false)); err != nil {
				t.Errorf("UpdateMessage: %v", err)
			}
		}
	})
	before := w.messages("bob", "network")
	told := w.command("alice", "network", "/peering request a/b c/d")
	if !told.OK || len(told.Messages) != 1 || told.Messages[0].Text != "working on request a/b c/d" || !told.Messages[0].Ephemeral {
		t.Fatalf("command = %+v, want one ephemeral message", told)
	}
	var card seen
	w.request("GET", "/people/U0BOB/channels/C0NET/messages?wait=10&since="+before.Cursor, nil, &card)
	if len(card.Messages) != 1 || card.Messages[0].Text != "R1 asks" || card.Messages[0].User != "U0PEERBOT" || card.Messages[0].UserName != "peerbot" {
		t.Fatalf("bob sees %+v, want the card alone", card.Messages)
	}
	clicked := w.do("bob", "click", map[string]any{"channel": "network", "ts": card.Messages[0].TS, "action_id": "approve"})
	if !clicked.OK {
		t.Fatalf("click = %+v, want ok", clicked)
	}
	var after seen
	w.request("GET", "/people/bob/channels/network/messages?wait=10s&since="+card.Cursor, nil, &after)
	got := after.Messages[0]
	want := "approve R1:1:abc by U0BOB of T0PEERBOT on R1 asks"
	if got.Text != want || got.Blocks != nil || got.TS != card.Messages[0].TS {
		t.Errorf("after the click: text %q, blocks %s, want %q and no blocks", got.Text, got.Blocks, want)
	}
	again := w.do("bob", "click", map[string]any{"channel": "network", "ts": got.TS, "action_id": "approve"})
	if again.Error != "action_not_found" {
		t.Errorf("click on a button that is gone = %+v, want action_not_found", again)
	}
}
