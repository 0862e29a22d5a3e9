package chat

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/slack-go/slack"
	"github.com/slack-go/slack/socketmode"

	"peerbot/bot"
	"peerbot/bot/notice"
)

// running is a client that listens to a stub.
type running struct {
	*Client
	stub  *stub
	stop  context.CancelFunc
	ended chan error
}

// run starts a client and stops it with the test.
func run(t *testing.T, s *stub, h Handler, change ...func(*Options)) *running {
	t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	r := &running{Client: s.client(change...), stub: s, stop: stop, ended: make(chan error, 1)}
	finished := make(chan struct{})
	go func() {
		defer close(finished)
		r.ended <- r.Run(ctx, h)
	}()
	t.Cleanup(func() {
		stop()
		<-finished
	})
	return r
}

func TestCommandIsAcknowledgedWhileTheHandlerIsBusy(t *testing.T) {
	t.Parallel()
	s := newStub(t)
	free := make(chan struct{})
	defer close(free)
	run(t, s, fakeHandler{typed: func(bot.Command) (notice.Notice, func(context.Context)) {
		return notice.Answer{Code: notice.Recorded, Text: "on it"}, func(context.Context) { <-free }
	}}, func(o *Options) { o.Workers = 1 })
	sock := s.socket()
	for i := range 5 { // the first one keeps the only worker busy
		start := time.Now()
		id := fmt.Sprint("env", i)
		sock.deliver("slash", "1d3c79ab-0ffb-41f3-a080-d19e85f53649", id, "111.222.xxx", id)
		a := sock.ack()
		if a.ID != id {
			t.Errorf("acknowledged %s, want %s", a.ID, id)
		}
		wantText(t, a.Payload, "on it")
		if took := time.Since(start); took > 500*time.Millisecond {
			t.Errorf("acknowledged after %v", took)
		}
	}
}

func TestAcknowledgementsKeepTheirOrder(t *testing.T) {
	t.Parallel()
	s := newStub(t)
	r := newRecorder()
	run(t, s, r, func(o *Options) { o.Workers = 1 })
	sock := s.socket()
	for i := range 50 {
		id := fmt.Sprintf("env%02d", i)
		sock.deliver("slash", "1d3c79ab-0ffb-41f3-a080-d19e85f53649", id, "111.222.xxx", id, "prod v1.2", id)
	}
	for i := range 50 {
		want := fmt.Sprintf("env%02d", i)
		if a := sock.ack(); a.ID != want {
			t.Errorf("acknowledgement %d is of %s, want %s", i, a.ID, want)
		}
		if got := receive(t, r.typed, "command"); got.Text != want {
			t.Errorf("command %d is %s, want %s", i, got.Text, want)
		}
	}
}

// slack-go reports these as errors and never answers them.
func TestWhatSlackGoCannotReadIsAcknowledged(t *testing.T) {
	t.Parallel()
	s := newStub(t)
	r := newRecorder()
	run(t, s, r)
	sock := s.socket()
	sock.write(`this is not JSON`)
	sock.write(`[1,2,3]`)
	sock.write(`{"envelope_id":"e1","type":"weather_report","payload":{}}`)
	sock.write(`{"envelope_id":"e2","type":"events_api","payload":{"type":"event_callback","event":{"type":"nobody_knows"}}}`)
	for _, want := range []string{"e1", "e2"} {
		if a := sock.ack(); a.ID != want || a.Payload != nil {
			t.Errorf("acknowledged %+v, want %s and empty", a, want)
		}
	}
	// A block that slack-go cannot decode, in the message around a good button.
	sock.deliver("click", `"blocks":[{"type":"actions","block_id":"b","elements":[]}]`, `"blocks":[{"type":"section","text":"not an object"}]`)
	sock.ack()
	if c := receive(t, r.clicked, "click"); c.Value != buttonValue {
		t.Errorf("clicked = %+v", c)
	}
}

func TestAppIsKnownFromHello(t *testing.T) {
	t.Parallel()
	s := newStub(t)
	r := newRecorder()
	run(t, s, r)
	sock := s.socket()
	sock.deliver("slash", `"A111"`, `"A666"`)
	sock.ack()
	sock.deliver("slash", "1d3c79ab", "other", "111.222.xxx", "other", "prod v1.2", "ours")
	sock.ack()
	if got := receive(t, r.typed, "command"); got.Text != "ours" {
		t.Errorf("handed on %q, which is for another app", got.Text)
	}
}

func TestReconnectsAfterADisconnectAndACut(t *testing.T) {
	t.Parallel()
	s := newStub(t)
	r := newRecorder()
	start := time.Now() // before the first attempt, from which the waits count
	c := run(t, s, r)
	first := s.socket()
	first.write(`{"type":"disconnect","reason":"refresh_requested","debug_info":{"host":"wss-111.slack.com"}}`)
	second := s.socket()
	second.ws.Close()
	third := s.socket()
	third.deliver("slash")
	third.ack()
	receive(t, r.typed, "command")
	took := time.Since(start)
	h := c.Health()
	if h.Opens != 3 || h.Reconnects != 2 || !h.Connected || h.Connections != 1 {
		t.Errorf("health = %+v, want three opens and two reconnects", h)
	}
	if h.LastEvent.IsZero() || h.LastHello.IsZero() || h.Since.IsZero() {
		t.Errorf("health = %+v, want its times set", h)
	}
	// One second, then two: neither a storm nor a long silence.
	if took < 3*time.Second || took > 8*time.Second {
		t.Errorf("three connections took %v, want 3 s and a little", took)
	}
}

func TestFatalAnswersEndRun(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ method, code, token string }{
		{openMethod, "invalid_auth", "app-level token"},
		{openMethod, "not_allowed_token_type", "app-level token"},
		{openMethod, "token_revoked", "app-level token"},
		{openMethod, "account_inactive", "app-level token"},
		{openMethod, "link_disabled", "app-level token"},
		{"auth.test", "invalid_auth", "bot token"},
		{"auth.test", "account_inactive", "bot token"},
	} {
		t.Run(tt.method+" "+tt.code, func(t *testing.T) {
			t.Parallel()
			s := newStub(t)
			s.json(tt.method, `{"ok":false,"error":"`+tt.code+`"}`)
			err := receive(t, run(t, s, fakeHandler{}).ended, "end of Run")
			var f *FatalError
			if !errors.As(err, &f) {
				t.Fatalf("Run() = %v, want a *FatalError", err)
			}
			if f.Code != tt.code || !strings.Contains(err.Error(), tt.token) || f.Check == "" {
				t.Errorf("Run() = %q, want it to name %s and the %s", err, tt.code, tt.token)
			}
			if n := len(s.asked(openMethod)); n > 1 {
				t.Errorf("opened %d times", n)
			}
		})
	}
}

func TestMissingScopeEndsRunWhenItIsSaidAgain(t *testing.T) {
	t.Parallel()
	s := newStub(t)
	s.json(openMethod, `{"ok":false,"error":"missing_scope","needed":"connections:write","provided":""}`)
	err := receive(t, run(t, s, fakeHandler{}).ended, "end of Run")
	if err == nil || !strings.Contains(err.Error(), "connections:write") {
		t.Errorf("Run() = %v, want it to name the scope", err)
	}
	if n := len(s.asked(openMethod)); n != strikesOut {
		t.Errorf("opened %d times, want %d", n, strikesOut)
	}
}

func TestTroubleAtTheStartIsOnlyWaitedFor(t *testing.T) {
	t.Parallel()
	s := newStub(t)
	var n atomic.Int32
	open := s.answers[openMethod]
	s.on(openMethod, func(w http.ResponseWriter, r *http.Request) {
		switch n.Add(1) {
		case 1:
			w.WriteHeader(http.StatusServiceUnavailable)
		case 2:
			w.Header().Set("Retry-After", "1")
			w.WriteHeader(http.StatusTooManyRequests)
		default:
			open(w, r)
		}
	})
	s.status("auth.test", http.StatusBadGateway)
	run(t, s, fakeHandler{})
	s.socket().deliver("slash")
}

func TestWorkIsFinishedBeforeRunEnds(t *testing.T) {
	t.Parallel()
	s := newStub(t)
	free, begun := make(chan struct{}), make(chan struct{}, 3)
	var done atomic.Int32
	c := run(t, s, fakeHandler{typed: func(bot.Command) (notice.Notice, func(context.Context)) {
		return nil, func(ctx context.Context) {
			begun <- struct{}{}
			<-free
			if ctx.Err() == nil {
				done.Add(1)
			}
		}
	}}, func(o *Options) { o.Workers = 1 })
	sock := s.socket()
	for i := range 3 {
		sock.deliver("slash", "1d3c79ab", fmt.Sprint(i), "111.222.xxx", fmt.Sprint(i))
	}
	receive(t, begun, "work")
	c.stop() // with one command worked on, and two read or about to be
	acks := 0
	for range sock.acks { // ends with the connection
		acks++
	}
	if acks != 3 {
		t.Errorf("%d acknowledgements, want 3", acks)
	}
	select {
	case err := <-c.ended:
		t.Fatalf("Run() = %v before the work was done", err)
	default:
	}
	close(free)
	if err := receive(t, c.ended, "end of Run"); err != nil {
		t.Errorf("Run() = %v, want nil", err)
	}
	if n := done.Load(); n < 1 {
		t.Errorf("%d commands were finished", n)
	}
	if c.Health().Connected {
		t.Error("still connected")
	}
}

func TestAcknowledgementsAreFlushedBeforeRunEnds(t *testing.T) {
	t.Parallel()
	s := newStub(t)
	typed := make(chan struct{}, 1)
	c := run(t, s, fakeHandler{typed: func(bot.Command) (notice.Notice, func(context.Context)) {
		typed <- struct{}{}
		return notice.Answer{Code: notice.Recorded, Text: "here"}, nil
	}})
	sock := s.socket()
	sock.deliver("slash")
	receive(t, typed, "command")
	c.stop()
	wantText(t, sock.ack().Payload, "here")
	if err := receive(t, c.ended, "end of Run"); err != nil {
		t.Errorf("Run() = %v, want nil", err)
	}
}

func TestWhatWasTakenIsAcknowledgedThoughWeStop(t *testing.T) {
	t.Parallel()
	b := newBench(t, newRecorder())
	sock := &socket{chat: b.chat, dispatcher: b.dispatcher, health: b.chat.health}
	sm := socketmode.New(b.chat.api) // not running: it holds 20 acknowledgements
	ctx, stop := context.WithCancel(t.Context())
	stop()
	for i := range 20 {
		e := inbound(t, "slash")
		e.ID = fmt.Sprint(i)
		e.Payload = json.RawMessage(strings.Replace(string(e.Payload), "111.222.xxx", e.ID, 1))
		sock.deliver(ctx, sm, e, true)
	}
	// Each was taken; the next one finds no room and gives up in time.
	start := time.Now()
	sock.deliver(ctx, sm, inbound(t, "slash"), true)
	if took := time.Since(start); took < ackWithin || took > 2*ackWithin {
		t.Errorf("the 21st acknowledgement took %v, want it given up after %v", took, ackWithin)
	}
}

func TestWorkThatDoesNotEndIsCutShort(t *testing.T) {
	t.Parallel()
	s := newStub(t)
	begun := make(chan struct{})
	c := run(t, s, fakeHandler{typed: func(bot.Command) (notice.Notice, func(context.Context)) {
		return nil, func(ctx context.Context) {
			close(begun)
			<-ctx.Done()
		}
	}}, func(o *Options) { o.Grace = 50 * time.Millisecond })
	s.socket().deliver("slash")
	receive(t, begun, "work")
	start := time.Now()
	c.stop()
	if err := receive(t, c.ended, "end of Run"); err != nil {
		t.Errorf("Run() = %v, want nil", err)
	}
	if took := time.Since(start); took >= abandonAfter {
		t.Errorf("took %v: the work was abandoned, not told to stop", took)
	}
}

func TestConnectionThatWorksForgivesWhatWasBefore(t *testing.T) {
	t.Parallel()
	s := &socket{chat: newStub(t).client(), health: &health{now: time.Now}}
	missing := socketmode.Event{Type: socketmode.EventTypeConnectionError, Data: &slack.ConnectionErrorEvent{
		ErrorObj: slack.SlackErrorResponse{Err: "missing_scope"},
	}}
	connected := socketmode.Event{Type: socketmode.EventTypeConnected}
	for i, ev := range []socketmode.Event{missing, missing, connected, missing, missing} {
		if err := s.take(t.Context(), nil, ev, false); err != nil {
			t.Errorf("event %d: %v", i, err)
		}
	}
	var f *FatalError
	if err := s.take(t.Context(), nil, missing, false); !errors.As(err, &f) {
		t.Errorf("the third in a row: %v, want a *FatalError", err)
	}
}

func TestStopWhileNotConnected(t *testing.T) {
	t.Parallel()
	s := newStub(t)
	s.status(openMethod, http.StatusServiceUnavailable)
	c := run(t, s, fakeHandler{})
	s.waitFor(openMethod, 1)
	c.stop()
	if err := receive(t, c.ended, "end of Run"); err != nil {
		t.Errorf("Run() = %v, want nil", err)
	}
}

func TestSecondRunIsRefused(t *testing.T) {
	t.Parallel()
	s := newStub(t)
	c := run(t, s, fakeHandler{})
	s.socket()
	if err := c.Run(t.Context(), fakeHandler{}); !errors.Is(err, errRunning) {
		t.Errorf("second Run() = %v, want %v", err, errRunning)
	}
}

// slack-go holds 50 events; a reader that stops there makes it deaf.
func TestBurstIsAnsweredWhole(t *testing.T) {
	t.Parallel()
	s := newStub(t)
	free := make(chan struct{})
	run(t, s, fakeHandler{typed: func(bot.Command) (notice.Notice, func(context.Context)) {
		return nil, func(context.Context) { <-free }
	}}, func(o *Options) { o.Workers, o.QueueSize = 2, 100 })
	defer close(free)
	sock := s.socket()
	for i := range 500 {
		id := fmt.Sprint("env", i)
		sock.deliver("slash", "1d3c79ab-0ffb-41f3-a080-d19e85f53649", id, "111.222.xxx", id)
	}
	busy := 0
	for range 500 {
		if a := sock.ack(); a.Payload != nil {
			busy++
			var m ackMessage
			if err := json.Unmarshal(a.Payload, &struct {
				Text *string `json:"text"`
			}{&m.Text}); err != nil || !strings.Contains(m.Text, "try again") {
				t.Fatalf("answer %s", a.Payload)
			}
		}
	}
	if busy < 390 || busy > 400 {
		t.Errorf("%d of 500 were told to try again, want about 398", busy)
	}
}
