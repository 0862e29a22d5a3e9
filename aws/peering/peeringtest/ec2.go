package peeringtest

import (
	"maps"
	"slices"

	"peerbot/aws/peering"
)

// connection returns a connection that is found in the caller's place, and the
// side that the caller is on.
func (a *aws) connection(k caller, pcx string) (*connection, peering.Side, error) {
	for _, c := range a.connections {
		if s, ok := c.sideAt(k.Place); ok && c.id == pcx && c.exists(s, a.now()) {
			return c, s, nil
		}
	}
	return nil, "", k.missing(pcx)
}

// createPeering is ec2:CreateVpcPeeringConnection. It answers with the
// connection of the same direction, if there is one that can carry traffic or
// may come to.
func (a *aws) createPeering(k caller, from, to peering.Ref, tags map[string]string) (*connection, error) {
	if a.vpc(from) == nil {
		return nil, k.refuse(peering.NotFound, "InvalidVpcID.NotFound", "The vpc ID '%s' does not exist", from.VPC)
	}
	if a.vpc(to) == nil && from.SamePlace(to) {
		return nil, k.refuse(peering.NotFound, "InvalidVpcID.NotFound", "The vpc ID '%s' does not exist", to.VPC)
	}
	a.log(k, from.VPC, to.VPC)
	for _, c := range a.connections {
		if c.requester == from && c.accepter == to && !c.status.Terminal() && c.status != peering.Deleting {
			return c, nil
		}
	}
	c := a.addConnection(from, to)
	c.tags[from.Place()] = maps.Clone(tags)
	if d := a.begin(ShownToRequester); d != nil {
		c.appear(peering.Requester, d)
	}
	a.become(c, peering.Initiating, "Initiating Request to "+to.Account)
	return c, nil
}

// answerable returns a pending connection that the caller is the accepter of.
func (a *aws) answerable(k caller, pcx, verb string, to peering.Status) (*connection, error) {
	c, _, err := a.connection(k, pcx)
	if err != nil {
		return nil, err
	}
	if c.accepter.Place() != k.Place {
		return nil, k.refuse(peering.WrongAccount, "OperationNotPermitted", "User %s cannot %s peering %s", k.Account, verb, pcx)
	}
	if c.status != peering.Pending {
		return nil, k.transition(c, to)
	}
	return c, nil
}

// acceptPeering is ec2:AcceptVpcPeeringConnection.
func (a *aws) acceptPeering(k caller, pcx string) error {
	c, err := a.answerable(k, pcx, "accept", peering.Provisioning)
	if err != nil {
		return err
	}
	if slices.ContainsFunc(a.connections, func(x *connection) bool {
		return x.joins(c.requester, c.accepter) && (x.status == peering.Active || x.status == peering.Provisioning)
	}) {
		return k.refuse(peering.Exists, "VpcPeeringConnectionAlreadyExists", "The vpc peering connection identified by %s already exists.", pcx)
	}
	a.become(c, peering.Provisioning, "Provisioning")
	a.log(k, pcx)
	return nil
}

// rejectPeering is ec2:RejectVpcPeeringConnection.
func (a *aws) rejectPeering(k caller, pcx string) error {
	c, err := a.answerable(k, pcx, "reject", peering.Rejected)
	if err != nil {
		return err
	}
	a.become(c, peering.Rejected, "Inactive")
	a.log(k, pcx)
	return nil
}

// deletePeering is ec2:DeleteVpcPeeringConnection.
func (a *aws) deletePeering(k caller, pcx string) error {
	c, s, err := a.connection(k, pcx)
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
		a.become(c, peering.Deleted, c.deletedBy())
	} else {
		a.become(c, peering.Deleting, "Deleting")
	}
	a.log(k, pcx)
	return nil
}

// setOption is ec2:ModifyVpcPeeringConnectionOptions for one side.
func (a *aws) setOption(k caller, pcx string, side peering.Side, on bool) error {
	c, _, err := a.connection(k, pcx)
	if err != nil {
		return err
	}
	from, to := a.vpc(c.requester), a.vpc(c.accepter)
	switch {
	case c.status != peering.Active:
		return k.refuse(peering.WrongState, "OperationNotPermitted", "Peering %s is not active. Peering options can be added only to active peerings.", pcx)
	case c.ref(side).Place() != k.Place:
		return k.refuse(peering.WrongAccount, "OperationNotPermitted", "User %s does not have permission to modify the %s side peering options", k.Account, side)
	case on && (from == nil || to == nil || !from.resolvable() || !to.resolvable()):
		return k.refuse(peering.Invalid, "InvalidVpcPeeringConnectionState.DnsHostnamesDisabled",
			"To enable DNS hostname resolution for the VPC peering connection, DNS hostname support must be enabled for the VPCs.")
	}
	a.change(c, DNS, func() { c.dns[side] = on })
	a.log(k, pcx)
	return nil
}

// createTags is ec2:CreateTags.
func (a *aws) createTags(k caller, pcx string, tags map[string]string) error {
	c, _, err := a.connection(k, pcx)
	if err != nil {
		return err
	}
	a.change(c, Tags, func() {
		if c.tags[k.Place] == nil {
			c.tags[k.Place] = map[string]string{}
		}
		maps.Copy(c.tags[k.Place], tags)
	})
	a.log(k, about(pcx, tags)...)
	return nil
}

// deleteTags is ec2:DeleteTags with values: a tag with another value stays.
func (a *aws) deleteTags(k caller, pcx string, tags map[string]string) error {
	c, _, err := a.connection(k, pcx)
	if err != nil {
		return err
	}
	a.change(c, Tags, func() {
		maps.DeleteFunc(c.tags[k.Place], func(key, value string) bool {
			v, named := tags[key]
			return named && v == value
		})
	})
	a.log(k, about(pcx, tags)...)
	return nil
}

func about(pcx string, tags map[string]string) []string {
	return append([]string{pcx}, slices.Sorted(maps.Keys(tags))...)
}
