package sim

import (
	"cmp"
	"maps"
	"slices"
	"time"
)

// VPCs returns all VPCs of all accounts, oldest first.
func (c *Cloud) VPCs() []VPC {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return copies(c, func(p *place) *shelf[*vpc] { return &p.vpcs }, func(_ *place, v *vpc) VPC { return c.vpcCopy(v) })
}

// Subnets returns all subnets of all accounts, oldest first.
func (c *Cloud) Subnets() []Subnet {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return copies(c, func(p *place) *shelf[*subnet] { return &p.subnets }, (*place).subnetCopy)
}

// Tables returns all route tables of all accounts, oldest first.
func (c *Cloud) Tables() []Table {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return copies(c, func(p *place) *shelf[*table] { return &p.tables }, func(_ *place, t *table) Table { return c.tableCopy(t) })
}

// Routes returns the routes of a table in their order, nil for an unknown id.
func (c *Cloud) Routes(tableID string) []Route {
	c.mu.RLock()
	defer c.mu.RUnlock()
	if t := c.tableByID(tableID); t != nil {
		return c.tableCopy(t).Routes
	}
	return nil
}

// Peerings returns all peerings that ever were, oldest first.
func (c *Cloud) Peerings() []Peering {
	c.mu.RLock()
	defer c.mu.RUnlock()
	now := c.clock()
	list := slices.SortedFunc(maps.Values(c.peerings), func(a, b *peering) int { return cmp.Compare(a.seq, b.seq) })
	out := make([]Peering, len(list))
	for i, pc := range list {
		out[i] = c.peeringCopy(pc, now)
	}
	return out
}

// Peering returns one peering, whether it is visible to anybody or not.
func (c *Cloud) Peering(id string) (Peering, bool) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	pc := c.peerings[id]
	if pc == nil {
		return Peering{}, false
	}
	return c.peeringCopy(pc, c.clock()), true
}

// copies returns plain copies of all resources of a kind, oldest first.
func copies[T resource, P any](c *Cloud, on func(*place) *shelf[T], plain func(*place, T) P) []P {
	type placed struct {
		p *place
		v T
	}
	var list []placed
	for _, p := range c.places {
		for _, v := range on(p).all {
			list = append(list, placed{p, v})
		}
	}
	slices.SortFunc(list, func(a, b placed) int { return cmp.Compare(a.v.order(), b.v.order()) })
	out := make([]P, len(list))
	for i, x := range list {
		out[i] = plain(x.p, x.v)
	}
	return out
}

func (c *Cloud) vpcCopy(v *vpc) VPC {
	tags := c.places[v.placeKey].tags[v.id]
	return VPC{
		ID:           v.id,
		Account:      v.account,
		Region:       v.region,
		Name:         tags["Name"],
		CIDRs:        append(v.prefixes(false), v.prefixes(true)...),
		MainTable:    v.mainTable,
		NoDNSSupport: !v.dnsSupport,
		DNSHostnames: v.dnsHostnames,
		Tags:         maps.Clone(tags),
	}
}

func (p *place) subnetCopy(s *subnet) Subnet {
	out := Subnet{ID: s.id, VPC: s.vpc.id, Name: p.tags[s.id]["Name"], CIDR: s.prefix}
	if t := p.tableOf(s); t != nil {
		out.Table = t.id
	}
	return out
}

func (c *Cloud) tableCopy(t *table) Table {
	p, now := c.places[t.vpc.placeKey], c.clock()
	out := Table{ID: t.id, VPC: t.vpc.id, Name: p.tags[t.id]["Name"], Main: t.vpc.mainTable == t.id, Tags: maps.Clone(p.tags[t.id])}
	for _, a := range t.associations {
		if a.subnet != nil {
			out.Subnets = append(out.Subnets, a.subnet.id)
		}
	}
	for _, r := range t.routes {
		out.Routes = append(out.Routes, Route{
			Destination: r.prefix,
			PrefixList:  r.list,
			Target:      r.target,
			State:       c.routeState(p, r, now),
			Propagated:  r.origin == originPropagation,
		})
	}
	return out
}

func (c *Cloud) peeringCopy(pc *peering, now time.Time) Peering {
	s, since := pc.stateSince(now)
	return Peering{
		ID:        pc.id,
		Requester: c.sideCopy(pc, &pc.requester),
		Accepter:  c.sideCopy(pc, &pc.accepter),
		State:     string(s),
		Message:   pc.message(s),
		Created:   pc.created,
		Since:     since,
		DeletedBy: pc.deletedBy,
	}
}

func (c *Cloud) sideCopy(pc *peering, s *side) Side {
	return Side{
		Account: s.account,
		Region:  s.region,
		VPC:     s.vpc,
		DNS:     s.dns,
		Tags:    maps.Clone(c.peek(s.account, s.region).tags[pc.id]),
	}
}
