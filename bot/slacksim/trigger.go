package slacksim

import (
	"crypto/rand"
	"strconv"
	"strings"
	"time"
)

const (
	triggerLife = 3 * time.Second // https://docs.slack.dev/surfaces/modals
	maxTriggers = 10_000          // then the oldest is forgotten, as if it had never been
)

// trigger lets the app open one modal for the person who caused it.
type trigger struct {
	user    string
	channel string // where they did, or ""
	expires time.Time
	used    bool
}

// triggers are those given out, oldest first.
type triggers struct {
	byID  map[string]*trigger
	order []string
	last  int64
}

// issue returns an id of the form 132456.7890123.abcdef.
func (all *triggers) issue(user, channel string, now time.Time) string {
	if all.byID == nil {
		all.byID = map[string]*trigger{}
	}
	if len(all.order) >= maxTriggers {
		delete(all.byID, all.order[0])
		all.order = all.order[1:]
	}
	all.last++
	id := strconv.FormatInt(all.last, 10) + "." + strconv.FormatInt(now.UnixMilli(), 10) + "." + strings.ToLower(rand.Text())
	all.byID[id] = &trigger{user: user, channel: channel, expires: now.Add(triggerLife)}
	all.order = append(all.order, id)
	return id
}

// use returns a trigger, which nobody can use again.
func (all *triggers) use(id string, now time.Time) (*trigger, error) {
	t := all.byID[id]
	switch {
	case t == nil:
		return nil, fail("invalid_trigger_id")
	case t.used:
		return nil, fail("exchanged_trigger_id")
	case !now.Before(t.expires):
		return nil, fail("expired_trigger_id")
	}
	t.used = true
	return t, nil
}
