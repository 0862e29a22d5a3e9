package peeringtest

import (
	"maps"
	"slices"

	"peerbot/aws/peering"
)

// Connect makes an active connection that nobody tagged, and returns its id.
func (w *World) Connect(requester, accepter peering.Ref) string {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.mustVPC(requester)
	c := w.addConnection(requester, accepter)
	c.status, c.message = peering.Active, "Active"
	return c.id
}

// SetStatus puts a connection into a state, from whichever it is in, and at
// once.
func (w *World) SetStatus(pcx string, s peering.Status, message string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	c := w.mustConnection(pcx)
	c.status, c.message, c.due = s, message, w.next(s)
	c.ended, c.endedBy, c.late, c.appears = w.now(), "", nil, nil
}

// SetTags replaces the tags of a connection on one side.
func (w *World) SetTags(pcx string, s peering.Side, tags map[string]string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	c := w.mustConnection(pcx)
	c.tags[c.ref(s).Place()] = maps.Clone(tags)
}

// SetDNS sets the DNS option of one side.
func (w *World) SetDNS(pcx string, s peering.Side, on bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.mustConnection(pcx).dns[s] = on
}

// Hold keeps a connection in the state that AWS would move it from, or no
// longer does.
func (w *World) Hold(pcx string, held bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.mustConnection(pcx).held = held
}

// ForgetConnection has AWS know nothing of a connection any more, as some time
// after its end. Routes to it stay.
func (w *World) ForgetConnection(pcx string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	c := w.mustConnection(pcx)
	c.status, c.due, c.late, c.ended = peering.Deleted, nil, nil, w.now().Add(-longSight)
}

// SetRoutes puts routes into a table, each in place of one for the same
// destination that is of its kind, propagated or not.
func (w *World) SetRoutes(table string, routes ...peering.Route) {
	w.mu.Lock()
	defer w.mu.Unlock()
	t := w.mustTable(table)
	for _, r := range routes {
		t.Routes = slices.DeleteFunc(t.Routes, func(x peering.Route) bool {
			return x.Destination == r.Destination && x.PrefixList == r.PrefixList && x.Propagated == r.Propagated
		})
		t.Routes = append(t.Routes, r)
	}
}

// DropRoutes takes routes out of every table.
func (w *World) DropRoutes(which func(RouteEntry) bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, v := range w.vpcs {
		for _, t := range v.tables {
			t.Routes = slices.DeleteFunc(t.Routes, func(r peering.Route) bool { return which(RouteEntry{v.Ref, t.ID, r}) })
		}
	}
}
