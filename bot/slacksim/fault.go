package slacksim

import (
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/gorilla/websocket"
)

// Fault makes a Web API method fail. The zero value of everything but one of
// Status, Error, Lose and Delay is the usual.
type Fault struct {
	Method     string        `json:"method"`          // "chat.postMessage"; "" is every method
	Skip       int           `json:"skip"`            // calls that pass first
	Count      int           `json:"count"`           // calls that fail then; 0 is until ClearFaults
	Status     int           `json:"status"`          // HTTP status, with Slack's body for it
	RetryAfter int           `json:"retry_after"`     // seconds, header of a 429; 0 leaves the header out
	Error      string        `json:"error"`           // Slack's error code, with status 200
	HTML       bool          `json:"html"`            // the body is a page, as from a broken proxy
	Lose       bool          `json:"lose"`            // do it, and cut the connection instead of answering
	Delay      time.Duration `json:"delay,omitempty"` // nanoseconds before anything else happens
}

// SocketFault makes Socket Mode fail. Counts go down by one per envelope.
type SocketFault struct {
	Refuse  bool `json:"refuse"`   // new connections get 503
	NoHello bool `json:"no_hello"` // new connections hear no hello
	NoPing  bool `json:"no_ping"`  // no pings come, and all else does
	// HalfOpen is a network that takes everything and brings nothing, to either
	// side, and closes nothing: what is sent meanwhile is lost.
	HalfOpen bool `json:"half_open"`
	// TurnAway is the reason of the disconnect that new connections hear in place
	// of a hello: link_disabled, as when Socket Mode was turned off in the app's
	// settings, or too_many_websockets.
	TurnAway  string        `json:"turn_away"`
	Life      time.Duration `json:"life,omitempty"`  // nanoseconds until a new connection is refreshed; 0 is what Options say
	DropAcks  int           `json:"drop_acks"`       // answers that get lost
	Duplicate int           `json:"duplicate"`       // envelopes that come twice, each with its own envelope_id
	Delay     time.Duration `json:"delay,omitempty"` // nanoseconds until an envelope is sent; the 3 s run meanwhile
}

// faults are guarded by the workspace's lock.
type faults struct {
	api    []*Fault
	socket SocketFault
}

// Fail adds a fault of the Web API. Of several that match a call, the first counts.
func (w *Workspace) Fail(f Fault) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if f.Count == 0 {
		f.Count = -1
	}
	w.faults.api = append(w.faults.api, &f)
}

// FailSockets replaces the faults of Socket Mode.
func (w *Workspace) FailSockets(f SocketFault) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.faults.socket = f
}

// ClearFaults makes everything work again, and the rate limits what Options say.
func (w *Workspace) ClearFaults() {
	w.mu.Lock()
	w.faults = faults{}
	w.mu.Unlock()
	w.SetTierFactor(w.opts.TierFactor)
}

// Cut ends every connection without a close frame, as a network does.
func (w *Workspace) Cut() { w.endSockets(farewell{}) }

// Disconnect sends every connection a disconnect frame with the given reason
// ("refresh_requested", "link_disabled") and closes it. A "warning" closes nothing.
func (w *Workspace) Disconnect(reason string) {
	if reason != "warning" {
		w.endSockets(farewell{frame: disconnectNotice(reason), code: websocket.CloseNormalClosure})
		return
	}
	for _, s := range w.liveSockets() {
		select {
		case s.out <- disconnectNotice(reason):
		case <-s.gone:
		}
	}
}

func (w *Workspace) endSockets(f farewell) {
	for _, s := range w.liveSockets() {
		w.leave(s)
		s.end(f)
	}
}

func (w *Workspace) liveSockets() []*socket {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Clone(w.sockets)
}

func (w *Workspace) socketFault() SocketFault {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.faults.socket
}

// takeSocketFault is what happens to one envelope.
func (w *Workspace) takeSocketFault() SocketFault {
	w.mu.Lock()
	defer w.mu.Unlock()
	f := w.faults.socket
	w.faults.socket.DropAcks = max(f.DropAcks-1, 0)
	w.faults.socket.Duplicate = max(f.Duplicate-1, 0)
	return f
}

// takeFault is what happens to one call of a method.
func (w *Workspace) takeFault(method string) (Fault, bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for i, f := range w.faults.api {
		if f.Method != "" && f.Method != method {
			continue
		}
		if f.Skip > 0 {
			f.Skip--
			continue
		}
		if f.Count > 0 {
			if f.Count--; f.Count == 0 {
				w.faults.api = slices.Delete(w.faults.api, i, i+1)
			}
		}
		return *f, true
	}
	return Fault{}, false
}

// answer writes what the fault makes of a call, and reports whether it did:
// a fault that only delays or loses the answer lets the call happen.
func (f Fault) answer(rw http.ResponseWriter) bool {
	switch {
	case f.HTML:
		rw.Header().Set("Content-Type", "text/html; charset=utf-8")
		rw.WriteHeader(max(f.Status, http.StatusOK))
		_, _ = rw.Write([]byte("<!doctype html><title>Slack</title><h1>Something went wrong</h1>")) // a client that is gone needs no answer
	case f.Status == http.StatusTooManyRequests:
		if f.RetryAfter > 0 {
			rw.Header().Set("Retry-After", strconv.Itoa(f.RetryAfter))
		}
		writeJSON(rw, f.Status, reply{"ok": false, "error": "ratelimited"})
	case f.Status >= 500:
		writeJSON(rw, f.Status, reply{"ok": false, "error": "internal_error"})
	case f.Error != "" || f.Status >= 400:
		code := f.Error
		setDefault(&code, "fatal_error")
		writeJSON(rw, max(f.Status, http.StatusOK), reply{"ok": false, "error": code})
	default:
		return false
	}
	return true
}
