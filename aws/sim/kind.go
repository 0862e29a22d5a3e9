package sim

import "strings"

// idKind is a kind of EC2 resource: how its ids look and what EC2 calls the
// errors about them. EC2 is not consistent in that, hence the table.
type idKind struct {
	prefix    string
	noun      string // in messages
	notFound  string
	malformed string
	resource  string // in ARNs and tag specifications
}

var (
	kindVPC         = idKind{"vpc", "vpc", "InvalidVpcID.NotFound", "InvalidVpcID.Malformed", "vpc"}
	kindSubnet      = idKind{"subnet", "subnet", "InvalidSubnetID.NotFound", "InvalidSubnetId.Malformed", "subnet"}
	kindTable       = idKind{"rtb", "routeTable", "InvalidRouteTableID.NotFound", "InvalidRouteTableId.Malformed", "route-table"}
	kindAssociation = idKind{"rtbassoc", "association", "InvalidAssociationID.NotFound", "InvalidRouteTableAssociationId.Malformed", "route-table-association"}
	kindCIDR        = idKind{"vpc-cidr-assoc", "vpc-cidr-assoc", "InvalidVpcCidrBlockAssociationID.NotFound", "InvalidVpcCidrBlockAssociationID.Malformed", "vpc-cidr-assoc"}
	kindPeering     = idKind{"pcx", "vpcPeeringConnection", "InvalidVpcPeeringConnectionID.NotFound", "InvalidVpcPeeringConnectionId.Malformed", "vpc-peering-connection"}
	kindGroup       = idKind{"sg", "security group", "InvalidGroup.NotFound", "InvalidGroupId.Malformed", "security-group"}
	kindRule        = idKind{"sgr", "security group rule", "InvalidSecurityGroupRuleId.NotFound", "InvalidSecurityGroupRuleId.Malformed", "security-group-rule"}

	kindInternet   = idKind{"igw", "internetGateway", "InvalidInternetGatewayID.NotFound", "InvalidInternetGatewayId.Malformed", "internet-gateway"}
	kindNAT        = idKind{"nat", "natGateway", "InvalidNatGatewayID.NotFound", "InvalidNatGatewayId.Malformed", "natgateway"}
	kindTransit    = idKind{"tgw", "transitGateway", "InvalidTransitGatewayID.NotFound", "InvalidTransitGatewayId.Malformed", "transit-gateway"}
	kindVPN        = idKind{"vgw", "vpnGateway", "InvalidVpnGatewayID.NotFound", "InvalidVpnGatewayId.Malformed", "vpn-gateway"}
	kindEgressOnly = idKind{"eigw", "egressOnlyInternetGateway", "InvalidEgressOnlyInternetGatewayId.NotFound", "InvalidEgressOnlyInternetGatewayId.Malformed", "egress-only-internet-gateway"}
	kindInterface  = idKind{"eni", "networkInterface", "InvalidNetworkInterfaceID.NotFound", "InvalidNetworkInterfaceId.Malformed", "network-interface"}
	kindInstance   = idKind{"i", "instance", "InvalidInstanceID.NotFound", "InvalidInstanceID.Malformed", "instance"}
)

// errMissing is the answer for an id that is well formed and unknown.
func (k idKind) errMissing(id string) error {
	switch k {
	case kindGroup:
		return refuse(k.notFound, "The security group '%s' does not exist", id)
	case kindRule:
		return refuse(k.notFound, "The security group rule ID '%s' does not exist", id)
	}
	return refuse(k.notFound, "The %s ID '%s' does not exist", k.noun, id)
}

// errDependency is the answer for what cannot be deleted while it is in use.
func (k idKind) errDependency(id string) error {
	return refuse("DependencyViolation", "The %s '%s' has dependencies and cannot be deleted.", k.noun, id)
}

// check refuses an id that does not have the shape of its kind: the prefix
// and 8 or 17 hexadecimal digits.
func (k idKind) check(id string) error {
	digits, ok := strings.CutPrefix(id, k.prefix+"-")
	if ok && (len(digits) == 8 || len(digits) == 17) && strings.Trim(digits, "0123456789abcdef") == "" {
		return nil
	}
	return refuse(k.malformed, `Invalid id: "%s" (expecting "%s-...")`, id, k.prefix)
}

// gatewayKinds are the kinds of targets that are kept as a gateway.
var gatewayKinds = []idKind{kindInternet, kindNAT, kindTransit, kindVPN, kindEgressOnly, kindInterface, kindInstance}

// gatewayKind finds the kind of a gateway's id.
func gatewayKind(id string) (idKind, bool) {
	for _, k := range gatewayKinds {
		if strings.HasPrefix(id, k.prefix+"-") {
			return k, true
		}
	}
	return idKind{}, false
}
