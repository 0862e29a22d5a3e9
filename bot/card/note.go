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
		m.lead("note", icon("✅", join(" ", it, become(n, between))))
	case notice.NoteGone:
		m.lead("note", icon("✅", say("note.deleted", it, between,
			join(" · ", named(pcx(r, n.Peering)), routesDone(r, peering.RemoveRoute)))))
		m.stale(n)
	case notice.NoteDenied:
		m.lead("note", join("\n", say(decided(r, "note.denied", "note.rejected"), it, between), denied(r)))
	case notice.NoteFailed:
		m.lead("note", icon("❌", say("note.failed", it, between, couldNot(n.Names, r))))
		m.failure(n.Names, r)
	case notice.NoteAgain:
		m.lead("note", icon("🔁", say("note.replanned", named(r.ID), between, waitsFor(r))))
	case notice.NoteExpired:
		m.lead("note", icon("⌛", say("note.expired", it, between, when(r.ExpiresAt))))
		m.again(r)
	default:
		m.lead("note", say("note.other", it, between, stateWord(r)))
	}
	m.more = nil
}

// notified is who requested it, whom a note notifies; nobody when peerbot did.
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
	done := say("note.done."+key(r.Kind), between, join(" · ", it, routesChanged(r)), named(r.Peering), expiry(r.Until))
	if r.TTL > 0 && !p.EndsAt.IsZero() {
		done = say("note.with-lifetime", done, say("lifetime.expires", when(p.EndsAt)))
	}
	// peerbot manages what it can read both sides of.
	if id := r.Plan.Requester.Account; r.Kind.Rules().External && n.Names.Account(id) != id {
		done = say("note.to-adopt", done, typed(command.Format(command.Adopt{PCX: pcx(r, p)})))
	}
	return done
}

// stale lists security-group rules that point to nothing any more.
func (m *message) stale(n notice.RequestNote) {
	if len(n.Stale) == 0 {
		return
	}
	r := n.Request
	var rows []words
	for _, s := range n.Stale {
		row := join(" · ", bullet(join(" ", named(s.Group), bold(s.Name))), named(s.VPC))
		if s.PCX != "" {
			row = join(" · ", row, say("note.stale.behind", named(s.PCX)))
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
