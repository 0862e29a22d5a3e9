package card

import (
	"strings"

	"peerbot/aws/peering"
	"peerbot/bot/command"
	"peerbot/bot/directory"
	"peerbot/bot/notice"
)

// connectionShown shows a connection that peerbot does not manage, as AWS
// describes it, once per side that shows it: tags and options differ.
func (m *message) connectionShown(c notice.ConnectionShown) {
	if len(c.Connections) == 0 {
		m.required("connection", icon("⚠️", format("connection.none", typed("accounts"))))
		return
	}
	m.header(format("connection.title"))
	m.required("state", format("connection.state", code(c.Connections[0].ID), userText(string(c.Connections[0].Status))))
	for i, x := range c.Connections {
		if i == 8 {
			m.required("left", m.left(len(c.Connections)-i, "more.view"))
			break
		}
		m.connection(c.Names, x)
	}
	if x := c.Connections[0]; x.Status == peering.Active {
		m.required("next", format("connection.next", typed(command.Format(command.Adopt{PCX: x.ID}))))
	}
	m.context("read", format("read.at", when(c.ReadAt)))
}

func (m *message) connection(n directory.Names, c peering.Connection) {
	m.divider()
	status := format("connection.status", code(string(c.Status)))
	if !strings.EqualFold(c.Message, string(c.Status)) { // AWS says "Active" of what is active
		status = join(": ", status, userText(c.Message))
	}
	m.body("status", status)
	m.fields("ends",
		end(n, peering.Requester, c.Requester, c.RequesterCIDRs, c.RequesterDNS),
		end(n, peering.Accepter, c.Accepter, c.AccepterCIDRs, c.AccepterDNS))
	m.context("tags", code(c.ID), tags(c.Tags), expires(c))
}

// end is one side of a connection as AWS shows it: no name, for those are not
// part of a connection.
func end(n directory.Names, s peering.Side, r peering.Ref, blocks []string, option *bool) richText {
	var addresses []richText
	for i, b := range blocks {
		if i == maxCIDRs {
			addresses = append(addresses, format("list.and-more", plural(len(blocks)-i, "more.block")))
			break
		}
		addresses = append(addresses, code(b))
	}
	if len(addresses) == 0 {
		addresses = append(addresses, format("side.cidrs-not-shown"))
	}
	return join("\n", sideTitle(n, s, r.Account), join(" · ", userText(r.Account), userText(r.Region)), code(r.VPC),
		join(" ", addresses...), format("side.dns", optionText(option)))
}
