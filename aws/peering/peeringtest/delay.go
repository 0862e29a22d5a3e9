package peeringtest

import (
	"time"

	"peerbot/aws/peering"
)

// Change is something that AWS does, or shows, some time after it was asked to.
type Change string

// What AWS does by itself.
const (
	Requested   Change = "requested"   // a new connection becomes pending-acceptance, or failed
	Provisioned Change = "provisioned" // an accepted one becomes active
	Deleted     Change = "deleted"     // a deleted one between Regions is no longer deleting
)

// What AWS shows late; until then reads show what was before.
const (
	ShownToRequester Change = "shown-to-requester" // a new connection, to reads and writes of its side
	ShownToAccepter  Change = "shown-to-accepter"
	Status           Change = "status"
	Tags             Change = "tags"
	DNS              Change = "dns"
	Routes           Change = "routes"
	Trail            Change = "trail" // by time only
)

// Changes lists all of them.
var Changes = []Change{Requested, Provisioned, Deleted, ShownToRequester, ShownToAccepter, Status, Tags, DNS, Routes, Trail}

// Delay is how long a change takes: as many looks as come too early, and the
// time on the clock. The zero Delay is none.
type Delay struct {
	Looks int
	Time  time.Duration
	// Flaps is how often, after that, a look shows what is new and the next one
	// what was before. It has no meaning for what AWS does by itself.
	Flaps int
}

// Usual are the delays that a new World has: one look for each state.
func Usual(c Change) Delay {
	switch c {
	case Requested, Provisioned, Deleted:
		return Delay{Looks: 1}
	}
	return Delay{}
}

// None are no delays at all.
func None(Change) Delay { return Delay{} }

// SetDelays has every change from now on take what f says. f must not call the
// World.
func (w *World) SetDelays(f func(Change) Delay) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.delays = f
}

// Rest has everything happen that AWS would do by itself, and be shown. Time
// does not pass.
func (w *World) Rest() {
	w.mu.Lock()
	defer w.mu.Unlock()
	delays := w.delays
	w.delays = None
	for _, c := range w.connections {
		c.appears, c.late = nil, nil
		for c.due != nil && !c.held {
			w.move(c)
		}
		c.late = nil
	}
	for _, v := range w.vpcs {
		for _, t := range v.tables {
			t.late = nil
		}
	}
	w.delays = delays
}

// countdown is the rest of a delay.
type countdown struct {
	looks, flaps int
	until        time.Time
	early        bool // the present look comes too early
}

// begin returns the countdown of a change; nil when it takes no time.
func (w *World) begin(c Change) *countdown {
	d := w.delays(c)
	if d == (Delay{}) {
		return nil
	}
	return &countdown{looks: d.Looks, flaps: 2 * d.Flaps, until: w.now().Add(d.Time), early: d.Looks > 0 || d.Time > 0}
}

// look counts a look, and sets whether it comes too early. It returns false
// when the delay is over.
func (c *countdown) look(now time.Time) bool {
	switch {
	case c.looks > 0:
		c.looks--
		c.early = true
	case now.Before(c.until):
		c.early = true
	case c.flaps > 0:
		c.early = c.flaps%2 == 1
		c.flaps--
	default:
		c.early = false
		return false
	}
	return true
}

// next returns the countdown to what AWS does next by itself with a connection
// of a status; nil when that is nothing.
func (w *World) next(s peering.Status) *countdown {
	change, ok := map[peering.Status]Change{peering.Initiating: Requested, peering.Provisioning: Provisioned, peering.Deleting: Deleted}[s]
	if !ok {
		return nil
	}
	c := w.begin(change)
	switch {
	case c == nil:
		c = &countdown{}
	case c.looks > 0:
		c.looks++ // the look after those that come too early is the one that sees it
	}
	return c
}

// look begins a look at AWS: what was waiting for one goes on.
func (w *World) look() {
	w.mu.Lock()
	defer w.mu.Unlock()
	now := w.now()
	for _, c := range w.connections {
		if c.due != nil && !c.held && c.due.looks > 0 {
			c.due.looks--
		}
		w.advance(c, now)
		for side, d := range c.appears {
			if !d.look(now) {
				delete(c.appears, side)
			}
		}
		for key, l := range c.late {
			if !l.look(now) {
				delete(c.late, key)
			}
		}
	}
	for _, v := range w.vpcs {
		for _, t := range v.tables {
			if t.late != nil && !t.late.look(now) {
				t.late = nil
			}
		}
	}
}

// settle has happen what only waited for the clock.
func (w *World) settle() {
	now := w.now()
	for _, c := range w.connections {
		w.advance(c, now)
	}
}

// advance moves a connection as far as looks and the clock allow.
func (w *World) advance(c *connection, now time.Time) {
	for c.due != nil && !c.held && c.due.looks == 0 && !now.Before(c.due.until) {
		w.move(c)
	}
	w.expire(c, now)
}
