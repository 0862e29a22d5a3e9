package peering

import (
	"cmp"
	"fmt"
	"net/netip"
	"slices"
	"strings"
)

// Group is a security group, as far as peerings are concerned: of its rules,
// those that can be about the other side of one.
type Group struct {
	ID    string      `json:"id"` // "sg-…"
	Name  string      `json:"name,omitempty"`
	Rules []GroupRule `json:"rules,omitempty"`
}

// GroupRule lets traffic in or out: from or to a group across a peering, or
// from a block of addresses.
type GroupRule struct {
	Egress   bool   `json:"egress,omitempty"`
	Protocol string `json:"protocol"` // "tcp", a number, or "-1": all of them
	From     int    `json:"from"`     // ports; type and code of ICMP; -1: all of them
	To       int    `json:"to"`

	PCX     string `json:"pcx,omitempty"`     // the peering that Group is across
	Group   string `json:"group,omitempty"`   // "sg-…"
	Account string `json:"account,omitempty"` // of Group, while AWS knows such a group

	CIDR netip.Prefix `json:"cidr,omitzero"`
}

// Grouped reports whether the security groups of both sides were read. Only
// then can be judged what they refer to.
func (o Observed) Grouped() bool { return o.Requester.Groups != nil && o.Accepter.Groups != nil }

// identity is the canonical text of what the rule lets through and whom: "sg-1
// in tcp 443". Stored digests depend on it.
func (r GroupRule) identity() string {
	way, traffic := "in", r.Protocol
	if r.Egress {
		way = "out"
	}
	switch {
	case r.Protocol == "-1":
		traffic = "everything"
	case r.From < 0:
	case r.Protocol != "tcp" && r.Protocol != "udp":
		traffic = fmt.Sprintf("%s type %d", r.Protocol, r.From)
	case r.From == r.To:
		traffic = fmt.Sprintf("%s %d", r.Protocol, r.From)
	default:
		traffic = fmt.Sprintf("%s %d-%d", r.Protocol, r.From, r.To)
	}
	return strings.Join([]string{r.Group, way, traffic}, " ")
}

// staleReferences returns what of a side's groups refers, over a connection, to groups
// of the other side's VPC that are not there. A group of neither account is of
// somebody who shares that VPC, and not to be seen.
func staleReferences(view, peer View, pcx string) []groupUse {
	var out []groupUse
	for _, g := range view.Groups {
		for _, r := range g.Rules {
			if r.PCX == pcx && cmp.Or(r.Account, peer.VPC.Account) == peer.VPC.Account && !peer.hasGroup(r.Group) {
				out = append(out, groupUse{g, r})
			}
		}
	}
	return out
}

// groupUse is one rule of a group.
type groupUse struct {
	group Group
	rule  GroupRule
}

func (v View) hasGroup(id string) bool {
	return slices.ContainsFunc(v.Groups, func(g Group) bool { return g.ID == id })
}
