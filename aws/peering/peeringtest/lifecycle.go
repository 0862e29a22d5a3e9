package peeringtest

import (
	"net/netip"
	"time"

	"peerbot/aws/peering"
)

// begin returns the countdown of a change; nil when it takes no time.
func (a *aws) begin(c Change) *countdown {
	d := a.delays(c)
	if d == (Delay{}) {
		return nil
	}
	return &countdown{looks: d.Looks, flaps: 2 * d.Flaps, until: a.now().Add(d.Time), early: d.Looks > 0 || d.Time > 0}
}

// next returns the countdown to what AWS does next by itself with a connection
// of a status; nil when that is nothing.
func (a *aws) next(s peering.Status) *countdown {
	change, ok := map[peering.Status]Change{peering.Initiating: Requested, peering.Provisioning: Provisioned, peering.Deleting: Deleted}[s]
	if !ok {
		return nil
	}
	c := a.begin(change)
	switch {
	case c == nil:
		c = &countdown{}
	case c.looks > 0:
		c.looks++ // the look after those that come too early is the one that sees it
	}
	return c
}

// become gives a connection another status, and moves it on as far as AWS does
// at once.
func (a *aws) become(c *connection, s peering.Status, message string) {
	now := a.now()
	a.change(c, Status, func() {
		c.status, c.message, c.due = s, message, a.next(s)
		if s.Terminal() {
			c.ended = now
		}
	})
	a.advance(c, now)
}

// advance moves a connection as far as looks and the clock allow.
func (a *aws) advance(c *connection, now time.Time) {
	for c.due != nil && !c.held && c.due.looks == 0 && !now.Before(c.due.until) {
		a.move(c)
	}
	a.expire(c, now)
}

// move does what AWS does next by itself.
func (a *aws) move(c *connection) {
	switch c.status {
	case peering.Initiating:
		if !a.peerable(c) {
			a.become(c, peering.Failed, failedMessage)
			return
		}
		a.become(c, peering.Pending, "Pending Acceptance by "+c.accepter.Account)
		if d := a.begin(ShownToAccepter); d != nil && !c.requester.SamePlace(c.accepter) {
			c.appear(peering.Accepter, d)
		}
	case peering.Provisioning:
		a.become(c, peering.Active, "Active")
	case peering.Deleting:
		a.become(c, peering.Deleted, c.deletedBy())
	case peering.Pending, peering.Active, peering.Deleted, peering.Rejected, peering.Expired, peering.Failed:
	}
}

// expire ends a request that nobody accepted in time.
func (a *aws) expire(c *connection, now time.Time) {
	if c.status == peering.Pending && !now.Before(c.created.Add(requestLife)) {
		a.become(c, peering.Expired, "Expired")
		c.ended = c.created.Add(requestLife)
	}
}

// tick begins a look at AWS: what was waiting for one goes on.
func (a *aws) tick() {
	now := a.now()
	for _, c := range a.connections {
		if c.due != nil && !c.held && c.due.looks > 0 {
			c.due.looks--
		}
		a.advance(c, now)
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
	for _, v := range a.vpcs {
		for _, t := range v.tables {
			if t.late != nil && !t.late.look(now) {
				t.late = nil
			}
		}
	}
}

// settle has happen what only waited for the clock.
func (a *aws) settle() {
	now := a.now()
	for _, c := range a.connections {
		a.advance(c, now)
	}
}

// rest has everything happen that AWS would do by itself, and be shown. Time
// does not pass.
func (a *aws) rest() {
	delays := a.delays
	a.delays = None
	for _, c := range a.connections {
		c.appears, c.late = nil, nil
		for c.due != nil && !c.held {
			a.move(c)
		}
		c.late = nil
	}
	for _, v := range a.vpcs {
		for _, t := range v.tables {
			t.late = nil
		}
	}
	a.delays = delays
}

// change makes a change of a connection that its sides may show late.
func (a *aws) change(c *connection, what Change, f func()) {
	var before [len(sides)]lateView
	for i, s := range sides {
		before[i].Connection, before[i].shown = a.view(c, s)
	}
	f()
	for i, s := range sides {
		key := lateKey{s, what}
		if d := a.begin(what); d != nil && c.late[key] == nil {
			if c.late == nil {
				c.late = map[lateKey]*lateView{}
			}
			before[i].countdown = d
			c.late[key] = &before[i]
		}
	}
}

// changeRoutes makes a change of a table that reads may show late.
func (a *aws) changeRoutes(t *table, f func()) {
	before := a.routes(t)
	f()
	if d := a.begin(Routes); d != nil && t.late == nil {
		t.late = &lateRoutes{d, before}
	}
}

// peerable reports whether AWS can connect the two VPCs.
func (a *aws) peerable(c *connection) bool {
	from, to := a.vpc(c.requester), a.vpc(c.accepter)
	if from == nil || to == nil || from == to {
		return false
	}
	_, _, overlap := peering.Overlaps(from.CIDRs, to.CIDRs)
	return !overlap
}

func (a *aws) addCIDR(v *vpc, block netip.Prefix) {
	v.addBlock(block)
	for _, c := range a.connections {
		if c.status == peering.Pending && (c.requester == v.Ref || c.accepter == v.Ref) && !a.peerable(c) {
			a.become(c, peering.Failed, failedMessage)
		}
	}
}
