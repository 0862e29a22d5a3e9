package slacksim

// watch returns one that hears what a person sees, in one channel or in all.
func (w *Workspace) watch(user, channel string) *watch {
	v := &watch{all: w.watches, user: user, channel: channel, ready: make(chan struct{}, 1), mu: &w.mu, channels: map[string]bool{}}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.watches[v] = struct{}{}
	return v
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
	for v := range w.watches {
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

// viewChanged tells those who follow a person. The caller holds mu.
func (w *Workspace) viewChanged(user string) {
	for v := range w.watches {
		if v.user == user && v.channel == "" {
			v.shown = true
			v.tell()
		}
	}
}
