package workspace

import (
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
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
	Refuse    bool          `json:"refuse"`          // new connections get 503
	NoHello   bool          `json:"no_hello"`        // new connections hear no hello
	NoPing    bool          `json:"no_ping"`         // as if half-open: no pings
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
		w.endSockets(farewell{disconnectNotice(reason), 1000})
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

// faultRoutes are the same switches for scripts and the page:
//
//	GET    /faults          what is on
//	POST   /faults          a Fault, added
//	PUT    /faults/sockets  a SocketFault
//	PUT    /faults/limits   {tier_factor}; SetTierFactor
//	POST   /faults/cut      Cut
//	POST   /faults/disconnect?reason=refresh_requested
//	DELETE /faults          ClearFaults
func (w *Workspace) faultRoutes() http.Handler {
	mux := http.NewServeMux()
	show := func(rw http.ResponseWriter) {
		w.mu.Lock()
		api := []Fault{}
		for _, f := range w.faults.api {
			api = append(api, *f)
		}
		socket, factor := w.faults.socket, w.tierFactor
		w.mu.Unlock()
		writeJSON(rw, http.StatusOK, reply{"ok": true, "api": api, "socket": socket, "tier_factor": factor, "default_tier_factor": w.opts.TierFactor})
	}
	mux.HandleFunc("GET /faults", func(rw http.ResponseWriter, _ *http.Request) { show(rw) })
	mux.HandleFunc("POST /faults", func(rw http.ResponseWriter, r *http.Request) {
		var f Fault
		if decodeStrict(rw, r, &f) {
			w.Fail(f)
			show(rw)
		}
	})
	mux.HandleFunc("PUT /faults/sockets", func(rw http.ResponseWriter, r *http.Request) {
		var f SocketFault
		if decodeStrict(rw, r, &f) {
			w.FailSockets(f)
			show(rw)
		}
	})
	mux.HandleFunc("PUT /faults/limits", func(rw http.ResponseWriter, r *http.Request) {
		var f struct {
			TierFactor int `json:"tier_factor"`
		}
		if decodeStrict(rw, r, &f) {
			w.SetTierFactor(f.TierFactor)
			show(rw)
		}
	})
	mux.HandleFunc("POST /faults/cut", func(rw http.ResponseWriter, _ *http.Request) { w.Cut(); show(rw) })
	mux.HandleFunc("POST /faults/disconnect", func(rw http.ResponseWriter, r *http.Request) {
		reason := r.URL.Query().Get("reason")
		setDefault(&reason, "refresh_requested")
		w.Disconnect(reason)
		show(rw)
	})
	mux.HandleFunc("DELETE /faults", func(rw http.ResponseWriter, _ *http.Request) { w.ClearFaults(); show(rw) })
	return mux
}

// decodeStrict reads a small JSON body into v, or answers 400 and reports false.
func decodeStrict(rw http.ResponseWriter, r *http.Request, v any) bool {
	d := json.NewDecoder(http.MaxBytesReader(rw, r.Body, 1<<16))
	d.DisallowUnknownFields()
	if err := d.Decode(v); err != nil {
		writeJSON(rw, http.StatusBadRequest, reply{"ok": false, "error": "invalid_json", "error_text": "the body is not what is expected: " + err.Error()})
		return false
	}
	return true
}
