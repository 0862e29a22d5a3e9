package slacksim_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"
	"github.com/slack-go/slack"
	"github.com/slack-go/slack/socketmode"

	"peerbot/bot/slacksim"
)

func TestFaultsLookToSlackGoLikeTheRealThing(t *testing.T) {
	w := newWorld(t, slacksim.Options{})
	api := w.api()
	post := func() error {
		_, _, err := api.PostMessage("C0NET", slack.MsgOptionText("x", false))
		return err
	}
	var limited *slack.RateLimitedError
	var status slack.StatusCodeError
	var refused slack.SlackErrorResponse
	w.Fail(slacksim.Fault{Method: "chat.postMessage", Status: 429, RetryAfter: 7, Count: 1})
	if err := post(); !errors.As(err, &limited) || limited.RetryAfter != 7*time.Second {
		t.Errorf("429 = %v, want to be told to wait 7 s", err)
	}
	if err := post(); err != nil {
		t.Errorf("the call after the only one that fails = %v", err)
	}
	w.Fail(slacksim.Fault{Status: 503, Count: 1, Skip: 1})
	if err := post(); err != nil {
		t.Errorf("the call that passes first = %v", err)
	}
	if err := post(); !errors.As(err, &status) || status.Code != 503 {
		t.Errorf("503 = %v", err)
	}
	w.Fail(slacksim.Fault{Error: "internal_error"})
	if err := post(); !errors.As(err, &refused) || refused.Err != "internal_error" {
		t.Errorf("an error code = %v", err)
	}
	w.ClearFaults()
	w.Fail(slacksim.Fault{HTML: true, Count: 1})
	if err := post(); err == nil {
		t.Error("an HTML page is taken for an answer")
	}
	before := len(w.messages("bob", "network").Messages)
	w.Fail(slacksim.Fault{Method: "chat.postMessage", Lose: true, Count: 1})
	if err := post(); err == nil {
		t.Error("a lost answer is no error")
	}
	if got := len(w.messages("bob", "network").Messages); got != before+1 {
		t.Errorf("%d messages after a lost answer, want %d: it was done", got, before+1)
	}
}

func TestSocketFaults(t *testing.T) {
	w := newWorld(t, slacksim.Options{AckTimeout: 50 * time.Millisecond})
	w.FailSockets(slacksim.SocketFault{Refuse: true})
	if _, got := w.dial(w.open(), websocket.DefaultDialer); got != http.StatusServiceUnavailable {
		t.Errorf("a refused connection = %d, want 503", got)
	}
	w.ClearFaults()
	ws := w.greeted()

	w.FailSockets(slacksim.SocketFault{Duplicate: 1})
	done := w.later("alice", "network", "/peering list")
	first, second := w.read(ws), w.read(ws)
	if first.EnvelopeID == second.EnvelopeID || string(first.Payload) != string(second.Payload) {
		t.Errorf("delivered twice: %s and %s, want one payload in two envelopes", first.Payload, second.Payload)
	}
	w.ack(ws, first, `{"text":"one"}`)
	w.ack(ws, second, `{"text":"two"}`)
	if o := <-done; len(o.Messages) != 1 || o.Messages[0].Text != "one" {
		t.Errorf("alice sees %+v, want the first answer", o)
	}

	w.FailSockets(slacksim.SocketFault{DropAcks: 1})
	done = w.later("alice", "network", "/peering list")
	w.ack(ws, w.read(ws), `{"text":"lost"}`)
	if o := <-done; o.Error != "operation_timeout" {
		t.Errorf("with its answer lost = %+v, want operation_timeout", o)
	}
	done = w.later("alice", "network", "/peering list")
	w.ack(ws, w.read(ws), "")
	if o := <-done; !o.OK {
		t.Errorf("after the fault = %+v, want ok", o)
	}

	w.Cut()
	if _, _, err := ws.ReadMessage(); !websocket.IsCloseError(err, websocket.CloseAbnormalClosure) {
		t.Errorf("cut = %v, want an end without a close frame", err)
	}
}

func TestAHalfOpenConnectionBringsNothingAndIsNotClosed(t *testing.T) {
	w := newWorld(t, slacksim.Options{AckTimeout: 200 * time.Millisecond, PingInterval: time.Hour})
	ws := w.greeted()
	ponged := make(chan string, 2)
	ws.SetPongHandler(func(s string) error { ponged <- s; return nil })
	ping := func(s string) {
		t.Helper()
		if err := ws.WriteControl(websocket.PingMessage, []byte(s), time.Time{}); err != nil {
			t.Fatal(err)
		}
	}
	w.FailSockets(slacksim.SocketFault{HalfOpen: true})
	ping("lost")
	lost := w.later("alice", "network", "/peering lost")
	if o := <-lost; o.Error != "operation_timeout" {
		t.Errorf("over a half-open connection = %+v, want operation_timeout", o)
	}
	if got := w.Connected(); got != 1 {
		t.Errorf("Connected() = %d, want it to be thought alive", got)
	}
	w.ClearFaults()
	ping("heard")
	done := w.later("alice", "network", "/peering heard")
	f := w.read(ws)
	w.ack(ws, f, "")
	if o := <-done; !o.OK || !strings.Contains(string(f.Payload), `"text":"heard"`) {
		t.Errorf("afterwards = %+v for %s, want the second command alone", o, f.Payload)
	}
	go func() { _, _, _ = ws.ReadMessage() }() // until the end, for the pong
	if got := <-ponged; got != "heard" {
		t.Errorf("the first pong answers %q, want heard", got)
	}
}

func TestSlackGoLeavesAHalfOpenConnection(t *testing.T) {
	w := newWorld(t, slacksim.Options{PingInterval: 20 * time.Millisecond})
	w.bot(func(c *socketmode.Client, e socketmode.Event) { w.answerWith(c, e) }, socketmode.OptionPingInterval(300*time.Millisecond))
	w.FailSockets(slacksim.SocketFault{HalfOpen: true, Refuse: true})
	for deadline := time.Now().Add(20 * time.Second); w.Connected() > 0; {
		if time.Now().After(deadline) {
			t.Fatal("slack-go stays on a connection that brings no pings")
		}
		w.messages("alice", "network") // which takes a moment
	}
	w.ClearFaults()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	if err := w.WaitConnected(ctx, 1); err != nil {
		t.Fatalf("slack-go does not come back: %v", err)
	}
	if o := w.command("alice", "network", "/peering list"); !o.OK {
		t.Errorf("after it came back = %+v", o)
	}
}

// An app that comes back at once, as slack-go does, is stopped by the limit.
func TestAnAppThatIsTurnedAwayHearsWhyAndThatItAsksTooOften(t *testing.T) {
	for _, reason := range []string{"link_disabled", "too_many_websockets"} {
		clock := newClock()
		w := newWorld(t, slacksim.Options{Now: clock.Now, TierFactor: 1})
		w.FailSockets(slacksim.SocketFault{TurnAway: reason})
		for range 50 {
			ws := w.link()
			if f := w.read(ws); f.Type != "disconnect" || f.Reason != reason {
				t.Fatalf("turned away with %+v, want %s", f, reason)
			}
			if _, _, err := ws.ReadMessage(); !websocket.IsCloseError(err, websocket.CloseNormalClosure) {
				t.Fatalf("then = %v, want a close frame", err)
			}
		}
		var limited *slack.RateLimitedError
		if _, _, err := w.api().StartSocketModeContext(t.Context()); !errors.As(err, &limited) || limited.RetryAfter != 2*time.Second {
			t.Errorf("the 51st in a minute = %v, want to be told to wait 2 s", err)
		}
	}
}

func TestConnectionsLiveAsLongAsTheFaultSays(t *testing.T) {
	w := newWorld(t, slacksim.Options{})
	w.FailSockets(slacksim.SocketFault{Life: 20 * time.Millisecond})
	ws := w.greeted()
	if f := w.read(ws); f.Reason != "refresh_requested" {
		t.Errorf("after its life = %+v, want refresh_requested", f)
	}
}

func TestScriptsSwitchFaultsOverHTTP(t *testing.T) {
	w := newWorld(t, slacksim.Options{})
	var on struct {
		OK     bool
		API    []slacksim.Fault
		Socket slacksim.SocketFault
	}
	if got := w.request("POST", "/faults", map[string]any{"method": "chat.postMessage", "error": "fatal_error"}, &on); got != 200 || len(on.API) != 1 {
		t.Errorf("POST /faults = %d %+v", got, on)
	}
	if got := w.form("chat.postMessage", "channel", "C0NET", "text", "x"); got.Error != "fatal_error" {
		t.Errorf("chat.postMessage = %+v, want the fault", got)
	}
	if got := w.request("PUT", "/faults/sockets", map[string]any{"drop_acks": 2}, &on); got != 200 || on.Socket.DropAcks != 2 {
		t.Errorf("PUT /faults/sockets = %d %+v", got, on)
	}
	if got := w.request("POST", "/faults", map[string]any{"methode": "x"}, nil); got != http.StatusBadRequest {
		t.Errorf("a misspelt switch = %d, want 400", got)
	}
	ws := w.greeted()
	w.request("POST", "/faults/disconnect?reason=link_disabled", nil, nil)
	if f := w.read(ws); f.Reason != "link_disabled" {
		t.Errorf("disconnect says %+v", f)
	}
	on.API = nil
	if got := w.request("DELETE", "/faults", nil, &on); got != 200 || len(on.API) != 0 {
		t.Errorf("DELETE /faults = %d %+v", got, on)
	}
}
