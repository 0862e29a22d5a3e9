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
		m.lead("connection", say("%s*Not found.* No configured account shows such a peering. %s lists the accounts.", icon("⚠️"), typed("accounts")))
		return
	}
	m.header(prose("Peering connection"))
	m.lead("state", say("%s is *%s*, and not managed by peerbot.", named(c.Connections[0].ID), prose(string(c.Connections[0].Status))))
	for i, x := range c.Connections {
		if i == 8 {
			m.lead("left", m.left(len(c.Connections)-i, "more.view"))
			break
		}
		m.connection(c.Names, x)
	}
	if x := c.Connections[0]; x.Status == peering.Active {
		m.lead("next", say("To have it managed by peerbot: %s", typed(command.Format(command.Adopt{PCX: x.ID}))))
	}
	m.context("read", say("AWS read %s", when(c.ReadAt)))
	return
}

func (m *message) connection(n directory.Names, c peering.Connection) {
	m.divider()
	status := say("*Status* %s", named(string(c.Status)))
	if c.Message != "" {
		status = say("%s: %s", status, prose(c.Message))
	}
	m.body("status", status)
	m.fields("ends",
		end(n, "Requester", c.Requester, c.RequesterCIDRs, c.RequesterDNS),
		end(n, "Accepter", c.Accepter, c.AccepterCIDRs, c.AccepterDNS))
	m.context("tags", named(c.ID), tags(c.Tags), expires(c))
}

// end is one side of a connection as AWS shows it: no name, for those are not
// part of a connection.
func end(n directory.Names, title string, r peering.Ref, blocks []string, option *bool) words {
	var addresses []words
	for i, b := range blocks {
		if i == maxCIDRs {
			addresses = append(addresses, say("and %s", plural(len(blocks)-i, "more.block")))
			break
		}
		addresses = append(addresses, named(b))
	}
	if len(addresses) == 0 {
		addresses = append(addresses, say("addresses not shown"))
	}
	head := say("*%s*", prose(title))
	if alias := n.Account(r.Account); alias != r.Account {
		head = say("*%s* · %s", prose(title), bold(alias))
	}
	return join("\n", head, say("%s · %s", prose(r.Account), prose(r.Region)), named(r.VPC),
		join(" ", addresses...), say("DNS option %s", prose(optionText(option))))
}
