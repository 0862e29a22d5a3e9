package sim

import (
	"net/netip"
	"slices"
	"strings"
	"time"
)

// localTarget is the target of the routes that a VPC has by itself.
const localTarget = "local"

// Origins of routes, in the words of EC2.
const (
	originTable       = "CreateRouteTable"
	originRoute       = "CreateRoute"
	originPropagation = "EnableVgwRoutePropagation"
)

// route is a line of a route table.
type route struct {
	prefix netip.Prefix // zero for a prefix list
	list   string       // pl- id, "" for a CIDR
	target string       // local, or the id of what it goes to
	origin string
}

func localRoute(p netip.Prefix) *route {
	return &route{prefix: p, target: localTarget, origin: originTable}
}

// destination returns the CIDR or the prefix list as text.
func (r *route) destination() string {
	if r.list != "" {
		return r.list
	}
	return r.prefix.String()
}

// state is active, or blackhole when the target of the route is not there. A
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

// targetParams are the parameters that name a target, the element that a
// description has for it, and the kinds of ids that it takes.
var targetParams = []struct {
	param, element string
	kinds          []idKind
}{
	{"GatewayId", "gatewayId", []idKind{kindInternet, kindVPN}},
	{"NatGatewayId", "natGatewayId", []idKind{kindNAT}},
	{"TransitGatewayId", "transitGatewayId", []idKind{kindTransit}},
	{"NetworkInterfaceId", "networkInterfaceId", []idKind{kindInterface}},
	{"InstanceId", "instanceId", []idKind{kindInstance}},
	{"EgressOnlyInternetGatewayId", "egressOnlyInternetGatewayId", []idKind{kindEgressOnly}},
	{"VpcPeeringConnectionId", "vpcPeeringConnectionId", []idKind{kindPeering}},
}

// targetElement returns the element of a description that holds a target.
func targetElement(target string) string {
	for _, p := range targetParams {
		for _, kind := range p.kinds {
			if strings.HasPrefix(target, kind.prefix+"-") {
				return p.element
			}
		}
	}
	return "gatewayId" // local
}

// routeFields are the filters route.* of DescribeRouteTables.
var routeFields = map[string]func(*call, *route) string{
	"destination-cidr-block":          func(_ *call, r *route) string { return r.family(false) },
	"destination-ipv6-cidr-block":     func(_ *call, r *route) string { return r.family(true) },
	"destination-prefix-list-id":      func(_ *call, r *route) string { return r.list },
	"egress-only-internet-gateway-id": func(_ *call, r *route) string { return r.through("egressOnlyInternetGatewayId") },
	"gateway-id":                      func(_ *call, r *route) string { return r.through("gatewayId") },
	"instance-id":                     func(_ *call, r *route) string { return r.through("instanceId") },
	"nat-gateway-id":                  func(_ *call, r *route) string { return r.through("natGatewayId") },
	"transit-gateway-id":              func(_ *call, r *route) string { return r.through("transitGatewayId") },
	"vpc-peering-connection-id":       func(_ *call, r *route) string { return r.through("vpcPeeringConnectionId") },
	"origin":                          func(_ *call, r *route) string { return r.origin },
	"state":                           func(k *call, r *route) string { return k.cloud.routeState(k.place, r, k.now) },
}

// family returns the destination if it is a CIDR of one family.
func (r *route) family(ipv6 bool) string {
	if !r.prefix.IsValid() || r.prefix.Addr().Is6() != ipv6 {
		return ""
	}
	return r.prefix.String()
}

// through returns the target if it is described in an element.
func (r *route) through(element string) string {
	if targetElement(r.target) != element {
		return ""
	}
	return r.target
}

func (k *call) writeRoute(r *route) {
	w := &k.out
	switch {
	case r.list != "":
		w.text("destinationPrefixListId", r.list)
	case r.prefix.Addr().Is6():
		w.text("destinationIpv6CidrBlock", r.prefix.String())
	default:
		w.text("destinationCidrBlock", r.prefix.String())
	}
	w.text(targetElement(r.target), r.target)
	w.text("state", k.cloud.routeState(k.place, r, k.now))
	w.text("origin", r.origin)
}

// route returns the route that a person made, or the local one, for a
// destination. Propagated routes are not found: a static one may stand beside
// them.
func (t *table) route(dest route) *route {
	for _, r := range t.routes {
		if r.prefix == dest.prefix && r.list == dest.list && r.origin != originPropagation {
			return r
		}
	}
	return nil
}

// reserved are ranges that no route may lead into.
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
	if same >= int(c.quota(t.vpc.place.placeKey, quotaRoutes)) {
		return refuse("RouteLimitExceeded", "The maximum number of routes has been reached.")
	}
	return nil
}

// dropRoute removes a route from a table.
func (t *table) dropRoute(r *route) {
	t.routes = slices.DeleteFunc(t.routes, func(x *route) bool { return x == r })
}
