package peeringtest

import (
	"time"
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
	default:
		return Delay{}
	}
}

// None are no delays at all.
func None(Change) Delay { return Delay{} }

// countdown is the rest of a delay.
type countdown struct {
	looks, flaps int
	until        time.Time
	early        bool // the present look comes too early
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
