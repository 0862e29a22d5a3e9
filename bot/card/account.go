package card

import (
	"peerbot/bot/directory"
	"peerbot/bot/notice"
)

// accountsShown lists the accounts, and who decides for them.
func (m *message) accountsShown(a notice.AccountsShown) {
	if len(a.Accounts) == 0 {
		m.lead("accounts", icon("⚠️", say("accounts.none")))
		return
	}
	m.header(say("accounts.title"))
	var rows []words
	for _, x := range a.Accounts {
		rows = append(rows, accountRow(x))
	}
	m.list(list{id: "accounts", rows: rows, more: "more.account", sections: 20, must: false})
	m.context("next", say("accounts.next", typed("request "+a.Accounts[0].Alias+"/NAME "+a.Accounts[len(a.Accounts)-1].Alias+"/NAME")))
}

func accountRow(a directory.Account) words {
	var regions, owners []words
	for i, r := range a.Regions {
		if i == 6 {
			regions = append(regions, plural(len(a.Regions)-i, "more.region"))
			break
		}
		regions = append(regions, prose(r))
	}
	for i, o := range a.Owners {
		if i == 8 {
			owners = append(owners, plural(len(a.Owners)-i, "more.owner"))
			break
		}
		owners = append(owners, person(o))
	}
	who := say("accounts.no-owner")
	if len(owners) > 0 {
		who = say("accounts.owners", join(", ", owners...))
	}
	if a.SelfApproval {
		who = say("accounts.self-approval", who)
	}
	return bullet(join(" · ", join(" ", bold(a.Alias), named(a.ID)), join(", ", regions...), who, say("accounts.channel", channel(a.Channel))))
}
