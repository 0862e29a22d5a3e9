package slacksim

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/gorilla/websocket"
)

// serveLink opens a Socket Mode connection and reads it until it ends.
func (w *Workspace) serveLink(rw http.ResponseWriter, r *http.Request) {
	w.mu.Lock()
	refuse := w.faults.ofSockets().Refuse || w.closed
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
	n, fault := len(w.sockets), w.faults.ofSockets()
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
		if w.faults.ofSockets().HalfOpen {
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
		if w.faults.ofSockets().HalfOpen {
			return nil
		}
		return pong(data)
	})
	s.ws.SetCloseHandler(func(code int, text string) error {
		if w.faults.ofSockets().HalfOpen {
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
			if !w.faults.ofSockets().HalfOpen {
				err = s.send(websocket.TextMessage, frame)
			}
		case <-ping.C:
			if f := w.faults.ofSockets(); !f.NoPing && !f.HalfOpen {
				err = s.send(websocket.PingMessage, []byte("Ping from "+socketHost))
			}
		case <-warn.C:
			if !w.faults.ofSockets().HalfOpen {
				err = s.send(websocket.TextMessage, disconnectNotice("warning"))
			}
		case <-refresh.C:
			if w.faults.ofSockets().HalfOpen {
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

// linkURL is where the client that asked r may connect with ticket.
func (w *Workspace) linkURL(r *http.Request, ticket string) string {
	scheme := "ws"
	if r.TLS != nil {
		scheme = "wss"
	}
	return scheme + "://" + r.Host + "/link/?ticket=" + ticket + "&app_id=" + strings.ToLower(w.opts.AppID)
}

// Connected returns the number of live Socket Mode connections.
func (w *Workspace) Connected() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return len(w.sockets)
}

// WaitConnected returns when at least n connections are live, or with ctx's error.
func (w *Workspace) WaitConnected(ctx context.Context, n int) error {
	v := w.watch("", "")
	defer v.stop()
	for {
		if w.Connected() >= n {
			return nil
		}
		select {
		case <-v.ready:
			v.drain()
		case <-w.done:
			return errClosed
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}
