package card

import (
	"maps"
	"slices"

	"peerbot/aws/peering"
	"peerbot/bot"
	"peerbot/bot/request"
)

// differences names what is not as wished, one line each, and what stands in
// the way. While a peering is made or was never made, they are what is to do.
func (m *message) differences(p bot.PeeringShown) {
	var rows []words
	for _, s := range p.Plan.Steps {
		if s.Writes() {
			rows = append(rows, say("• %s", difference(p.Names, p.Plan, s)))
		}
	}
	name := "Differences"
	if p.Peering.State == request.Absent || p.Peering.State == request.PeerApplying {
		name = "Still to be done"
	}
	if len(rows) > 0 {
		m.list(list{id: "differences", title: say("*%s*", prose(name)), rows: rows, noun: "difference", most: 40, sections: 3, fallback: 10})
	}
	m.problems(p.Plan)
}

// difference says what a step would mend.
func difference(n bot.Names, p peering.Plan, s peering.Step) words {
	at := vpc(n, onSide(p, s.Side))
	switch s.Kind {
	case peering.Create:
		return say("the peering does not exist in AWS")
	case peering.Accept:
		return say("%s is not accepted by %s", named(s.PCX), at)
	case peering.Tag:
		return say("tags are missing for %s: %s", at, tags(s.Tags))
	case peering.AddRoute:
		return say("route %s is missing in %s of %s", named(s.Destination.String()), named(s.Table), at)
	case peering.RemoveRoute:
		return say("route %s in %s of %s leads to %s, which is over", named(s.Destination.String()), named(s.Table), at, named(s.PCX))
	case peering.SetDNS:
		return say("the DNS option of %s should be %s", at, prose(onOff(s.DNS)))
	case peering.Delete:
		return say("%s should not exist any more", named(s.PCX))
	}
	return prose(s.String())
}

// tags lists AWS tags in order of their keys.
func tags(t map[string]string) words {
	var out []words
	for i, k := range slices.Sorted(maps.Keys(t)) {
		if i == 12 {
			out = append(out, say("and %s more", number(len(t)-i, "tag")))
			break
		}
		out = append(out, named(k+"="+t[k]))
	}
	if len(out) == 0 {
		return words{}
	}
	return say("tags %s", join(" ", out...))
}

// expires is until when AWS waits for somebody to accept.
func expires(c peering.Connection) words {
	if c.Expires.IsZero() {
		return words{}
	}
	return say("AWS drops it unaccepted %s", when(c.Expires))
}
