package peeringtest

import (
	"fmt"
	"net/netip"

	"peerbot/aws/peering"
)

// Draw chooses one of n, which is at least 1; what says of what. It makes what is
// random here repeatable, and a failure small. With rapid:
//
//	func(what string, n int) int { return rapid.IntRange(0, n-1).Draw(t, what) }
type Draw func(what string, n int) int

// AnyPair makes two VPCs, in one place or far apart, with some blocks, tables
// and routes of others, and returns some peering of them.
func (w *World) AnyPair(draw Draw) peering.Peering {
	places := []peering.Place{Tokyo, Seoul, {Account: Tokyo.Account, Region: Seoul.Region}, {Account: Seoul.Account, Region: Tokyo.Region}}
	modes := []peering.RouteMode{peering.RoutesAll, peering.RoutesMain, peering.RoutesPrivate, peering.RoutesNone}
	end := func(n int) peering.End {
		blocks := []string{fmt.Sprintf("10.%d.0.0/16", n), fmt.Sprintf("100.6%d.0.0/18", n), fmt.Sprintf("2001:db8:%d::/56", n)}
		ref := w.VPC(places[draw("place", len(places))], "main", blocks[:1+draw("more blocks", len(blocks))]...)
		for i := range draw("tables", 3) {
			t := w.Table(ref, "", w.Subnet(ref, fmt.Sprintf("10.%d.%d.0/24", n, i)))
			if draw("other routes", 2) == 1 {
				w.SetRoutes(t,
					peering.Route{Destination: netip.MustParsePrefix("0.0.0.0/0"), Target: "igw-00000001"},
					peering.Route{Destination: netip.MustParsePrefix("172.16.0.0/12"), Target: "pcx-0000dead"})
			}
		}
		return peering.End{VPC: ref, Routes: peering.RouteChoice{Mode: modes[draw("route mode", len(modes))]}, DNS: draw("dns", 2) == 1}
	}
	return peering.Peering{ID: "P1", Requester: end(1), Accepter: end(2)}
}

// AnyDelays returns delays that are the same for all changes of a kind; half of
// the kinds have none.
func AnyDelays(draw Draw) func(Change) Delay {
	delays := map[Change]Delay{}
	for _, c := range Changes {
		delays[c] = Delay{Looks: max(0, draw("looks", 6)-2), Flaps: max(0, draw("flaps", 4)-2)}
	}
	return func(c Change) Delay { return delays[c] }
}

// AnyFault returns a Hook with which one call of oneIn goes wrong in a way that
// passes: its answer is lost, or the call, or there were too many.
func AnyFault(draw Draw, oneIn int) Hook {
	ways := []Hook{Lose, Drop, Throttle}
	return func(c Call, do func() error) error {
		if draw("goes wrong", oneIn) != oneIn-1 {
			return do()
		}
		return ways[draw("how", len(ways))](c, do)
	}
}

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
			for _, k := range []string{peering.TagManaged, peering.OldTagManaged} {
				add(func() error { return c.Untag(x.ID, s, k) }, "take %s of %s on the %s's side", k, x.ID, s)
			}
			for _, k := range []string{peering.TagPeering, peering.OldTagPeering} {
				add(func() error { return c.Tag(x.ID, s, k, "P999") }, "tag %s on the %s's side as another with %s", x.ID, s, k)
			}
			add(func() error { return c.Tag(x.ID, s, peering.TagManaged, "other") }, "tag %s on the %s's side as of another installation", x.ID, s)
			add(func() error { return c.Tag(x.ID, s, peering.TagName, "theirs") }, "rename %s on the %s's side", x.ID, s)
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
				for _, destination := range []string{"10.200.0.0/16", "0.0.0.0/0"} {
					add(func() error { return c.AddRoute(t, destination, x.ID) }, "route %s in %s to %s", destination, t, x.ID)
				}
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
