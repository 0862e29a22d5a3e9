package peering

import (
	"cmp"
	"fmt"
	"net/netip"
	"slices"
	"strconv"
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

// label names the group as people know it.
func (g Group) label() string {
	if g.Name == "" {
		return g.ID
	}
	return fmt.Sprintf("%s (%s)", g.Name, g.ID)
}

// traffic says what the rule lets through: "tcp 443".
func (r GroupRule) traffic() string {
	switch r.Protocol {
	case "-1":
		return "everything"
	case "tcp", "udp":
		return r.Protocol + " " + r.ports()
	}
	if r.From < 0 {
		return r.Protocol
	}
	return fmt.Sprintf("%s type %d", r.Protocol, r.From)
}

func (r GroupRule) ports() string {
	if r.From == r.To {
		return strconv.Itoa(r.From)
	}
	return fmt.Sprintf("%d-%d", r.From, r.To)
}

// revoke returns the command that takes a rule about a group of another account
// away, for a person to run: peerbot never changes a security group.
func (g Group) revoke(r GroupRule, region, owner string) string {
	verb, protocol := "ingress", r.Protocol
	if r.Egress {
		verb = "egress"
	}
	switch protocol {
	case "-1":
		protocol = "all"
	case "icmpv6": // which the command knows by number only
		protocol = "58"
	}
	words := []string{"aws ec2 revoke-security-group-" + verb, "--region", region, "--group-id", g.ID, "--protocol", protocol}
	switch {
	case protocol == "all":
	case r.From < 0:
		words = append(words, "--port", "all")
	default:
		words = append(words, "--port", r.ports())
	}
	return strings.Join(append(words, "--source-group", r.Group, "--group-owner", owner), " ")
}

// dangling returns what of a side's groups refers, over a connection, to groups
// of the other side's VPC that are not there. A group of neither account is of
// somebody who shares that VPC, and not to be seen.
func dangling(view, peer View, pcx string) []groupUse {
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
