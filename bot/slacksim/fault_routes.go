package slacksim

import (
	"encoding/json"
	"net/http"
)

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
