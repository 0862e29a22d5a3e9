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

// hooks are those given out, oldest first.
type hooks struct {
	byID  map[string]*hook
	order []string
	last  int
}

// issue returns the path of a new response URL.
func (all *hooks) issue(h hook, team string, now time.Time) string {
	if all.byID == nil {
		all.byID = map[string]*hook{}
	}
	if len(all.order) >= maxHooks {
		delete(all.byID, all.order[0])
		all.order = all.order[1:]
	}
	all.last++
	id := strconv.Itoa(all.last)
	h.secret, h.expires = rand.Text(), now.Add(hookLife)
	all.byID[id] = &h
	all.order = append(all.order, id)
	return "/" + h.kind + "/" + team + "/" + id + "/" + h.secret
}

// use finds the hook that an address names and uses it once.
func (all *hooks) use(r *http.Request, now time.Time) (*hook, error) {
	h := all.byID[r.PathValue("hook")]
	if h == nil || h.secret != r.PathValue("secret") || !strings.HasPrefix(r.URL.Path, "/"+h.kind+"/") {
		return nil, fail("expired_url")
	}
	if !now.Before(h.expires) {
		return nil, fail("expired_url")
	}
	if h.uses >= hookUses {
		return nil, fail("used_url")
	}
	h.uses++
	return h, nil
}
