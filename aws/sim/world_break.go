package sim

import (
	"net/netip"
	"slices"
)

// SetRoute adds a route to a table or moves the one with the same destination
// to another target, without any of AWS's checks: this is somebody with the
// console. A propagated route replaces a propagated one only.
func (c *Cloud) SetRoute(tableID string, r Route) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	t := c.tableByID(tableID)
	if t == nil {
		return unknown(tableID)
	}
	t.seed(r)
	return nil
}

// DeleteRoute takes every route for a destination out of a table, by hand.
func (c *Cloud) DeleteRoute(tableID string, destination netip.Prefix) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	t := c.tableByID(tableID)
	if t == nil {
		return unknown(tableID)
	}
	n := len(t.routes)
	t.routes = slices.DeleteFunc(t.routes, func(r *route) bool { return r.prefix == destination.Masked() && r.target != localTarget })
	if len(t.routes) == n {
		return unknown(destination.String())
	}
	return nil
}

// SetTable moves a subnet to a route table, or back to the main one with "".
func (c *Cloud) SetTable(subnetID, tableID string) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, p := range c.places {
		s, ok := p.subnets.get(subnetID)
		if !ok {
			continue
		}
		if tableID == "" {
			if t := p.tableOf(s); t != nil {
				t.forget(s)
			}
			return nil
		}
		t, ok := p.tables.get(tableID)
		if !ok || t.vpc != s.vpc {
			return unknown(tableID)
		}
		c.moveSubnet(s, t)
		return nil
	}
	return unknown(subnetID)
}

// DeletePeering ends a peering as if an account had done it by hand, in
// whatever living state it is.
func (c *Cloud) DeletePeering(id, account string) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	pc := c.peerings[id]
	if pc == nil || pc.state(c.clock()).over() {
		return unknown(id)
	}
	c.deletePeering(pc, account, c.clock())
	return nil
}

// RejectPeering rejects a pending peering as the accepter would by hand.
func (c *Cloud) RejectPeering(id string) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	pc := c.peerings[id]
	if pc == nil || pc.state(c.clock()) != statePending {
		return unknown(id)
	}
	c.rejectPeering(pc, c.clock())
	return nil
}

// SetPeeringDNS sets the DNS option of one side of a peering by hand. The side
// is named by its VPC.
func (c *Cloud) SetPeeringDNS(id, vpcID string, on bool) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	pc := c.peerings[id]
	if pc == nil {
		return unknown(id)
	}
	for _, s := range []*side{&pc.requester, &pc.accepter} {
		if s.vpc == vpcID {
			s.dns = on
			return nil
		}
	}
	return unknown(vpcID)
}

// SetTags replaces the tags that any resource has in one account and Region.
func (c *Cloud) SetTags(account, region, id string, tags map[string]string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	p := c.place(account, region)
	delete(p.tags, id)
	p.tag(id, tags)
}

func (c *Cloud) tableByID(id string) *table {
	for _, p := range c.places {
		if t, ok := p.tables.get(id); ok {
			return t
		}
	}
	return nil
}
