package card

import (
	"peerbot/aws/peering"
	"peerbot/bot/command"
	"peerbot/bot/directory"
	"peerbot/bot/notice"
)

// connectionShown shows a connection that peerbot does not manage, as AWS
// describes it, once per side that shows it: tags and options differ.
func (m *message) connectionShown(c notice.ConnectionShown) {
	if len(c.Connections) == 0 {
		m.lead("connection", icon("⚠️", say("connection.none", typed("accounts"))))
		return
	}
	m.header(say("connection.title"))
	m.lead("state", say("connection.state", named(c.Connections[0].ID), prose(string(c.Connections[0].Status))))
	for i, x := range c.Connections {
		if i == 8 {
			m.lead("left", m.left(len(c.Connections)-i, "more.view"))
			break
		}
		m.connection(c.Names, x)
	}
	if x := c.Connections[0]; x.Status == peering.Active {
		m.lead("next", say("connection.next", typed(command.Format(command.Adopt{PCX: x.ID}))))
	}
	m.context("read", say("read.at", when(c.ReadAt)))
}

func (m *message) connection(n directory.Names, c peering.Connection) {
	m.divider()
	m.body("status", join(": ", say("connection.status", named(string(c.Status))), prose(c.Message)))
	m.fields("ends",
		end(n, peering.Requester, c.Requester, c.RequesterCIDRs, c.RequesterDNS),
		end(n, peering.Accepter, c.Accepter, c.AccepterCIDRs, c.AccepterDNS))
	m.context("tags", named(c.ID), tags(c.Tags), expires(c))
}

// end is one side of a connection as AWS shows it: no name, for those are not
// part of a connection.
func end(n directory.Names, s peering.Side, r peering.Ref, blocks []string, option *bool) words {
	var addresses []words
	for i, b := range blocks {
		if i == maxCIDRs {
			addresses = append(addresses, say("list.and-more", plural(len(blocks)-i, "more.block")))
			break
		}
		addresses = append(addresses, named(b))
	}
	if len(addresses) == 0 {
		addresses = append(addresses, say("side.cidrs-not-shown"))
	}
	return join("\n", sideTitle(n, s, r.Account), join(" · ", prose(r.Account), prose(r.Region)), named(r.VPC),
		join(" ", addresses...), say("side.dns", optionText(option)))
}
