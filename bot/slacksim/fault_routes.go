package slacksim

import (
	"cmp"
	"encoding/json"
	"net/http"
	"slices"

	"github.com/gorilla/websocket"
)

// Fail adds a fault of the Web API. Of several that match a call, the first counts.
func (w *Workspace) Fail(f Fault) { w.faults.add(f) }

// FailSockets replaces the faults of Socket Mode.
func (w *Workspace) FailSockets(f SocketFault) { w.faults.setSocket(f) }

// ClearFaults makes everything work again, and the rate limits what Options say.
func (w *Workspace) ClearFaults() {
	w.faults.clear()
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
		api, socket := w.faults.list()
		w.mu.Lock()
		factor := w.limits.factor
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
		w.Disconnect(cmp.Or(r.URL.Query().Get("reason"), "refresh_requested"))
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
