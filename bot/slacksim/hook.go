package slacksim

import (
	"crypto/rand"
	"net/http"
	"strconv"
	"strings"
	"time"
)

const (
	hookUses = 5 // https://docs.slack.dev/interactivity/handling-user-interaction#message_responses
	hookLife = 30 * time.Minute
	maxHooks = 10_000 // then the oldest is forgotten, as if it had expired
)

// hook is a response URL: who may be answered where.
type hook struct {
	kind    string // "commands", "actions", or "app" for modals and shortcuts
	channel string
	user    string
	thread  string
	source  string // ts of the message whose button was pressed
	secret  string
	uses    int
	expires time.Time
}

type hooks struct {
	byID  map[string]*hook
	order []string
	last  int
}

// newHook returns the address of a response URL. The caller holds mu.
func (w *Workspace) newHook(h hook) string {
	all := &w.hooks
	if all.byID == nil {
		all.byID = map[string]*hook{}
	}
	if len(all.order) >= maxHooks {
		delete(all.byID, all.order[0])
		all.order = all.order[1:]
	}
	all.last++
	id := strconv.Itoa(all.last)
	h.secret, h.expires = rand.Text(), w.opts.Now().Add(hookLife)
	all.byID[id] = &h
	all.order = append(all.order, id)
	return w.origin() + "/" + h.kind + "/" + w.opts.Team.ID + "/" + id + "/" + h.secret
}

// take finds the hook that an address names and uses it once. The caller holds mu.
func (w *Workspace) takeHook(r *http.Request) (*hook, error) {
	h := w.hooks.byID[r.PathValue("hook")]
	if h == nil || h.secret != r.PathValue("secret") || !strings.HasPrefix(r.URL.Path, "/"+h.kind+"/") {
		return nil, fail("expired_url")
	}
	if !w.opts.Now().Before(h.expires) {
		return nil, fail("expired_url")
	}
	if h.uses >= hookUses {
		return nil, fail("used_url")
	}
	h.uses++
	return h, nil
}

// serveHook answers a response URL. It needs no token and no membership. Slack
// answers 200 `ok`; what it answers to a spent address is told by users only.
func (w *Workspace) serveHook(rw http.ResponseWriter, r *http.Request) {
	if fault, faulty := w.takeFault("response_url"); faulty && fault.answer(rw) {
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
	h, err := w.takeHook(r)
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
	setFrom(&m.thread, p["thread_ts"])
	w.respond(c, u, m, p["response_type"])
	return nil
}

// respond posts an answer to u, or to all in the channel. The caller holds mu.
func (w *Workspace) respond(c *channel, u *User, m *message, kind string) *message {
	if kind == "in_channel" {
		return w.post(c, m)
	}
	m.metadata = nil
	return w.whisper(c, u, m)
}

func setFrom(s *string, v string) {
	if v != "" {
		*s = v
	}
}
