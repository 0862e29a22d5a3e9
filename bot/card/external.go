package card

import "peerbot/bot/notice"

// externalGroup is the card of many requests that one account made in AWS: how
// many wait, and how to get at one of them. It has no buttons: nobody should accept
// one of many and mean another.
func (m *message) externalGroup(c notice.RequestCard) {
	newest := c.Open[0]
	p := newest.Plan.Peering
	m.more = typed("list account=" + c.Names.Account(p.Accepter.VPC.Account))
	m.header(join(" · ", format("external.title", plural(len(c.Open), "count.request"))))
	m.required("state", icon("⏳", format("external.waiting", plural(len(c.Open), "count.request"),
		bold(c.Names.Account(p.Requester.VPC.Account)), bold(c.Names.Account(p.Accepter.VPC.Account)), code(newest.ID), when(newest.CreatedAt))))
	m.paused(c.Paused)
	m.problems(c.Names, newest.Plan)
	rows := make([]richText, 0, len(c.Open))
	for _, r := range c.Open {
		rows = append(rows, join(" · ",
			icon(stateSign(r.State), join(" ", code(r.ID), strong(stateWord(r)))), pair(c.Names, r.Plan.Requester, r.Plan.Accepter),
			code(r.Plan.Peering.PCX), format("request.expires-at", when(r.ExpiresAt))))
	}
	m.list(list{id: "requests", rows: rows, more: "more.request", most: 10, sections: 4, fallback: 10})
	look := typed("show " + newest.ID)
	if len(newest.Plan.Blocked()) > 0 {
		m.note(format("external.reject", look, typed("deny "+newest.ID+" reason=…")))
		return
	}
	m.note(format("external.decide", look, typed("approve "+newest.ID), typed("deny "+newest.ID+" reason=…")))
}
