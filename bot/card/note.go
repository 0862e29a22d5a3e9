package card

import (
	"peerbot/aws/peering"
	"peerbot/bot/command"
	"peerbot/bot/notice"
	"peerbot/bot/request"
)

// requestNote is a line in a thread or a direct message. It is posted once, so
// it says what happened and never what is to be pressed.
func (m *message) requestNote(n notice.RequestNote) {
	r := n.Request
	m.more = typed("show " + r.ID)
	between := pair(n.Names, r.Plan.Requester, r.Plan.Accepter)
	it := join(" ", notified(r), named(r.ID))
	switch n.Kind {
	case notice.NoteActive:
		m.lead("note", say("%s%s %s", icon("✅"), it, become(n, between)))
	case notice.NoteGone:
		m.lead("note", say("%s%s is done: the peering %s is deleted. %s", icon("✅"), it, between,
			join(" · ", named(pcx(r, n.Peering)), routesDone(r, peering.RemoveRoute, "removed"))))
		m.stale(n)
	case notice.NoteDenied:
		m.lead("note", say("%s (%s) did not pass.\n%s", it, between, denied(r)))
	case notice.NoteFailed:
		m.lead("note", say("%s%s (%s) failed: %s.", icon("❌"), it, between, couldNot(n.Names, r)))
		m.failure(n.Names, r)
	case notice.NoteAgain:
		m.lead("note", say("%sThe plan of %s (%s) changed, because AWS is not as it was. Waiting for %s again; a yes to the plan before does not count.",
			icon("🔁"), named(r.ID), between, waitsFor(r)))
	case notice.NoteExpired:
		m.lead("note", say("%s%s (%s) expired: nobody decided before %s.", icon("⌛"), it, between, when(r.ExpiresAt)))
		m.again(r)
	default:
		m.lead("note", say("%s (%s) is %s.", it, between, prose(string(r.State))))
	}
	m.more = nil
	return
}

// notified is the asker, whom a note notifies; nobody when peerbot asked.
func notified(r request.Request) words {
	if r.Asker == request.System {
		return nil
	}
	return person(r.Asker)
}

// become says what a peering is now that a request about it is done.
func become(n notice.RequestNote, between words) words {
	r, p := n.Request, n.Peering
	it := named(pcx(r, p))
	switch r.Kind {
	case request.Repair:
		return say("is done: %s is repaired. %s", between, join(" · ", it, mended(r)))
	case request.Keep:
		return say("is done: %s is kept as it is, and from now on that is wished. %s", between, it)
	case request.Adopt:
		return say("is done: %s is managed by peerbot now, as %s. %s", between, named(r.Peering), it)
	case request.Release:
		return say("is done: %s is released. It stays in AWS, and peerbot does not look after it any more. %s", between, it)
	case request.Admit:
		done := say("is done: %s is accepted, and active. %s", between, it)
		if id := r.Plan.Requester.Account; n.Names.Account(id) == id {
			return done // peerbot manages what it can read both sides of
		}
		return say("%s. To have it managed by peerbot: %s", done, typed(command.Format(command.Adopt{PCX: pcx(r, p)})))
	case request.Extend:
		return say("is done: %s %s. %s", between, lives(r.Until), it)
	}
	active := say("is active: %s. %s", between, join(" · ", it, routesDone(r, peering.AddRoute, "added")))
	if p.EndsAt.IsZero() {
		return active
	}
	return say("%s. It %s.", active, lives(p.EndsAt))
}

// stale lists security-group rules that point to nothing any more.
func (m *message) stale(n notice.RequestNote) {
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
		id: "stale", more: "more.group", rows: rows, sections: 4, fallback: 15,
		title: say("%s*Rules are left over in %s.* They refer to groups behind the deleted peering %s. peerbot does not touch security groups: please remove them.",
			icon("⚠️"), plural(len(n.Stale), "count.security-group"), pair(n.Names, r.Plan.Requester, r.Plan.Accepter)),
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
