package peeringtest

import (
	"net/netip"
	"slices"
	"strings"

	"peerbot/aws/peering"
)

// local is the target of the routes that a VPC has by itself.
const local = "local"

// reserved are blocks that no route may lead into.
var reserved = []netip.Prefix{netip.MustParsePrefix("169.254.168.0/22"), netip.MustParsePrefix("fd00:ec2::/32")}

func isPCX(target string) bool { return strings.HasPrefix(target, "pcx-") }

// lateRoutes is what a table showed before a change.
type lateRoutes struct {
	*countdown
	routes []peering.Route
}

// routes returns the routes of a table as they truly are.
func (w *World) routes(t *table) []peering.Route {
	out := slices.Clone(t.Routes)
	for i, r := range out {
		if isPCX(r.Target) {
			out[i].Blackhole = r.Blackhole || !slices.ContainsFunc(w.connections, func(c *connection) bool {
				return c.id == r.Target && c.status == peering.Active
			})
		}
	}
	return out
}

// shownTables returns the tables of a VPC as reads show them, in order of id.
func (w *World) shownTables(v *vpc) []peering.RouteTable {
	var out []peering.RouteTable
	for _, t := range v.tables {
		shown := t.RouteTable
		shown.Subnets = slices.Clone(t.Subnets)
		if t.late != nil && t.late.early {
			shown.Routes = slices.Clone(t.late.routes)
		} else {
			shown.Routes = w.routes(t)
		}
		out = append(out, shown)
	}
	slices.SortFunc(out, func(a, b peering.RouteTable) int { return strings.Compare(a.ID, b.ID) })
	return out
}

// changeRoutes makes a change of a table that reads may show late.
func (w *World) changeRoutes(t *table, f func()) {
	before := w.routes(t)
	f()
	if d := w.begin(Routes); d != nil && t.late == nil {
		t.late = &lateRoutes{d, before}
	}
}

// route returns the index of the route that somebody made for a destination,
// or of the local one. A propagated one may stand beside it.
func (t *table) route(dst netip.Prefix) int {
	return slices.IndexFunc(t.Routes, func(r peering.Route) bool {
		return r.PrefixList == "" && r.Destination.Masked() == dst.Masked() && !r.Propagated
	})
}

// routeAt returns the route for a destination; the zero Route if there is none.
func (w *World) routeAt(table string, dst netip.Prefix) peering.Route {
	if t := w.table(table); t != nil && dst.IsValid() {
		if i := t.route(dst); i >= 0 {
			return t.Routes[i]
		}
	}
	return peering.Route{}
}

// tableOf returns a table that is in the caller's place.
func (w *World) tableOf(k caller, id string) (*table, error) {
	if t := w.table(id); t != nil && t.vpc.Place() == k.Place {
		return t, nil
	}
	return nil, k.refuse(peering.NotFound, "InvalidRouteTableID.NotFound", "The routeTable ID '%s' does not exist", id)
}

// reach refuses a target that a table's routes cannot go to.
func (w *World) reach(k caller, t *table, target string) error {
	if !isPCX(target) {
		return nil
	}
	c, _, err := w.connection(k, target)
	if err != nil {
		return err
	}
	if c.status.Over() {
		return k.missing(target)
	}
	if c.requester != t.vpc.Ref && c.accepter != t.vpc.Ref {
		return k.refuse(peering.Invalid, "InvalidParameterValue", "route table %s and peering %s belong to different networks", t.ID, target)
	}
	return nil
}

// createRoute is ec2:CreateRoute.
func (w *World) createRoute(k caller, table string, dst netip.Prefix, target string) error {
	t, err := w.tableOf(k, table)
	if err != nil {
		return err
	}
	if err := w.reach(k, t, target); err != nil {
		return err
	}
	dst = dst.Masked()
	if i := t.route(dst); i >= 0 && t.Routes[i].Target != local {
		return k.refuse(peering.Exists, "RouteAlreadyExists", "The route identified by %s already exists.", dst)
	}
	for _, b := range slices.Concat(t.vpc.CIDRs, reserved) {
		if b.Bits() <= dst.Bits() && b.Contains(dst.Addr()) {
			return k.refuse(peering.Invalid, "InvalidParameterValue", "The destination CIDR block %s is equal to or more specific than %s, which is reserved or this VPC's", dst, b)
		}
	}
	w.changeRoutes(t, func() { t.Routes = append(t.Routes, peering.Route{Destination: dst, Target: target}) })
	w.log(k, table, dst.String(), target)
	return nil
}

// deleteRoute is ec2:DeleteRoute: it takes the route away wherever it goes.
func (w *World) deleteRoute(k caller, table string, dst netip.Prefix) error {
	t, err := w.tableOf(k, table)
	if err != nil {
		return err
	}
	i := t.route(dst)
	if i < 0 {
		return k.refuse(peering.NotFound, "InvalidRoute.NotFound", "no route with destination-cidr-block %s in route table %s", dst, table)
	}
	if t.Routes[i].Target == local {
		return k.refuse(peering.Invalid, "InvalidParameterValue", "cannot remove local route %s in route table %s", dst, table)
	}
	w.changeRoutes(t, func() { t.Routes = slices.Delete(t.Routes, i, i+1) })
	w.log(k, table, dst.String())
	return nil
}

// replaceRoute is ec2:ReplaceRoute, which peerbot never calls.
func (w *World) replaceRoute(k caller, table string, dst netip.Prefix, target string) error {
	t, err := w.tableOf(k, table)
	if err != nil {
		return err
	}
	i := t.route(dst)
	if i < 0 {
		return k.refuse(peering.Invalid, "InvalidParameterValue", "There is no route defined for '%s' in the route table. Use CreateRoute instead.", dst)
	}
	if t.Routes[i].Target == local {
		return k.refuse(peering.Invalid, "InvalidParameterValue", "cannot replace local route %s in %s with %s", dst, table, target)
	}
	if err := w.reach(k, t, target); err != nil {
		return err
	}
	w.changeRoutes(t, func() { t.Routes[i].Target, t.Routes[i].Blackhole = target, false })
	w.log(k, table, dst.String(), target)
	return nil
}
