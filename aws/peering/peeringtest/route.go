package peeringtest

import (
	"net/netip"
	"slices"

	"peerbot/aws/peering"
)

// reserved are blocks that no route may lead into.
var reserved = []netip.Prefix{netip.MustParsePrefix("169.254.168.0/22"), netip.MustParsePrefix("fd00:ec2::/32")}

// tableOf returns a table that is in the caller's place.
func (a *aws) tableOf(k caller, id string) (*table, error) {
	if t := a.table(id); t != nil && t.vpc.Place() == k.Place {
		return t, nil
	}
	return nil, k.refuse(peering.NotFound, "InvalidRouteTableID.NotFound", "The routeTable ID '%s' does not exist", id)
}

// reach refuses a target that a table's routes cannot go to.
func (a *aws) reach(k caller, t *table, target string) error {
	if !isPCX(target) {
		return nil
	}
	c, _, err := a.connection(k, target)
	if err != nil {
		return err
	}
	if c.status.Terminal() {
		return k.missing(target)
	}
	if c.requester != t.vpc.Ref && c.accepter != t.vpc.Ref {
		return k.refuse(peering.Invalid, "InvalidParameterValue", "route table %s and peering %s belong to different networks", t.ID, target)
	}
	return nil
}

// createRoute is ec2:CreateRoute.
func (a *aws) createRoute(k caller, table string, dst netip.Prefix, target string) error {
	t, err := a.tableOf(k, table)
	if err != nil {
		return err
	}
	if err := a.reach(k, t, target); err != nil {
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
	a.changeRoutes(t, func() { t.Routes = append(t.Routes, peering.Route{Destination: dst, Target: target}) })
	a.log(k, table, dst.String(), target)
	return nil
}

// deleteRoute is ec2:DeleteRoute: it takes the route away wherever it goes.
func (a *aws) deleteRoute(k caller, table string, dst netip.Prefix) error {
	t, err := a.tableOf(k, table)
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
	a.changeRoutes(t, func() { t.Routes = slices.Delete(t.Routes, i, i+1) })
	a.log(k, table, dst.String())
	return nil
}

// replaceRoute is ec2:ReplaceRoute, which peerbot never calls.
func (a *aws) replaceRoute(k caller, table string, dst netip.Prefix, target string) error {
	t, err := a.tableOf(k, table)
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
	if err := a.reach(k, t, target); err != nil {
		return err
	}
	a.changeRoutes(t, func() { t.Routes[i].Target, t.Routes[i].Blackhole = target, false })
	a.log(k, table, dst.String(), target)
	return nil
}
