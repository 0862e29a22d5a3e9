package card

import (
	"fmt"
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
	m.header(prose(fmt.Sprintf("%s · Drift · %s", f.ID, findingState(f))))
	m.lead("state", join("\n", findingWords(f, c.Peering, c.Now), whose(c.Names, f, c.Peering)))
	if f.Open() && c.Now.Before(f.Snooze.Until) {
		m.lead("snooze", join("\n", say("%s*Quiet* until %s, says %s", icon("🔕"), when(f.Snooze.Until), person(f.Snooze.Person)), quoted(f.Snooze.Reason)))
	}
	m.driftLines(c.Names, f, c.Peering)
	m.trail(c.Names, f)
	m.context("about", named(f.Peering), named(c.Peering.Want.PCX), seen("first seen", f.FirstSeen), changedAt(f))
	if f.Request != "" && f.Open() {
		m.lead("request", say("%s%s is to settle it: %s", icon("🔧"), named(f.Request), typed("show "+f.Request)))
	}
	buttons := findingButtons(f, !c.Now.Before(f.Snooze.Until))
	if len(buttons) > 0 {
		m.note(findingTwins(f))
	}
	m.actions("mend", buttons...)
	return
}

// findingState is the word in the title.
func findingState(f finding.Finding) string {
	if !f.Open() {
		return "resolved"
	}
	return string(f.Class)
}

// findingWords says in one line what is wrong, or that it is over.
func findingWords(f finding.Finding, p request.Peering, now time.Time) words {
	if !f.Open() {
		return say("%s*Resolved* %s, after %s", icon("✅"), when(f.Resolved), took(f.Resolved.Sub(f.FirstSeen)))
	}
	return say("%s*%s*", severity(f), driftWords(f, p, now))
}

func severity(f finding.Finding) words {
	if f.Severe() {
		return icon("🔴")
	}
	return icon("🟡")
}

// driftWords says what a drift means for people.
func driftWords(f finding.Finding, p request.Peering, now time.Time) words {
	switch f.Class {
	case peering.Missing:
		return say("The peering is not in AWS any more")
	case peering.Conflict:
		return say("Something else is in the way of the peering")
	case peering.Blackhole:
		return say("Routes lead to nothing")
	case peering.Changed:
		return say("AWS is not as it was approved")
	case peering.Expiring:
		return expiring(f, p, now)
	case peering.Unmanaged:
		return say("Something leads through it that nobody asked peerbot for")
	case peering.StaleGroup:
		return say("Security groups refer to groups behind it that are gone")
	case peering.Unreadable:
		return say("AWS cannot be read, so nothing is known of it")
	}
	return prose(title(string(f.Class)))
}

// whose names what a finding is about.
func whose(n directory.Names, f finding.Finding, p request.Peering) words {
	if f.Peering == "" {
		return bold(n.Account(f.Account))
	}
	return pair(n, p.Requester, p.Accepter)
}

// driftLines adds each difference, with the VPC that it is about.
func (m *message) driftLines(n directory.Names, f finding.Finding, p request.Peering) {
	var rows []words
	for _, l := range f.Lines {
		text := spoken(line(l.Text), 600, 240)
		switch {
		case aboutEnd(f) && isEnd(l):
			text = endLine(f, p, text)
		case l.Side == peering.Requester:
			text = say("%s: %s", vpc(n, p.Requester), text)
		case l.Side == peering.Accepter:
			text = say("%s: %s", vpc(n, p.Accepter), text)
		}
		rows = append(rows, hinted(say("• %s", text), l))
	}
	if len(rows) > 0 {
		m.list(list{id: "lines", rows: rows, more: "more.difference", most: 30, sections: 4, fallback: 12})
	}
}

func seen(what string, t time.Time) words {
	if t.IsZero() {
		return nil
	}
	return say("%s %s", prose(what), when(t))
}

// changedAt says when a sweep saw something else than before.
func changedAt(f finding.Finding) words {
	if !f.LastSeen.After(f.FirstSeen) {
		return nil
	}
	return seen("last changed", f.LastSeen)
}

// findingButtons are what can help with a class of drift. What a request mends
// already is not asked for twice.
func findingButtons(f finding.Finding, loud bool) []slack.BlockElement {
	if !f.Open() {
		return nil
	}
	repair, keep := mends(f)
	var out []slack.BlockElement
	if extends(f) {
		out = append(out, findingButton(f, notice.ActExtend, "Extend", slack.StylePrimary))
	}
	if repair {
		out = append(out, findingButton(f, notice.ActRepair, "Repair", slack.StylePrimary))
	}
	if keep {
		out = append(out, findingButton(f, notice.ActKeep, "Accept as is", slack.StyleDefault))
	}
	if loud {
		out = append(out, findingButton(f, notice.ActSnooze, "Snooze…", slack.StyleDefault))
	}
	return out
}

// extends reports whether a longer life would end a finding.
func extends(f finding.Finding) bool { return f.Request == "" && f.Peering != "" && aboutEnd(f) }

// mends says which requests can end a finding. Peerbot never takes away what is
// in the way, nor what is not its own.
func mends(f finding.Finding) (repair, keep bool) {
	if f.Request != "" || f.Peering == "" {
		return false, false
	}
	switch f.Class {
	case peering.Missing, peering.Blackhole:
		return true, false
	case peering.Changed:
		return true, true
	case peering.Unmanaged:
		return false, true
	}
	return false, false
}

func findingButton(f finding.Finding, a notice.Action, label string, style slack.Style) *slack.ButtonBlockElement {
	return pressed(a, notice.Value{Request: f.ID, Version: f.Version, Digest: f.Digest}, label, style)
}

// findingTwins are the buttons in words.
func findingTwins(f finding.Finding) words {
	repair, keep := mends(f)
	var out []words
	if extends(f) {
		out = append(out, say("to let it live longer: %s", extend(f.Peering)))
	}
	if repair {
		out = append(out, say("to repair it: %s", typed("repair "+f.Peering)))
	}
	if keep {
		out = append(out, say("to take it as it is: %s", typed("keep "+f.Peering)))
	}
	out = append(out, say("to hear nothing of it for a while: %s", typed("ignore "+f.ID)))
	return sentence(join("; ", out...))
}

// findingNote is a line below the card of a finding.
func (m *message) findingNote(n notice.FindingNote) {
	f := n.Finding
	m.more = typed("findings " + f.Peering)
	what := say("%s (%s)", named(f.ID), whose(n.Names, f, n.Peering))
	switch n.Kind {
	case notice.NoteChanged:
		m.lead("note", say("%s%s is different now: %s", severity(f), what, driftWords(f, n.Peering, n.Now)))
		m.driftLines(n.Names, f, n.Peering)
	case notice.NoteStill:
		m.lead("note", say("%s%s is still so, since %s: %s", severity(f), what, when(f.FirstSeen), driftWords(f, n.Peering, n.Now)))
	case notice.NoteResolved:
		m.lead("note", say("%s%s is resolved, after %s", icon("✅"), what, took(f.Resolved.Sub(f.FirstSeen))))
	default:
		m.lead("note", say("%s: %s", what, driftWords(f, n.Peering, n.Now)))
	}
	return
}

// findingsShown lists what is not as wished, worst first.
func (m *message) findingsShown(s notice.FindingsShown) {
	swept := s.Sweep
	switch {
	case len(s.Findings) > 0:
		m.header(prose("Findings"))
		var rows []words
		for _, f := range s.Findings {
			rows = append(rows, findingRow(s, f))
		}
		m.list(list{id: "findings", title: say("*%s*", plural(len(rows), "count.finding")), rows: rows, more: "more.finding", sections: 20, fallback: 20})
		if s.More {
			m.lead("more", say("There are more than these: %s", typed("findings P17")))
		}
	case swept.At.IsZero():
		m.lead("state", say("Nothing was compared with AWS yet. To do it now: %s", typed("sweep")))
		return
	default:
		m.lead("state", say("%s*Everything that was compared is as wished.*", icon("✅")))
	}
	if swept.Unread > 0 {
		m.lead("unread", say("%s%s could not be read, so nothing is known of what is there.", icon("⚠️"), plural(swept.Unread, "count.place")))
	}
	if !swept.At.IsZero() {
		m.context("sweep", say("last compared %s", when(swept.At)), plural(swept.Peerings, "count.peering"), say("took %s", took(swept.Took)))
	}
	return
}

// firstLine is the first difference of a finding, and how many more there are.
func firstLine(f finding.Finding) words {
	if len(f.Lines) == 0 {
		return nil
	}
	first := spoken(line(f.Lines[0].Text), 300, 160)
	if n := len(f.Lines) - 1; n > 0 {
		first = say("%s, and %s", first, plural(n, "more.difference"))
	}
	return first
}

func findingRow(s notice.FindingsShown, f finding.Finding) words {
	sign, quiet := severity(f), words(nil)
	if !f.Open() {
		sign = icon("✅")
	} else if s.Now.Before(f.Snooze.Until) {
		quiet = say("quiet until %s", when(f.Snooze.Until))
	}
	return join(" · ", say("%s%s %s", sign, named(f.ID), bold(findingState(f))), named(f.Peering), whose(s.Names, f, s.Peerings[f.Peering]),
		firstLine(f), say("since %s", when(f.FirstSeen)), quiet)
}
