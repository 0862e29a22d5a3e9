package card

import (
	"peerbot/aws/peering"
	"peerbot/bot/command"
	"peerbot/bot/directory"
	"peerbot/bot/notice"
)

// accessShown lists in what peerings could be narrower, worst first. Of one
// peering it says also what would make it so.
func (m *message) accessShown(a notice.AccessShown) {
	one := a.Command.Peering != ""
	m.more = typed("access P…")
	switch {
	case len(a.Found) > 0:
		m.header(format("access.title"))
		m.required("state", icon("🔎", format("access.found", judged(a))))
		for _, f := range a.Found {
			m.accessed(a.Names, f, one)
		}
	case a.Judged > 0:
		m.required("state", icon("✅", format("access.narrow", judged(a))))
	case a.Unread+a.Inactive == 0:
		m.required("state", none(a.Command))
		return
	}
	if a.More > 0 {
		m.required("more", plural(a.More, "access.more", typed("access ALIAS")))
	}
	if a.Inactive > 0 {
		m.required("inactive", plural(a.Inactive, "access.inactive", typed("findings")))
	}
	if a.Unread > 0 {
		m.required("unread", icon("⚠️", plural(a.Unread, "access.unread", typed("findings"))))
	}
	var next richText
	if !one && len(a.Found) > 0 {
		next = format("access.next", typed(command.Format(command.Access{Peering: a.Found[0].Peering.ID})))
	}
	m.context("read", format("access.read", when(a.At)), format("access.unchanged"), next)
}

// judged says how many peerings it is about: "P17", "2 of 12 peerings of seoul".
func judged(a notice.AccessShown) richText {
	if a.Command.Peering != "" {
		return code(a.Command.Peering)
	}
	all := plural(a.Judged, "count.peering")
	if n := len(a.Found) + a.More; n > 0 {
		all = format("count.of", digits(n), all)
	}
	if a.Command.Account != "" {
		return format("access.of-account", all, bold(a.Command.Account))
	}
	return all
}

// none says that there was nothing to judge.
func none(c command.Access) richText {
	if c.Account != "" {
		return format("access.none-of-account", bold(c.Account))
	}
	return format("access.none")
}

// accessed adds what is to be said of one peering.
func (m *message) accessed(n directory.Names, f notice.Accessed, hints bool) {
	var rows []richText
	for _, r := range f.Remarks {
		at := vpc(n, vpcOf(f.Peering, r.Side))
		row := icon(riskSign(r.Risk), join(": ", join(" ", format("access.risk."+key(r.Risk)), at), remarkText(n, f.Peering, r)))
		if hints {
			row = join("\n   → ", row, remarkHint(f.Peering, r))
		}
		rows = append(rows, row)
	}
	l := list{
		id: "peering", more: "more.remark", rows: rows, most: 8, fallback: 8,
		title: join(" ", code(f.Peering.ID), pair(n, f.Peering.Requester, f.Peering.Accepter)),
	}
	if hints {
		l.most, l.sections, l.fallback = 40, 12, 12
	}
	m.list(l)
}

func riskSign(r peering.Risk) string {
	return map[peering.Risk]string{peering.High: "🔴", peering.Medium: "🟡", peering.Low: "⚪"}[r]
}
