package sim

import (
	"net/netip"
	"strings"
	"time"
)

// routeState returns active, or blackhole when the target of the route is not there. A
// peering is there while it is active.
func (c *Cloud) routeState(p *place, r *route, now time.Time) string {
	alive := true
	switch {
	case r.target == localTarget:
	case strings.HasPrefix(r.target, kindPeering.prefix+"-"):
		pc := c.peerings[r.target]
		alive = pc != nil && pc.state(now) == stateActive
	default:
		g, ok := p.gateways.get(r.target)
		alive = ok && (g.vpc != nil || g.kind == kindTransit)
	}
	if alive {
		return "active"
	}
	return "blackhole"
}

// checkReachable refuses a target that does not exist, or that is of another
// VPC than the table.
func (c *Cloud) checkReachable(t *table, target string, now time.Time) error {
	p := c.places[t.vpc.placeKey]
	if strings.HasPrefix(target, kindPeering.prefix+"-") {
		pc, ok := p.peerings.get(target)
		if !ok || !pc.visible(p.placeKey, now, c.answers) || pc.state(now).over() || pc.fresh(p.placeKey) {
			return kindPeering.errMissing(target)
		}
		if pc.side(p.placeKey, t.vpc.id) == nil {
			return errNetworks(t.id, target)
		}
		return nil
	}
	g, ok := p.gateways.get(target)
	if !ok {
		kind, _ := gatewayKind(target)
		return kind.errMissing(target)
	}
	if g.kind != kindTransit && g.vpc != t.vpc {
		return errNetworks(t.id, target)
	}
	return nil
}

// reserved are ranges that no route may go to.
var reserved = []netip.Prefix{netip.MustParsePrefix("169.254.168.0/22"), netip.MustParsePrefix("fd00:ec2::/32")}

// checkNewRoute refuses a destination that AWS does not take.
func (c *Cloud) checkNewRoute(t *table, r *route) error {
	for _, p := range reserved {
		if r.prefix.IsValid() && p.Bits() <= r.prefix.Bits() && p.Contains(r.prefix.Addr()) {
			return refuse("InvalidParameterValue", "The destination CIDR block %s is reserved", r.prefix)
		}
	}
	for _, b := range t.vpc.blocks {
		if !b.gone && r.prefix.IsValid() && b.prefix.Bits() <= r.prefix.Bits() && b.prefix.Contains(r.prefix.Addr()) {
			kind := targetElement(r.target)
			if kind != "networkInterfaceId" && kind != "instanceId" {
				return refuse("InvalidParameterValue", "The destination CIDR block %s is equal to or more specific than one of this VPC's CIDR blocks. This route can target only an interface or an instance.", r.prefix)
			}
		}
	}
	same := 0
	for _, have := range t.routes {
		if have.origin != originPropagation && have.prefix.Addr().Is6() == r.prefix.Addr().Is6() {
			same++
		}
	}
	if same >= int(c.quota(t.vpc.placeKey, quotaRoutes)) {
		return refuse("RouteLimitExceeded", "The maximum number of routes has been reached.")
	}
	return nil
}
