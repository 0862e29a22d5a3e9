package sim

import (
	"net/netip"
	"time"
)

// vpcOf returns the VPC of a side, nil when there is none in that account and
// Region.
func (c *Cloud) vpcOf(s *side) *vpc {
	v := c.vpcs[s.vpc]
	if v == nil || v.placeKey != s.placeKey {
		return nil
	}
	return v
}

// newPeering creates a request between two sides. Whether it can work is
// decided now and seen when it has been pending for the delay.
func (c *Cloud) newPeering(requester, accepter side, now time.Time) *peering {
	pc := &peering{
		base:      c.ids.newBase(kindPeering),
		requester: requester,
		accepter:  accepter,
		created:   now,
		settled:   now.Add(c.delays.Pending),
		lagging:   map[placeKey]*lagging{},
		unknown:   map[placeKey]int{requester.placeKey: c.lag.Fresh, accepter.placeKey: c.lag.Fresh},
	}
	pc.visibleFrom = now.Add(c.delays.PeerVisible)
	if !c.compatible(&requester, &accepter) {
		pc.failedFrom = pc.settled
	}
	c.register(pc)
	return pc
}

// register makes a new peering known to both of its sides.
func (c *Cloud) register(pc *peering) {
	requester, accepter := &pc.requester, &pc.accepter
	c.peerings[pc.id] = pc
	c.peeringsOf[requester.vpc] = append(c.peeringsOf[requester.vpc], pc)
	if accepter.vpc != requester.vpc {
		c.peeringsOf[accepter.vpc] = append(c.peeringsOf[accepter.vpc], pc)
	}
	c.place(requester.account, requester.region).peerings.put(pc)
	if accepter.placeKey != requester.placeKey {
		c.place(accepter.account, accepter.region).peerings.put(pc)
	}
}

// compatible says whether both VPCs exist and none of their CIDRs meet.
func (c *Cloud) compatible(a, b *side) bool {
	va, vb := c.vpcOf(a), c.vpcOf(b)
	if va == nil || vb == nil {
		return false
	}
	for _, block := range vb.blocks {
		if !block.gone && va.meets(block.prefix) {
			return false
		}
	}
	return true
}

// acceptPeering begins to provision a pending peering.
func (c *Cloud) acceptPeering(pc *peering, now time.Time) {
	pc.lag(pc.state(now), c.lag.Accept, c.lag.Flaps)
	for _, l := range pc.lagging {
		l.bare = c.lag.CIDRs
	}
	pc.acceptedFrom = now
	pc.activeFrom = now.Add(c.delays.Provisioning)
}

// rejectPeering ends a pending peering at once.
func (c *Cloud) rejectPeering(pc *peering, now time.Time) {
	pc.lag(pc.state(now), c.lag.Accept, c.lag.Flaps)
	pc.rejectedFrom = now
}

// deletePeering ends a peering, in steps when it spans two Regions.
func (c *Cloud) deletePeering(pc *peering, account string, now time.Time) {
	pc.lag(pc.state(now), c.lag.Delete, c.lag.Flaps)
	pc.deletedBy = account
	pc.endingFrom, pc.deletedFrom = now, now
	if pc.interRegion() {
		pc.deletedFrom = now.Add(c.delays.Deleting)
	}
}

// failRequests fails the peering requests that a VPC was asked for and that
// its new CIDR makes impossible.
func (c *Cloud) failRequests(v *vpc, p netip.Prefix, now time.Time) {
	for _, pc := range c.peeringsOf[v.id] {
		if other := c.vpcs[pc.other(v.id).vpc]; pc.state(now) == statePending && other != nil && other.meets(p) {
			pc.failedFrom = now
		}
	}
}

// link returns the newest peering between two VPCs of a Region, nil for none,
// and whether it is active.
func (c *Cloud) link(a, b, region string, now time.Time) (pc *peering, active bool) {
	for _, have := range c.peeringsOf[a] {
		if have.other(a).vpc != b || have.interRegion() || have.requester.region != region {
			continue
		}
		if pc = have; have.state(now) == stateActive {
			return have, true
		}
	}
	return pc, false
}
