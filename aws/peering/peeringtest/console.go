package peeringtest

import (
	"fmt"
	"maps"
	"net/netip"
	"slices"

	"peerbot/aws/peering"
)

// Console is somebody who works in the accounts without the bot. What they do
// obeys EC2's rules, and CloudTrail has it.
type Console struct {
	w    *World
	name string
}

// Console returns somebody's console. The name is that of an IAM user.
func (w *World) Console(name string) *Console { return &Console{w, name} }

// do makes a call of theirs.
func (c *Console) do(at peering.Place, action string, f func(k caller) error) error {
	c.w.mu.Lock()
	defer c.w.mu.Unlock()
	c.w.settle()
	return f(caller{Place: at, action: "ec2:" + action, arn: fmt.Sprintf("arn:aws:iam::%s:user/%s", at.Account, c.name)})
}

// place returns where one side of a connection is.
func (c *Console) place(pcx string, s peering.Side) peering.Place {
	c.w.mu.Lock()
	defer c.w.mu.Unlock()
	return c.w.mustConnection(pcx).ref(s).Place()
}

func (c *Console) tablePlace(id string) peering.Place {
	c.w.mu.Lock()
	defer c.w.mu.Unlock()
	return c.w.mustTable(id).vpc.Place()
}

// Request asks for a connection, and returns its id.
func (c *Console) Request(from, to peering.Ref) (pcx string, err error) {
	err = c.do(from.Place(), "CreateVpcPeeringConnection", func(k caller) error {
		made, err := c.w.createPeering(k, from, to, nil)
		if err == nil {
			pcx = made.id
		}
		return err
	})
	return pcx, err
}

// Accept accepts a request.
func (c *Console) Accept(pcx string) error {
	return c.do(c.place(pcx, peering.Accepter), "AcceptVpcPeeringConnection", func(k caller) error { return c.w.acceptPeering(k, pcx) })
}

// Reject rejects a request.
func (c *Console) Reject(pcx string) error {
	return c.do(c.place(pcx, peering.Accepter), "RejectVpcPeeringConnection", func(k caller) error { return c.w.rejectPeering(k, pcx) })
}

// Delete deletes a connection from one side.
func (c *Console) Delete(pcx string, s peering.Side) error {
	return c.do(c.place(pcx, s), "DeleteVpcPeeringConnection", func(k caller) error { return c.w.deletePeering(k, pcx) })
}

// SetDNS sets the DNS option of one side.
func (c *Console) SetDNS(pcx string, s peering.Side, on bool) error {
	return c.do(c.place(pcx, s), "ModifyVpcPeeringConnectionOptions", func(k caller) error { return c.w.setOption(k, pcx, s, on) })
}

// Tag sets a tag of a connection on one side.
func (c *Console) Tag(pcx string, s peering.Side, key, value string) error {
	return c.do(c.place(pcx, s), "CreateTags", func(k caller) error { return c.w.createTags(k, pcx, map[string]string{key: value}) })
}

// Untag takes tags away on one side; without keys, all.
func (c *Console) Untag(pcx string, s peering.Side, keys ...string) error {
	return c.do(c.place(pcx, s), "DeleteTags", func(k caller) error {
		tags := maps.Clone(c.w.mustConnection(pcx).tags[k.Place])
		maps.DeleteFunc(tags, func(key, _ string) bool { return len(keys) > 0 && !slices.Contains(keys, key) })
		return c.w.deleteTags(k, pcx, tags)
	})
}

// AddRoute adds a route to a table.
func (c *Console) AddRoute(table, destination, target string) error {
	return c.do(c.tablePlace(table), "CreateRoute", func(k caller) error {
		return c.w.createRoute(k, table, netip.MustParsePrefix(destination), target)
	})
}

// DeleteRoute takes a route out of a table.
func (c *Console) DeleteRoute(table, destination string) error {
	return c.do(c.tablePlace(table), "DeleteRoute", func(k caller) error {
		return c.w.deleteRoute(k, table, netip.MustParsePrefix(destination))
	})
}

// ReplaceRoute has a route go elsewhere.
func (c *Console) ReplaceRoute(table, destination, target string) error {
	return c.do(c.tablePlace(table), "ReplaceRoute", func(k caller) error {
		return c.w.replaceRoute(k, table, netip.MustParsePrefix(destination), target)
	})
}

// AddCIDR gives a VPC another block.
func (c *Console) AddCIDR(vpc peering.Ref, block string) error {
	return c.do(vpc.Place(), "AssociateVpcCidrBlock", func(k caller) error {
		return c.w.associateCIDR(k, vpc, netip.MustParsePrefix(block))
	})
}

// RemoveCIDR takes a block away from a VPC.
func (c *Console) RemoveCIDR(vpc peering.Ref, block string) error {
	return c.do(vpc.Place(), "DisassociateVpcCidrBlock", func(k caller) error {
		return c.w.disassociateCIDR(k, vpc, netip.MustParsePrefix(block))
	})
}
