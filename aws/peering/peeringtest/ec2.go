package peeringtest

import (
	"fmt"
	"maps"
	"net/netip"
	"slices"
	"strings"

	"peerbot/aws/peering"
)

// caller is who calls EC2, where, and what.
type caller struct {
	peering.Place
	action  string // "ec2:CreateRoute"
	arn     string
	request string // ours, of the bot's calls
}

// refuse is an error that AWS answers.
func (k caller) refuse(class peering.Class, code, format string, args ...any) error {
	return &peering.CallError{
		Action: k.action, Account: k.Account, Region: k.Region, Class: class, Code: code, Message: fmt.Sprintf(format, args...),
	}
}

func (k caller) missing(pcx string) error {
	return k.refuse(peering.NotFound, "InvalidVpcPeeringConnectionID.NotFound", "The vpcPeeringConnection ID '%s' does not exist", pcx)
}

func (k caller) transition(c *connection, to peering.Status) error {
	return k.refuse(peering.WrongState, "InvalidStateTransition", "Invalid state transition for %s, attempted to transition from %s to %s", c.id, c.status, to)
}

// connection returns a connection that is found in the caller's place, and the
// side that the caller is on.
func (w *World) connection(k caller, pcx string) (*connection, peering.Side, error) {
	for _, c := range w.connections {
		if s, ok := c.sideAt(k.Place); ok && c.id == pcx && w.exists(c, s) {
			return c, s, nil
		}
	}
	return nil, "", k.missing(pcx)
}

// createPeering is ec2:CreateVpcPeeringConnection. It answers with the
// connection of the same direction, if there is one that can carry traffic or
// may come to.
func (w *World) createPeering(k caller, from, to peering.Ref, tags map[string]string) (*connection, error) {
	if w.vpc(from) == nil {
		return nil, k.refuse(peering.NotFound, "InvalidVpcID.NotFound", "The vpc ID '%s' does not exist", from.VPC)
	}
	if w.vpc(to) == nil && from.SamePlace(to) {
		return nil, k.refuse(peering.NotFound, "InvalidVpcID.NotFound", "The vpc ID '%s' does not exist", to.VPC)
	}
	w.log(k, from.VPC, to.VPC)
	for _, c := range w.connections {
		if c.requester == from && c.accepter == to && !c.status.Over() && c.status != peering.Deleting {
			return c, nil
		}
	}
	c := w.addConnection(from, to)
	c.tags[from.Place()] = maps.Clone(tags)
	if d := w.begin(ShownToRequester); d != nil {
		c.appear(peering.Requester, d)
	}
	w.become(c, peering.Initiating, "Initiating Request to "+to.Account)
	return c, nil
}

// answerable returns a pending connection that the caller is the accepter of.
func (w *World) answerable(k caller, pcx, verb string, to peering.Status) (*connection, error) {
	c, _, err := w.connection(k, pcx)
	if err != nil {
		return nil, err
	}
	if c.accepter.Place() != k.Place {
		return nil, k.refuse(peering.WrongPlace, "OperationNotPermitted", "User %s cannot %s peering %s", k.Account, verb, pcx)
	}
	if c.status != peering.Pending {
		return nil, k.transition(c, to)
	}
	return c, nil
}

// acceptPeering is ec2:AcceptVpcPeeringConnection.
func (w *World) acceptPeering(k caller, pcx string) error {
	c, err := w.answerable(k, pcx, "accept", peering.Provisioning)
	if err != nil {
		return err
	}
	if slices.ContainsFunc(w.connections, func(x *connection) bool {
		return x.joins(c.requester, c.accepter) && (x.status == peering.Active || x.status == peering.Provisioning)
	}) {
		return k.refuse(peering.Exists, "VpcPeeringConnectionAlreadyExists", "The vpc peering connection identified by %s already exists.", pcx)
	}
	w.become(c, peering.Provisioning, "Provisioning")
	w.log(k, pcx)
	return nil
}

// rejectPeering is ec2:RejectVpcPeeringConnection.
func (w *World) rejectPeering(k caller, pcx string) error {
	c, err := w.answerable(k, pcx, "reject", peering.Rejected)
	if err != nil {
		return err
	}
	w.become(c, peering.Rejected, "Inactive")
	w.log(k, pcx)
	return nil
}

// deletePeering is ec2:DeleteVpcPeeringConnection.
func (w *World) deletePeering(k caller, pcx string) error {
	c, s, err := w.connection(k, pcx)
	if err != nil {
		return err
	}
	switch c.status {
	case peering.Active:
	case peering.Pending:
		if k.Account != c.requester.Account {
			return k.refuse(peering.Invalid, "OperationNotPermitted", "User %s cannot delete peering %s", k.Account, pcx)
		}
	default:
		return k.transition(c, peering.Deleting)
	}
	c.endedBy = s
	if c.requester.Region == c.accepter.Region {
		w.become(c, peering.Deleted, c.deletedBy())
	} else {
		w.become(c, peering.Deleting, "Deleting")
	}
	w.log(k, pcx)
	return nil
}

// setOption is ec2:ModifyVpcPeeringConnectionOptions for one side.
func (w *World) setOption(k caller, pcx string, side peering.Side, on bool) error {
	c, _, err := w.connection(k, pcx)
	if err != nil {
		return err
	}
	r, a := w.vpc(c.requester), w.vpc(c.accepter)
	switch {
	case c.status != peering.Active:
		return k.refuse(peering.WrongState, "OperationNotPermitted", "Peering %s is not active. Peering options can be added only to active peerings.", pcx)
	case c.ref(side).Place() != k.Place:
		return k.refuse(peering.WrongPlace, "OperationNotPermitted", "User %s does not have permission to modify the %s side peering options", k.Account, side)
	case on && (r == nil || a == nil || !r.resolvable() || !a.resolvable()):
		return k.refuse(peering.Invalid, "InvalidVpcPeeringConnectionState.DnsHostnamesDisabled",
			"To enable DNS hostname resolution for the VPC peering connection, DNS hostname support must be enabled for the VPCs.")
	}
	w.change(c, DNS, func() { c.dns[side] = on })
	w.log(k, pcx)
	return nil
}

// createTags is ec2:CreateTags.
func (w *World) createTags(k caller, pcx string, tags map[string]string) error {
	c, _, err := w.connection(k, pcx)
	if err != nil {
		return err
	}
	w.change(c, Tags, func() {
		if c.tags[k.Place] == nil {
			c.tags[k.Place] = map[string]string{}
		}
		maps.Copy(c.tags[k.Place], tags)
	})
	w.log(k, about(pcx, tags)...)
	return nil
}

// deleteTags is ec2:DeleteTags with values: a tag with another value stays.
func (w *World) deleteTags(k caller, pcx string, tags map[string]string) error {
	c, _, err := w.connection(k, pcx)
	if err != nil {
		return err
	}
	w.change(c, Tags, func() {
		maps.DeleteFunc(c.tags[k.Place], func(key, value string) bool {
			v, named := tags[key]
			return named && v == value
		})
	})
	w.log(k, about(pcx, tags)...)
	return nil
}

func about(pcx string, tags map[string]string) []string {
	return append([]string{pcx}, slices.Sorted(maps.Keys(tags))...)
}

// associateCIDR is ec2:AssociateVpcCidrBlock.
func (w *World) associateCIDR(k caller, ref peering.Ref, block netip.Prefix) error {
	v := w.vpc(ref)
	if v == nil || ref.Place() != k.Place {
		return k.refuse(peering.NotFound, "InvalidVpcID.NotFound", "The vpc ID '%s' does not exist", ref.VPC)
	}
	if why := w.refusesBlock(v, block); why != "" {
		return k.refuse(peering.Invalid, "InvalidVpc.Range", "The CIDR '%s' %s", block, why)
	}
	w.addCIDR(v, block)
	w.log(k, ref.VPC, block.String())
	return nil
}

// disassociateCIDR is ec2:DisassociateVpcCidrBlock.
func (w *World) disassociateCIDR(k caller, ref peering.Ref, block netip.Prefix) error {
	v := w.vpc(ref)
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
	w.log(k, ref.VPC, block.String())
	return nil
}

// event is the action as CloudTrail names it.
func (k caller) event() string { return strings.TrimPrefix(k.action, "ec2:") }
