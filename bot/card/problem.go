package card

import (
	"cmp"

	"peerbot/aws/peering"
	"peerbot/bot/directory"
)

// problem says what is wrong with a plan, and what to do about it. What an
// earlier release wrote down is said as it is.
func problem(n directory.Names, p peering.Plan, x peering.Problem) (text, hint richText) {
	if x.Text != "" {
		return sentence(mixedText(line(x.Text), 600, 200)), sentence(mixedText(line(x.Hint), 600, 200))
	}
	parts := problemParts(n, p, x)
	return format(problemKey(x), parts...), format(problemHintKey(x), parts...)
}

func problemKey(x peering.Problem) key {
	switch {
	case x.Code == peering.PeeringExists && x.Reverse:
		return "problem.peering-exists.back"
	case x.Code == peering.RouteNear && wider(x):
		return "problem.route-near.wider"
	}
	return "problem." + key(x.Code)
}

func problemHintKey(x peering.Problem) key {
	switch {
	case x.Code == peering.PeeringExists && x.Install != "":
		return "problem-hint.peering-exists.installation"
	case x.Code == peering.TagsChanged && x.Install != "":
		return "problem-hint.tags-changed.installation"
	case x.Code == peering.PeeringExists && x.Peering != "":
		return "problem-hint.peering-exists.managed"
	case x.Code == peering.PeeringExists && x.Status == peering.Pending:
		return "problem-hint.peering-exists.pending"
	case x.Code == peering.RouteNear && wider(x):
		return "problem-hint.route-near.wider"
	}
	return "problem-hint." + key(x.Code)
}

// wider reports whether the route that is there has more addresses than the one
// that is needed.
func wider(x peering.Problem) bool { return x.Existing.Bits() < x.Destination.Bits() }

// problemParts are what the texts of problems are made of, in the order in which
// english_problem.go counts them.
func problemParts(n directory.Names, p peering.Plan, x peering.Problem) []richText {
	side := cmp.Or(x.Side, peering.Requester)
	at, other := onSide(p, side), onSide(p, side.Other())
	return []richText{
		vpc(n, at), vpc(n, other), code(at.VPC), place(n, at.Account, at.Region),
		code(x.Table), block(x.Destination), block(x.Existing), target(x.Target, x.Blackhole, x.Propagated),
		code(x.PCX), userText(string(x.Status)), code(x.Peering), typed("show " + x.Peering),
		block(x.RequesterCIDR), block(x.AccepterCIDR), firstFew(each(x.Tables), "more.table"), and(each(x.Attributes)...),
		userText(x.Tool), code(x.TagKey), code(at.Partition()), code(other.Partition()), code(at.Account),
		code(x.Install), typed("release " + p.Peering.ID), typed("adopt " + x.PCX),
	}
}

// problems adds what stands in the way of a plan, and what to know about it. A
// hint that holds for several is said with the first.
func (m *message) problems(n directory.Names, p peering.Plan) {
	var rows []richText
	said := map[string]bool{}
	for _, x := range p.Problems {
		sign, means := "⚠️", key("problem.is-warning")
		if x.Blocking {
			sign, means = "⛔", "problem.is-blocking"
		}
		text, hint := problem(n, p, x)
		row := spelled(sign, means, text)
		if advice := hint.in(m.lang, fallback); advice != "" && !said[advice] {
			said[advice] = true // a hint that holds for several is said with the first
			row = join("", row, raw("\n      → ", " "), hint)
		}
		rows = append(rows, row)
	}
	if len(rows) > 0 {
		m.list(list{id: "problems", rows: rows, more: "more.warning", most: 8, sections: 4, fallback: 5})
	}
}
