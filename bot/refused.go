package bot

import (
	"context"
	"errors"
	"sync"
	"time"

	"peerbot/bot/request"
	"peerbot/bot/store"
)

// refusedAgain is how long the same attempt of the same person is recorded once.
const refusedAgain = 10 * time.Minute

// attempts is which refused attempts were recorded lately. It is safe for
// concurrent use; the zero value is empty.
type attempts struct {
	mu sync.Mutex
	at map[attempt]time.Time
}

type attempt struct{ person, doing, about, code string }

// isNew reports whether an attempt is to be recorded, and remembers it.
func (a *attempts) isNew(x attempt, now time.Time) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.at == nil {
		a.at = map[attempt]time.Time{}
	}
	for other, at := range a.at {
		if now.Sub(at) >= refusedAgain {
			delete(a.at, other)
		}
	}
	if _, ok := a.at[x]; ok {
		return false
	}
	a.at[x] = now
	return true
}

// recordRefusal adds a refused attempt at a decision to the audit log: who tried to
// do what, and why that was refused. That it cannot be added is logged; the
// attempt stays refused.
func (b *Bot) recordRefusal(ctx context.Context, person, doing string, refused error) {
	ue, ok := errors.AsType[*request.UserError](refused)
	if missing, isMissing := errors.AsType[*store.NotFoundError](refused); isMissing {
		ue, ok = &request.UserError{Code: request.NotFound, ID: missing.ID}, true
	}
	if !ok {
		return
	}
	now := b.Now()
	if !b.attempts.isNew(attempt{person, doing, ue.ID, string(ue.Code)}, now) {
		return
	}
	e := request.Event{At: now, Kind: request.EventRefused, Actor: person, Detail: request.Detail("doing", doing, "code", string(ue.Code), "about", ue.ID)}
	switch request.SubjectOf(ue.ID) {
	case request.SubjectRequest:
		e.Request = ue.ID
	case request.SubjectPeering:
		e.Peering = ue.ID
	case request.SubjectFinding, request.SubjectGroup:
	}
	if _, err := b.Store.Save(ctx, store.Change{At: now, Events: []request.Event{e}}); err != nil {
		b.Log.WarnContext(ctx, "refused attempt not recorded", "user", person, "doing", doing, "error", err)
	}
}
