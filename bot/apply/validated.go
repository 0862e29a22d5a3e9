package apply

import (
	"sync"
	"time"
)

// validated is when the approvals of requests were last seen to count. It is
// safe for concurrent use; the zero value has seen none.
type validated struct {
	mu sync.Mutex
	at map[string]time.Time // by request
}

func (v *validated) mark(id string, now time.Time) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.at == nil {
		v.at = map[string]time.Time{}
	}
	for other, at := range v.at {
		if now.Sub(at) > revalidate {
			delete(v.at, other)
		}
	}
	v.at[id] = now
}

func (v *validated) fresh(id string, now time.Time) bool {
	v.mu.Lock()
	defer v.mu.Unlock()
	at, ok := v.at[id]
	return ok && now.Sub(at) < revalidate
}
