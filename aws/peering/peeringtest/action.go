package peeringtest

import (
	"fmt"

	"peerbot/aws/peering"
)

// Action is something that somebody can do in AWS now.
type Action struct {
	Name string // "delete pcx-00000001 by the requester"
	Do   func() error
}

// Actions lists what this person could do to what exists, in the same order for
// the same world: a test draws from it. AWS may refuse some of it.
func (c *Console) Actions() []Action {
	var out []Action
	add := func(do func() error, format string, args ...any) {
		out = append(out, Action{fmt.Sprintf(format, args...), do})
	}
	live := c.w.Live()
	for _, x := range live {
		add(func() error { return c.Accept(x.ID) }, "accept %s", x.ID)
		add(func() error { return c.Reject(x.ID) }, "reject %s", x.ID)
		for _, s := range sides {
			on := !x.DNS[s]
			add(func() error { return c.Delete(x.ID, s) }, "delete %s by the %s", x.ID, s)
			add(func() error { return c.SetDNS(x.ID, s, on) }, "set the %s's DNS option of %s to %t", s, x.ID, on)
			add(func() error { return c.Untag(x.ID, s) }, "take all tags of %s on the %s's side", x.ID, s)
			add(func() error { return c.Untag(x.ID, s, peering.TagManaged) }, "take a tag of %s on the %s's side", x.ID, s)
			add(func() error { return c.Tag(x.ID, s, peering.TagName, "theirs") }, "rename %s on the %s's side", x.ID, s)
			add(func() error { return c.Tag(x.ID, s, peering.TagPeering, "P999") }, "tag %s on the %s's side as another", x.ID, s)
		}
	}
	for _, r := range c.w.Routes() {
		if r.Propagated || !r.Destination.IsValid() {
			continue
		}
		destination := r.Destination.String()
		add(func() error { return c.DeleteRoute(r.Table, destination) }, "delete the route %s", r)
		add(func() error { return c.ReplaceRoute(r.Table, destination, "tgw-00000001") }, "move the route %s", r)
	}
	vpcs, tables := c.w.inventory()
	for i, v := range vpcs {
		block := fmt.Sprintf("10.%d.0.0/16", 100+i)
		add(func() error { return c.AddCIDR(v.Ref, block) }, "add %s to %s", block, v.VPC)
		add(func() error { return c.RemoveCIDR(v.Ref, block) }, "remove %s from %s", block, v.VPC)
		for _, peer := range vpcs {
			if peer.Ref == v.Ref {
				continue
			}
			add(func() error { _, err := c.Request(v.Ref, peer.Ref); return err }, "request a connection from %s to %s", v.VPC, peer.VPC)
			for _, t := range tables[v.Ref] {
				destination := peer.CIDRs[0].String()
				add(func() error { return c.AddRoute(t, destination, "tgw-00000001") }, "route %s in %s elsewhere", destination, t)
			}
		}
		for _, t := range tables[v.Ref] {
			for _, x := range live {
				add(func() error { return c.AddRoute(t, "10.200.0.0/16", x.ID) }, "route 10.200.0.0/16 in %s to %s", t, x.ID)
			}
		}
	}
	return out
}

// inventory returns the VPCs, and the ids of their tables.
func (w *World) inventory() (vpcs []peering.VPC, tables map[peering.Ref][]string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	tables = map[peering.Ref][]string{}
	for _, v := range w.vpcs {
		vpcs = append(vpcs, v.shown())
		for _, t := range v.tables {
			tables[v.Ref] = append(tables[v.Ref], t.ID)
		}
	}
	return vpcs, tables
}
