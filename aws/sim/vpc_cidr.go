package sim

import (
	"net/netip"
	"slices"
	"time"
)

// associateVPCCIDR adds an IPv4 or IPv6 CIDR to a VPC. It has no DryRun.
func (k *call) associateVPCCIDR() error {
	id, v4, v6 := k.vpcParam("VpcId"), k.in.text("CidrBlock"), k.in.text("Ipv6CidrBlock")
	pool := k.in.text("Ipv6Pool")
	amazon := k.in.flag("AmazonProvidedIpv6CidrBlock")
	if err := k.in.bad(); err != nil {
		return err
	}
	v, err := k.vpc(id)
	if err != nil {
		return err
	}
	var p netip.Prefix
	switch {
	case v4 != "" && v6 == "" && !amazon:
		p, err = parseIPv4Block(v4, "InvalidVpc.Range")
	case v4 == "" && v6 != "" && pool != "" && !amazon:
		p, err = netip.ParsePrefix(v6)
		if err != nil || !p.Addr().Is6() {
			err = errCIDR("Ipv6CidrBlock", clip(v6))
		}
		p = p.Masked()
	case v4 == "" && v6 == "" && amazon:
		p = k.cloud.newIPv6(k.place)
	default:
		err = refuse("InvalidParameterCombination", "Give exactly one of cidrBlock, ipv6CidrBlock with ipv6Pool, and amazonProvidedIpv6CidrBlock")
	}
	if err != nil {
		return err
	}
	if err := k.authorize(k.arn(kindVPC, id)); err != nil {
		return err
	}
	if err := k.cloud.checkNewBlock(v, p, k.now); err != nil {
		return err
	}
	b := k.cloud.addBlock(v, p)
	k.cloud.failRequests(v, p, k.now)
	k.out.text("vpcId", id)
	name := "cidrBlockAssociation"
	if p.Addr().Is6() {
		name = "ipv6CidrBlockAssociation"
	}
	k.out.open(name)
	k.writeNewBlock(b)
	k.out.close(name)
	return nil
}

// writeNewBlock writes a CIDR as the answer that creates it does: still
// associating.
func (k *call) writeNewBlock(b *block) {
	w := &k.out
	name := "cidrBlock"
	if b.prefix.Addr().Is6() {
		name = "ipv6CidrBlock"
	}
	w.text("associationId", b.id)
	w.text(name, b.prefix.String())
	w.open(name + "State")
	w.text("state", "associating")
	w.close(name + "State")
}

// checkNewBlock refuses a CIDR that AWS does not let a VPC have: one that
// meets a CIDR of its own or of a VPC it is peered with, one that is equal to
// or wider than the destination of a route, any while it waits for an answer
// to its own peering request, and one too many.
func (c *Cloud) checkNewBlock(v *vpc, p netip.Prefix, now time.Time) error {
	family := v.prefixes(p.Addr().Is6())
	if limit := c.quota(v.placeKey, quotaBlocks); len(family) >= int(limit) {
		return refuse("CidrLimitExceeded", "This network '%s' has met its maximum number of allowed CIDRs: %d", v.id, int(limit))
	}
	if v.meets(p) {
		return refuse("InvalidVpc.Range", "The CIDR '%s' conflicts with another CIDR of the VPC %s", p, v.id)
	}
	for _, pc := range c.peeringsOf[v.id] {
		switch pc.state(now) {
		case statePending, stateInitiating:
			if pc.requester.vpc == v.id {
				return refuse("InvalidVpc.Range", "The VPC %s has an outstanding peering request %s", v.id, pc.id)
			}
		case stateProvisioning, stateActive:
			if other := c.vpcs[pc.other(v.id).vpc]; other != nil && other.meets(p) {
				return refuse("InvalidVpc.Range", "The CIDR '%s' conflicts with a CIDR of the peered VPC %s", p, other.id)
			}
		case stateDeleting, stateDeleted, stateRejected, stateFailed, stateExpired:
		}
	}
	for _, t := range c.places[v.placeKey].tables.all {
		for _, r := range t.routes {
			if t.vpc == v && r.prefix.IsValid() && p.Bits() <= r.prefix.Bits() && p.Overlaps(r.prefix) {
				return refuse("InvalidVpc.Range", "The CIDR '%s' is equal to or wider than the route %s in %s", p, r.prefix, t.id)
			}
		}
	}
	return nil
}

// disassociateVPCCIDR removes a CIDR that no subnet uses.
func (k *call) disassociateVPCCIDR() error {
	id := k.in.id("AssociationId", kindCIDR)
	if err := k.in.bad(); err != nil {
		return err
	}
	for _, v := range k.place.vpcs.all {
		i := slices.IndexFunc(v.blocks, func(b *block) bool { return b.id == id && !b.gone })
		if i < 0 {
			continue
		}
		b := v.blocks[i]
		if err := k.authorize(k.arn(kindVPC, v.id)); err != nil {
			return err
		}
		if b.prefix == v.prefixes(false)[0] {
			return refuse("OperationNotPermitted", "The vpc CIDR block with association ID %s may not be disassociated. It is the primary IPv4 CIDR block of the VPC", id)
		}
		if slices.ContainsFunc(k.place.subnets.all, func(s *subnet) bool { return s.vpc == v && s.prefix.Overlaps(b.prefix) }) {
			return refuse("DependencyViolation", "The vpc CIDR block with association ID %s is in use and cannot be disassociated", id)
		}
		k.cloud.dropBlock(v, b)
		k.out.text("vpcId", v.id)
		name := "cidrBlockAssociation"
		if b.prefix.Addr().Is6() {
			name = "ipv6CidrBlockAssociation"
		}
		k.out.open(name)
		k.writeBlock(b)
		k.out.close(name)
		return nil
	}
	if err := k.authorize(); err != nil {
		return err
	}
	return refuse(kindCIDR.notFound, "The vpc CIDR block with association ID %s does not exist", id)
}
