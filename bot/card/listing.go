package card

import (
	"peerbot/bot/directory"
	"peerbot/bot/notice"
	"peerbot/bot/request"
)

// listing is compact: a line per thing, and for what is open who it waits for.
func (m *message) listing(l notice.Listing) {
	if len(l.Requests)+len(l.Peerings) == 0 {
		m.emptyList(l)
		return
	}
	title, finished := format("list.title"), richText(nil)
	if c := l.Command; c.State == "" && !c.Mine && !c.Waiting { // what is finished is left out
		title, finished = format("list.title.open"), format("list.finished", typed("list state=done"))
	}
	m.header(join(" ", title, filters(l)))
	m.paused(l.Paused)
	var rows []richText
	for _, r := range l.Requests {
		rows = append(rows, requestRow(l.Names, r))
	}
	if len(rows) > 0 {
		m.list(list{id: "requests", title: strong(plural(len(rows), "count.request")), rows: rows, more: "more.request", sections: 20, fallback: 15})
	}
	rows = nil
	for _, p := range l.Peerings {
		rows = append(rows, peeringRow(l.Names, p))
	}
	if len(rows) > 0 {
		m.list(list{id: "peerings", title: strong(plural(len(rows), "count.peering")), rows: rows, more: "more.peering", sections: 20, fallback: 15})
	}
	if l.More {
		m.required("more", format("list.more", typed("list account=ALIAS state=pending")))
	}
	m.context("next", format("list.next", typed("show R…"), typed("show P…")), finished)
}

// emptyList says that nothing was found, and what to do then.
func (m *message) emptyList(l notice.Listing) {
	nothing := join(" ", format("list.nothing"), filters(l))
	switch c := l.Command; {
	case c.Waiting:
		m.required("empty", format("list.see-all", nothing, typed("list")))
	case c.Mine:
		m.required("empty", format("list.see-request", nothing, typed("request A B")))
	case filters(l) != nil:
		m.required("empty", format("list.see-all", nothing, typed("list")))
	default:
		m.required("empty", format("list.empty",
			typed("request A B"), typed("help request")))
	}
}

// filters says what was asked for; nothing when it was everything.
func filters(l notice.Listing) richText {
	var out []richText
	c := l.Command
	if c.Account != "" {
		out = append(out, format("list.with-account", userText(c.Account)))
	}
	if c.State != "" {
		out = append(out, format("list.in-state", userText(c.State)))
	}
	if c.Mine {
		out = append(out, format("list.mine"))
	}
	if c.Waiting {
		out = append(out, format("list.waiting"))
	}
	return join(", ", out...)
}

func requestRow(n directory.Names, r request.Request) richText {
	var waits richText
	if r.State == request.Pending {
		waits = format("list.waits-for", waitsFor(r))
	}
	if r.State == request.Failed {
		waits = format("list.retry", typed("retry "+r.ID))
	}
	return join(" · ",
		icon(stateSign(r.State), join(" ", code(r.ID), strong(stateWord(r)))), format("request.title."+key(r.Kind)),
		pair(n, r.Plan.Requester, r.Plan.Accepter), waits, person(r.RequestedBy), when(r.UpdatedAt))
}

func peeringRow(n directory.Names, p request.Peering) richText {
	var until richText
	if p.InUse() && !p.EndsAt.IsZero() {
		until = format("list.until", when(p.EndsAt))
	}
	return join(" · ",
		icon(peeringSign(p.State), join(" ", code(p.ID), strong(format("peering.state."+key(p.State))))),
		pair(n, p.Requester, p.Accepter), code(p.Desired.PCX), until, when(p.UpdatedAt))
}

func peeringSign(s request.PeeringState) string {
	signs := map[request.PeeringState]string{
		request.Absent: "▫️", request.PeerApplying: "🔧", request.Active: "✅",
		request.Drifted: "⚠️", request.Removed: "🗑️", request.Released: "🔓",
	}
	if sign, ok := signs[s]; ok {
		return sign
	}
	return "▫️"
}
