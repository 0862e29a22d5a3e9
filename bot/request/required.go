package request

import "slices"

// Accounts returns the accounts whose owners have to approve a request, the
// requester's first. None for a kind that this release does not know.
func (r Request) Accounts() []string {
	ends := r.Plan.Peering
	switch r.Kind.Rules().Approval {
	case BothAccounts:
		return slices.Compact([]string{ends.Requester.VPC.Account, ends.Accepter.VPC.Account})
	case WrittenAccounts:
		return r.Plan.Accounts()
	case AcceptingAccount:
		return []string{ends.Accepter.VPC.Account}
	}
	return nil
}

// Needs returns the accounts whose approval a request takes, and those for
// which the person who asks gives it by asking. It is a *UserError, for that
// person, if an approval could come from nobody.
func Needs(r Request, asker string, policies []Policy) (needs []Need, given []string, err error) {
	if r.Kind.Rules().Approval == "" {
		return nil, nil, &UserError{Code: UnknownKind, Kind: r.Kind}
	}
	r.Asker = asker
	for _, account := range r.Accounts() {
		p, ok := policyOf(account, policies)
		if !ok {
			return nil, nil, &UserError{Code: AccountNotManaged, Account: account}
		}
		if len(p.Owners) == 0 {
			return nil, nil, &UserError{Code: NoOwners, Account: account}
		}
		n := Need{Account: account, Alias: p.Alias, AskerMay: r.askerMay(account, policies)}
		if r.implied(account, policies) && slices.Contains(p.Owners, asker) {
			given = append(given, account)
		} else if !slices.ContainsFunc(p.Owners, func(o string) bool { return n.AskerMay || o != asker }) {
			return nil, nil, &UserError{Code: OnlyOwner, Account: account}
		}
		needs = append(needs, n)
	}
	return needs, given, nil
}

// implied reports whether asking counts as the approval of an account, for
// somebody who owns it.
func (r Request) implied(account string, policies []Policy) bool {
	requester, accepter := r.Plan.Peering.Requester.VPC.Account, r.Plan.Peering.Accepter.VPC.Account
	if requester == accepter {
		return false
	}
	switch r.Kind.Rules().Implied {
	case RequesterSide:
		return account == requester
	case OneSide:
		return account == requester || !slices.Contains(ownersOf(requester, policies), r.Asker)
	case OwnSides:
		return true
	}
	return false
}

// askerMay reports whether who asked may approve for an account.
func (r Request) askerMay(account string, policies []Policy) bool {
	p, _ := policyOf(account, policies)
	return p.SelfApproval || r.implied(account, policies)
}
