package peeringtest

import (
	"maps"
	"time"

	"peerbot/aws/peering"
)

const (
	requestLife = 7 * 24 * time.Hour // until a request that nobody accepts expires
	shortSight  = 2 * time.Hour      // how long a connection that ended is shown to who ended it
	longSight   = 48 * time.Hour     // and to the other side
)

// sides lists both sides in the order in which things happen to them.
var sides = [...]peering.Side{peering.Requester, peering.Accepter}

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

func (c *connection) deletedBy() string { return "Deleted by " + c.ref(c.endedBy).Account }

func (c *connection) appear(s peering.Side, d *countdown) {
	if c.appears == nil {
		c.appears = map[peering.Side]*countdown{}
	}
	c.appears[s] = d
}

// exists reports whether calls of a side find the connection.
func (c *connection) exists(s peering.Side, now time.Time) bool {
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
	return now.Before(c.ended.Add(sight))
}

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
