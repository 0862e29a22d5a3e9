package sim

import (
	"net/netip"
	"slices"
	"time"
)

// dhcpOptionsID is the set of DHCP options that every VPC has here.
const dhcpOptionsID = "dopt-00000000012345678"

// newVPC makes a VPC with what AWS makes along with it: a main route table
// and a default security group.
func (c *Cloud) newVPC(p *place, primary netip.Prefix) *vpc {
	v := &vpc{base: c.ids.newBase(kindVPC), placeKey: p.placeKey, dhcpOptions: dhcpOptionsID, dnsSupport: true}
	c.places[p.placeKey] = p // where what belongs to the VPC is looked for
	p.vpcs.put(v)
	c.vpcs[v.id] = v
	main := c.newTable(v)
	c.associate(main, nil)
	v.mainTable = main.id
	c.addBlock(v, primary)
	g := c.newGroup(v, "default", "default VPC security group")
	g.ingress = []*rule{c.newRule(peerRule(p.account, g.id))}
	return v
}

// addBlock associates a CIDR with a VPC; every route table gets its local
// route.
func (c *Cloud) addBlock(v *vpc, p netip.Prefix) *block {
	b := &block{id: c.ids.newID(kindCIDR), prefix: p}
	v.blocks = append(v.blocks, b)
	for _, t := range c.places[v.placeKey].tables.all {
		if t.vpc == v {
			t.routes = append(t.routes, localRoute(p))
		}
	}
	return b
}

// dropBlock disassociates a CIDR and takes its local routes away.
func (c *Cloud) dropBlock(v *vpc, b *block) {
	b.gone = true
	for _, t := range c.places[v.placeKey].tables.all {
		if t.vpc == v {
			t.routes = slices.DeleteFunc(t.routes, func(r *route) bool { return r.target == localTarget && r.prefix == b.prefix })
		}
	}
}

// newIPv6 picks an IPv6 block as AWS does: a /56 that nobody else has.
func (c *Cloud) newIPv6(p *place) netip.Prefix {
	n := c.ids.nextSeq()
	a := [16]byte{0x24, 0x06, 0xda, 0x10 | byte(len(p.region)&0xf), byte(n >> 16), byte(n >> 8), byte(n)}
	return netip.PrefixFrom(netip.AddrFrom16(a), 56)
}

// vpcInUse says whether anything keeps a VPC from being deleted: what lives
// in it, a peering that is not over, or a request from another account. The
// requests that it has itself sent do not; they are deleted with it.
func (c *Cloud) vpcInUse(v *vpc, now time.Time) bool {
	p := c.places[v.placeKey]
	for _, pc := range c.peeringsOf[v.id] {
		switch pc.state(now) {
		case statePending, stateInitiating:
			if pc.requester.vpc != v.id && pc.requester.account != p.account {
				return true
			}
		case stateProvisioning, stateActive, stateDeleting:
			return true
		case stateDeleted, stateRejected, stateFailed, stateExpired:
		}
	}
	return slices.ContainsFunc(p.subnets.all, func(s *subnet) bool { return s.vpc == v }) ||
		slices.ContainsFunc(p.tables.all, func(t *table) bool { return t.vpc == v && t.id != v.mainTable }) ||
		slices.ContainsFunc(p.gateways.all, func(g *gateway) bool { return g.vpc == v }) ||
		slices.ContainsFunc(p.groups.all, func(g *group) bool { return g.vpc == v && g.name != "default" })
}

// dropVPC deletes a VPC with its main route table, its default security group
// and the peering requests that are open.
func (c *Cloud) dropVPC(v *vpc, now time.Time) {
	p := c.places[v.placeKey]
	for _, pc := range c.peeringsOf[v.id] {
		if s := pc.state(now); s == statePending || s == stateInitiating {
			c.deletePeering(pc, p.account, now)
		}
	}
	for _, t := range slices.Clone(p.tables.all) {
		if t.vpc == v {
			p.tables.remove(t)
			delete(p.tags, t.id)
		}
	}
	for _, g := range slices.Clone(p.groups.all) {
		if g.vpc == v {
			p.groups.remove(g)
			delete(p.tags, g.id)
		}
	}
	p.vpcs.remove(v)
	delete(p.tags, v.id)
	delete(c.vpcs, v.id)
}

// newSubnet adds a subnet if its CIDR is inside the VPC and free.
func (c *Cloud) newSubnet(v *vpc, p netip.Prefix, zone string) (*subnet, error) {
	inside := slices.ContainsFunc(v.prefixes(false), func(b netip.Prefix) bool { return b.Bits() <= p.Bits() && b.Contains(p.Addr()) })
	if !inside {
		return nil, refuse("InvalidSubnet.Range", "The CIDR '%s' is invalid.", p)
	}
	for _, s := range c.places[v.placeKey].subnets.all {
		if s.vpc == v && s.prefix.Overlaps(p) {
			return nil, refuse("InvalidSubnet.Conflict", "The CIDR '%s' conflicts with another subnet", p)
		}
	}
	s := &subnet{base: c.ids.newBase(kindSubnet), vpc: v, prefix: p, zone: zone}
	c.places[v.placeKey].subnets.put(s)
	return s, nil
}

// newTable makes a route table with the local routes of its VPC.
func (c *Cloud) newTable(v *vpc) *table {
	t := &table{base: c.ids.newBase(kindTable), vpc: v}
	for _, b := range v.blocks {
		if !b.gone {
			t.routes = append(t.routes, localRoute(b.prefix))
		}
	}
	c.places[v.placeKey].tables.put(t)
	return t
}

// associate ties a subnet to a table, nil for the VPC as a whole.
func (c *Cloud) associate(t *table, s *subnet) *association {
	a := &association{id: c.ids.newID(kindAssociation), subnet: s}
	t.associations = append(t.associations, a)
	return a
}

// moveSubnet gives a subnet to a table, away from the one that it has.
func (c *Cloud) moveSubnet(s *subnet, to *table) {
	if from := c.places[s.vpc.placeKey].tableOf(s); from != nil {
		from.forget(s)
	}
	c.associate(to, s)
}

// newGroup makes a security group that lets nothing in and everything out.
func (c *Cloud) newGroup(v *vpc, name, description string) *group {
	g := &group{base: c.ids.newBase(kindGroup), vpc: v, name: name, description: description}
	g.egress = []*rule{c.newRule(ruleKey{protocol: "-1", from: -1, to: -1, cidr: netip.MustParsePrefix("0.0.0.0/0")})}
	if len(v.prefixes(true)) > 0 {
		g.egress = append(g.egress, c.newRule(ruleKey{protocol: "-1", from: -1, to: -1, cidr: netip.MustParsePrefix("::/0")}))
	}
	c.places[v.placeKey].groups.put(g)
	return g
}

func (c *Cloud) newRule(k ruleKey) *rule { return &rule{base: c.ids.newBase(kindRule), ruleKey: k} }
