package slacksim

import (
	"cmp"
	"net/http"
	"strings"
)

// serveHook answers a response URL. It needs no token and no membership. Slack
// answers 200 `ok`; what it answers to a spent address is told by users only.
func (w *Workspace) serveHook(rw http.ResponseWriter, r *http.Request) {
	if fault, faulty := w.faults.take("response_url"); faulty && fault.answer(rw) {
		return
	}
	p, err := parseParams(rw, r)
	if err != nil {
		writeJSON(rw, http.StatusBadRequest, failure(err))
		return
	}
	if payload, ok := p["payload"]; ok {
		if err := p.readJSON(strings.NewReader(payload)); err != nil {
			writeJSON(rw, http.StatusBadRequest, failure(err))
			return
		}
	}
	w.mu.Lock()
	h, err := w.hooks.use(r, w.opts.Now())
	w.mu.Unlock()
	if err != nil {
		writeJSON(rw, http.StatusNotFound, failure(err))
		return
	}
	if err := w.useHook(h, p); err != nil {
		writeJSON(rw, http.StatusOK, failure(err))
		return
	}
	if h.kind == "actions" {
		writeJSON(rw, http.StatusOK, reply{"ok": true})
		return
	}
	rw.Header().Set("Content-Type", "text/plain; charset=utf-8")
	_, _ = rw.Write([]byte("ok")) // a client that is gone needs no answer
}

func (w *Workspace) useHook(h *hook, p params) error {
	body, err := w.content(p)
	if err != nil {
		return err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	c, u := w.channels[h.channel], w.users[h.user]
	if c == nil || u == nil {
		return fail("channel_not_found")
	}
	// A slash command has no message that could be replaced.
	if source := c.find(h.source); h.source != "" {
		switch {
		case p.flag("delete_original"):
			if source != nil && source.bot {
				w.remove(c, source.ts)
			}
			return nil
		case p.flag("replace_original"):
			if source == nil || !source.bot {
				return fail("message_not_found")
			}
			m, err := w.edited(source, body)
			if err == nil {
				w.replace(c, m)
			}
			return err
		}
	}
	if body.empty() {
		return fail("no_text")
	}
	m := w.botMessage(body)
	m.thread = h.thread
	m.thread = cmp.Or(p["thread_ts"], m.thread)
	w.respond(c, u, m, p["response_type"])
	return nil
}
