package card

import (
	"peerbot/aws/peering"
	"peerbot/bot/command"
	"peerbot/bot/notice"
	"peerbot/bot/request"
)

// peeringShown puts our record beside what AWS says, and names every
// difference.
func (m *message) peeringShown(p notice.PeeringShown) {
	rec := p.Peering
	m.header(join(" · ", userText(rec.ID), format("peering.title"), format("peering.state."+key(rec.State))))
	m.required("state", join("\n", health(p), pair(p.Names, rec.Requester, rec.Accepter)))
	m.required("lifetime", ending(rec, p.ReadAt))
	now := func(have, record peering.VPC) peering.VPC {
		if len(have.CIDRs) > 0 {
			return have
		}
		return record
	}
	m.fields("sides",
		side(p.Names, peering.Requester, now(p.Plan.Requester, rec.Requester)),
		side(p.Names, peering.Accepter, now(p.Plan.Accepter, rec.Accepter)))
	read := format("read.at", when(p.ReadAt))
	if p.Unread != nil {
		read = format("read.failed")
	}
	m.list(list{
		id: "beside", title: join(" · ", format("beside.title"), read), rows: m.comparisonTable(p), code: true, more: "more.line", sections: 3,
	})
	if p.Connection != nil && p.Unread == nil {
		m.context("aws", tags(p.Connection.Tags), expires(*p.Connection))
	}
	if rec.InUse() {
		m.taken(p.Names, rec.Desired, rec.Requester, rec.Accepter, whole("plan.title"))
	}
	if p.Unread == nil && rec.State != request.Released {
		m.differences(p)
	}
	if len(p.Requests) > 0 {
		var rows []richText
		for _, r := range p.Requests {
			rows = append(rows, requestRow(p.Names, r))
		}
		m.list(list{id: "requests", title: format("peering.requests"), rows: rows, more: "more.request", most: 10, sections: 3, fallback: 5})
	}
	m.context("next", canAsk(p))
}

// canAsk is what can be asked for next.
func canAsk(p notice.PeeringShown) richText {
	switch rec := p.Peering; {
	case rec.Managed() && p.Unread == nil && drifted(p):
		return format("peering.to-repair", typed(command.Format(command.Repair{Peering: rec.ID})), typed(command.Format(command.Delete{Peering: rec.ID})))
	case rec.Managed():
		return format("peering.to-delete", typed(command.Format(command.Delete{Peering: rec.ID})))
	case rec.State == request.Released && p.Connection != nil && p.Connection.Status == peering.Active:
		adopt := typed(command.Format(command.Adopt{PCX: p.Connection.ID}))
		if rec.Desired.External {
			return format("connection.next", adopt)
		}
		return format("peering.to-adopt-again", adopt)
	}
	return nil
}

// drifted reports whether AWS differs from the approved state.
func drifted(p notice.PeeringShown) bool { return !p.Plan.Empty() || len(p.Plan.Blocked()) > 0 }

// health says how a peering is in one line.
func health(p notice.PeeringShown) richText {
	switch state := p.Peering.State; {
	case p.Unread != nil:
		return icon("❓", format("peering.health.unread", answered(p.Names, p.Unread.Err), callHint(p.Names, p.Unread.Err)))
	case state == request.Absent && p.Peering.Desired.External:
		return icon("⏳", format("peering.health.unaccepted"))
	case state == request.Absent:
		return icon("▫️", format("peering.health.absent"))
	case state == request.PeerApplying:
		return icon("🔧", format("peering.health.applying", plural(len(p.Plan.Writes()), "count.aws-call")))
	case state == request.Removed && p.Connection == nil:
		return icon("🗑️", format("peering.health.removed"))
	case state == request.Released && p.Peering.Desired.External && p.Connection != nil && !p.Connection.Status.Terminal():
		return icon(peeringSign(state), format("peering.health.accepted"))
	case state == request.Released && p.Connection != nil && !p.Connection.Status.Terminal():
		return icon(peeringSign(state), format("peering.health.released"))
	case state == request.Released:
		return icon(peeringSign(state), format("peering.health.released-gone"))
	case drifted(p):
		return icon("⚠️", format("peering.health.drifted"))
	case p.Peering.Managed():
		return icon("✅", format("peering.health.active"))
	}
	return icon(peeringSign(p.Peering.State), format("peering.health.removed"))
}
