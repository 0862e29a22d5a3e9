package slacksim_test

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"os"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"peerbot/bot/slacksim"
)

// frame is anything that comes over the socket.
type frame struct {
	Type           string          `json:"type"`
	Reason         string          `json:"reason"`
	NumConnections int             `json:"num_connections"`
	EnvelopeID     string          `json:"envelope_id"`
	Responds       bool            `json:"accepts_response_payload"`
	Payload        json.RawMessage `json:"payload"`
	Attempt        *int            `json:"retry_attempt"`
	RetryReason    *string         `json:"retry_reason"`
}

// open asks for an address as a client does.
func (w *world) open() string {
	w.t.Helper()
	req, err := http.NewRequestWithContext(w.t.Context(), "POST", w.url+"/api/apps.connections.open", nil)
	if err != nil {
		w.t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer xapp-local")
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		w.t.Fatal(err)
	}
	defer resp.Body.Close()
	var body struct {
		OK    bool
		URL   string
		Error string
	}
	if err := json.NewDecoder(resp.Body).Decode(&body); err != nil || !body.OK {
		w.t.Fatalf("apps.connections.open = %+v, %v", body, err)
	}
	return body.URL
}

// dial connects as slack-go does, which sends an origin that is not ours; the
// connection is nil when the status is not 101.
func (w *world) dial(address string, dialer *websocket.Dialer) (*websocket.Conn, int) {
	ws, resp, err := dialer.DialContext(w.t.Context(), address, http.Header{"Origin": {"https://api.slack.com"}})
	if resp == nil {
		w.t.Errorf("dial: %v", err)
		return nil, 0
	}
	resp.Body.Close()
	if err != nil {
		return nil, resp.StatusCode
	}
	w.t.Cleanup(func() { ws.Close() })
	return ws, resp.StatusCode
}

// link is a connection whose hello has not been read.
func (w *world) link() *websocket.Conn {
	w.t.Helper()
	ws, status := w.dial(w.open(), websocket.DefaultDialer)
	if ws == nil {
		w.t.Fatalf("dial = %d, want 101", status)
	}
	return ws
}

func (w *world) greeted() *websocket.Conn {
	w.t.Helper()
	ws := w.link()
	if f := w.read(ws); f.Type != "hello" {
		w.t.Fatalf("first frame = %+v, want hello", f)
	}
	return ws
}

func (w *world) read(ws *websocket.Conn) frame {
	w.t.Helper()
	var f frame
	if err := ws.SetReadDeadline(time.Now().Add(10 * time.Second)); err != nil {
		w.t.Fatal(err)
	}
	if err := ws.ReadJSON(&f); err != nil {
		w.t.Fatalf("read: %v", err)
	}
	return f
}

// later runs a command while the test plays the app.
func (w *world) later(user, channel, line string) <-chan seen {
	done := make(chan seen, 1)
	go func() { done <- w.command(user, channel, line) }()
	return done
}

func TestHelloCountsTheLiveConnections(t *testing.T) {
	w := newWorld(t, slacksim.Options{})
	for want := 1; want <= 10; want++ {
		if f := w.read(w.link()); f.Type != "hello" || f.NumConnections != want {
			t.Fatalf("connection %d says %+v, want hello with num_connections %d", want, f, want)
		}
	}
	eleventh := w.link()
	if f := w.read(eleventh); f.Type != "disconnect" || f.Reason != "too_many_websockets" {
		t.Errorf("connection 11 says %+v, want too_many_websockets", f)
	}
	if _, _, err := eleventh.ReadMessage(); !websocket.IsCloseError(err, websocket.CloseNormalClosure) {
		t.Errorf("then = %v, want a close frame", err)
	}
	if got := w.Connected(); got != 10 {
		t.Errorf("Connected() = %d, want 10", got)
	}
}

func TestATicketOpensOneConnectionForAMinute(t *testing.T) {
	clock := newClock()
	w := newWorld(t, slacksim.Options{Now: clock.Now})
	dial := func(address string) int {
		_, status := w.dial(address, websocket.DefaultDialer)
		return status
	}
	address := w.open()
	if got := dial(address); got != http.StatusSwitchingProtocols {
		t.Errorf("first use = %d, want 101", got)
	}
	if got := dial(address); got != http.StatusForbidden {
		t.Errorf("second use = %d, want 403", got)
	}
	late := w.open()
	clock.advance(time.Minute)
	if got := dial(late); got != http.StatusForbidden {
		t.Errorf("after a minute = %d, want 403", got)
	}
	if got := dial(strings.Replace(late, "ticket=", "ticket=x", 1)); got != http.StatusForbidden {
		t.Errorf("made up = %d, want 403", got)
	}
}

func TestTheServerPingsAndAnswersPings(t *testing.T) {
	w := newWorld(t, slacksim.Options{PingInterval: time.Millisecond})
	ws := w.greeted()
	pinged, ponged := make(chan string, 1), make(chan string, 1)
	note := func(c chan string) func(string) error {
		return func(s string) error {
			select {
			case c <- s:
			default:
			}
			return nil
		}
	}
	ws.SetPingHandler(note(pinged))
	ws.SetPongHandler(note(ponged))
	go func() {
		if _, _, err := ws.ReadMessage(); err == nil {
			t.Error("a message, want only pings")
		}
	}()
	if got := <-pinged; !strings.HasPrefix(got, "Ping from ") {
		t.Errorf("ping says %q", got)
	}
	if err := ws.WriteControl(websocket.PingMessage, []byte("are you there"), time.Time{}); err != nil {
		t.Fatal(err)
	}
	if got := <-ponged; got != "are you there" {
		t.Errorf("pong says %q, want what the ping said", got)
	}
}

func TestASlashCommandArrivesAsSlackSendsIt(t *testing.T) {
	w := newWorld(t, slacksim.Options{})
	ws := w.greeted()
	done := w.later("alice", "#network", "  /peering   list  open ")
	f := w.read(ws)
	var got map[string]any
	if err := json.Unmarshal(f.Payload, &got); err != nil {
		t.Fatal(err)
	}
	responseURL, _ := got["response_url"].(string)
	trigger, _ := got["trigger_id"].(string)
	delete(got, "response_url")
	delete(got, "trigger_id")
	want := map[string]any{
		"token": "local-verification-token", "team_id": "T0PEERBOT", "team_domain": "peerbot", "channel_id": "C0NET", "channel_name": "network",
		"user_id": "U0ALICE", "user_name": "alice", "command": "/peering", "text": "list  open", "api_app_id": "A0PEERBOT",
		"is_enterprise_install": "false",
	}
	if f.Type != "slash_commands" || !f.Responds || f.EnvelopeID == "" {
		t.Errorf("envelope = %+v, want slash_commands that accepts a payload", f)
	}
	if g, w := asJSON(got), asJSON(want); g != w {
		t.Errorf("payload = %s\nwant %s", g, w)
	}
	if !strings.HasPrefix(responseURL, w.url+"/commands/T0PEERBOT/") || strings.Count(trigger, ".") != 2 {
		t.Errorf("response_url %q, trigger_id %q", responseURL, trigger)
	}
	w.ack(ws, f, "")
	if o := <-done; !o.OK || len(o.Messages) != 0 {
		t.Errorf("after an empty answer = %+v, want ok and no messages", o)
	}
}

func (w *world) ack(ws *websocket.Conn, f frame, payload string) {
	w.t.Helper()
	text := `{"envelope_id":"` + f.EnvelopeID + `"`
	if payload != "" {
		text += `,"payload":` + payload
	}
	if err := ws.WriteMessage(websocket.TextMessage, []byte(text+"}")); err != nil {
		w.t.Fatal(err)
	}
}

func asJSON(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		return err.Error()
	}
	return string(b)
}

func TestAnAnswerIsShownAsItSays(t *testing.T) {
	tests := []struct {
		name, payload string
		want          []string // text of what alice sees at once; "(all)" marks what bob sees too
		code          string
	}{
		{name: "nothing", payload: ``},
		{name: "as Bolt says nothing", payload: `{}`},
		{name: "ephemeral by default", payload: `{"text":"hi"}`, want: []string{"hi"}},
		{name: "a bare string", payload: `"hi"`, want: []string{"hi"}},
		{name: "in_channel shows the command as well", payload: `{"response_type":"in_channel","text":"hi"}`, want: []string{"/peering list(all)", "hi(all)"}},
		{
			name: "blocks that Slack refuses", payload: `{"text":"hi","blocks":[{"type":"nonsense"}]}`, code: "invalid_command_response",
			want: []string{`/peering failed with the error "invalid_command_response"`},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld(t, slacksim.Options{})
			ws := w.greeted()
			done := w.later("alice", "network", "/peering list")
			w.ack(ws, w.read(ws), tt.payload)
			o := <-done
			got := []string{}
			for _, m := range o.Messages {
				text := m.Text
				if !m.Ephemeral {
					text += "(all)"
				}
				got = append(got, text)
			}
			if strings.Join(got, "|") != strings.Join(tt.want, "|") || o.Error != tt.code || o.OK != (tt.code == "") {
				t.Errorf("alice sees %q, %q, want %q, %q", got, o.Error, tt.want, tt.code)
			}
			all := 0
			for _, m := range tt.want {
				if strings.HasSuffix(m, "(all)") {
					all++
				}
			}
			if got := len(w.messages("bob", "network").Messages); got != all {
				t.Errorf("bob sees %d messages, want %d", got, all)
			}
			if got := len(w.messages("alice", "network").Messages); got != len(tt.want) {
				t.Errorf("alice sees %d messages, want %d", got, len(tt.want))
			}
		})
	}
}

// Three seconds on Slack; less here.
func TestNoAnswerInTimeIsAnErrorThatThePersonSees(t *testing.T) {
	w := newWorld(t, slacksim.Options{AckTimeout: 30 * time.Millisecond})
	o := w.command("alice", "network", "/peering list")
	if o.Error != "dispatch_failed" || o.ErrorText != `/peering failed with the error "dispatch_failed"` {
		t.Errorf("without a connection = %+v, want dispatch_failed", o)
	}
	ws := w.greeted()
	o = <-w.later("alice", "network", "/peering list")
	if o.OK || o.Error != "operation_timeout" || len(o.Messages) != 1 || !o.Messages[0].Ephemeral {
		t.Errorf("without an answer = %+v, want operation_timeout, told to alice alone", o)
	}
	if got := w.last("alice", "network"); got.Text != `/peering failed with the error "operation_timeout"` || got.UserName != "slackbot" {
		t.Errorf("alice sees %+v", got)
	}
	// The late answer is taken without a word, and is not that of the next command.
	w.ack(ws, w.read(ws), `{"text":"late"}`)
	done := w.later("alice", "network", "/peering list")
	w.ack(ws, w.read(ws), `{"text":"in time"}`)
	if o = <-done; !o.OK || o.Messages[0].Text != "in time" {
		t.Errorf("the next command = %+v, want its own answer", o)
	}
}

func TestLargeAndSplitAnswersAreDroppedWithoutAWord(t *testing.T) {
	for _, tt := range []struct {
		name  string
		size  int // of the whole answer, in bytes
		write int // buffer of the client, in bytes
		want  string
	}{
		{"as large as can be", 20_479, 1 << 16, ""},
		{"one byte more", 20_480, 1 << 16, "operation_timeout"},
		{"small but in several frames", 5000, 1024, "operation_timeout"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld(t, slacksim.Options{AckTimeout: 300 * time.Millisecond})
			dialer := &websocket.Dialer{WriteBufferSize: tt.write}
			ws, status := w.dial(w.open(), dialer)
			if ws == nil {
				t.Fatalf("dial = %d", status)
			}
			w.read(ws)
			done := w.later("alice", "network", "/peering list")
			f := w.read(ws)
			frame := `{"envelope_id":"` + f.EnvelopeID + `","payload":{"text":"` + `"}}`
			w.ack(ws, f, `{"text":"`+strings.Repeat("x", tt.size-len(frame))+`"}`)
			if o := <-done; o.Error != tt.want {
				t.Errorf("error = %q, want %q", o.Error, tt.want)
			}
		})
	}
}

func TestAnEnvelopeGoesToOneConnectionAndAllGetSome(t *testing.T) {
	w := newWorld(t, slacksim.Options{})
	var mu sync.Mutex
	seen := map[string]int{}  // envelope: connections it came to
	share := map[string]int{} // connection: envelopes
	var readers sync.WaitGroup
	for _, name := range []string{"a", "b", "c"} {
		ws := w.greeted()
		readers.Go(func() {
			for {
				var f frame
				if ws.ReadJSON(&f) != nil {
					return
				}
				mu.Lock()
				seen[f.EnvelopeID]++
				share[name]++
				mu.Unlock()
				if err := ws.WriteJSON(map[string]string{"envelope_id": f.EnvelopeID}); err != nil {
					t.Errorf("answer: %v", err)
				}
			}
		})
	}
	for range 100 {
		if o := w.command("alice", "network", "/peering list"); !o.OK {
			t.Fatalf("command = %+v", o)
		}
	}
	w.Close()
	readers.Wait()
	if len(seen) != 100 || len(share) != 3 {
		t.Errorf("%d envelopes over %v, want 100 over all three", len(seen), share)
	}
	for id, n := range seen {
		if n != 1 {
			t.Errorf("envelope %s came %d times", id, n)
		}
	}
}

func TestAConnectionIsWarnedRefreshedAndClosed(t *testing.T) {
	w := newWorld(t, slacksim.Options{ConnectionLife: 10*time.Second + 20*time.Millisecond})
	ws := w.greeted()
	if f := w.read(ws); f.Type != "disconnect" || f.Reason != "warning" {
		t.Fatalf("ten seconds before the end = %+v, want a warning", f)
	}
	done := w.later("alice", "network", "/peering list")
	w.ack(ws, w.read(ws), "") // still live
	if o := <-done; !o.OK {
		t.Errorf("after the warning = %+v, want ok", o)
	}
	w.Disconnect("refresh_requested")
	if f := w.read(ws); f.Reason != "refresh_requested" {
		t.Errorf("then = %+v, want refresh_requested", f)
	}
	if o := w.command("alice", "network", "/peering list"); o.Error != "dispatch_failed" {
		t.Errorf("while it closes = %+v, want dispatch_failed", o)
	}
	if _, _, err := ws.ReadMessage(); !websocket.IsCloseError(err, websocket.CloseNormalClosure) {
		t.Errorf("end = %v, want close 1000", err)
	}
}

func TestTheClosingHandshakeIsAnswered(t *testing.T) {
	w := newWorld(t, slacksim.Options{})
	ws := w.greeted()
	if err := ws.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(websocket.CloseNormalClosure, "bye"), time.Time{}); err != nil {
		t.Fatal(err)
	}
	if _, _, err := ws.ReadMessage(); !websocket.IsCloseError(err, websocket.CloseNormalClosure) {
		t.Errorf("answer to a close frame = %v, want close 1000", err)
	}
}

// As Slack does, which hung clients that waited for it.
func TestTheClientEndsTheConnectionThatItClosed(t *testing.T) {
	w := newWorld(t, slacksim.Options{})
	ws := w.greeted()
	if err := ws.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(websocket.CloseNormalClosure, ""), time.Time{}); err != nil {
		t.Fatal(err)
	}
	if _, _, err := ws.ReadMessage(); !websocket.IsCloseError(err, websocket.CloseNormalClosure) {
		t.Fatalf("answer to a close frame = %v, want close 1000", err)
	}
	if o := w.command("alice", "network", "/peering list"); o.Error != "dispatch_failed" {
		t.Errorf("a command then = %+v, want dispatch_failed", o)
	}
	ended := func(wait time.Duration) error {
		if err := ws.NetConn().SetReadDeadline(time.Now().Add(wait)); err != nil {
			t.Fatal(err)
		}
		_, err := ws.NetConn().Read(make([]byte, 1))
		return err
	}
	if err := ended(50 * time.Millisecond); !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("after the close handshake the connection says %v, want nothing: it is ours to end", err)
	}
	w.Close()
	if err := ended(10 * time.Second); !errors.Is(err, io.EOF) {
		t.Errorf("once the workspace is closed the connection says %v, want its end", err)
	}
}

func TestCloseEndsEverythingAndWaits(t *testing.T) {
	w := newWorld(t, slacksim.Options{AckTimeout: time.Hour})
	ws := w.greeted()
	unanswered := w.later("alice", "network", "/peering list")
	w.read(ws)
	polled := make(chan int, 1)
	go func() { polled <- w.request("GET", "/people/alice/channels/network/messages?wait=60", nil, nil) }()
	ended := make(chan error, 1)
	go func() { _, _, err := ws.ReadMessage(); ended <- err }()
	w.Close()
	w.Close() // twice is once
	if err := <-ended; !websocket.IsCloseError(err, websocket.CloseGoingAway) {
		t.Errorf("the connection ended with %v, want close 1001", err)
	}
	if o := <-unanswered; o.OK {
		t.Errorf("the command = %+v, want an error", o)
	}
	if got := <-polled; got != http.StatusOK {
		t.Errorf("the long poll = %d, want 200", got)
	}
	if _, got := w.dial(w.open(), websocket.DefaultDialer); got != http.StatusServiceUnavailable {
		t.Errorf("a connection to a closed workspace = %d, want 503", got)
	}
}

// A thousand clients at once: ten are let in, the others told why not, and none
// of them stays.
func TestAThousandConnectionsAreBounded(t *testing.T) {
	w := newWorld(t, slacksim.Options{TierFactor: -1})
	var mu sync.Mutex
	said := map[string]int{}
	var clients sync.WaitGroup
	slots := make(chan struct{}, 50) // as many at a time as a machine's file descriptors allow
	for range 1000 {
		slots <- struct{}{}
		address := w.open()
		clients.Go(func() {
			defer func() { <-slots }()
			ws, status := w.dial(address, websocket.DefaultDialer)
			if ws == nil {
				t.Errorf("dial = %d, want 101", status)
				return
			}
			var f frame
			if err := ws.ReadJSON(&f); err != nil {
				t.Errorf("read: %v", err)
			}
			mu.Lock()
			said[f.Type+f.Reason]++
			mu.Unlock()
			if f.Type == "disconnect" {
				if _, _, err := ws.ReadMessage(); !websocket.IsCloseError(err, websocket.CloseNormalClosure) {
					t.Errorf("after the disconnect = %v, want a close frame", err)
				}
			}
		})
	}
	clients.Wait()
	if said["hello"] != 10 || said["disconnecttoo_many_websockets"] != 990 {
		t.Errorf("they heard %v, want 10 hello and 990 too_many_websockets", said)
	}
	if got := w.Connected(); got != 10 {
		t.Errorf("Connected() = %d, want 10", got)
	}
}

// All of them hold on to their connection, and none reads a word.
func TestAThousandConnectionsAtOnceTakeLittleMemory(t *testing.T) {
	w := newWorld(t, slacksim.Options{TierFactor: -1})
	var addresses []string
	for range 1000 {
		addresses = append(addresses, w.open())
	}
	inUse := func() uint64 {
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return m.HeapAlloc + m.StackInuse
	}
	before := inUse()
	var clients sync.WaitGroup
	for _, address := range addresses {
		clients.Go(func() {
			if _, status := w.dial(address, websocket.DefaultDialer); status != http.StatusSwitchingProtocols {
				t.Errorf("dial = %d, want 101", status)
			}
		})
	}
	clients.Wait()
	grown := max(inUse(), before) - before
	t.Logf("1,000 connections, both ends: %d KiB", grown>>10)
	if grown > 100<<20 {
		t.Errorf("1,000 connections take %d MiB, want less than 100", grown>>20)
	}
	if got := w.Connected(); got != 10 {
		t.Errorf("Connected() = %d, want 10", got)
	}
	if o := w.command("alice", "network", "/nonsense"); o.Error != "invalid_command" {
		t.Errorf("meanwhile a person is told %+v", o)
	}
}

// A client that never reads holds up nobody for longer than the time to answer.
func TestAClientThatDoesNotReadIsWaitedForNoLongerThanAnAnswer(t *testing.T) {
	w := newWorld(t, slacksim.Options{AckTimeout: 100 * time.Millisecond})
	w.greeted() // and never reads again
	text := "/peering " + strings.Repeat("x", 100_000)
	var all sync.WaitGroup
	for range 200 { // 20 MB, more than the buffers of a connection take
		all.Go(func() {
			if o := w.command("alice", "network", text); o.Error != "operation_timeout" {
				t.Errorf("command = %q, want operation_timeout", o.Error)
			}
		})
	}
	all.Wait()
}

func TestOpenNeedsTheAppTokenInTheHeader(t *testing.T) {
	w := newWorld(t, slacksim.Options{})
	for _, tt := range []struct{ method, header, form, want string }{
		{"POST", "", "", "not_authed"},
		{"POST", "", "token=xapp-local", "not_authed"},
		{"POST", "Bearer xoxb-local", "", "not_allowed_token_type"},
		{"POST", "Bearer xapp-other", "", "invalid_auth"},
		{"GET", "Bearer xapp-local", "", "insecure_request"},
	} {
		req, err := http.NewRequestWithContext(t.Context(), tt.method, w.url+"/api/apps.connections.open", strings.NewReader(tt.form))
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		if tt.header != "" {
			req.Header.Set("Authorization", tt.header)
		}
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		var body struct{ Error string }
		err = json.NewDecoder(resp.Body).Decode(&body)
		resp.Body.Close()
		if err != nil || body.Error != tt.want {
			t.Errorf("%s with header %q, form %q = %q, %v, want %q", tt.method, tt.header, tt.form, body.Error, err, tt.want)
		}
	}
}

func TestLinksNameTheHostThatWasAsked(t *testing.T) {
	w := newWorld(t, slacksim.Options{})
	link, err := url.Parse(w.open())
	if err != nil {
		t.Fatal(err)
	}
	if link.Scheme != "ws" || "http://"+link.Host != w.url || link.Path != "/link/" {
		t.Errorf("link = %s, want ws at the host of %s", link, w.url)
	}
}

// clock is set by the test.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func newClock() *clock { return &clock{now: time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)} }

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}
