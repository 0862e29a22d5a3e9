package slacksim

import (
	"maps"
	"slices"
	"sync"
)

// watch hears of changes until stop is called. It holds at most one note per
// channel however slow its reader is.
type watch struct {
	all     watches // that it is among until stop
	user    string  // "" hears everything
	channel string  // "" hears every channel
	ready   chan struct{}

	mu       sync.Locker // the workspace's; guards what follows, and all
	channels map[string]bool
	people   bool // people, channels, groups or connections changed
	shown    bool // a modal of the user's opened, changed or closed, or their Home tab changed
}

// notes are what a watch has heard.
type notes struct {
	Channels []string `json:"channels"` // ids, in order
	People   bool     `json:"people"`
	View     bool     `json:"view,omitempty"` // the modal, or the Home tab
}

// watches are all that hear of changes.
type watches map[*watch]struct{}

func (v *watch) stop() {
	v.mu.Lock()
	defer v.mu.Unlock()
	delete(v.all, v)
}

// drain returns what was heard since the last drain.
func (v *watch) drain() notes {
	v.mu.Lock()
	defer v.mu.Unlock()
	n := notes{slices.AppendSeq([]string{}, maps.Keys(v.channels)), v.people, v.shown}
	slices.Sort(n.Channels)
	clear(v.channels)
	v.people, v.shown = false, false
	return n
}

func (v *watch) tell() {
	select {
	case v.ready <- struct{}{}:
	default: // told already and not yet looked
	}
}
