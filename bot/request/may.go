package request

import "slices"

// MayApprove returns the accounts for which this person's approval counts now.
func MayApprove(r Request, who Caller, policies []Policy) ([]string, error) {
	if r.State != Pending {
		return nil, describeState(r)
	}
	var accounts, others []string
	self, said := false, false
	for _, n := range r.Outstanding() {
		owners, selfApproval := ownersOf(n.Account, policies), r.selfApprovable(n.Account, policies)
		for _, o := range owners {
			if (o != r.RequestedBy || selfApproval) && !slices.Contains(others, o) {
				others = append(others, o)
			}
		}
		if !slices.Contains(owners, who.ID) {
			continue
		}
		if who.ID == r.RequestedBy && !selfApproval {
			self = true
			continue
		}
		accounts = append(accounts, n.Account)
	}
	if len(accounts) > 0 {
		return accounts, nil
	}
	for _, d := range r.Decisions {
		said = said || d.Person == who.ID && r.counts(d) && !d.Implied
	}
	switch {
	case self:
		return nil, &UserError{Code: NeedsOtherOwner, ID: r.ID, Users: without(others, r.RequestedBy)}
	case said:
		return nil, &UserError{Code: ApprovedAlready, ID: r.ID, Users: others}
	default:
		return nil, &UserError{Code: NotOwner, ID: r.ID, Users: others}
	}
}

// MayDeny returns the account for which this person denies: any owner of an
// account that has to approve may, except who requested it, who withdraws.
func MayDeny(r Request, who Caller, policies []Policy) (account string, err error) {
	if r.State != Pending {
		return "", describeState(r)
	}
	if who.ID == r.RequestedBy {
		return "", &UserError{Code: OwnRequest, ID: r.ID}
	}
	var owners []string
	for _, n := range r.Approvals {
		if slices.Contains(ownersOf(n.Account, policies), who.ID) {
			return n.Account, nil
		}
		owners = append(owners, ownersOf(n.Account, policies)...)
	}
	return "", &UserError{Code: NotOwner, ID: r.ID, Users: without(owners, r.RequestedBy)}
}

// MayWithdraw returns an error unless this person requested it and it is not
// being carried out. What peerbot requested itself, the owners may withdraw.
func MayWithdraw(r Request, who Caller, policies []Policy) error {
	switch r.State {
	case Pending, Approved, Failed:
	case Applying, Done, Denied, Withdrawn, Expired, Void:
		return describeState(r)
	}
	if r.RequestedBy == System {
		owners := r.owners(policies)
		if slices.Contains(owners, who.ID) {
			return nil
		}
		return &UserError{Code: WithdrawSystem, ID: r.ID, Users: without(owners, "")}
	}
	if who.ID != r.RequestedBy {
		return &UserError{Code: NotYours, ID: r.ID, Users: []string{r.RequestedBy}}
	}
	return nil
}

// MayRetry returns an error unless the request has failed, and this person
// requested it or owns one of its accounts.
func MayRetry(r Request, who Caller, policies []Policy) error {
	if r.State != Failed {
		return describeState(r)
	}
	may := append([]string{r.RequestedBy}, r.owners(policies)...)
	if slices.Contains(may, who.ID) {
		return nil
	}
	return &UserError{Code: RetryNotYours, ID: r.ID, Users: without(may, System)}
}

// owners returns the owners of every account that has to approve.
func (r Request) owners(policies []Policy) []string {
	var out []string
	for _, n := range r.Approvals {
		out = append(out, ownersOf(n.Account, policies)...)
	}
	return out
}

// describeState returns a *UserError that names the state of a request, and who
// decided.
func describeState(r Request) error {
	if c, ok := r.ClosedInAWS(); ok {
		return &UserError{Code: DecidedOutside, ID: r.ID, Kind: r.Kind, Other: c.ID, State: string(c.Status)}
	}
	e := &UserError{Code: RequestIs, ID: r.ID, Kind: r.Kind, State: string(r.State)}
	switch r.State {
	case Approved, Applying, Done:
		e.Users = []string{r.Approver()}
	case Denied:
		if d, ok := r.Denial(); ok {
			e.Users = []string{d.Person}
		}
	case Withdrawn:
		e.Users = []string{r.EndedBy()}
	case Expired:
		e.Until = r.ExpiresAt
	case Pending, Void, Failed:
	}
	return e
}

// without returns each person once, and one of them not at all.
func without(in []string, person string) []string {
	var out []string
	for _, p := range in {
		if p != person && !slices.Contains(out, p) {
			out = append(out, p)
		}
	}
	return out
}
