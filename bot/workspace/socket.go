package workspace

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"sync"
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
}

// farewell ends a connection: a frame to send first, if any, and the code of
// the close frame; code 0 cuts without one.
type farewell struct {
	frame []byte
	code  int
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

// join greets s and makes it one of those that envelopes go to, or turns it away.
func (w *Workspace) join(s *socket) {
	w.mu.Lock()
	defer w.mu.Unlock()
	n := len(w.sockets)
	app := &connectionInfo{w.opts.AppID}
	switch {
	case w.closed:
		s.end(farewell{code: websocket.CloseGoingAway})
	case n >= maxSockets:
		s.end(farewell{mustJSON(disconnectFrame{
			Type: "disconnect", Reason: "too_many_websockets", NumConnections: n,
			DebugInfo: debugInfo{Host: socketHost}, ConnectionInfo: app,
		}), websocket.CloseNormalClosure})
	default:
		w.sockets, w.connected = append(w.sockets, s), true
		if !w.faults.socket.NoHello {
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
	for {
		_, data, err := s.ws.ReadMessage()
		if err != nil {
			return // gorilla has answered a close frame, if that was it
		}
		split := s.frames.wasSplit()
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
			err = s.send(websocket.TextMessage, frame)
		case <-ping.C:
			if !w.socketFault().NoPing {
				err = s.send(websocket.PingMessage, []byte("Ping from "+socketHost))
			}
		case <-warn.C:
			err = s.send(websocket.TextMessage, disconnectNotice("warning"))
		case <-refresh.C:
			s.end(farewell{disconnectNotice("refresh_requested"), websocket.CloseNormalClosure})
		case f := <-s.last:
			w.leave(s)
			s.bye(f)
			return
		case <-w.done:
			w.leave(s)
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
