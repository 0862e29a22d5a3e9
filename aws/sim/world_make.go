package sim

import (
	"fmt"
	"net/netip"
	"slices"
)

// AddVPC makes a VPC with a main route table and a default security group.
// The id and the main table of the argument are ignored and set in the result.
func (c *Cloud) AddVPC(v VPC) (VPC, error) {
	if _, ok := regions[v.Region]; !ok || !isAccount(v.Account) {
		return VPC{}, fmt.Errorf("add VPC %q: bad account %q or Region %q", v.Name, v.Account, v.Region)
	}
	if len(v.CIDRs) == 0 {
		return VPC{}, fmt.Errorf("add VPC %q: it needs a CIDR", v.Name)
	}
	if _, err := parseIPv4Block(v.CIDRs[0].String(), "InvalidVpc.Range"); err != nil {
		return VPC{}, fmt.Errorf("add VPC %q: %w", v.Name, err)
	}
	for i, cidr := range v.CIDRs {
		if !cidr.IsValid() || slices.ContainsFunc(v.CIDRs[:i], cidr.Overlaps) {
			return VPC{}, fmt.Errorf("add VPC %q: %s is bad or overlaps another of its CIDRs", v.Name, cidr)
		}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	p := c.place(v.Account, v.Region)
	made := c.newVPC(p, v.CIDRs[0].Masked())
	for _, cidr := range v.CIDRs[1:] {
		c.addBlock(made, cidr.Masked())
	}
	made.dnsSupport, made.dnsHostnames = !v.NoDNSSupport, v.DNSHostnames
	p.tag(made.id, v.Tags)
	p.tag(made.id, nameTag(v.Name))
	return c.vpcCopy(made), nil
}

// AddCIDR adds a CIDR to a VPC, whatever AWS would say about it.
func (c *Cloud) AddCIDR(vpcID string, cidr netip.Prefix) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	v := c.vpcs[vpcID]
	if v == nil {
		return unknown(vpcID)
	}
	c.addBlock(v, cidr.Masked())
	c.failRequests(v, cidr.Masked(), c.clock())
	return nil
}

// RemoveCIDR takes a CIDR away from a VPC.
func (c *Cloud) RemoveCIDR(vpcID string, cidr netip.Prefix) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	v := c.vpcs[vpcID]
	if v == nil {
		return unknown(vpcID)
	}
	for _, b := range v.blocks[1:] {
		if b.prefix == cidr.Masked() && !b.gone {
			c.dropBlock(v, b)
			return nil
		}
	}
	return unknown(cidr.String())
}

// SetDNS sets the attributes enableDnsSupport and enableDnsHostnames of a VPC.
func (c *Cloud) SetDNS(vpcID string, support, hostnames bool) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	v := c.vpcs[vpcID]
	if v == nil {
		return unknown(vpcID)
	}
	v.dnsSupport, v.dnsHostnames = support, hostnames
	return nil
}

// AddSubnet makes a subnet, in the table that it names or in none.
func (c *Cloud) AddSubnet(s Subnet) (Subnet, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	v := c.vpcs[s.VPC]
	if v == nil {
		return Subnet{}, unknown(s.VPC)
	}
	p := c.places[v.placeKey]
	var t *table
	if s.Table != "" {
		var ok bool
		if t, ok = p.tables.get(s.Table); !ok || t.vpc != v {
			return Subnet{}, unknown(s.Table)
		}
	}
	made, err := c.newSubnet(v, s.CIDR.Masked(), v.region+"a")
	if err != nil {
		return Subnet{}, fmt.Errorf("add subnet %q: %w", s.Name, err)
	}
	if t != nil {
		c.associate(t, made)
	}
	p.tag(made.id, nameTag(s.Name))
	return p.subnetCopy(made), nil
}

// AddTable makes a route table with the local routes of its VPC and the routes
// that the argument has, and gives it the subnets that it names.
func (c *Cloud) AddTable(t Table) (Table, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	v := c.vpcs[t.VPC]
	if v == nil {
		return Table{}, unknown(t.VPC)
	}
	p := c.places[v.placeKey]
	for _, id := range t.Subnets {
		if s, ok := p.subnets.get(id); !ok || s.vpc != v {
			return Table{}, unknown(id)
		}
	}
	made := c.newTable(v)
	for _, id := range t.Subnets {
		s, _ := p.subnets.get(id)
		c.moveSubnet(s, made)
	}
	for _, r := range t.Routes {
		made.seed(r)
	}
	p.tag(made.id, t.Tags)
	p.tag(made.id, nameTag(t.Name))
	return c.tableCopy(made), nil
}

// Kinds of gateways for [Cloud.AddGateway].
const (
	InternetGateway  = "igw"
	NATGateway       = "nat"
	TransitGateway   = "tgw"
	VPNGateway       = "vgw"
	NetworkInterface = "eni"
	EgressOnly       = "eigw"
)

// AddGateway makes something that routes can go to, attached to a VPC, and
// returns its id.
func (c *Cloud) AddGateway(vpcID, kind string) (id string, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	v := c.vpcs[vpcID]
	if v == nil {
		return "", unknown(vpcID)
	}
	k, ok := gatewayKind(kind + "-")
	if !ok {
		return "", fmt.Errorf("add gateway: unknown kind %q", kind)
	}
	g := &gateway{base: c.ids.newBase(k), kind: k, vpc: v}
	c.places[v.placeKey].gateways.put(g)
	return g.id, nil
}

// AddPeering makes a peering that is active in every way, or, when State says
// so, pending-acceptance. Both VPCs have to exist and to be compatible. Only
// the ids, DNS and Tags of the two sides are read.
func (c *Cloud) AddPeering(p Peering) (Peering, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	now := c.clock()
	var sides [2]side
	for i, s := range []Side{p.Requester, p.Accepter} {
		v := c.vpcs[s.VPC]
		if v == nil {
			return Peering{}, unknown(s.VPC)
		}
		sides[i] = side{placeKey: v.placeKey, vpc: v.id, dns: s.DNS}
	}
	if !c.compatible(&sides[0], &sides[1]) {
		return Peering{}, fmt.Errorf("add peering: CIDRs of %s and %s overlap", sides[0].vpc, sides[1].vpc)
	}
	pc := c.newPeering(sides[0], sides[1], now)
	pc.settled, pc.visibleFrom = now, now
	if state(p.State) != statePending {
		pc.acceptedFrom, pc.activeFrom = now, now
	}
	c.place(pc.requester.account, pc.requester.region).tag(pc.id, p.Requester.Tags)
	c.place(pc.accepter.account, pc.accepter.region).tag(pc.id, p.Accepter.Tags)
	return c.peeringCopy(pc, now), nil
}

func nameTag(name string) map[string]string {
	if name == "" {
		return nil
	}
	return map[string]string{"Name": name}
}
