package peering

import (
	"net/netip"
	"slices"
)

// pairView is one connection as both sides show it. A side that does not show it
// (yet, or any more) is nil.
type pairView struct {
	id    string
	views map[Side]*Connection
}

// pairViews joins what both sides show, in order of id.
func pairViews(have Observed) []pairView {
	byID := map[string]pairView{}
	for _, s := range sides {
		view := have.Side(s)
		for i := range view.Connections {
			c := &view.Connections[i]
			j, ok := byID[c.ID]
			if !ok {
				j = pairView{id: c.ID, views: map[Side]*Connection{}}
				byID[c.ID] = j
			}
			j.views[s] = c
		}
	}
	out := make([]pairView, 0, len(byID))
	for _, j := range byID {
		out = append(out, j)
	}
	slices.SortFunc(out, func(a, b pairView) int {
		if a.id < b.id {
			return -1
		}
		return 1
	})
	return out
}

// any returns a view of the connection, the requester's if it has one.
func (j pairView) any() Connection {
	for _, s := range sides {
		if c := j.views[s]; c != nil {
			return *c
		}
	}
	return Connection{ID: j.id}
}

// terminal reports whether a side shows the connection as finished. One side is
// enough: a finished connection never becomes active again, and the other side
// shows it a moment later.
func (j pairView) terminal() bool {
	for _, c := range j.views {
		if c.Status.Terminal() {
			return true
		}
	}
	return false
}

// terminalOnAllSides reports whether no side shows the connection as anything but finished.
func (j pairView) terminalOnAllSides() bool {
	for _, c := range j.views {
		if !c.Status.Terminal() {
			return false
		}
	}
	return true
}

// stage is the status that both sides agree on; while they differ, the earlier
// of the two.
func (j pairView) stage() Status {
	r, a := j.status(Requester), j.status(Accepter)
	switch {
	case r == Deleting || a == Deleting:
		return Deleting
	case r == Active && a == Active:
		return Active
	case r == Active || a == Active || r == Provisioning || a == Provisioning:
		return Provisioning
	case r == Pending && a == Pending:
		return Pending
	default:
		return Initiating
	}
}

func (j pairView) status(s Side) Status {
	if c := j.views[s]; c != nil {
		return c.Status
	}
	return ""
}

// mine reports whether the connection is the wanted one: the right VPCs in the
// right direction, and known or tagged as ours.
func (j pairView) mine(want Peering) bool {
	c := j.any()
	if c.Requester != want.Requester.VPC || c.Accepter != want.Accepter.VPC {
		return false
	}
	if want.PCX != "" && j.id == want.PCX {
		return true
	}
	for _, v := range j.views {
		if want.Owns(v.Tags) {
			return true
		}
	}
	return false
}

// current returns our connection that is not over.
func current(want Peering, have Observed) (pairView, bool) {
	for _, j := range pairViews(have) {
		if j.mine(want) && !j.terminal() {
			return j, true
		}
	}
	return pairView{}, false
}

// live returns a connection between the two VPCs that is not over, ours or
// not, in either direction: AWS allows one.
func live(have Observed) (Connection, bool) {
	for _, j := range pairViews(have) {
		if !j.terminal() {
			return j.any(), true
		}
	}
	return Connection{}, false
}

// foreign returns a connection between the two VPCs that is not over and not
// ours, in either direction.
func foreign(want Peering, have Observed) (Connection, bool) {
	for _, j := range pairViews(have) {
		if !j.terminal() && !j.mine(want) {
			return j.any(), true
		}
	}
	return Connection{}, false
}

// isOurs reports whether a connection id is this peering's, finished or not.
func isOurs(want Peering, have Observed, id string) bool {
	if id == "" {
		return false
	}
	if want.ownedIDs()[id] {
		return true
	}
	for _, j := range pairViews(have) {
		if j.id == id && j.mine(want) {
			return true
		}
	}
	return false
}

// Current returns our connection as AWS shows it, with what only the other
// side knows filled in; false when there is none that is not over.
func Current(want Peering, have Observed) (Connection, bool) {
	j, ok := current(want, have)
	if !ok {
		return Connection{}, false
	}
	return j.merged(), true
}

// Ended returns the connection of ours that ended on its own: rejected,
// expired, failed, or deleted by somebody else; of several, the one that is on
// record. False while one is alive, and for ends that we know already
// (Peering.Former).
func Ended(want Peering, have Observed) (Connection, bool) {
	if _, ok := current(want, have); ok {
		return Connection{}, false
	}
	var ended []pairView
	for _, j := range pairViews(have) {
		if j.mine(want) && j.terminal() && !slices.Contains(want.Former, j.id) {
			ended = append(ended, j)
		}
	}
	if len(ended) == 0 {
		return Connection{}, false
	}
	known := slices.IndexFunc(ended, func(j pairView) bool { return j.id == want.PCX })
	return ended[max(known, 0)].merged(), true
}

// merged is the requester's view with status, DNS options and CIDR blocks that
// only the accepter's view has.
func (j pairView) merged() Connection {
	out := j.any()
	if a := j.views[Accepter]; a != nil {
		if a.AccepterDNS != nil {
			out.AccepterDNS = a.AccepterDNS
		}
		if len(out.AccepterCIDRs) == 0 {
			out.AccepterCIDRs = a.AccepterCIDRs
		}
		if a.Status.Terminal() && !out.Status.Terminal() {
			out.Status, out.Message = a.Status, a.Message
		}
	}
	return out
}

// dns returns what a side's own view says of its DNS option.
func (j pairView) dns(s Side) *bool {
	c := j.views[s]
	if c == nil {
		return nil
	}
	if s == Accepter {
		return c.AccepterDNS
	}
	return c.RequesterDNS
}

func (v *View) table(id string) (RouteTable, bool) {
	for _, t := range v.Tables {
		if t.ID == id {
			return t, true
		}
	}
	return RouteTable{}, false
}

// route returns the route for exactly this destination. Of a propagated and a
// static one for the same destination, the static one counts.
func (t RouteTable) route(dst netip.Prefix) (Route, bool) {
	var found Route
	ok := false
	for _, r := range t.Routes {
		if r.PrefixList == "" && r.Destination.Masked() == dst && (!ok || found.Propagated) {
			found, ok = r, true
		}
	}
	return found, ok
}
