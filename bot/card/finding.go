package card

import (
	"time"

	"github.com/slack-go/slack"

	"peerbot/aws/peering"
	"peerbot/bot/directory"
	"peerbot/bot/finding"
	"peerbot/bot/notice"
	"peerbot/bot/request"
)

// findingCard is the card of a finding, from found to resolved.
func (m *message) findingCard(c notice.FindingCard) {
	f := c.Finding
	m.more = typed("findings " + f.Peering)
	m.header(join(" · ", userText(f.ID), format("finding.title"), findingState(f)))
	m.required("state", join("\n", findingWords(c), subject(c.Names, f, c.Peering)))
	if f.Open() && c.Now.Before(f.Snooze.Until) {
		m.required("snooze", join("\n", icon("🔕", format("finding.snoozed", when(f.Snooze.Until), person(f.Snooze.Person))), quoted(f.Snooze.Reason)))
	}
	m.driftLines(c.Names, f, c.Peering)
	m.trail(c.Names, f)
	m.context("about", code(f.Peering), code(c.Peering.Desired.PCX), seen("finding.first-seen", f.FirstSeen), changedAt(f))
	if f.Request != "" && f.Open() {
		m.required("request", icon("🔧", format("finding.request", code(f.Request), typed("show "+f.Request))))
	}
	buttons := m.findingButtons(f, !c.Now.Before(f.Snooze.Until))
	if len(buttons) > 0 {
		m.note(commandEquivalents(f))
	}
	m.actions("mend", buttons...)
}

// findingState is the word in the title.
func findingState(f finding.Finding) richText {
	switch {
	case !f.Open():
		return format("finding.resolved")
	case f.Superseded():
		return format("finding.superseded")
	}
	return format("finding.class." + key(f.Class))
}

// findingWords says in one line what is wrong, or that it is over.
func findingWords(c notice.FindingCard) richText {
	f := c.Finding
	switch {
	case !f.Open():
		return icon("✅", format("finding.resolved-at", when(f.Resolved), took(f.Resolved.Sub(f.FirstSeen))))
	case f.Superseded() && c.By.ID != "":
		return icon("⚪", format("finding.superseded-by", code(c.By.ID), driftWords(c.By, c.Peering, c.Now)))
	case f.Superseded():
		return icon("⚪", format("finding.superseded-unknown"))
	}
	return icon(severity(f), strong(driftWords(f, c.Peering, c.Now)))
}

func severity(f finding.Finding) string {
	if f.Severe() {
		return "🔴"
	}
	return "🟡"
}

// driftWords says what a drift means for people.
func driftWords(f finding.Finding, p request.Peering, now time.Time) richText {
	if f.Class == peering.Expiring {
		return expiring(f, p, now)
	}
	return format("finding.means." + key(f.Class))
}

// subject names what a finding is about.
func subject(n directory.Names, f finding.Finding, p request.Peering) richText {
	if f.Peering == "" {
		return bold(n.Account(f.Account))
	}
	return pair(n, p.Requester, p.Accepter)
}

func seen(k key, t time.Time) richText {
	if t.IsZero() {
		return nil
	}
	return format(k, when(t))
}

// changedAt says when a sweep saw something else than before.
func changedAt(f finding.Finding) richText {
	if !f.LastSeen.After(f.FirstSeen) {
		return nil
	}
	return seen("finding.last-changed", f.LastSeen)
}

// findingButtons are the buttons that resolve a class of drift, or snooze it. A
// finding that an open request resolves has only the latter.
func (m *message) findingButtons(f finding.Finding, loud bool) []slack.BlockElement {
	if !f.Open() || f.Superseded() {
		return nil
	}
	repair, keep := resolvers(f)
	var out []slack.BlockElement
	if extends(f) {
		out = append(out, m.findingButton(f, notice.ActExtend, "button.extend", slack.StylePrimary))
	}
	if repair {
		out = append(out, m.findingButton(f, notice.ActRepair, "button.repair", slack.StylePrimary))
	}
	if keep {
		out = append(out, m.findingButton(f, notice.ActKeep, "button.keep", slack.StyleDefault))
	}
	if loud {
		out = append(out, m.findingButton(f, notice.ActSnooze, "button.snooze", slack.StyleDefault))
	}
	return out
}

// extends reports whether a longer life would end a finding.
func extends(f finding.Finding) bool { return f.Request == "" && f.Peering != "" && aboutEnd(f) }

// resolvers says which requests can end a finding. Peerbot never takes away what is
// in the way, nor what is not its own.
func resolvers(f finding.Finding) (repair, keep bool) {
	if f.Request != "" || f.Peering == "" {
		return false, false
	}
	return request.Repair.ResolvesClass(f.Class), request.Keep.ResolvesClass(f.Class)
}

func (m *message) findingButton(f finding.Finding, a notice.Action, text key, style slack.Style) *slack.ButtonBlockElement {
	return m.pressed(a, notice.Value{Request: f.ID, Version: f.Version, Digest: f.Digest}, text, style)
}

// commandEquivalents are the buttons in words.
func commandEquivalents(f finding.Finding) richText {
	repair, keep := resolvers(f)
	var out []richText
	if extends(f) {
		out = append(out, format("finding.to-extend", extend(f.Peering)))
	}
	if repair {
		out = append(out, format("finding.to-repair", typed("repair "+f.Peering)))
	}
	if keep {
		out = append(out, format("finding.to-keep", typed("keep "+f.Peering)))
	}
	out = append(out, format("finding.to-snooze", typed("snooze "+f.ID)))
	return sentence(join("; ", out...))
}

// findingNote is a line below the card of a finding.
func (m *message) findingNote(n notice.FindingNote) {
	f := n.Finding
	m.more = typed("findings " + f.Peering)
	what := format("finding.about", code(f.ID), subject(n.Names, f, n.Peering))
	switch n.Kind {
	case notice.NoteChanged:
		m.required("note", icon(severity(f), format("finding.note.changed", what, driftWords(f, n.Peering, n.Now))))
		m.driftLines(n.Names, f, n.Peering)
	case notice.NoteStill:
		m.required("note", icon(severity(f), format("finding.note.still", what, when(f.FirstSeen), driftWords(f, n.Peering, n.Now))))
	case notice.NoteResolved:
		m.required("note", icon("✅", format("finding.note.resolved", what, took(f.Resolved.Sub(f.FirstSeen)))))
	default:
		m.required("note", join(": ", what, driftWords(f, n.Peering, n.Now)))
	}
}

// findingsShown lists open drift, worst first.
func (m *message) findingsShown(s notice.FindingsShown) {
	swept := s.Sweep
	switch {
	case len(s.Findings) > 0:
		m.header(format("findings.title"))
		var rows []richText
		for _, f := range s.Findings {
			rows = append(rows, findingRow(s, f))
		}
		m.list(list{id: "findings", title: strong(plural(len(rows), "count.finding")), rows: rows, more: "more.finding", sections: 20, fallback: 20})
		if s.More {
			m.required("more", format("findings.more", typed("findings P17")))
		}
	case swept.At.IsZero():
		m.required("state", format("findings.no-sweep", typed("sweep")))
		return
	default:
		m.required("state", icon("✅", format("findings.none")))
	}
	if swept.Unread > 0 {
		m.required("unread", icon("⚠️", plural(swept.Unread, "findings.unread")))
	}
	if !swept.At.IsZero() {
		m.context("sweep", format("findings.swept", when(swept.At)), plural(swept.Peerings, "count.peering"), format("time.took", took(swept.Took)))
	}
}

func findingRow(s notice.FindingsShown, f finding.Finding) richText {
	sign, quiet := rowSign(f, s.Now)
	return join(" · ", icon(sign, join(" ", code(f.ID), strong(findingState(f)))), code(f.Peering), subject(s.Names, f, s.Peerings[f.Peering]),
		firstLine(s.Names, f, s.Peerings[f.Peering]), format("finding.since", when(f.FirstSeen)), quiet)
}

// rowSign is the sign of a finding in a list, and until when it is snoozed.
func rowSign(f finding.Finding, now time.Time) (sign string, quiet richText) {
	switch {
	case !f.Open():
		return "✅", nil
	case f.Superseded():
		return "⚪", nil
	case now.Before(f.Snooze.Until):
		return severity(f), format("finding.snoozed-until", when(f.Snooze.Until))
	}
	return severity(f), nil
}
