package peeringtest

import (
	"maps"
	"net/netip"
	"slices"
	"strings"

	"peerbot/aws/peering"
)

// view is the connection as a side would show it without delay; false when it
// shows none.
func (a *aws) view(c *connection, s peering.Side) (peering.Connection, bool) {
	if !c.exists(s, a.now()) {
		return peering.Connection{}, false
	}
	out := peering.Connection{
		ID: c.id, Status: c.status, Message: c.message, Requester: c.requester, Accepter: c.accepter,
		Tags: maps.Clone(c.tags[c.ref(s).Place()]),
	}
	if s := c.status; s == peering.Initiating || s == peering.Pending || s == peering.Expired {
		out.Expires = c.created.Add(requestLife)
	}
	out.RequesterCIDRs, out.RequesterDNS = a.whole(c, peering.Requester, s)
	out.AccepterCIDRs, out.AccepterDNS = a.whole(c, peering.Accepter, s)
	return out, true
}

// whole returns the blocks of one end, and its DNS option, as a side is shown
// them: until it has accepted nothing of the accepter, of the option each its
// own, and after the end nothing.
func (a *aws) whole(c *connection, end, to peering.Side) (blocks []string, dns *bool) {
	early := c.status == peering.Initiating || c.status == peering.Pending
	if c.status.Terminal() || end == peering.Accepter && early {
		return nil, nil
	}
	if end == to || c.requester.SamePlace(c.accepter) {
		on := c.dns[end]
		dns = &on
	}
	return a.blocks(c.ref(end)), dns
}

func (a *aws) blocks(ref peering.Ref) []string {
	var out []string
	if v := a.vpc(ref); v != nil {
		for _, b := range v.CIDRs {
			out = append(out, b.String())
		}
	}
	return out
}

// shown is the connection as a read of a place shows it.
func (a *aws) shown(c *connection, at peering.Place) (peering.Connection, bool) {
	s, ok := c.sideAt(at)
	if !ok {
		return peering.Connection{}, false
	}
	out, ok := a.view(c, s)
	if l := c.late[lateKey{s, Status}]; l != nil && l.early {
		tags := out.Tags
		out, ok = l.Connection, l.shown
		out.Tags = tags
	}
	if l := c.late[lateKey{s, Tags}]; l != nil && l.early {
		out.Tags = maps.Clone(l.Tags)
	}
	if l := c.late[lateKey{s, DNS}]; l != nil && l.early && !out.Status.Terminal() {
		out.RequesterDNS, out.AccepterDNS = l.RequesterDNS, l.AccepterDNS
	}
	return out, ok
}

// shownAt returns every connection that a place shows and that keep keeps.
func (a *aws) shownAt(at peering.Place, keep func(*connection) bool) []peering.Connection {
	var out []peering.Connection
	for _, c := range a.connections {
		if !keep(c) {
			continue
		}
		if v, ok := a.shown(c, at); ok {
			out = append(out, v)
		}
	}
	return out
}

// routes returns the routes of a table as they truly are.
func (a *aws) routes(t *table) []peering.Route {
	out := slices.Clone(t.Routes)
	for i, r := range out {
		if isPCX(r.Target) {
			out[i].Blackhole = r.Blackhole || !slices.ContainsFunc(a.connections, func(c *connection) bool {
				return c.id == r.Target && c.status == peering.Active
			})
		}
	}
	return out
}

func isPCX(target string) bool { return strings.HasPrefix(target, "pcx-") }

// shownTables returns the tables of a VPC as reads show them, in order of id.
func (a *aws) shownTables(v *vpc) []peering.RouteTable {
	var out []peering.RouteTable
	for _, t := range v.tables {
		shown := t.RouteTable
		shown.Subnets = slices.Clone(t.Subnets)
		if t.late != nil && t.late.early {
			shown.Routes = slices.Clone(t.late.routes)
		} else {
			shown.Routes = a.routes(t)
		}
		out = append(out, shown)
	}
	slices.SortFunc(out, func(a, b peering.RouteTable) int { return strings.Compare(a.ID, b.ID) })
	return out
}

// routeAt returns the route for a destination; the zero Route if there is none.
func (a *aws) routeAt(table string, dst netip.Prefix) peering.Route {
	if t := a.table(table); t != nil && dst.IsValid() {
		if i := t.route(dst); i >= 0 {
			return t.Routes[i]
		}
	}
	return peering.Route{}
}
