package peeringtest

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"peerbot/aws/peering"
)

// Connection is a peering connection as it truly is, whatever reads show.
type Connection struct {
	ID                  string
	Status              peering.Status
	Message             string
	Requester, Accepter peering.Ref
	Tags                map[peering.Side]map[string]string
	DNS                 map[peering.Side]bool
	Created             time.Time
}

func (c *connection) truth() Connection {
	out := Connection{
		ID: c.id, Status: c.status, Message: c.message, Requester: c.requester, Accepter: c.accepter, Created: c.created,
		Tags: map[peering.Side]map[string]string{}, DNS: maps.Clone(c.dns),
	}
	for _, s := range sides {
		out.Tags[s] = maps.Clone(c.tags[c.ref(s).Place()])
	}
	return out
}

// Connections returns every connection there ever was, in the order of their
// making.
func (w *World) Connections() []Connection {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.settle()
	var out []Connection
	for _, c := range w.connections {
		out = append(out, c.truth())
	}
	return out
}

// Live returns the connections that did not end.
func (w *World) Live() []Connection {
	return slices.DeleteFunc(w.Connections(), func(c Connection) bool { return c.Status.Over() })
}

// RouteEntry is a route with its table.
type RouteEntry struct {
	VPC   peering.Ref
	Table string
	peering.Route
}

// String returns "10.2.0.0/16 in rtb-0000000a to pcx-00000001".
func (r RouteEntry) String() string {
	destination := r.PrefixList
	if destination == "" {
		destination = r.Destination.String()
	}
	return fmt.Sprintf("%s in %s to %s", destination, r.Table, r.Target)
}

// Routes returns every route but those of the VPCs themselves ("local"), in
// order of table and destination.
func (w *World) Routes() []RouteEntry {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.settle()
	var out []RouteEntry
	for _, v := range w.vpcs {
		for _, t := range v.tables {
			for _, r := range w.routes(t) {
				if r.Target != local {
					out = append(out, RouteEntry{v.Ref, t.ID, r})
				}
			}
		}
	}
	slices.SortStableFunc(out, func(a, b RouteEntry) int {
		return cmp.Or(strings.Compare(a.Table, b.Table), strings.Compare(a.String(), b.String()))
	})
	return out
}

// PeeringRoutes returns the routes to peering connections.
func (w *World) PeeringRoutes() []RouteEntry {
	return slices.DeleteFunc(w.Routes(), func(r RouteEntry) bool { return !isPCX(r.Target) })
}

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
