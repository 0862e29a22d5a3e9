package approval

import (
	"sync"
	"time"

	"peerbot/bot/request"
)

// shownFor is how long it is remembered that somebody was shown a plan.
const shownFor = time.Hour

// shown is which plans this process has shown to whom, in an answer to an approval
// that they typed. Another replica, and this one after a restart, shows it once
// more. It is safe for concurrent use; the zero value is empty.
type shown struct {
	mu sync.Mutex
	at map[view]time.Time
}

type view struct{ person, request, digest string }

func (s *shown) add(person string, r request.Request, now time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.at == nil {
		s.at = map[view]time.Time{}
	}
	for v, at := range s.at {
		if now.Sub(at) > shownFor {
			delete(s.at, v)
		}
	}
	s.at[view{person, r.ID, r.Plan.Digest}] = now
}

func (s *shown) has(person string, r request.Request, now time.Time) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	at, ok := s.at[view{person, r.ID, r.Plan.Digest}]
	return ok && now.Sub(at) <= shownFor
}
