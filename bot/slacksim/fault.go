package slacksim

import (
	"cmp"
	"net/http"
	"slices"
	"strconv"
	"sync"
	"time"
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

// faults are those that are on.
type faults struct {
	mu     sync.Mutex // guards what follows
	api    []*Fault
	socket SocketFault
}

func (all *faults) add(f Fault) {
	all.mu.Lock()
	defer all.mu.Unlock()
	if f.Count == 0 {
		f.Count = -1
	}
	all.api = append(all.api, &f)
}

func (all *faults) setSocket(f SocketFault) {
	all.mu.Lock()
	defer all.mu.Unlock()
	all.socket = f
}

func (all *faults) clear() {
	all.mu.Lock()
	defer all.mu.Unlock()
	all.api, all.socket = nil, SocketFault{}
}

// list returns copies of what is on.
func (all *faults) list() ([]Fault, SocketFault) {
	all.mu.Lock()
	defer all.mu.Unlock()
	api := []Fault{}
	for _, f := range all.api {
		api = append(api, *f)
	}
	return api, all.socket
}

// ofSockets is what happens to connections now.
func (all *faults) ofSockets() SocketFault {
	all.mu.Lock()
	defer all.mu.Unlock()
	return all.socket
}

// takeSocket is what happens to one envelope.
func (all *faults) takeSocket() SocketFault {
	all.mu.Lock()
	defer all.mu.Unlock()
	f := all.socket
	all.socket.DropAcks = max(f.DropAcks-1, 0)
	all.socket.Duplicate = max(f.Duplicate-1, 0)
	return f
}

// take is what happens to one call of a method.
func (all *faults) take(method string) (Fault, bool) {
	all.mu.Lock()
	defer all.mu.Unlock()
	for i, f := range all.api {
		if f.Method != "" && f.Method != method {
			continue
		}
		if f.Skip > 0 {
			f.Skip--
			continue
		}
		if f.Count > 0 {
			if f.Count--; f.Count == 0 {
				all.api = slices.Delete(all.api, i, i+1)
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
		code := cmp.Or(f.Error, "fatal_error")
		writeJSON(rw, max(f.Status, http.StatusOK), reply{"ok": false, "error": code})
	default:
		return false
	}
	return true
}
