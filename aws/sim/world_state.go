package sim

import (
	"maps"
	"net/netip"
	"slices"
)

// State is the network of a whole cloud, ids included, and can be kept as
// JSON. Roles, users, quotas, faults, the log of calls and CloudTrail are not
// part of it, nor are gateways that are attached to no VPC.
type State struct {
	IDs      uint64 // how many were given out; a restored cloud goes on behind them
	VPCs     []VPC
	Subnets  []Subnet
	Tables   []Table
	Gateways []Gateway
	Groups   []SecurityGroup
	Peerings []Peering
}

// Gateway is something that routes can go to. Its id says of which kind it is.
type Gateway struct{ ID, VPC string }

// SecurityGroup is a security group with its rules.
type SecurityGroup struct {
	ID, VPC           string
	Name, Description string
	Ingress, Egress   []SecurityRule
	Tags              map[string]string `json:",omitempty"`
}

// SecurityRule is one rule of a security group: one protocol and port range,
// and one source or destination.
type SecurityRule struct {
	ID          string
	Protocol    string // -1 means all
	From, To    int    // -1 without ports
	CIDR        netip.Prefix
	Account     string `json:",omitempty"` // of the group
	Group       string `json:",omitempty"`
	VPC         string `json:",omitempty"` // of the group
	PrefixList  string `json:",omitempty"`
	Description string `json:",omitempty"`
}

// State returns what there is, oldest first.
func (c *Cloud) State() State {
	s := State{VPCs: c.VPCs(), Subnets: c.Subnets(), Tables: c.Tables(), Peerings: c.Peerings()}
	c.mu.RLock()
	defer c.mu.RUnlock()
	s.IDs = c.ids.last
	s.Groups = copies(c, func(p *place) *shelf[*group] { return &p.groups }, (*place).groupCopy)
	s.Gateways = copies(c, func(p *place) *shelf[*gateway] { return &p.gateways }, func(_ *place, g *gateway) Gateway {
		if g.vpc == nil {
			return Gateway{}
		}
		return Gateway{ID: g.id, VPC: g.vpc.id}
	})
	s.Gateways = slices.DeleteFunc(s.Gateways, func(g Gateway) bool { return g.VPC == "" })
	return s
}

func (p *place) groupCopy(g *group) SecurityGroup {
	return SecurityGroup{
		ID: g.id, VPC: g.vpc.id, Name: g.name, Description: g.description,
		Ingress: ruleCopies(g.ingress), Egress: ruleCopies(g.egress), Tags: maps.Clone(p.tags[g.id]),
	}
}

func ruleCopies(rules []*rule) []SecurityRule {
	var out []SecurityRule
	for _, r := range rules {
		out = append(out, SecurityRule{
			ID: r.id, Protocol: r.protocol, From: r.from, To: r.to, CIDR: r.cidr,
			Account: r.account, Group: r.group, VPC: r.vpc, PrefixList: r.list, Description: r.description,
		})
	}
	return out
}

// Restore puts a state into a cloud that is empty. What had begun by itself,
// such as the provisioning of a peering, goes on with the delays of this cloud.
func (c *Cloud) Restore(s State) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.ids.last = s.IDs
	for _, v := range s.VPCs {
		c.restoreVPC(v)
	}
	for _, x := range s.Subnets {
		v := c.vpcs[x.VPC]
		if v == nil {
			return unknown(x.VPC)
		}
		p := c.places[v.placeKey]
		p.subnets.put(&subnet{base: c.baseOf(x.ID), vpc: v, prefix: x.CIDR, zone: p.region + "a"})
		p.tag(x.ID, nameTag(x.Name))
	}
	for _, x := range s.Gateways {
		v := c.vpcs[x.VPC]
		kind, ok := gatewayKind(x.ID)
		if v == nil || !ok {
			return unknown(x.ID)
		}
		c.places[v.placeKey].gateways.put(&gateway{base: c.baseOf(x.ID), kind: kind, vpc: v})
	}
	for _, x := range s.Tables {
		if err := c.restoreTable(x); err != nil {
			return err
		}
	}
	for _, x := range s.Groups {
		if err := c.restoreGroup(x); err != nil {
			return err
		}
	}
	for _, x := range s.Peerings {
		c.restorePeering(x)
	}
	return nil
}

// baseOf is the base of a resource whose id is known.
func (c *Cloud) baseOf(id string) base { return base{id: id, seq: c.ids.nextSeq()} }

func (c *Cloud) restoreVPC(x VPC) {
	p := c.place(x.Account, x.Region)
	v := &vpc{
		base: c.baseOf(x.ID), placeKey: p.placeKey, mainTable: x.MainTable, dhcpOptions: dhcpOptionsID,
		dnsSupport: !x.NoDNSSupport, dnsHostnames: x.DNSHostnames,
	}
	for _, cidr := range x.CIDRs {
		v.blocks = append(v.blocks, &block{id: c.ids.newID(kindCIDR), prefix: cidr})
	}
	p.vpcs.put(v)
	c.vpcs[v.id] = v
	p.tag(v.id, x.Tags)
}

func (c *Cloud) restoreTable(x Table) error {
	v := c.vpcs[x.VPC]
	if v == nil {
		return unknown(x.VPC)
	}
	p, t := c.places[v.placeKey], &table{base: c.baseOf(x.ID), vpc: v}
	p.tables.put(t)
	p.tag(t.id, x.Tags)
	if x.Main {
		c.associate(t, nil)
	}
	for _, id := range x.Subnets {
		s, ok := p.subnets.get(id)
		if !ok {
			return unknown(id)
		}
		c.associate(t, s)
	}
	for _, r := range x.Routes {
		if r.Target == localTarget {
			t.routes = append(t.routes, localRoute(r.Destination))
		} else {
			t.seed(r)
		}
	}
	return nil
}

func (c *Cloud) restoreGroup(x SecurityGroup) error {
	v := c.vpcs[x.VPC]
	if v == nil {
		return unknown(x.VPC)
	}
	g := &group{base: c.baseOf(x.ID), vpc: v, name: x.Name, description: x.Description}
	g.ingress, g.egress = c.restoreRules(x.Ingress), c.restoreRules(x.Egress)
	c.places[v.placeKey].groups.put(g)
	c.places[v.placeKey].tag(g.id, x.Tags)
	return nil
}

func (c *Cloud) restoreRules(rules []SecurityRule) []*rule {
	var out []*rule
	for _, r := range rules {
		out = append(out, &rule{base: c.baseOf(r.ID), vpc: r.VPC, description: r.Description, ruleKey: ruleKey{
			protocol: r.Protocol, from: r.From, to: r.To, cidr: r.CIDR, account: r.Account, group: r.Group, list: r.PrefixList,
		}})
	}
	return out
}

// restorePeering puts a peering back into its state. Its VPCs need not be
// there any more.
func (c *Cloud) restorePeering(x Peering) {
	end := func(s Side) side {
		return side{placeKey: placeKey{s.Account, s.Region}, vpc: s.VPC, dns: s.DNS}
	}
	pc := &peering{
		base: c.baseOf(x.ID), requester: end(x.Requester), accepter: end(x.Accepter), created: x.Created, settled: x.Created, visibleFrom: x.Created,
		deletedBy: x.DeletedBy, lagging: map[placeKey]*lagging{}, unknown: map[placeKey]int{},
	}
	switch state(x.State) {
	case stateInitiating:
		pc.settled = x.Since.Add(c.delays.Pending)
	case stateFailed:
		pc.failedFrom = x.Since
	case stateProvisioning:
		pc.acceptedFrom, pc.activeFrom = x.Since, x.Since.Add(c.delays.Provisioning)
	case stateActive:
		pc.acceptedFrom, pc.activeFrom = x.Since, x.Since
	case stateRejected:
		pc.rejectedFrom = x.Since
	case stateDeleting:
		pc.endingFrom, pc.deletedFrom = x.Since, x.Since.Add(c.delays.Deleting)
	case stateDeleted:
		pc.endingFrom, pc.deletedFrom = x.Since, x.Since
	case statePending, stateExpired: // as it was created, and time passes
	}
	c.register(pc)
	c.place(x.Requester.Account, x.Requester.Region).tag(pc.id, x.Requester.Tags)
	c.place(x.Accepter.Account, x.Accepter.Region).tag(pc.id, x.Accepter.Tags)
}
