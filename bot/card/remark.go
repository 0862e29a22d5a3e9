package card

import (
	"net/netip"

	"peerbot/aws/peering"
	"peerbot/bot/command"
	"peerbot/bot/directory"
	"peerbot/bot/request"
)

// remarkText says what of a peering is wider than it may need to be.
func remarkText(n directory.Names, p request.Peering, r peering.Remark) richText {
	parts := remarkParts(n, p, r)
	switch {
	case r.Code == peering.WholeBlock && r.Whole && len(r.Used) > 0:
		return format("remark.whole-vpc.used", parts...)
	case r.Code == peering.WholeBlock && r.Whole:
		return format("remark.whole-vpc", parts...)
	case r.Code == peering.WholeBlock && len(r.Used) > 0:
		return format("remark.whole-block.used", parts...)
	}
	return format("remark."+key(r.Code), parts...)
}

// remarkHint says what makes it narrower.
func remarkHint(p request.Peering, r peering.Remark) richText {
	return format("remark-hint."+key(r.Code), typed(command.Format(command.Keep{Peering: p.ID})))
}

// remarkParts are what the texts of remarks are made of, in the order in which
// english_remark.go counts them.
func remarkParts(n directory.Names, p request.Peering, r peering.Remark) []richText {
	var tables []richText
	for _, t := range r.Tables {
		tables = append(tables, withID(t.Name, t.ID))
	}
	var group, what, from richText
	if r.Group != nil && r.Rule != nil {
		group, what, from = withID(r.Group.Name, r.Group.ID), traffic(*r.Rule), block(r.Rule.CIDR)
	}
	return []richText{
		vpc(n, vpcOf(p, r.Side)), vpc(n, vpcOf(p, r.Side.Other())), block(r.Destination), firstFew(tables, "more.table"), plural(len(tables), "count.route-table"),
		firstFew(blocks(r.Used), "more.block"), group, what, from,
	}
}

func blocks(all []netip.Prefix) []richText {
	var out []richText
	for _, b := range all {
		out = append(out, block(b))
	}
	return out
}
