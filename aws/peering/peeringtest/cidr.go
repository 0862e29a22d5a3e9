package peeringtest

import (
	"fmt"
	"net/netip"
	"slices"

	"peerbot/aws/peering"
)

// associateCIDR is ec2:AssociateVpcCidrBlock.
func (a *aws) associateCIDR(k caller, ref peering.Ref, block netip.Prefix) error {
	v := a.vpc(ref)
	if v == nil || ref.Place() != k.Place {
		return k.refuse(peering.NotFound, "InvalidVpcID.NotFound", "The vpc ID '%s' does not exist", ref.VPC)
	}
	if why := a.refusesBlock(v, block); why != "" {
		return k.refuse(peering.Invalid, "InvalidVpc.Range", "The CIDR '%s' %s", block, why)
	}
	a.addCIDR(v, block)
	a.log(k, ref.VPC, block.String())
	return nil
}

// disassociateCIDR is ec2:DisassociateVpcCidrBlock.
func (a *aws) disassociateCIDR(k caller, ref peering.Ref, block netip.Prefix) error {
	v := a.vpc(ref)
	if v == nil || ref.Place() != k.Place {
		return k.refuse(peering.NotFound, "InvalidVpcID.NotFound", "The vpc ID '%s' does not exist", ref.VPC)
	}
	i := slices.Index(v.CIDRs, block)
	if i < 1 { // the first stays
		return k.refuse(peering.Invalid, "OperationNotPermitted", "The CIDR block %s of %s may not be disassociated", block, ref.VPC)
	}
	v.CIDRs = slices.Delete(slices.Clone(v.CIDRs), i, i+1)
	for _, t := range v.tables {
		t.Routes = slices.DeleteFunc(t.Routes, func(r peering.Route) bool { return r.Destination == block && r.Target == local })
	}
	a.log(k, ref.VPC, block.String())
	return nil
}

// refusesBlock returns why AWS does not give a VPC another block, "" if it does.
func (a *aws) refusesBlock(v *vpc, block netip.Prefix) string {
	if own, _, meets := peering.Overlaps(v.CIDRs, []netip.Prefix{block}); meets {
		return fmt.Sprintf("conflicts with %s of the VPC", own)
	}
	for _, c := range a.connections {
		for _, s := range sides {
			peer := a.vpc(c.ref(s.Other()))
			if c.ref(s) != v.Ref || peer == nil {
				continue
			}
			switch c.status {
			case peering.Initiating, peering.Pending:
				if s == peering.Requester {
					return "cannot be added while " + c.id + " is pending"
				}
			case peering.Provisioning, peering.Active:
				if _, theirs, meets := peering.Overlaps([]netip.Prefix{block}, peer.CIDRs); meets {
					return fmt.Sprintf("conflicts with %s of the peered VPC %s", theirs, peer.VPC.VPC)
				}
			case peering.Deleting, peering.Deleted, peering.Rejected, peering.Expired, peering.Failed:
			}
		}
	}
	for _, t := range v.tables {
		for _, r := range t.Routes {
			if r.Destination.IsValid() && block.Bits() <= r.Destination.Bits() && block.Overlaps(r.Destination) {
				return fmt.Sprintf("is equal to or wider than the route %s in %s", r.Destination, t.ID)
			}
		}
	}
	return ""
}
