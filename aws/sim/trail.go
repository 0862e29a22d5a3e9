package sim

import (
	"slices"
	"sync"
	"time"
)

const (
	trailLife  = 90 * 24 * time.Hour // of an event in the history of CloudTrail
	trailCount = 1000                // events that an account keeps in a Region at least,
	trailBytes = 4 << 20             // unless they are very large
	maxTrails  = 10_000              // accounts times Regions
)

// event is a call as CloudTrail remembers it.
type event struct {
	seq       uint64
	id        string
	name      string
	source    string // ec2.amazonaws.com
	readOnly  bool
	username  string // "" for a caller of another account
	accessKey string
	at        time.Time // in whole seconds, as CloudTrail has it
	visible   time.Time
	resources []eventResource
	record    string // the event itself, as JSON
}

type eventResource struct{ ResourceType, ResourceName string }

// trail is the history of one account in one Region.
type trail struct {
	events []*event // oldest first
	bytes  int      // of their records
}

// trails are the histories of all accounts.
type trails struct {
	mu   sync.Mutex // guards everything below
	of   map[placeKey]*trail
	last uint64 // number of the newest event
}

// add puts an event into a history. Of those that call from more places than
// any test has, nothing is kept.
func (all *trails) add(key placeKey, e *event) {
	all.mu.Lock()
	defer all.mu.Unlock()
	t := all.of[key]
	if t == nil {
		if len(all.of) >= maxTrails {
			return
		}
		if all.of == nil {
			all.of = map[placeKey]*trail{}
		}
		t = &trail{}
		all.of[key] = t
	}
	all.last++
	e.seq = all.last
	t.add(e)
}

func (t *trail) add(e *event) {
	t.events = append(t.events, e)
	if t.bytes += len(e.record); len(t.events) <= 2*trailCount && t.bytes <= 2*trailBytes {
		return
	}
	// Half of it goes at once, so that adding stays cheap.
	drop := 0
	for ; len(t.events)-drop > trailCount || t.bytes > trailBytes; drop++ {
		t.bytes -= len(t.events[drop].record)
	}
	t.events = slices.Clone(t.events[drop:])
}
