package sim

import (
	"net/netip"
	"strings"
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
