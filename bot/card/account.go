package card

import (
	"peerbot/bot/directory"
	"peerbot/bot/notice"
)

// accountsShown lists the accounts, and who decides for them.
func (m *message) accountsShown(a notice.AccountsShown) {
	if len(a.Accounts) == 0 {
		m.required("accounts", icon("⚠️", format("accounts.none")))
		return
	}
	m.header(format("accounts.title"))
	var rows []richText
	for _, x := range a.Accounts {
		rows = append(rows, accountRow(x))
	}
	m.list(list{id: "accounts", rows: rows, more: "more.account", sections: 20, must: false})
	m.context("next", format("accounts.next", typed("request "+a.Accounts[0].Alias+"/NAME "+a.Accounts[len(a.Accounts)-1].Alias+"/NAME")))
}

func accountRow(a directory.Account) richText {
	var regions, owners []richText
	for i, r := range a.Regions {
		if i == 6 {
			regions = append(regions, plural(len(a.Regions)-i, "more.region"))
			break
		}
		regions = append(regions, userText(r))
	}
	for i, o := range a.Owners {
		if i == 8 {
			owners = append(owners, plural(len(a.Owners)-i, "more.owner"))
			break
		}
		owners = append(owners, person(o))
	}
	who := format("accounts.no-owner")
	if len(owners) > 0 {
		who = format("accounts.owners", join(", ", owners...))
	}
	if a.SelfApproval {
		who = format("accounts.self-approval", who)
	}
	return bullet(join(" · ", join(" ", bold(a.Alias), code(a.ID)), join(", ", regions...), who, format("accounts.channel", channel(a.Channel))))
}
