package card

import (
	"slices"

	"github.com/slack-go/slack"

	"peerbot/bot/finding"
	"peerbot/bot/notice"
)

// groupCard is the card of many findings that came up at once: a list that is
// kept up to date, and how to get at one of them.
func (m *message) groupCard(c notice.GroupCard) {
	g := c.Group
	m.more = typed("show " + g.ID)
	open, quiet := groupOpen(c)
	state := format("finding.class." + key(g.Class))
	if len(open) == 0 {
		state = format("finding.resolved")
	}
	m.header(join(" · ", userText(g.ID), format("finding.title"), format("group.title", state, plural(len(c.Findings), "count.finding"))))
	m.required("state", groupWords(c, open))
	if quiet > 0 {
		m.required("snooze", icon("🔕", plural(quiet, "group.snoozed")))
	}
	rows := make([]richText, 0, len(c.Findings))
	for _, f := range openFirst(c.Findings) {
		rows = append(rows, groupRow(c, f))
	}
	l := list{id: "findings", rows: rows, more: "more.finding", most: 12, sections: 4, fallback: 12}
	if c.All {
		l.most, l.sections = 0, 30
	}
	m.list(l)
	if len(open) == 0 {
		m.context("about", seen("group.found", g.At))
		return
	}
	m.context("about", seen("group.found", g.At), format("group.show-one", typed("show "+open[0].ID)))
	m.note(sentence(format("group.to-snooze", typed("snooze "+g.ID))))
	if quiet < len(open) {
		m.actions("mend", m.pressed(notice.ActSnooze, notice.Value{Request: g.ID, Digest: emptyDigest}, "button.snooze-all", slack.StyleDefault))
	}
}

// groupRow is one member: the class and the time are the group's.
func groupRow(c notice.GroupCard, f finding.Finding) richText {
	sign, quiet := rowSign(f, c.Now)
	return join(" · ", icon(sign, code(f.ID)), code(f.Peering), subject(c.Names, f, c.Peerings[f.Peering]), firstLine(c.Names, f, c.Peerings[f.Peering]), quiet)
}

// emptyDigest stands where a button is about no plan and no finding of its own.
const emptyDigest = "0000000000000000"

// groupOpen returns the members that are not resolved, and how many of these
// are snoozed.
func groupOpen(c notice.GroupCard) (open []finding.Finding, quiet int) {
	for _, f := range c.Findings {
		if !f.Open() {
			continue
		}
		open = append(open, f)
		if c.Now.Before(f.Snooze.Until) {
			quiet++
		}
	}
	return open, quiet
}

// openFirst puts what is resolved last, and keeps the order otherwise.
func openFirst(fs []finding.Finding) []finding.Finding {
	fs = slices.Clone(fs)
	slices.SortStableFunc(fs, func(a, b finding.Finding) int {
		switch {
		case a.Open() == b.Open():
			return 0
		case a.Open():
			return -1
		}
		return 1
	})
	return fs
}

// groupWords says in one line what is wrong with how many, or that it is over.
func groupWords(c notice.GroupCard, open []finding.Finding) richText {
	switch {
	case len(open) > 0:
	case len(c.Findings) == 2:
		return icon("✅", format("group.both-resolved"))
	default:
		return icon("✅", plural(len(c.Findings), "group.resolved"))
	}
	worst := open[0]
	what := icon(severity(worst), strong(driftWords(worst, c.Peerings[worst.Peering], c.Now)))
	if len(open) < len(c.Findings) {
		return join(", ", what, plural(len(open), "group.left", digits(len(c.Findings))))
	}
	noun := key("count.peering")
	if worst.Peering == "" {
		noun = "count.account"
	}
	return format("group.at-once", what, plural(len(open), noun))
}

// groupNote is a line below the card of a group.
func (m *message) groupNote(n notice.GroupNote) {
	m.more = typed("show " + n.Group.ID)
	open, _ := groupOpen(n.GroupCard)
	what := code(n.Group.ID)
	switch n.Kind {
	case notice.NoteChanged:
		m.required("note", icon("🔴", format("group.note.changed", what, groupWords(n.GroupCard, open))))
	case notice.NoteStill:
		m.required("note", icon("🔴", format("group.note.still", what, when(n.Group.At), groupWords(n.GroupCard, open))))
	default:
		if len(n.Findings) == 2 {
			m.required("note", icon("✅", format("group.note.both-resolved", what)))
			return
		}
		m.required("note", icon("✅", plural(len(n.Findings), "group.note.resolved", what)))
	}
}
