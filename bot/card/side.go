package card

import (
	"net/netip"

	"peerbot/aws/peering"
	"peerbot/bot/directory"
)

// vpc is what people call a VPC: "tokyo/main".
func vpc(n directory.Names, v peering.VPC) richText {
	return bold(n.Account(v.Account) + "/" + v.Label())
}

// withID is what people call something in AWS, with its id; the id when it has
// no name.
func withID(name, id string) richText {
	if line(name) == "" {
		return code(id)
	}
	return format("name.with-id", bold(name), code(id))
}

// pair is both of them.
func pair(n directory.Names, a, b peering.VPC) richText {
	return join(" ↔ ", vpc(n, a), vpc(n, b))
}

// maxCIDRs is how many blocks of a VPC a card lists: AWS allows 5 of IPv4 and 5
// of IPv6 before quotas are raised, and most VPCs have one.
const maxCIDRs = 10

func cidrs(all []netip.Prefix) richText {
	var out []richText
	for i, p := range all {
		if i == maxCIDRs {
			out = append(out, format("list.and-more", plural(len(all)-i, "more.block")))
			break
		}
		out = append(out, code(p.String()))
	}
	return join(" ", out...)
}

// side is one side of a peering as a field: who, where, which VPC, which
// addresses.
func side(n directory.Names, s peering.Side, v peering.VPC) richText {
	id := code(v.VPC)
	if v.Name != "" {
		id = join(" ", bold(v.Name), id)
	}
	blocks := cidrs(v.CIDRs)
	if blocks.empty() {
		blocks = format("side.no-cidrs")
	}
	return join("\n", sideTitle(n, s, v.Account), join(" · ", userText(v.Account), userText(v.Region)), id, blocks)
}

// sideTitle is the head of a side's field: which one, and whose.
func sideTitle(n directory.Names, s peering.Side, account string) richText {
	head := format("side.title." + key(s))
	if alias := n.Account(account); alias != account {
		return join(" · ", head, bold(alias))
	}
	return head
}

// sides adds both sides of a plan.
func (m *message) sides(n directory.Names, p peering.Plan) {
	m.fields("sides", side(n, peering.Requester, p.Requester), side(n, peering.Accepter, p.Accepter))
}

// onSide returns the VPC of one side of a plan.
func onSide(p peering.Plan, s peering.Side) peering.VPC {
	if s == peering.Accepter {
		return p.Accepter
	}
	return p.Requester
}

// bothSides in their usual order.
func bothSides() []peering.Side { return []peering.Side{peering.Requester, peering.Accepter} }

// prefixes joins CIDR blocks for a fixed-width column.
func prefixes(all []netip.Prefix) []string {
	var out []string
	for _, p := range all {
		out = append(out, p.String())
	}
	return out
}

// place is an account and a Region.
func place(n directory.Names, account, region string) richText {
	alias := n.Account(account)
	if alias == account {
		return join(" ", code(account), userText(region))
	}
	return join(" ", bold(alias), userText(account), userText(region))
}
