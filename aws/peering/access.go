package peering

import (
	"cmp"
	"math/bits"
	"net/netip"
	"slices"
)

// A Remark is a way in which a peering lets through more than it may need to:
// CIS asks that the route tables of peerings give least access. It holds ids,
// names of tables and groups, and values; whoever shows it finds the words.
type Remark struct {
	Code RemarkCode `json:"code"`
	Risk Risk       `json:"risk"`
	Side Side       `json:"side"` // whose tables or groups it is about

	// The values; the codes say which of them they have.
	Destination netip.Prefix   `json:"destination,omitzero"`
	Tables      []Named        `json:"tables,omitempty"` // "rtb-…", in AWS's order
	Whole       bool           `json:"whole,omitempty"`  // Destination is all of the peer's VPC
	Used        []netip.Prefix `json:"used,omitempty"`   // what subnets use of Destination; empty: none, or unknown
	Group       *Named         `json:"group,omitempty"`  // "sg-…"
	Rule        *GroupRule     `json:"rule,omitempty"`   // of Group
}

// Named is something in AWS that has an id, and perhaps a name.
type Named struct {
	ID   string `json:"id"`
	Name string `json:"name,omitempty"`
}

// RemarkCode says what a remark is about.
type RemarkCode string

// The codes, each with the values that it has.
const (
	WideRoute   RemarkCode = "wide-route"   // Destination, Tables: more than the blocks of the peer
	PublicTable RemarkCode = "public-table" // Tables: with routes to an internet gateway, too
	OpenGroup   RemarkCode = "open-group"   // Group, Rule: lets in from all of the peer's VPC
	EveryTable  RemarkCode = "every-table"  // Tables: all of the VPC have routes to the peering
	MainTable   RemarkCode = "main-table"   // Tables: which subnets made later will use
	WholeBlock  RemarkCode = "whole-block"  // Destination, Whole, Used: of which subnets use a part
)

// RemarkCodes lists every code.
var RemarkCodes = []RemarkCode{WideRoute, PublicTable, OpenGroup, EveryTable, MainTable, WholeBlock}

// Risk is how much a remark matters.
type Risk string

// The risks.
const (
	High   Risk = "high"
	Medium Risk = "medium"
	Low    Risk = "low"
)

// Risks lists them, worst first.
var Risks = []Risk{High, Medium, Low}

// Access returns in what an active connection of ours could be narrower, worst
// first. Security groups are judged only where they were read, and rules that
// let in from everywhere are not: they are as open without a peering. Whether
// DNS resolution is needed cannot be seen.
func Access(want Peering, have Observed) []Remark {
	j, ok := current(want, have)
	if !ok || j.stage() != Active {
		return nil
	}
	var a access
	for _, s := range sides {
		view, peer := *have.Side(s), *have.Side(s.Other())
		used := routesVia(want, have, s, j.id)
		a.side = s
		a.wide(used, view, peer.VPC)
		a.tables(used, view)
		a.blocks(used, peer)
		if have.Grouped() {
			a.groups(view, peer.VPC)
		}
	}
	slices.SortStableFunc(a.remarks, func(x, y Remark) int {
		return cmp.Or(slices.Index(Risks, x.Risk)-slices.Index(Risks, y.Risk), cmp.Compare(y.Side, x.Side), cmp.Compare(x.Code, y.Code), x.Destination.Compare(y.Destination))
	})
	return a.remarks
}

// access collects remarks about a side.
type access struct {
	side    Side
	remarks []Remark
}

func (a *access) remark(risk Risk, r Remark) {
	r.Risk, r.Side = risk, a.side
	a.remarks = append(a.remarks, r)
}

// wide looks for destinations that are more than the peer's blocks.
func (a *access) wide(used []peeringRoute, view View, peer VPC) {
	for _, x := range used {
		if !slices.ContainsFunc(peer.CIDRs, func(b netip.Prefix) bool { return holds(b, x.dst) }) {
			a.remark(High, Remark{Code: WideRoute, Destination: x.dst, Tables: []Named{view.named(x.table)}})
		}
	}
}

// tables looks at which tables have routes.
func (a *access) tables(used []peeringRoute, view View) {
	var with, public, main []Named
	for _, t := range view.Tables {
		if !slices.ContainsFunc(used, func(x peeringRoute) bool { return x.table == t.ID }) {
			continue
		}
		named := Named{t.ID, t.Name}
		with = append(with, named)
		if t.public() {
			public = append(public, named)
		}
		if t.Main {
			main = append(main, named)
		}
	}
	if len(public) > 0 {
		a.remark(High, Remark{Code: PublicTable, Tables: public})
	}
	switch {
	case len(with) > 1 && len(with) == len(view.Tables):
		a.remark(Medium, Remark{Code: EveryTable, Tables: with})
	case len(main) > 0:
		a.remark(Low, Remark{Code: MainTable, Tables: main})
	}
}

// blocks looks for routes to whole blocks of which the peer's subnets use a
// part. Of IPv6 no subnet's block is known.
func (a *access) blocks(used []peeringRoute, peer View) {
	for _, b := range sortedPrefixes(peer.VPC.CIDRs) {
		routed := slices.ContainsFunc(used, func(x peeringRoute) bool { return x.dst == b })
		parts, full := peer.parts(b)
		if routed && !full && b.Addr().Is4() {
			a.remark(Low, Remark{Code: WholeBlock, Destination: b, Whole: len(peer.VPC.CIDRs) == 1, Used: parts})
		}
	}
}

// parts returns the blocks of the subnets that lie in a block, and whether they
// fill it.
func (v View) parts(block netip.Prefix) (parts []netip.Prefix, full bool) {
	var size uint64
	for _, s := range v.Subnets {
		if s.CIDR.IsValid() && s.CIDR.Addr().Is4() && holds(block, s.CIDR) {
			parts = append(parts, s.CIDR)
			size += 1 << (32 - s.CIDR.Bits())
		}
	}
	return sortedPrefixes(parts), block.Addr().Is4() && bits.Len64(size) > 32-block.Bits()
}

// groups looks for rules that let in from all of the peer.
func (a *access) groups(view View, peer VPC) {
	for _, g := range view.Groups {
		for _, r := range g.Rules {
			if r.Egress || !r.CIDR.IsValid() || r.CIDR.Bits() == 0 ||
				!slices.ContainsFunc(peer.CIDRs, func(b netip.Prefix) bool { return holds(r.CIDR, b) }) {
				continue
			}
			risk := Medium
			if r.Protocol == "-1" {
				risk = High
			}
			a.remark(risk, Remark{Code: OpenGroup, Group: &Named{g.ID, g.Name}, Rule: &r})
		}
	}
}

// holds reports whether all of a block lies in another, or is it.
func holds(outer, inner netip.Prefix) bool {
	return outer.Bits() <= inner.Bits() && outer.Contains(inner.Addr())
}

// named returns a table of the view with its name.
func (v View) named(table string) Named {
	t, _ := v.table(table)
	return Named{table, t.Name}
}
