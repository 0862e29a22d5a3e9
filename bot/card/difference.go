package card

import (
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
	var rows []richText
	for _, s := range p.Plan.Steps {
		if d := difference(p.Names, p.Plan, s); s.Writes() && !d.empty() {
			rows = append(rows, bullet(d))
		}
	}
	if len(rows) > 0 {
		m.list(list{id: "differences", title: format("difference.title"), rows: rows, more: "more.difference", most: 40, sections: 3, fallback: 10})
	}
	m.problems(p.Names, p.Plan)
}

// difference says what a step would mend; nothing for what follows from the
// peering's absence.
func difference(n directory.Names, p peering.Plan, s peering.Step) richText {
	switch s.Kind {
	case peering.Accept, peering.Tag, peering.SetDNS:
		if s.PCX == "" {
			return nil
		}
	case peering.AddRoute:
		if replaced(p, s) {
			return nil
		}
	case peering.RemoveRoute:
		if p.Peering.Absent {
			return step("step.extra.", n, p, s, s.PCX)
		}
	default:
	}
	return step("step.differs.", n, p, s, s.PCX)
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
