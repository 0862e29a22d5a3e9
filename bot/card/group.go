package card

import (
	"fmt"
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
	state := string(g.Class)
	if len(open) == 0 {
		state = "resolved"
	}
	m.header(say("%s · Drift · %s, %s at once", prose(g.ID), prose(state), plural(len(c.Findings), "count.finding")))
	m.lead("state", groupWords(c, open))
	if quiet > 0 {
		are := map[bool]string{true: "is", false: "are"}[quiet == 1]
		m.lead("snooze", say("%s%s quiet for a while", icon("🔕"), prose(fmt.Sprintf("%d of them %s", quiet, are))))
	}
	rows := make([]words, 0, len(c.Findings))
	for _, f := range openFirst(c.Findings) {
		rows = append(rows, groupRow(c, f))
	}
	l := list{id: "findings", rows: rows, more: "more.finding", most: 12, sections: 4, fallback: 12}
	if c.All {
		l.most, l.sections = 0, 30
	}
	m.list(l)
	if len(open) == 0 {
		m.context("about", seen("found", g.At))
		return
	}
	m.context("about", seen("found", g.At), say("the card of one, with its buttons: %s", typed("show "+open[0].ID)))
	m.note(sentence(say("to hear nothing of them for a while: %s", typed("ignore "+g.ID))))
	if quiet < len(open) {
		m.actions("mend", pressed(notice.ActSnooze, notice.Value{Request: g.ID, Version: g.Version, Digest: emptyDigest}, "Snooze all…", slack.StyleDefault))
	}
	return
}

// groupRow is one member: the class and the time are the group's.
func groupRow(c notice.GroupCard, f finding.Finding) words {
	sign, quiet := severity(f), words(nil)
	if !f.Open() {
		sign = icon("✅")
	} else if c.Now.Before(f.Snooze.Until) {
		quiet = say("quiet until %s", when(f.Snooze.Until))
	}
	return join(" · ", say("%s%s", sign, named(f.ID)), named(f.Peering), whose(c.Names, f, c.Peerings[f.Peering]), firstLine(f), quiet)
}

// emptyDigest stands where a button is about no plan and no finding of its own.
const emptyDigest = "0000000000000000"

// groupOpen returns the members that are not resolved, and how many of these
// are quiet.
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
func groupWords(c notice.GroupCard, open []finding.Finding) words {
	if len(open) == 0 {
		return say("%s*Resolved*, all %s", icon("✅"), prose(fmt.Sprint(len(c.Findings))))
	}
	worst := open[0]
	what := say("%s*%s*", severity(worst), driftWords(worst, c.Peerings[worst.Peering], c.Now))
	if len(open) < len(c.Findings) {
		return say("%s: %s", what, prose(fmt.Sprintf("%d of %d are left", len(open), len(c.Findings))))
	}
	noun := key("count.peering")
	if worst.Peering == "" {
		noun = "count.account"
	}
	return say("%s, in %s at once", what, plural(len(open), noun))
}

// groupNote is a line below the card of a group.
func (m *message) groupNote(n notice.GroupNote) {
	m.more = typed("show " + n.Group.ID)
	open, _ := groupOpen(n.GroupCard)
	what := named(n.Group.ID)
	switch n.Kind {
	case notice.NoteChanged:
		m.lead("note", say("%s%s says something else now: %s", icon("🔴"), what, groupWords(n.GroupCard, open)))
	case notice.NoteStill:
		m.lead("note", say("%s%s is still so, since %s: %s", icon("🔴"), what, when(n.Group.At), groupWords(n.GroupCard, open)))
	default:
		m.lead("note", say("%s: %s", what, groupWords(n.GroupCard, open)))
	}
	return
}
