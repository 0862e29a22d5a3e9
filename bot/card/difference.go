package card

import (
	"net/netip"
	"slices"

	"peerbot/aws/peering"
	"peerbot/bot/directory"
	"peerbot/bot/notice"
	"peerbot/bot/request"
)

// differences names what differs from the approved state, one line each, and what stands in
// the way. Of a peering that is not made yet everything differs: there the plan
// says it better.
func (m *message) differences(p notice.PeeringShown) {
	if s := p.Peering.State; s == request.Absent || s == request.PeerApplying {
		m.plan(p.Names, p.Plan, brief("plan.title.to-do"))
		m.problems(p.Names, p.Plan)
		return
	}
	rows := differenceRows(p.Names, p.Plan)
	if len(rows) > 0 {
		m.list(list{id: "differences", title: format("difference.title"), rows: rows, more: "more.difference", most: 40, sections: 3, fallback: 10})
	}
	m.problems(p.Names, p.Plan)
}

// differenceRows are the differences from the approved state: those of the
// connection first, and one for all route tables that lack, or have, the same
// route.
func differenceRows(n directory.Names, p peering.Plan) []richText {
	type route struct {
		kind        peering.Kind
		side        peering.Side
		destination netip.Prefix
	}
	var connection, routes []richText
	var order []route
	steps := map[route][]peering.Step{}
	for _, s := range p.Steps {
		family := differenceFamily(p, s)
		switch r := (route{s.Kind, s.Side, s.Destination}); {
		case !s.Writes() || family == "":
		case s.Table == "":
			connection = append(connection, bullet(step(family, n, p, s, s.PCX)))
		default:
			if steps[r] == nil {
				order = append(order, r)
			}
			steps[r] = append(steps[r], s)
		}
	}
	for _, r := range order {
		s, tables := steps[r][0], []string(nil)
		for _, other := range steps[r] {
			tables = append(tables, other.Table)
		}
		parts := stepParts(n, p, s, s.PCX)
		parts[3] = firstFew(each(tables), "more.table")
		routes = append(routes, bullet(format(differenceFamily(p, s)+key(s.Kind), parts...)))
	}
	return append(connection, routes...)
}

// differenceFamily is where the text is of what a step would mend; empty for
// what follows from the peering's absence.
func differenceFamily(p peering.Plan, s peering.Step) key {
	switch s.Kind {
	case peering.Accept, peering.Tag, peering.SetDNS:
		if s.PCX == "" {
			return ""
		}
	case peering.AddRoute:
		if replaced(p, s) {
			return ""
		}
	case peering.RemoveRoute:
		if p.Peering.Absent {
			return "step.extra."
		}
	default:
	}
	return "step.differs."
}

// replaced reports whether another step makes way for this route: that one
// tells the difference.
func replaced(p peering.Plan, s peering.Step) bool {
	return slices.ContainsFunc(p.Steps, func(o peering.Step) bool {
		return o.Kind == peering.RemoveRoute && o.Table == s.Table && o.Destination == s.Destination
	})
}

// expires is until when AWS waits for somebody to accept.
func expires(c peering.Connection) richText {
	if c.Expires.IsZero() {
		return nil
	}
	return format("connection.expires", when(c.Expires))
}
