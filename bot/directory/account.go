package directory

import (
	"slices"
	"strings"
)

// Account is one AWS account that the bot serves.
type Account struct {
	Alias   string // "payments-prod"
	ID      string // 12 digits
	Regions []string
	Channel string   // Slack channel id in which its owners decide
	Owners  []string // Slack user ids (U…, W…) and user group ids (S…)
	// SelfApproval lets an owner who requested something approve it for this account.
	SelfApproval bool
}

// Accounts are all of them.
type Accounts []Account

// Find returns the account with this alias or id. Aliases are matched without
// regard to case.
func (a Accounts) Find(name string) (Account, bool) {
	i := slices.IndexFunc(a, func(x Account) bool { return x.ID == name || strings.EqualFold(x.Alias, name) })
	if i < 0 {
		return Account{}, false
	}
	return a[i], true
}

// Names returns what people call them.
func (a Accounts) Names() Names {
	n := Names{Accounts: map[string]string{}}
	for _, x := range a {
		n.Accounts[x.ID] = x.Alias
	}
	return n
}

// Names turns ids into what people call things. The zero value knows nothing
// and shows ids.
type Names struct {
	Accounts map[string]string // id -> alias
}

// Account returns the alias of an account, or its id.
func (n Names) Account(id string) string {
	if a := n.Accounts[id]; a != "" {
		return a
	}
	return id
}
