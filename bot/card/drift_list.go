package card

import (
	"peerbot/aws/peering"
	"peerbot/bot/directory"
	"peerbot/bot/finding"
	"peerbot/bot/request"
)

// driftLines adds each difference of a finding with the VPC that it is about,
// and what a person can do about those that no request repairs.
func (m *message) driftLines(n directory.Names, f finding.Finding, p request.Peering) {
	var rows []richText
	for _, l := range f.Lines {
		l = current(f, p, l)
		text := driftText(n, p, l)
		if l.Side != "" {
			text = join(": ", vpc(n, vpcOf(p, l.Side)), text)
		}
		row := bullet(text)
		if f.Open() && !f.Superseded() {
			row = join("\n   ", row, driftHint(p, l))
		}
		rows = append(rows, row)
	}
	if len(rows) > 0 {
		var title richText
		if !f.Open() || f.Superseded() {
			title = format("finding.was")
		}
		m.list(list{id: "lines", title: title, rows: rows, more: "more.difference", most: 30, sections: 4, fallback: 12})
	}
}

// firstLine is the first difference of a finding, and how many more there are.
func firstLine(n directory.Names, f finding.Finding, p request.Peering) richText {
	if len(f.Lines) == 0 {
		return nil
	}
	first := driftText(n, p, current(f, p, f.Lines[0]))
	if more := len(f.Lines) - 1; more > 0 {
		first = format("finding.and-more", first, plural(more, "more.difference"))
	}
	return first
}

// current returns the line about the end of a peering as the record has it now:
// it may have been extended since. A finding that is over, and one whose peering
// does not expire any more, keeps what was found.
func current(f finding.Finding, p request.Peering, l peering.DriftLine) peering.DriftLine {
	if l.Code == peering.LifetimeEnds && f.Open() && p.InUse() && !p.EndsAt.IsZero() {
		l.EndsAt, l.Asked = p.EndsAt, p.EndRequested
	}
	return l
}
