package slacksim

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gorilla/websocket"
)

const (
	maxSockets = 10 // live connections per app; https://docs.slack.dev/apis/events-api/using-socket-mode
	// maxAck is where Slack starts to drop answers without a word: found out by
	// users of slack-go and of Slack's own client, and written down nowhere.
	maxAck      = 20_480
	maxFrame    = 1 << 20
	writeWait   = 10 * time.Second // then a client that does not read is cut
	closeWait   = time.Second      // for the client's half of the close handshake
	lingerWait  = 30 * time.Second // for the client to end a connection that it closed
	warnBefore  = 10 * time.Second // a warning precedes a refresh
	debugLife   = 360 * time.Second
	queueFrames = 64
)

// socket is one Socket Mode connection. One goroutine reads, another writes.
type socket struct {
	ws     *websocket.Conn
	frames *frameWatcher
	out    chan []byte   // text frames to write
	last   chan farewell // at most one: what to write before ending
	gone   chan struct{} // closed when the reader has ended
	life   time.Duration
	ending atomic.Bool // we end it, not the client
}

// farewell ends a connection: a frame to send first, if any, and the code of
// the close frame; code 0 cuts without one.
type farewell struct {
	frame []byte
	code  int
	// linger sends nothing: the client has closed, and is answered. Slack leaves
	// it to the client to end the TCP connection then, which Slack's own client
	// for Node waited for in vain until 3.2.0.
	linger bool
}

// upgrader takes every origin: slack-go sends https://api.slack.com.
var upgrader = websocket.Upgrader{
	ReadBufferSize: 4096, WriteBufferSize: 4096, // set, so that frameWatcher sits below the buffer
	WriteBufferPool: &sync.Pool{},
	CheckOrigin:     func(*http.Request) bool { return true },
}

type helloFrame struct {
	Type           string          `json:"type"`
	NumConnections int             `json:"num_connections"`
	DebugInfo      debugInfo       `json:"debug_info"`
	ConnectionInfo *connectionInfo `json:"connection_info,omitempty"`
}

type disconnectFrame struct {
	Type           string          `json:"type"`
	Reason         string          `json:"reason"`
	NumConnections int             `json:"num_connections,omitempty"`
	DebugInfo      debugInfo       `json:"debug_info"`
	ConnectionInfo *connectionInfo `json:"connection_info,omitempty"`
}

type debugInfo struct {
	Host        string `json:"host"`
	BuildNumber int    `json:"build_number,omitempty"`
	Life        int    `json:"approximate_connection_time,omitempty"` // seconds
}

type connectionInfo struct {
	AppID string `json:"app_id"`
}

const socketHost = "applink-local"

// serveLink opens a Socket Mode connection and reads it until it ends.
func (w *Workspace) serveLink(rw http.ResponseWriter, r *http.Request) {
	w.mu.Lock()
	refuse := w.faults.socket.Refuse || w.closed
	ok := !refuse && w.tickets.use(r.URL.Query().Get("ticket"), w.opts.Now())
	if ok {
		w.tasks.Add(1)
	}
	w.mu.Unlock()
	if refuse {
		http.Error(rw, "unavailable", http.StatusServiceUnavailable)
		return
	}
	if !ok {
		http.Error(rw, "invalid ticket", http.StatusForbidden)
		return
	}
	defer w.tasks.Done()
	frames := &frameWatcher{}
	ws, err := upgrader.Upgrade(&watchedWriter{rw, frames}, r, nil)
	if err != nil {
		w.opts.Log.Debug("websocket upgrade", "error", err)
		return // Upgrade has answered
	}
	s := &socket{
		ws: ws, frames: frames, out: make(chan []byte, queueFrames), last: make(chan farewell, 1),
		gone: make(chan struct{}), life: w.opts.ConnectionLife,
	}
	if r.URL.Query().Get("debug_reconnects") == "true" {
		s.life = min(s.life, debugLife)
	}
	w.join(s)
	written := make(chan struct{})
	go func() {
		defer close(written)
		w.write(s)
	}()
	w.read(s)
	w.leave(s)
	close(s.gone)
	<-written
}

const tooMany = "too_many_websockets"

// join greets s and makes it one of those that envelopes go to, or turns it away.
func (w *Workspace) join(s *socket) {
	w.mu.Lock()
	defer w.mu.Unlock()
	n, fault := len(w.sockets), w.faults.socket
	app := &connectionInfo{w.opts.AppID}
	if fault.Life > 0 {
		s.life = min(s.life, fault.Life)
	}
	switch {
	case w.closed:
		s.end(farewell{code: websocket.CloseGoingAway})
	case n >= maxSockets || fault.TurnAway == tooMany:
		s.end(farewell{frame: mustJSON(disconnectFrame{
			Type: "disconnect", Reason: tooMany, NumConnections: n,
			DebugInfo: debugInfo{Host: socketHost}, ConnectionInfo: app,
		}), code: websocket.CloseNormalClosure})
	case fault.TurnAway != "":
		s.end(farewell{frame: disconnectNotice(fault.TurnAway), code: websocket.CloseNormalClosure})
	default:
		w.sockets, w.connected = append(w.sockets, s), true
		if !fault.NoHello && !fault.HalfOpen {
			s.out <- mustJSON(helloFrame{
				Type: "hello", NumConnections: n + 1, ConnectionInfo: app,
				DebugInfo: debugInfo{Host: socketHost, BuildNumber: 1, Life: int(s.life / time.Second)},
			})
		}
		w.changed(nil, "")
	}
}

// leave takes s from those that envelopes go to. It may be called again.
func (w *Workspace) leave(s *socket) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if i := slices.Index(w.sockets, s); i >= 0 {
		w.sockets = slices.Delete(w.sockets, i, i+1)
		w.changed(nil, "")
	}
}

// end asks the writer to end the connection; only the first time counts.
func (s *socket) end(f farewell) {
	select {
	case s.last <- f:
	default:
	}
}

// read takes what the client sends until the connection ends.
func (w *Workspace) read(s *socket) {
	s.ws.SetReadLimit(maxFrame)
	w.answerControl(s)
	for {
		_, data, err := s.ws.ReadMessage()
		if err != nil {
			if _, closed := errors.AsType[*websocket.CloseError](err); closed && !s.ending.Load() {
				s.end(farewell{linger: true})
				_, _ = io.Copy(io.Discard, s.frames.Conn) // until it ends, which is all that is waited for
			}
			return
		}
		split := s.frames.wasSplit()
		if w.socketFault().HalfOpen {
			continue
		}
		if split || len(data) >= maxAck {
			w.opts.Log.Debug("dropped an answer", "bytes", len(data), "split", split)
			continue
		}
		var ack struct {
			EnvelopeID string          `json:"envelope_id"`
			Payload    json.RawMessage `json:"payload"`
		}
		if err := json.Unmarshal(data, &ack); err != nil || ack.EnvelopeID == "" {
			w.opts.Log.Debug("not an answer", "bytes", len(data))
			continue
		}
		w.acknowledge(ack.EnvelopeID, ack.Payload)
	}
}

// answerControl answers pings and the close frame, but on a half-open network.
func (w *Workspace) answerControl(s *socket) {
	pong, bye := s.ws.PingHandler(), s.ws.CloseHandler()
	s.ws.SetPingHandler(func(data string) error {
		if w.socketFault().HalfOpen {
			return nil
		}
		return pong(data)
	})
	s.ws.SetCloseHandler(func(code int, text string) error {
		if w.socketFault().HalfOpen {
			return nil
		}
		w.leave(s) // before the client can know that it is out
		return bye(code, text)
	})
}

// write sends frames and pings until the connection ends or is to end.
func (w *Workspace) write(s *socket) {
	defer s.ws.Close()
	ping := time.NewTicker(w.opts.PingInterval)
	defer ping.Stop()
	refresh := time.NewTimer(s.life)
	defer refresh.Stop()
	warn := time.NewTimer(max(s.life-warnBefore, 0))
	defer warn.Stop()
	if s.life <= warnBefore {
		warn.Stop()
	}
	for {
		var err error
		select {
		case frame := <-s.out:
			if !w.socketFault().HalfOpen {
				err = s.send(websocket.TextMessage, frame)
			}
		case <-ping.C:
			if f := w.socketFault(); !f.NoPing && !f.HalfOpen {
				err = s.send(websocket.PingMessage, []byte("Ping from "+socketHost))
			}
		case <-warn.C:
			if !w.socketFault().HalfOpen {
				err = s.send(websocket.TextMessage, disconnectNotice("warning"))
			}
		case <-refresh.C:
			if w.socketFault().HalfOpen {
				refresh.Reset(closeWait)
				continue
			}
			s.end(farewell{frame: disconnectNotice("refresh_requested"), code: websocket.CloseNormalClosure})
		case f := <-s.last:
			w.leave(s)
			if f.linger {
				w.linger(s)
				return
			}
			s.ending.Store(true)
			s.bye(f)
			return
		case <-w.done:
			w.leave(s)
			s.ending.Store(true)
			s.bye(farewell{code: websocket.CloseGoingAway})
			return
		case <-s.gone:
			return
		}
		if err != nil {
			return
		}
	}
}

// linger leaves it to the client to end a connection that it has closed.
func (w *Workspace) linger(s *socket) {
	wait := time.NewTimer(lingerWait)
	defer wait.Stop()
	select {
	case <-s.gone:
	case <-wait.C:
	case <-w.done:
	}
}

// bye writes what is left, then the close frame, and waits for the client's.
func (s *socket) bye(f farewell) {
	for len(s.out) > 0 && f.code != 0 {
		if s.sendWithin(closeWait, websocket.TextMessage, <-s.out) != nil {
			return
		}
	}
	if f.frame != nil && s.sendWithin(closeWait, websocket.TextMessage, f.frame) != nil || f.code == 0 {
		return
	}
	if s.sendWithin(closeWait, websocket.CloseMessage, websocket.FormatCloseMessage(f.code, "")) != nil {
		return
	}
	wait := time.NewTimer(closeWait)
	defer wait.Stop()
	select {
	case <-s.gone:
	case <-wait.C:
	}
}

// send writes one frame, and cuts a client that does not take it in time.
func (s *socket) send(kind int, data []byte) error {
	return s.sendWithin(writeWait, kind, data)
}

func (s *socket) sendWithin(wait time.Duration, kind int, data []byte) error {
	cut := time.AfterFunc(wait, func() { s.ws.NetConn().Close() })
	defer cut.Stop()
	if kind == websocket.TextMessage {
		return s.ws.WriteMessage(kind, data)
	}
	return s.ws.WriteControl(kind, data, time.Time{})
}

func disconnectNotice(reason string) []byte {
	return mustJSON(disconnectFrame{Type: "disconnect", Reason: reason, DebugInfo: debugInfo{Host: socketHost}})
}

// linkURL is where the client that asked r may connect with ticket.
func (w *Workspace) linkURL(r *http.Request, ticket string) string {
	scheme := "ws"
	if r.TLS != nil {
		scheme = "wss"
	}
	return scheme + "://" + r.Host + "/link/?ticket=" + ticket + "&app_id=" + strings.ToLower(w.opts.AppID)
}
