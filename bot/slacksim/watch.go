package slacksim

import (
	"maps"
	"slices"
)

// watch hears of changes until stop is called. It holds at most one note per
// channel however slow its reader is.
type watch struct {
	w       *Workspace
	user    string // "" hears everything
	channel string // "" hears every channel
	ready   chan struct{}

	// Guarded by the workspace's lock.
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

func (w *Workspace) watchAll() *watch { return w.watch("", "") }

func (w *Workspace) watch(user, channel string) *watch {
	v := &watch{w: w, user: user, channel: channel, ready: make(chan struct{}, 1), channels: map[string]bool{}}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.views[v] = struct{}{}
	return v
}

func (v *watch) stop() {
	v.w.mu.Lock()
	defer v.w.mu.Unlock()
	delete(v.w.views, v)
}

// drain returns what was heard since the last drain.
func (v *watch) drain() notes {
	v.w.mu.Lock()
	defer v.w.mu.Unlock()
	n := notes{slices.AppendSeq([]string{}, maps.Keys(v.channels)), v.people, v.shown}
	slices.Sort(n.Channels)
	clear(v.channels)
	v.people, v.shown = false, false
	return n
}

// viewChanged tells those who follow a person. The caller holds mu.
func (w *Workspace) viewChanged(user string) {
	for v := range w.views {
		if v.user == user && v.channel == "" {
			v.shown = true
			v.tell()
		}
	}
}

func (v *watch) tell() {
	select {
	case v.ready <- struct{}{}:
	default: // told already and not yet looked
	}
}

// changed counts a change and tells those who can see it: everybody in c, or
// only the person `to`, or, when c is nil, everybody. The caller holds mu.
func (w *Workspace) changed(c *channel, to string) {
	w.changes++
	if c != nil && to == "" {
		c.changed = w.changes
	} else if c != nil {
		c.whispers[to] = w.changes
	}
	for v := range w.views {
		switch {
		case c == nil:
			if v.channel != "" {
				continue
			}
			v.people = true
		case v.channel != "" && v.channel != c.ID, v.user != "" && to != "" && v.user != to:
			continue
		default:
			if v.user != "" {
				if u := w.users[v.user]; u == nil || !w.canRead(c, u) {
					continue
				}
			}
			v.channels[c.ID] = true
		}
		v.tell()
	}
}

// cursor numbers the last change in c that u can see. The caller holds mu.
func (c *channel) cursor(u *User) int64 {
	return max(c.changed, c.whispers[u.ID])
}
