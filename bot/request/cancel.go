package request

import (
	"slices"
	"time"
)

// MayCancel returns an error unless the request is open, and this person requested
// it, owns one of its two accounts, or is an admin: there is always somebody who
// can end a request.
func MayCancel(r Request, who Caller, policies []Policy, admin bool) error {
	if !r.State.Open() {
		return describeState(r)
	}
	may := []string{r.RequestedBy}
	ends := r.Plan.Peering
	for _, account := range []string{ends.Requester.VPC.Account, ends.Accepter.VPC.Account} {
		may = append(may, ownersOf(account, policies)...)
	}
	if admin || slices.Contains(may, who.ID) {
		return nil
	}
	return &UserError{Code: CancelNotYours, ID: r.ID, Users: without(may, System)}
}

// AskCancel has a request end that is being carried out: at the next safe point,
// between two calls, since only whoever carries it out knows what exists then.
func (r Request) AskCancel(c Cancellation, now time.Time) (Request, error) {
	if r.State != Applying {
		return r, &IllegalError{From: r.State, To: Applying}
	}
	r.Cancel, r.UpdatedAt = &c, now
	return r, nil
}

// End sets an open request to Withdrawn. One that is being carried out must have
// been stopped before; see AskCancel.
func (r Request) End(c Cancellation, now time.Time) (Request, error) {
	next, err := r.to(Withdrawn, now)
	if err != nil {
		return r, err
	}
	next.Cancel = &c
	return next, nil
}
