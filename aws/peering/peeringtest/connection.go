package peeringtest

import (
	"fmt"
	"maps"
	"time"

	"peerbot/aws/peering"
)

const (
	requestLife = 7 * 24 * time.Hour // until a request that nobody accepts expires
	shortSight  = 2 * time.Hour      // how long a connection that ended is shown to who ended it
	longSight   = 48 * time.Hour     // and to the other side
)

// failedMessage is all that AWS says of a connection that failed.
const failedMessage = "Failed due to incorrect VPC-ID, Account ID, or overlapping CIDR range"

// connection is a peering connection.
type connection struct {
	id                  string
	requester, accepter peering.Ref
	status              peering.Status
	message             string
	tags                map[peering.Place]map[string]string
	dns                 map[peering.Side]bool

	created time.Time
	ended   time.Time
	endedBy peering.Side // who deleted it; empty: nobody

	due     *countdown // of what AWS does next by itself; nil: nothing
	held    bool       // due is never over
	appears map[peering.Side]*countdown
	late    map[lateKey]*lateView
}

type lateKey struct {
	side peering.Side
	what Change
}

// lateView is what a side showed before a change.
type lateView struct {
	*countdown
	peering.Connection
	shown bool
}

func (c *connection) ref(s peering.Side) peering.Ref {
	if s == peering.Accepter {
		return c.accepter
	}
	return c.requester
}

// joins reports whether the connection is between two VPCs, in either
// direction.
func (c *connection) joins(a, b peering.Ref) bool {
	return c.requester == a && c.accepter == b || c.requester == b && c.accepter == a
}

// sideAt returns which side is in a place: the requester if both are.
func (c *connection) sideAt(at peering.Place) (peering.Side, bool) {
	for _, s := range sides {
		if c.ref(s).Place() == at {
			return s, true
		}
	}
	return "", false
}

// move does what AWS does next by itself.
func (w *World) move(c *connection) {
	switch c.status {
	case peering.Initiating:
		if !w.peerable(c) {
			w.become(c, peering.Failed, failedMessage)
			return
		}
		w.become(c, peering.Pending, "Pending Acceptance by "+c.accepter.Account)
		if d := w.begin(ShownToAccepter); d != nil && !c.requester.SamePlace(c.accepter) {
			c.appear(peering.Accepter, d)
		}
	case peering.Provisioning:
		w.become(c, peering.Active, "Active")
	case peering.Deleting:
		w.become(c, peering.Deleted, c.deletedBy())
	}
}

func (c *connection) deletedBy() string { return "Deleted by " + c.ref(c.endedBy).Account }

func (c *connection) appear(s peering.Side, d *countdown) {
	if c.appears == nil {
		c.appears = map[peering.Side]*countdown{}
	}
	c.appears[s] = d
}

// expire ends a request that nobody accepted in time.
func (w *World) expire(c *connection, now time.Time) {
	if c.status == peering.Pending && !now.Before(c.created.Add(requestLife)) {
		w.become(c, peering.Expired, "Expired")
		c.ended = c.created.Add(requestLife)
	}
}

// become gives a connection another status, and moves it on as far as AWS does
// at once.
func (w *World) become(c *connection, s peering.Status, message string) {
	now := w.now()
	w.change(c, Status, func() {
		c.status, c.message, c.due = s, message, w.next(s)
		if s.Over() {
			c.ended = now
		}
	})
	w.advance(c, now)
}

// change makes a change of a connection that its sides may show late.
func (w *World) change(c *connection, what Change, f func()) {
	var before [len(sides)]lateView
	for i, s := range sides {
		before[i].Connection, before[i].shown = w.view(c, s)
	}
	f()
	for i, s := range sides {
		key := lateKey{s, what}
		if d := w.begin(what); d != nil && c.late[key] == nil {
			if c.late == nil {
				c.late = map[lateKey]*lateView{}
			}
			before[i].countdown = d
			c.late[key] = &before[i]
		}
	}
}

// peerable reports whether AWS can connect the two VPCs.
func (w *World) peerable(c *connection) bool {
	r, a := w.vpc(c.requester), w.vpc(c.accepter)
	if r == nil || a == nil || r == a {
		return false
	}
	_, _, overlap := peering.Overlaps(r.CIDRs, a.CIDRs)
	return !overlap
}

// exists reports whether calls of a side find the connection.
func (w *World) exists(c *connection, s peering.Side) bool {
	if d := c.appears[s]; d != nil && d.early {
		return false
	}
	sight := longSight
	switch c.status {
	case "": // it is being made
		return false
	case peering.Initiating:
		return s == peering.Requester || c.requester.SamePlace(c.accepter)
	case peering.Failed:
		if s != peering.Requester && !c.requester.SamePlace(c.accepter) {
			return false
		}
		sight = shortSight
	case peering.Rejected:
		if s == peering.Accepter || c.requester.Account == c.accepter.Account {
			sight = shortSight
		}
	case peering.Deleted:
		if s == c.endedBy || c.requester.Account == c.accepter.Account {
			sight = shortSight
		}
	case peering.Expired:
	default:
		return true
	}
	return w.now().Before(c.ended.Add(sight))
}

// view is the connection as a side would show it without delay; false when it
// shows none.
func (w *World) view(c *connection, s peering.Side) (peering.Connection, bool) {
	if !w.exists(c, s) {
		return peering.Connection{}, false
	}
	out := peering.Connection{
		ID: c.id, Status: c.status, Message: c.message, Requester: c.requester, Accepter: c.accepter,
		Tags: maps.Clone(c.tags[c.ref(s).Place()]),
	}
	switch c.status {
	case peering.Initiating, peering.Pending, peering.Expired:
		out.Expires = c.created.Add(requestLife)
	}
	out.RequesterCIDRs, out.RequesterDNS = w.whole(c, peering.Requester, s)
	out.AccepterCIDRs, out.AccepterDNS = w.whole(c, peering.Accepter, s)
	return out, true
}

// whole returns the blocks of one end, and its DNS option, as a side is shown
// them: until it has accepted nothing of the accepter, of the option each its
// own, and after the end nothing.
func (w *World) whole(c *connection, end, to peering.Side) (blocks []string, dns *bool) {
	early := c.status == peering.Initiating || c.status == peering.Pending
	if c.status.Over() || end == peering.Accepter && early {
		return nil, nil
	}
	if end == to || c.requester.SamePlace(c.accepter) {
		on := c.dns[end]
		dns = &on
	}
	return w.blocks(c.ref(end)), dns
}

func (w *World) blocks(ref peering.Ref) []string {
	var out []string
	if v := w.vpc(ref); v != nil {
		for _, b := range v.CIDRs {
			out = append(out, b.String())
		}
	}
	return out
}

// shown is the connection as a read of a place shows it.
func (w *World) shown(c *connection, at peering.Place) (peering.Connection, bool) {
	s, ok := c.sideAt(at)
	if !ok {
		return peering.Connection{}, false
	}
	out, ok := w.view(c, s)
	if l := c.late[lateKey{s, Status}]; l != nil && l.early {
		tags := out.Tags
		out, ok = l.Connection, l.shown
		out.Tags = tags
	}
	if l := c.late[lateKey{s, Tags}]; l != nil && l.early {
		out.Tags = maps.Clone(l.Tags)
	}
	if l := c.late[lateKey{s, DNS}]; l != nil && l.early && !out.Status.Over() {
		out.RequesterDNS, out.AccepterDNS = l.RequesterDNS, l.AccepterDNS
	}
	return out, ok
}

// shownAt returns every connection that a place shows and that keep keeps.
func (w *World) shownAt(at peering.Place, keep func(*connection) bool) []peering.Connection {
	var out []peering.Connection
	for _, c := range w.connections {
		if !keep(c) {
			continue
		}
		if v, ok := w.shown(c, at); ok {
			out = append(out, v)
		}
	}
	return out
}

func (w *World) mustConnection(id string) *connection {
	for _, c := range w.connections {
		if c.id == id {
			return c
		}
	}
	panic("peeringtest: no connection " + id)
}

func (w *World) addConnection(requester, accepter peering.Ref) *connection {
	c := &connection{
		id: fmt.Sprintf("pcx-%08x", len(w.connections)+1), requester: requester, accepter: accepter,
		tags: map[peering.Place]map[string]string{}, dns: map[peering.Side]bool{}, created: w.now(),
	}
	w.connections = append(w.connections, c)
	return c
}
