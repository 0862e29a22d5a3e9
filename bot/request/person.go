package request

// Caller is a person who wants to do something, read fresh from Slack.
type Caller struct {
	ID       string
	Team     string
	Bot      bool
	Guest    bool
	Deleted  bool
	Stranger bool
}

// Member refuses people who can decide nothing: of other teams, guests, bots,
// and accounts that are switched off. home is the bot's own team id.
func Member(who Caller, home string) error {
	switch {
	case who.ID == "" || home == "" || who.Team != home || who.Stranger:
		return &UserError{Code: NotMember}
	case who.Bot:
		return &UserError{Code: IsBot}
	case who.Deleted:
		return &UserError{Code: IsDeactivated}
	case who.Guest:
		return &UserError{Code: IsGuest}
	}
	return nil
}

// Policy is what the configuration says of one account, with its owners' user
// groups resolved to people.
type Policy struct {
	Account      string // 12 digits
	Alias        string
	Owners       []string // user ids
	SelfApproval bool
}

// policyOf returns the policy of an account; false when it is not configured.
func policyOf(account string, policies []Policy) (Policy, bool) {
	for _, p := range policies {
		if p.Account == account {
			return p, true
		}
	}
	return Policy{}, false
}

// ownersOf returns the owners of an account; none when it is not configured.
func ownersOf(account string, policies []Policy) []string {
	p, _ := policyOf(account, policies)
	return p.Owners
}
