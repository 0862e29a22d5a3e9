package peering

import (
	"cmp"
	"fmt"
	"math/bits"
	"net/netip"
	"slices"
	"strings"
)

// A Remark is a way in which a peering lets through more than it may need to:
// CIS asks that the route tables of peerings give least access.
type Remark struct {
	Code RemarkCode `json:"code"`
	Risk Risk       `json:"risk"`
	Side Side       `json:"side"` // whose tables or groups it is about
	Text string     `json:"text"` // what is wide, with names
	Hint string     `json:"hint"` // what makes it narrower
}

// RemarkCode says what a remark is about.
type RemarkCode string

// The codes.
const (
	WideRoute   RemarkCode = "wide-route"   // leads to more than the blocks of the peer
	PublicTable RemarkCode = "public-table" // is in a table that leads to an internet gateway
	OpenGroup   RemarkCode = "open-group"   // a security group lets in from the whole VPC of the peer
	EveryTable  RemarkCode = "every-table"  // routes are in every table of the VPC
	MainTable   RemarkCode = "main-table"   // is in the table that subnets made later will use
	WholeBlock  RemarkCode = "whole-block"  // leads to a whole block, of which subnets use a part
)

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
		used := through(want, have, s, j.id)
		a.side, a.id = s, want.ID
		a.wide(used, view, peer.VPC)
		a.tables(used, view)
		a.blocks(used, peer)
		if have.Grouped() {
			a.groups(view, peer.VPC)
		}
	}
	slices.SortStableFunc(a.remarks, func(x, y Remark) int {
		return cmp.Or(slices.Index(Risks, x.Risk)-slices.Index(Risks, y.Risk), cmp.Compare(y.Side, x.Side), cmp.Compare(x.Code, y.Code), cmp.Compare(x.Text, y.Text))
	})
	return a.remarks
}

// access collects remarks about a side.
type access struct {
	side    Side
	id      string // of the peering
	remarks []Remark
}

func (a *access) remark(code RemarkCode, risk Risk, hint, format string, args ...any) {
	a.remarks = append(a.remarks, Remark{Code: code, Risk: risk, Side: a.side, Text: fmt.Sprintf(format, args...), Hint: hint})
}

// byHand is how routes of a peering that is there become fewer: peerbot takes
// none away that was approved.
func (a *access) byHand(what string) string {
	return fmt.Sprintf("%s in AWS; then `keep %s` makes that the wish", what, a.id)
}

// wide looks for destinations that are more than the peer's blocks.
func (a *access) wide(used []passage, view View, peer VPC) {
	for _, x := range used {
		if slices.ContainsFunc(peer.CIDRs, func(b netip.Prefix) bool { return holds(b, x.dst) }) {
			continue
		}
		a.remark(WideRoute, High, a.byHand("delete the route"), "route %s in %s leads to more than the blocks of %s", x.dst, view.tableLabel(x.table), peer.Label())
	}
}

// tables looks at which tables have routes.
func (a *access) tables(used []passage, view View) {
	var with, public, main []string
	for _, t := range view.Tables {
		if !slices.ContainsFunc(used, func(x passage) bool { return x.table == t.ID }) {
			continue
		}
		with = append(with, t.ID)
		if t.public() {
			public = append(public, view.tableLabel(t.ID))
		}
		if t.Main {
			main = append(main, view.tableLabel(t.ID))
		}
	}
	fewer := func(choice string) string {
		return a.byHand("delete the routes there") + "; a new request says `" + choice + "`"
	}
	if len(public) > 0 {
		a.remark(PublicTable, High, fewer("routes=private"), "%s of %s: routes to an internet gateway and to the peering", few(public), view.VPC.Label())
	}
	switch {
	case len(with) > 1 && len(with) == len(view.Tables):
		a.remark(EveryTable, Medium, fewer("routes=rtb-…,rtb-…"), "all %d route tables of %s have routes to the peering", len(with), view.VPC.Label())
	case len(main) > 0:
		a.remark(MainTable, Low, fewer("routes=rtb-…,rtb-…"), "%s is the main table of %s, which every subnet without one of its own uses", few(main), view.VPC.Label())
	}
}

// blocks looks for routes to whole blocks of which the peer's subnets use a
// part. Of IPv6 no subnet's block is known.
func (a *access) blocks(used []passage, peer View) {
	for _, b := range sortedPrefixes(peer.VPC.CIDRs) {
		routed := map[string]bool{}
		for _, x := range used {
			if x.dst == b {
				routed[x.table] = true
			}
		}
		parts, full := peer.parts(b)
		if len(routed) == 0 || full || !b.Addr().Is4() {
			continue
		}
		of := "the whole VPC " + peer.VPC.Label()
		if len(peer.VPC.CIDRs) > 1 {
			of = "a whole block of " + peer.VPC.Label()
		}
		text := fmt.Sprintf("route %s leads to %s", b, of)
		if len(parts) > 0 {
			text += ", of which subnets use " + few(parts)
		}
		a.remark(WholeBlock, Low, a.byHand("put routes to the subnets that matter in its place"), "%s", text)
	}
}

// parts returns the blocks of the subnets that lie in a block, and whether they
// fill it.
func (v View) parts(block netip.Prefix) (parts []string, full bool) {
	var blocks []netip.Prefix
	var size uint64
	for _, s := range v.Subnets {
		if s.CIDR.IsValid() && s.CIDR.Addr().Is4() && holds(block, s.CIDR) {
			blocks = append(blocks, s.CIDR)
			size += 1 << (32 - s.CIDR.Bits())
		}
	}
	for _, b := range sortedPrefixes(blocks) {
		parts = append(parts, b.String())
	}
	return parts, block.Addr().Is4() && bits.Len64(size) > 32-block.Bits()
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
			a.remark(OpenGroup, risk, "its owner can let in a security group of the other VPC instead; peerbot never changes security groups",
				"security group %s lets %s in from %s, which holds all of %s", g.label(), r.traffic(), r.CIDR, peer.Label())
		}
	}
}

// holds reports whether all of a block lies in another, or is it.
func holds(outer, inner netip.Prefix) bool {
	return outer.Bits() <= inner.Bits() && outer.Contains(inner.Addr())
}

// tableLabel names a table of the view by its name and id.
func (v View) tableLabel(id string) string {
	for _, t := range v.Tables {
		if t.ID == id && t.Name != "" {
			return fmt.Sprintf("%s (%s)", t.Name, id)
		}
	}
	return id
}

// few names the first of some things, and counts the others.
func few(names []string) string {
	const shown = 3
	if n := len(names) - shown; n > 0 {
		return fmt.Sprintf("%s and %d more", strings.Join(names[:shown], ", "), n)
	}
	return strings.Join(names, ", ")
}
