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
	n.Request = renamed(n.Names, n.Request)
	r := n.Request
	m.more = typed("show " + r.ID)
	between := pair(n.Names, r.Plan.Requester, r.Plan.Accepter)
	it := join(" ", notified(r), code(r.ID))
	switch n.Kind {
	case notice.NoteActive:
		m.required("note", icon("✅", join(" ", it, become(n, between))))
	case notice.NoteGone:
		m.required("note", icon("✅", format("note.deleted", it, between,
			join(" · ", code(pcx(r, n.Peering)), routesDone(r, peering.RemoveRoute)))))
		m.staleRules(n)
	case notice.NoteDenied:
		m.required("note", join("\n", format(decided(r, "note.denied", "note.rejected"), it, between), denied(r)))
	case notice.NoteFailed:
		m.required("note", icon("❌", format("note.failed", it, between, couldNot(n.Names, r))))
		m.failure(n.Names, r)
	case notice.NoteAgain:
		m.required("note", icon("🔁", format("note.replanned", code(r.ID), between, waitsFor(r))))
	case notice.NoteLapsed:
		m.required("note", icon("🔁", format("note.lapsed", code(r.ID), between, waitsFor(r))))
		m.lapses(r)
	case notice.NoteCancelled:
		m.required("note", join("\n", format("note.cancelled", it, between), ended(r)))
		m.leftBehind(r)
	case notice.NoteExpired:
		m.required("note", icon("⌛", format("note.expired", it, between, when(r.ExpiresAt))))
		m.again(r)
	default:
		m.required("note", format("note.other", it, between, stateWord(r)))
	}
	m.more = nil
}

// notified is who requested it, whom a note notifies; nobody when peerbot did.
func notified(r request.Request) richText {
	if r.RequestedBy == request.System {
		return nil
	}
	return person(r.RequestedBy)
}

// become says what a peering is now that a request about it is done.
func become(n notice.RequestNote, between richText) richText {
	r, p := n.Request, n.Peering
	it := code(pcx(r, p))
	done := format("note.done."+key(r.Kind), between, join(" · ", it, routesChanged(r)), code(r.Peering), expiry(r.Until))
	if r.TTL > 0 && !p.EndsAt.IsZero() {
		done = format("note.with-lifetime", done, format("lifetime.expires", when(p.EndsAt)))
	}
	// peerbot manages what it can read both sides of.
	if id := r.Plan.Requester.Account; r.Kind.Rules().External && n.Names.Account(id) != id {
		done = format("note.to-adopt", done, typed(command.Format(command.Adopt{PCX: pcx(r, p)})))
	}
	return done
}

// staleRules lists security-group rules that point to nothing any more.
func (m *message) staleRules(n notice.RequestNote) {
	if len(n.Stale) == 0 {
		return
	}
	r := n.Request
	var rows []richText
	for _, s := range n.Stale {
		row := join(" · ", bullet(join(" ", code(s.Group), bold(s.Name))), code(s.VPC))
		if s.PCX != "" {
			row = join(" · ", row, format("note.stale.behind", code(s.PCX)))
		}
		rows = append(rows, row)
	}
	m.list(list{
		id: "stale", more: "more.group", rows: rows, sections: 4, fallback: 15,
		title: icon("⚠️", plural(len(n.Stale), "note.stale", pair(n.Names, r.Plan.Requester, r.Plan.Accepter))),
	})
}

// stateSign is the sign of a state in lists.
func stateSign(s request.State) string {
	signs := map[request.State]string{
		request.Pending: "⏳", request.Approved: "👍", request.Applying: "🔧", request.Done: "✅",
		request.Denied: "⛔", request.Withdrawn: "↩️", request.Expired: "⌛", request.Void: "🚫", request.Failed: "❌",
	}
	if sign, ok := signs[s]; ok {
		return sign
	}
	return "▫️"
}
