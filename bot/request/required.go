package request

import "slices"

// RequiredAccounts returns the accounts whose owners have to approve a request,
// the requester's first. None for a kind that this release does not know.
func (r Request) RequiredAccounts() []string {
	accounts := approvingAccounts[r.Kind.Rules().Approvers]
	if accounts == nil {
		return nil
	}
	return accounts(r.Plan)
}

// RequiredApprovals returns the approvals that a request takes, and the accounts
// for which the person gives it by requesting. It is a *UserError, for that
// person, if nobody could give one of them.
func RequiredApprovals(r Request, by string, policies []Policy) (approvals []Approval, implied []string, err error) {
	if approvingAccounts[r.Kind.Rules().Approvers] == nil {
		return nil, nil, &UserError{Code: UnknownKind, Kind: r.Kind}
	}
	r.RequestedBy = by
	for _, account := range r.RequiredAccounts() {
		p, ok := policyOf(account, policies)
		if !ok {
			return nil, nil, &UserError{Code: AccountNotManaged, Account: account}
		}
		if len(p.Owners) == 0 {
			return nil, nil, &UserError{Code: NoOwners, Account: account}
		}
		n := Approval{Account: account, Alias: p.Alias, SelfApprovable: r.selfApprovable(account, policies)}
		if r.implied(account, policies) && slices.Contains(p.Owners, by) {
			implied = append(implied, account)
		} else if !slices.ContainsFunc(p.Owners, func(o string) bool { return n.SelfApprovable || o != by }) {
			return nil, nil, &UserError{Code: OnlyOwner, Account: account}
		}
		approvals = append(approvals, n)
	}
	return approvals, implied, nil
}

// implied reports whether requesting counts as the approval of an account, for
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
		return account == requester || !slices.Contains(ownersOf(requester, policies), r.RequestedBy)
	case OwnSides:
		return true
	}
	return false
}

// selfApprovable reports whether who requested it may approve for an account.
func (r Request) selfApprovable(account string, policies []Policy) bool {
	p, _ := policyOf(account, policies)
	return p.SelfApproval || r.implied(account, policies)
}
