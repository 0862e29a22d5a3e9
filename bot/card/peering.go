package card

import (
	"fmt"

	"peerbot/aws/peering"
	"peerbot/bot/command"
	"peerbot/bot/notice"
	"peerbot/bot/request"
)

// peeringShown puts our record beside what AWS says, and names every
// difference.
func (m *message) peeringShown(p notice.PeeringShown) {
	rec := p.Peering
	m.header(prose(fmt.Sprintf("%s · Peering · %s", rec.ID, rec.State)))
	m.lead("state", join("\n", health(p), pair(p.Names, rec.Requester, rec.Accepter)))
	m.lead("lifetime", ending(rec, p.ReadAt))
	now := func(have, record peering.VPC) peering.VPC {
		if len(have.CIDRs) > 0 {
			return have
		}
		return record
	}
	m.fields("sides",
		side(p.Names, "Requester", now(p.Plan.Requester, rec.Requester)),
		side(p.Names, "Accepter", now(p.Plan.Accepter, rec.Accepter)))
	read := say("AWS read %s", when(p.ReadAt))
	if p.Unread != "" {
		read = say("AWS could not be read")
	}
	m.list(list{
		id: "beside", title: say("*Record and AWS* · %s", read), rows: besideRows(p), code: true, more: "more.line", sections: 3,
	})
	if p.Connection != nil && p.Unread == "" {
		m.context("aws", tags(p.Connection.Tags), expires(*p.Connection))
	}
	if standing(rec) {
		m.taken(p.Names, rec.Want, rec.Requester, rec.Accepter, whole(""))
	}
	if p.Unread == "" && rec.State != request.Released {
		m.differences(p)
	}
	if len(p.Requests) > 0 {
		var rows []words
		for _, r := range p.Requests {
			rows = append(rows, requestRow(p.Names, r))
		}
		m.list(list{id: "requests", title: say("*Requests about it*"), rows: rows, more: "more.request", most: 10, sections: 3, fallback: 5})
	}
	m.context("next", canAsk(p))
	return
}

// canAsk is what can be asked for next.
func canAsk(p notice.PeeringShown) words {
	switch rec := p.Peering; {
	case rec.State == request.Active, rec.State == request.Drifted:
		return say("To take it down: %s", typed(command.Format(command.Delete{Peering: rec.ID})))
	case rec.State == request.Released && p.Connection != nil && p.Connection.Status == peering.Active:
		var again words
		if !rec.Want.Admitted {
			again = say(" again")
		}
		return say("To have it managed%s: %s", again, typed(command.Format(command.Adopt{PCX: p.Connection.ID})))
	}
	return nil
}

// health says how a peering is in one line.
func health(p notice.PeeringShown) words {
	n := len(p.Plan.Writes())
	switch state := p.Peering.State; {
	case p.Unread != "":
		return say("%s*AWS could not be read:* %s\nBelow is our record alone.", icon("❓"), sentence(spoken(p.Unread, 1000, 400)))
	case state == request.Absent && p.Peering.Want.Admitted:
		return say("%s*Waits for its acceptance*: it was asked for in AWS, and not through peerbot", icon("⏳"))
	case state == request.Absent:
		return say("%s*Not made yet*", icon("▫️"))
	case state == request.PeerApplying:
		return say("%s*Being changed*: %s to go", icon("🔧"), plural(n, "count.aws-call"))
	case state == request.Removed && p.Connection == nil:
		return say("%s*Removed*", icon("🗑️"))
	case state == request.Released && p.Peering.Want.Admitted && p.Connection != nil && !p.Connection.Status.Over():
		return say("%s*Accepted*: it was asked for in AWS, and peerbot does not look after it", peeringSign(state))
	case state == request.Released && p.Connection != nil && !p.Connection.Status.Over():
		return say("%s*Released*: it is in AWS, and peerbot does not look after it any more", peeringSign(state))
	case state == request.Released:
		return say("%s*Released*: peerbot does not look after it any more, and it is not in AWS now", peeringSign(state))
	case !p.Plan.Empty() || len(p.Plan.Blocked()) > 0:
		return say("%s*Not as wished*: see the differences below", icon("⚠️"))
	case state == request.Active || state == request.Drifted:
		return say("%s*Active*, and AWS is as wished", icon("✅"))
	}
	return say("%s%s", peeringSign(p.Peering.State), bold(title(string(p.Peering.State))))
}
