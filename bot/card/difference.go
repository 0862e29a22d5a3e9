package card

import (
	"maps"
	"slices"

	"peerbot/aws/peering"
	"peerbot/bot/directory"
	"peerbot/bot/notice"
	"peerbot/bot/request"
)

// differences names what is not as wished, one line each, and what stands in
// the way. Of a peering that is not made yet everything differs: there the plan
// says it better.
func (m *message) differences(p notice.PeeringShown) {
	if s := p.Peering.State; s == request.Absent || s == request.PeerApplying {
		m.plan(p.Names, p.Plan, brief("Still to be done"))
		m.problems(p.Plan)
		return
	}
	var rows []words
	for _, s := range p.Plan.Steps {
		if d := difference(p.Names, p.Plan, s); s.Writes() && !d.empty() {
			rows = append(rows, say("• %s", d))
		}
	}
	if len(rows) > 0 {
		m.list(list{id: "differences", title: say("*Differences*"), rows: rows, more: "more.difference", most: 40, sections: 3, fallback: 10})
	}
	m.problems(p.Plan)
}

// difference says what a step would mend; nothing for what follows from the
// peering's absence.
func difference(n directory.Names, p peering.Plan, s peering.Step) words {
	at := vpc(n, onSide(p, s.Side))
	if s.PCX == "" && (s.Kind == peering.Accept || s.Kind == peering.Tag || s.Kind == peering.SetDNS) {
		return nil
	}
	switch s.Kind {
	case peering.Create:
		return say("the peering does not exist in AWS")
	case peering.Accept:
		return say("%s is not accepted by %s", named(s.PCX), at)
	case peering.Tag:
		return say("missing for %s: %s", at, tags(s.Tags))
	case peering.Untag:
		return say("still there for %s: %s", at, tags(s.Tags))
	case peering.AddRoute:
		if replaced(p, s) {
			return nil
		}
		return say("route %s is missing in %s of %s", named(s.Destination.String()), named(s.Table), at)
	case peering.RemoveRoute:
		if p.Peering.Absent {
			return say("route %s in %s of %s should not exist any more", named(s.Destination.String()), named(s.Table), at)
		}
		return say("route %s in %s of %s leads to %s, which is over", named(s.Destination.String()), named(s.Table), at, named(s.PCX))
	case peering.SetDNS:
		return say("the DNS option of %s should be %s", at, prose(onOff(s.DNS)))
	case peering.Delete:
		return say("%s should not exist any more", named(s.PCX))
	}
	return prose(s.String())
}

// replaced reports whether another step makes way for this route: that one
// tells the difference.
func replaced(p peering.Plan, s peering.Step) bool {
	return slices.ContainsFunc(p.Steps, func(o peering.Step) bool {
		return o.Kind == peering.RemoveRoute && o.Table == s.Table && o.Destination == s.Destination
	})
}

// tags lists AWS tags in order of their keys.
func tags(t map[string]string) words {
	var out []words
	for i, k := range slices.Sorted(maps.Keys(t)) {
		if i == 12 {
			out = append(out, say("and %s", plural(len(t)-i, "more.tag")))
			break
		}
		out = append(out, named(k+"="+t[k]))
	}
	if len(out) == 0 {
		return nil
	}
	return say("tags %s", join(" ", out...))
}

// expires is until when AWS waits for somebody to accept.
func expires(c peering.Connection) words {
	if c.Expires.IsZero() {
		return nil
	}
	return say("AWS drops it if nobody accepts before %s", when(c.Expires))
}
