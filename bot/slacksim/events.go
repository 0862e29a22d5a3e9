package slacksim

import (
	"encoding/json"
	"net/http"
	"time"
)

// keepAlive is how often a quiet stream says that it is alive, so that the page
// notices when it is not.
const keepAlive = 15 * time.Second

// serveEvents streams notes on what a person could see change (server-sent
// events). `event: hello` opens it; `event: change` carries
// {"channels":["C…"],"people":true,"view":true}: the channels whose messages to
// read again, whether to read everything else again, and whether to read the
// open modal and the Home tab again. Notes that a slow reader has not taken are
// merged into one.
func (w *Workspace) serveEvents(rw http.ResponseWriter, r *http.Request) {
	w.mu.Lock()
	u, closed := w.findUser(r.PathValue("user")), w.closed
	w.mu.Unlock()
	if closed {
		writePersonError(rw, &personError{http.StatusServiceUnavailable, "closed", "the workspace is closed"})
		return
	}
	if u == nil || u.Bot {
		writePersonError(rw, &personError{http.StatusNotFound, "user_not_found", "there is no person " + r.PathValue("user")})
		return
	}
	v := w.watch(u.ID, "")
	defer v.stop()
	rw.Header().Set("Content-Type", "text/event-stream")
	rw.Header().Set("Cache-Control", "no-store")
	stream := http.NewResponseController(rw)
	send := func(event string, data any) bool {
		body, err := json.Marshal(data)
		if err != nil {
			return false
		}
		_, err = rw.Write([]byte("event: " + event + "\ndata: " + string(body) + "\n\n"))
		return err == nil && stream.Flush() == nil
	}
	alive := time.NewTicker(keepAlive)
	defer alive.Stop()
	if !send("hello", reply{}) {
		return
	}
	for {
		var ok bool
		select {
		case <-v.ready:
			ok = send("change", v.drain())
		case <-alive.C:
			ok = send("alive", reply{})
		case <-r.Context().Done():
			return
		case <-w.done:
			return
		}
		if !ok {
			return
		}
	}
}
