package sim

import (
	"net/netip"
	"slices"
)

// group is a security group.
type group struct {
	base
	vpc               *vpc
	name, description string
	ingress, egress   []*rule
}

// rules returns where the rules of one direction are kept.
func (g *group) rules(egress bool) *[]*rule {
	if egress {
		return &g.egress
	}
	return &g.ingress
}

// allRules returns the rules of both directions.
func (g *group) allRules() []*rule { return slices.Concat(g.ingress, g.egress) }

// rule is one rule of a security group: one protocol and port range, and one
// source or, for egress, one destination.
type rule struct {
	base
	ruleKey
	vpc         string // of the group that it names
	description string
}

// ruleKey is what makes two rules the same.
type ruleKey struct {
	protocol string // -1 means all
	from, to int    // -1 without ports
	cidr     netip.Prefix
	account  string // of the group
	group    string // sg- id
	list     string // pl- id
}

// peerRule allows everything from a group.
func peerRule(account, group string) ruleKey {
	return ruleKey{protocol: "-1", from: -1, to: -1, account: account, group: group}
}

// source returns the CIDR of a rule if it is of one family.
func (r *rule) source(ipv6 bool) string {
	if !r.cidr.IsValid() || r.cidr.Addr().Is6() != ipv6 {
		return ""
	}
	return r.cidr.String()
}
