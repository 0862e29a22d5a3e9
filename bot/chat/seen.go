package chat

import "sync"

// seen remembers the last keys that it was shown, and forgets older ones.
// It is safe for concurrent use.
type seen struct {
	mu   sync.Mutex
	keys map[string]struct{}
	ring []string // as long as the memory; next is the oldest
	next int
}

// newSeen returns a memory of size keys.
func newSeen(size int) *seen {
	return &seen{keys: make(map[string]struct{}, size), ring: make([]string, size)}
}

// before reports whether any of keys was shown before, and remembers all of
// them. Empty keys are nobody's.
func (s *seen) before(keys ...string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	known := false
	for _, k := range keys {
		if k == "" {
			continue
		}
		if _, ok := s.keys[k]; ok {
			known = true
			continue
		}
		delete(s.keys, s.ring[s.next])
		s.keys[k], s.ring[s.next] = struct{}{}, k
		s.next = (s.next + 1) % len(s.ring)
	}
	return known
}
