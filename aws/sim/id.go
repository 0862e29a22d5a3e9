package sim

import (
	"fmt"
	"strings"
)

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

// check refuses an id that does not have the shape of its kind: the prefix
// and 8 or 17 hexadecimal digits.
func (k idKind) check(id string) error {
	digits, ok := strings.CutPrefix(id, k.prefix+"-")
	if ok && (len(digits) == 8 || len(digits) == 17) && strings.Trim(digits, "0123456789abcdef") == "" {
		return nil
	}
	return refuse(k.malformed, `Invalid id: "%s" (expecting "%s-...")`, id, k.prefix)
}

// newID returns the next id of a kind. The digits are scrambled so that they
// look like AWS's and nobody comes to rely on their order.
func (c *Cloud) newID(k idKind) string {
	hi, lo := c.scramble(), c.scramble()
	return fmt.Sprintf("%s-0%016x", k.prefix, hi^lo<<1)
}

// scramble returns the next 64 bits of splitmix64, seeded with the cloud's
// seed: unpredictable to the eye, the same in every run, and good enough for
// a world without secrets.
func (c *Cloud) scramble() uint64 {
	c.lastID++
	return mix(c.seed, c.lastID)
}

func mix(seed, n uint64) uint64 {
	z := seed*0xd1342543de82ef95 + n*0x9e3779b97f4a7c15
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// token returns n letters and digits for keys and tokens.
func (c *Cloud) token(n int) string {
	const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
	var b strings.Builder
	for bits, have := uint64(0), 0; b.Len() < n; have -= 5 {
		if have < 5 {
			bits, have = c.scramble(), 60
		}
		b.WriteByte(letters[bits&31])
		bits >>= 5
	}
	return b.String()
}

// requestID returns an id in the shape of a UUID. Requests are numbered apart
// from resources, and without a lock.
func (c *Cloud) requestID() string {
	n := c.requests.Add(1)
	a, b := mix(^c.seed, 2*n), mix(^c.seed, 2*n+1)
	return fmt.Sprintf("%08x-%04x-4%03x-8%03x-%012x", a>>32, a>>16&0xffff, a&0xfff, b>>52, b&0xffffffffffff)
}

// nextSeq numbers resources in the order of their creation. Pages of a
// listing are cut at these numbers.
func (c *Cloud) nextSeq() uint64 {
	c.lastSeq++
	return c.lastSeq
}
