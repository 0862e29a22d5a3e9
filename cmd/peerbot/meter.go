package main

import (
	"net/http"
	"slices"
	"sync"
	"time"
)

// meter measures the calls that reach the local AWS: how many there are, and
// how many wait one for another. It makes every call take a while, as AWS
// does, so that calls that are made at the same time are seen to be.
type meter struct {
	next    http.Handler
	latency time.Duration

	mu    sync.Mutex
	calls []metered
}

type metered struct{ begin, end time.Time }

func (m *meter) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	begin := time.Now()
	t := time.NewTimer(m.latency)
	select {
	case <-t.C:
	case <-r.Context().Done():
		t.Stop()
	}
	m.next.ServeHTTP(w, r)
	m.mu.Lock()
	defer m.mu.Unlock()
	m.calls = append(m.calls, metered{begin: begin, end: time.Now()})
}

// between returns the calls that began in a span of time, in order.
func (m *meter) between(from, to time.Time) []metered {
	m.mu.Lock()
	defer m.mu.Unlock()
	var out []metered
	for _, c := range m.calls {
		if !c.begin.Before(from) && c.begin.Before(to) {
			out = append(out, c)
		}
	}
	slices.SortFunc(out, func(a, b metered) int { return a.begin.Compare(b.begin) })
	return out
}

// chain is the length of the longest sequence of calls of which each began
// after the one before it had ended.
func chain(calls []metered) int {
	longest := 0
	best := make([]int, len(calls))
	for i, c := range calls {
		best[i] = 1
		for j := range i {
			if !calls[j].end.After(c.begin) {
				best[i] = max(best[i], best[j]+1)
			}
		}
		longest = max(longest, best[i])
	}
	return longest
}
