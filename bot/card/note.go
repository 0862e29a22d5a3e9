package card

import (
	"peerbot/aws/peering"
	"peerbot/bot"
	"peerbot/bot/request"
)

// requestNote is a line in a thread or a direct message. It is posted once, so
// it says what happened and never what is to be pressed.
func requestNote(n bot.RequestNote) *message {
	r := n.Request
	m := &message{more: typed("show " + r.ID)}
	between := pair(n.Names, r.Plan.Requester, r.Plan.Accepter)
	switch n.Kind {
	case bot.NoteActive:
		m.lead("note", say("%s%s %s is active: %s. %s", icon("✅"), person(r.Asker), named(r.ID), between,
			join(" · ", named(pcx(r, n.Peering)), routesDone(r, peering.AddRoute, "added"))))
	case bot.NoteGone:
		m.lead("note", say("%s%s %s is done: the peering %s is deleted. %s", icon("✅"), person(r.Asker), named(r.ID), between,
			join(" · ", named(pcx(r, n.Peering)), routesDone(r, peering.RemoveRoute, "removed"))))
		m.stale(n)
	case bot.NoteDenied:
		m.lead("note", say("%s %s (%s) did not pass.\n%s", person(r.Asker), named(r.ID), between, denied(r)))
	case bot.NoteFailed:
		m.lead("note", say("%s%s %s (%s) failed: %s.", icon("❌"), person(r.Asker), named(r.ID), between, couldNot(n.Names, r)))
		m.failure(n.Names, r)
	case bot.NoteAgain:
		m.lead("note", say("%sThe plan of %s (%s) changed, because AWS is not as it was. Waiting for %s again; a yes to the plan before does not count.",
			icon("🔁"), named(r.ID), between, waitsFor(r)))
	case bot.NoteExpired:
		m.lead("note", say("%s%s %s (%s) expired: nobody decided before %s.", icon("⌛"), person(r.Asker), named(r.ID), between, when(r.ExpiresAt)))
		m.again(r)
	default:
		m.lead("note", say("%s %s (%s) is %s.", person(r.Asker), named(r.ID), between, prose(string(r.State))))
	}
	m.more = words{}
	return m
}

// stale lists security-group rules that point to nothing any more.
func (m *message) stale(n bot.RequestNote) {
	if len(n.Stale) == 0 {
		return
	}
	r := n.Request
	var rows []words
	for _, s := range n.Stale {
		row := join(" · ", say("• %s", join(" ", named(s.Group), bold(s.Name))), named(s.VPC))
		if s.PCX != "" {
			row = say("%s · was behind %s", row, named(s.PCX))
		}
		rows = append(rows, row)
	}
	m.list(list{
		id: "stale", noun: "group", rows: rows, sections: 4, fallback: 15,
		title: say("%s*Rules are left over in %s.* They refer to groups behind the deleted peering %s. peerbot does not touch security groups: please remove them.",
			icon("⚠️"), number(len(n.Stale), "security group"), pair(n.Names, r.Plan.Requester, r.Plan.Accepter)),
	})
}

// stateSign is the sign of a state in lists.
func stateSign(s request.State) words {
	signs := map[request.State]string{
		request.Pending: "⏳", request.Approved: "👍", request.Applying: "🔧", request.Done: "✅",
		request.Denied: "⛔", request.Withdrawn: "↩️", request.Expired: "⌛", request.Void: "🚫", request.Failed: "❌",
	}
	if sign, ok := signs[s]; ok {
		return icon(sign)
	}
	return icon("▫️")
}
