package sim

import (
	"cmp"
	"net/http"
	"slices"
	"sync"
)

// Effect is what a fault does to a call.
type Effect int

const (
	// Fail answers with an error and changes nothing.
	Fail Effect = iota
	// DoThenLose lets the call take effect and loses its answer: with
	// HTTPStatus 0 the connection is closed, otherwise the caller gets an
	// error of that status.
	DoThenLose
)

// Fault makes calls go wrong. Account, Region and Action that are empty match
// every call; a call is counted when it is signed, its action exists and it
// reaches the handler, whether or not that then refuses it.
type Fault struct {
	Account, Region, Action string

	Nth   int // the matching call that is hit first, counted from 1; 0 means the first
	Times int // how many calls in a row are hit; 0 means one, negative all

	Effect     Effect
	Code       string // "" means InternalError
	Message    string // "" means "An internal error has occurred"
	HTTPStatus int    // 0 means 500 for Fail; see DoThenLose
}

// fault is an injected Fault and how many calls it has seen.
type fault struct {
	Fault
	seen int
}

// faults are those that are injected, oldest first.
type faults struct {
	mu  sync.Mutex
	all []*fault
}

func (f *Fault) refusal() error {
	return refuseWith(cmp.Or(f.HTTPStatus, http.StatusInternalServerError), cmp.Or(f.Code, "InternalError"),
		"%s", cmp.Or(f.Message, "An internal error has occurred"))
}

// inject adds a fault, and returns what removes it.
func (l *faults) inject(f Fault) (remove func()) {
	f.Nth = max(f.Nth, 1)
	if f.Times == 0 {
		f.Times = 1
	}
	injected := &fault{Fault: f}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.all = append(l.all, injected)
	return func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		l.all = slices.DeleteFunc(l.all, func(x *fault) bool { return x == injected })
	}
}

// hit counts a call and returns the fault that is due, nil for none.
func (l *faults) hit(account, region, action string) *Fault {
	l.mu.Lock()
	defer l.mu.Unlock()
	var due *Fault
	for _, f := range l.all {
		if !matches(f.Account, account) || !matches(f.Region, region) || !matches(f.Action, action) {
			continue
		}
		f.seen++
		if due == nil && f.seen >= f.Nth && (f.Times < 0 || f.seen < f.Nth+f.Times) {
			due = &f.Fault
		}
	}
	return due
}

func matches(want, got string) bool { return want == "" || want == got }
