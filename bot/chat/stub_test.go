package chat

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gorilla/websocket"
)

const (
	testBotToken = "xoxb-1234-very-secret"
	testAppToken = "xapp-5678-very-secret"
)

// stub is as much of Slack as one test needs: Web API methods that answer what
// the test says, and sockets that the test writes to and reads from.
type stub struct {
	t    *testing.T
	http *httptest.Server
	// sockets has every connection, after hello.
	sockets chan *stubSocket

	mu      sync.Mutex
	answers map[string]http.HandlerFunc
	calls   map[string][]url.Values // what came, by method; JSON bodies are under "json"
	next    chan struct{}           // closed by the next call
}

type stubSocket struct {
	t    *testing.T
	ws   *websocket.Conn
	acks chan stubAck // closed when the connection has ended
}

type stubAck struct {
	ID      string          `json:"envelope_id"`
	Payload json.RawMessage `json:"payload"`
}

// newStub returns a Slack that knows the bot token, opens sockets, and answers
// {"ok":true} to everything else.
func newStub(t *testing.T) *stub {
	t.Helper()
	s := &stub{t: t, sockets: make(chan *stubSocket, 16), answers: map[string]http.HandlerFunc{}, calls: map[string][]url.Values{}, next: make(chan struct{})}
	s.http = httptest.NewServer(s)
	t.Cleanup(s.http.Close)
	s.json("auth.test", `{"ok":true,"url":"https://xxx.slack.com/","team":"xxx","user":"peerbot","team_id":"T111","user_id":"U0BOT","bot_id":"B111"}`)
	s.json(openMethod, `{"ok":true,"url":"ws`+strings.TrimPrefix(s.http.URL, "http")+`/link/?ticket=1-secret&app_id=a111"}`)
	s.on("link", s.accept)
	return s
}

// on answers a method; hooks/… are response URLs.
func (s *stub) on(method string, h http.HandlerFunc) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.answers[method] = h
}

func (s *stub) json(method, body string) {
	s.on(method, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		fmt.Fprint(w, body)
	})
}

func (s *stub) status(method string, code int, header ...string) {
	s.on(method, func(w http.ResponseWriter, _ *http.Request) {
		for i := 0; i < len(header); i += 2 {
			w.Header().Set(header[i], header[i+1])
		}
		w.WriteHeader(code)
		fmt.Fprint(w, "<html>something went wrong</html>")
	})
}

// asked returns what a method was called with.
func (s *stub) asked(method string) []url.Values {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.calls[method]
}

func (s *stub) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	method := strings.Trim(strings.TrimPrefix(r.URL.Path, "/api/"), "/")
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	values := url.Values{"json": {string(body)}}
	if strings.HasPrefix(r.Header.Get("Content-Type"), "application/x-www-form-urlencoded") {
		values, _ = url.ParseQuery(string(body))
	}
	s.mu.Lock()
	s.calls[method] = append(s.calls[method], values)
	close(s.next)
	s.next = make(chan struct{})
	answer := s.answers[method]
	s.mu.Unlock()
	if answer == nil {
		answer = func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, `{"ok":true}`) }
	}
	answer(w, r)
}

var stubUpgrader = websocket.Upgrader{CheckOrigin: func(*http.Request) bool { return true }}

// accept opens a socket and greets, as Slack does.
func (s *stub) accept(w http.ResponseWriter, r *http.Request) {
	ws, err := stubUpgrader.Upgrade(w, r, nil)
	if err != nil {
		return
	}
	sock := &stubSocket{t: s.t, ws: ws, acks: make(chan stubAck, 4096)}
	sock.write(`{"type":"hello","num_connections":1,"connection_info":{"app_id":"A111"},"debug_info":{"host":"applink-1","build_number":10,"approximate_connection_time":18060}}`)
	s.sockets <- sock
	defer close(sock.acks)
	defer ws.Close()
	for {
		var a stubAck
		if err := ws.ReadJSON(&a); err != nil {
			return
		}
		sock.acks <- a
	}
}

func (s *stub) socket() *stubSocket {
	s.t.Helper()
	select {
	case sock := <-s.sockets:
		return sock
	case <-time.After(10 * time.Second):
		s.t.Fatal("nobody connected")
		return nil
	}
}

func (s *stubSocket) write(frame string) {
	s.t.Helper()
	if err := s.ws.WriteMessage(websocket.TextMessage, []byte(frame)); err != nil {
		s.t.Errorf("write a frame: %v", err)
	}
}

// deliver sends a fixture, with replacements.
func (s *stubSocket) deliver(name string, oldnew ...string) {
	s.t.Helper()
	s.write(fixture(s.t, name, oldnew...))
}

// ack returns the next acknowledgement.
func (s *stubSocket) ack() stubAck {
	s.t.Helper()
	select {
	case a, ok := <-s.acks:
		if !ok {
			s.t.Fatal("the connection ended before an acknowledgement")
		}
		return a
	case <-time.After(10 * time.Second):
		s.t.Fatal("no acknowledgement")
		return stubAck{}
	}
}

func fixture(t testing.TB, name string, oldnew ...string) string {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join("testdata", "inbound", name+".json"))
	if err != nil {
		t.Fatal(err)
	}
	return strings.NewReplacer(oldnew...).Replace(string(raw))
}

// client returns a client of this Slack that logs to the test.
func (s *stub) client(change ...func(*Options)) *Client {
	s.t.Helper()
	o := Options{
		BotToken: testBotToken, AppToken: testAppToken, APIURL: s.http.URL + "/api/",
		Log: slog.New(slog.NewTextHandler(s.t.Output(), &slog.HandlerOptions{Level: slog.LevelDebug})),
	}
	for _, f := range change {
		f(&o)
	}
	c := New(o)
	c.jitter = func() float64 { return 0 }
	c.ref = func() string { return "7f3a0001" }
	return c
}

// waitFor returns the n-th call of a method, counted from 1, when it has come.
func (s *stub) waitFor(method string, n int) url.Values {
	s.t.Helper()
	deadline := time.After(10 * time.Second)
	for {
		s.mu.Lock()
		calls, next := s.calls[method], s.next
		s.mu.Unlock()
		if len(calls) >= n {
			return calls[n-1]
		}
		select {
		case <-next:
		case <-deadline:
			s.t.Fatalf("%s was called %d times, want %d", method, len(calls), n)
		}
	}
}
