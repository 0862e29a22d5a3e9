package card

import (
	"strconv"

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
		m.header(prose("Least access"))
		m.lead("state", say("%s%s could be narrower.", icon("🔎"), judged(a)))
		for _, f := range a.Found {
			m.accessed(a.Names, f, one)
		}
	case a.Judged > 0:
		m.lead("state", say("%s*Everything is as narrow as it can be:* %s.", icon("✅"), judged(a)))
	case a.Unread+a.Inactive == 0:
		m.lead("state", say("%s yet.", join(" ", say("peerbot manages no peering"), of(a.Command))))
		return
	}
	if a.More > 0 {
		m.lead("more", say("%s not shown. Narrow it down: %s", are(a.More, "more.peering"), typed("access ALIAS")))
	}
	if a.Inactive > 0 {
		m.lead("inactive", say("%s not active in AWS: nothing passes. %s tells more", are(a.Inactive, "count.peering"), typed("findings")))
	}
	if a.Unread > 0 {
		m.lead("unread", say("%s%s not judged: an account could not be read. %s tells more", icon("⚠️"), are(a.Unread, "count.peering"), typed("findings")))
	}
	var next words
	if !one && len(a.Found) > 0 {
		next = say("%s tells what makes one narrower", typed(command.Format(command.Access{Peering: a.Found[0].Peering.ID})))
	}
	m.context("read", say("read %s", when(a.At)), say("nothing was changed"), next)
	return
}

// are is a number of things with its verb.
func are(n int, noun key) words {
	if n == 1 {
		return say("%s is", plural(n, noun))
	}
	return say("%s are", plural(n, noun))
}

// judged says how many peerings it is about: "P17", "2 of 12 peerings of seoul".
func judged(a notice.AccessShown) words {
	if a.Command.Peering != "" {
		return named(a.Command.Peering)
	}
	all := plural(a.Judged, "count.peering")
	if n := len(a.Found) + a.More; n > 0 {
		all = say("%s of %s", prose(strconv.Itoa(n)), all)
	}
	return join(" ", all, of(a.Command))
}

// of says whose peerings were asked about.
func of(c command.Access) words {
	if c.Account == "" {
		return nil
	}
	return say("of %s", bold(c.Account))
}

// accessed adds what is to be said of one peering.
func (m *message) accessed(n directory.Names, f notice.Accessed, hints bool) {
	var rows []words
	for _, r := range f.Remarks {
		at := f.Peering.Requester
		if r.Side == peering.Accepter {
			at = f.Peering.Accepter
		}
		row := say("%s*%s* %s: %s", risk(r.Risk), prose(string(r.Risk)), vpc(n, at), spoken(line(r.Text), 600, 240))
		if hints {
			row = say("%s\n   → %s", row, spoken(line(r.Hint), 400, 240))
		}
		rows = append(rows, row)
	}
	l := list{
		id: "peering", more: "more.remark", rows: rows, most: 8, fallback: 8,
		title: say("%s %s", named(f.Peering.ID), pair(n, f.Peering.Requester, f.Peering.Accepter)),
	}
	if hints {
		l.most, l.sections, l.fallback = 40, 12, 12
	}
	m.list(l)
}

func risk(r peering.Risk) words {
	return icon(map[peering.Risk]string{peering.High: "🔴", peering.Medium: "🟡", peering.Low: "⚪"}[r])
}
