package card

import (
	"strings"

	"peerbot/bot/directory"
	"peerbot/bot/notice"
	"peerbot/bot/request"
)

// listing is compact: a line per thing, and for what is open who it waits for.
func (m *message) listing(l notice.Listing) {
	if len(l.Requests)+len(l.Peerings) == 0 {
		m.nothing(l)
		return
	}
	m.header(prose(strings.TrimSpace("Requests and peerings " + filters(l))))
	var rows []words
	for _, r := range l.Requests {
		rows = append(rows, requestRow(l.Names, r))
	}
	if len(rows) > 0 {
		m.list(list{id: "requests", title: say("*%s*", plural(len(rows), "count.request")), rows: rows, more: "more.request", sections: 20, fallback: 15})
	}
	rows = nil
	for _, p := range l.Peerings {
		rows = append(rows, peeringRow(l.Names, p))
	}
	if len(rows) > 0 {
		m.list(list{id: "peerings", title: say("*%s*", plural(len(rows), "count.peering")), rows: rows, more: "more.peering", sections: 20, fallback: 15})
	}
	if l.More {
		m.lead("more", say("There are more than these. Narrow it down: %s",
			typed("list account=ALIAS state=pending")))
	}
	m.context("next", say("%s or %s tells all about one.", typed("show R…"), typed("show P…")))
	return
}

// nothing says that nothing was found, and what to do then.
func (m *message) nothing(l notice.Listing) {
	nothing := join(" ", say("There is nothing"), prose(filters(l)))
	switch c := l.Command; {
	case c.Waiting:
		m.lead("empty", say("%s. Everything there is: %s", nothing, typed("list")))
	case c.Mine:
		m.lead("empty", say("%s. To ask for a peering: %s", nothing, typed("request A B")))
	case filters(l) != "":
		m.lead("empty", say("%s. Everything there is: %s", nothing, typed("list")))
	default:
		m.lead("empty", say("There are no requests and no peerings yet. To ask for one: %s; %s tells more.",
			typed("request A B"), typed("help request")))
	}
}

// filters says what was asked for, in words of ours and what was typed; empty
// when it was everything.
func filters(l notice.Listing) string {
	var out []string
	c := l.Command
	if c.Account != "" {
		out = append(out, "with "+c.Account)
	}
	if c.State != "" {
		out = append(out, "in state "+c.State)
	}
	if c.Mine {
		out = append(out, "of yours")
	}
	if c.Waiting {
		out = append(out, "waiting for you")
	}
	if len(out) == 0 {
		return ""
	}
	return strings.Join(out, ", ")
}

func requestRow(n directory.Names, r request.Request) words {
	var waits words
	if r.State == request.Pending {
		waits = say("waits for %s", waitsFor(r))
	}
	if r.State == request.Failed {
		waits = say("try again: %s", typed("retry "+r.ID))
	}
	return join(" · ",
		say("%s%s %s %s", stateSign(r.State), named(r.ID), bold(string(r.State)), prose(string(r.Kind))),
		pair(n, r.Plan.Requester, r.Plan.Accepter), waits, person(r.Asker), when(r.UpdatedAt))
}

func peeringRow(n directory.Names, p request.Peering) words {
	var until words
	if standing(p) && !p.EndsAt.IsZero() {
		until = say("until %s", when(p.EndsAt))
	}
	return join(" · ",
		say("%s%s %s", peeringSign(p.State), named(p.ID), bold(string(p.State))),
		pair(n, p.Requester, p.Accepter), named(p.Want.PCX), until, when(p.UpdatedAt))
}

func peeringSign(s request.PeeringState) words {
	signs := map[request.PeeringState]string{
		request.Absent: "▫️", request.PeerApplying: "🔧", request.Active: "✅",
		request.Drifted: "⚠️", request.Removed: "🗑️", request.Released: "🔓",
	}
	if sign, ok := signs[s]; ok {
		return icon(sign)
	}
	return icon("▫️")
}
