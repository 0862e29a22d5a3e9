package request

import (
	"fmt"
	"slices"
	"time"

	"peerbot/aws/peering"
)

// transitions are the arrows of the state machine. A state without arrows is
// the end.
var transitions = map[State][]State{
	Pending:  {Pending, Approved, Denied, Withdrawn, Expired, Void},
	Approved: {Pending, Approved, Applying, Withdrawn, Void, Failed},
	Applying: {Pending, Applying, Done, Withdrawn, Void, Failed},
	Failed:   {Pending, Approved, Withdrawn, Void},
}

// IllegalError is a transition that does not exist.
type IllegalError struct{ From, To State }

// Error returns one line.
func (e *IllegalError) Error() string {
	return fmt.Sprintf("a request cannot go from %s to %s", e.From, e.To)
}

// to returns the request in another state; an *IllegalError when there is no
// such arrow.
func (r Request) to(next State, now time.Time) (Request, error) {
	if !slices.Contains(transitions[r.State], next) {
		return r, &IllegalError{From: r.State, To: next}
	}
	r.State, r.UpdatedAt = next, now
	// What the caller holds must not change under it.
	r.Decisions, r.Done = slices.Clone(r.Decisions), slices.Clone(r.Done)
	return r, nil
}

// Approve records a person's approval for the accounts. With the last one that
// was outstanding, the request is set to Approved.
func (r Request) Approve(person string, accounts []string, now time.Time) (Request, error) {
	if r.State != Pending {
		return r, &IllegalError{From: r.State, To: Approved}
	}
	if r.overdue(now) {
		return r, &UserError{Code: RequestIs, ID: r.ID, Kind: r.Kind, State: string(Expired), Until: r.ExpiresAt}
	}
	next := r
	next.Decisions = slices.Clone(r.Decisions)
	for _, a := range accounts {
		next.Decisions = append(next.Decisions, Decision{Account: a, Person: person, Verdict: VerdictApprove, Digest: r.Plan.Digest, At: now})
	}
	if len(next.Outstanding()) > 0 {
		return next.to(Pending, now)
	}
	return next.to(Approved, now)
}

// Deny sets a request to Denied, with a reason.
func (r Request) Deny(person, account, reason string, now time.Time) (Request, error) {
	if r.State == Pending && r.overdue(now) {
		return r, &UserError{Code: RequestIs, ID: r.ID, Kind: r.Kind, State: string(Expired), Until: r.ExpiresAt}
	}
	next, err := r.to(Denied, now)
	if err != nil {
		return r, err
	}
	next.Decisions = append(next.Decisions, Decision{Account: account, Person: person, Verdict: VerdictDeny, Digest: r.Plan.Digest, Reason: reason, At: now})
	return next, nil
}

// Expire sets a request that nobody decided in time to Expired. Before ExpiresAt
// it is an error: the clock of a replica may be wrong, and jobs come early.
func (r Request) Expire(now time.Time) (Request, error) {
	next, err := r.to(Expired, now)
	if err != nil {
		return r, err
	}
	if now.Before(r.ExpiresAt) {
		return r, fmt.Errorf("%s expires at %s, not before", r.ID, r.ExpiresAt)
	}
	return next, nil
}

// overdue reports whether the time for a decision is over, whether or not the
// job that sets the request to Expired has run.
func (r Request) overdue(now time.Time) bool {
	return !r.ExpiresAt.IsZero() && !now.Before(r.ExpiresAt)
}

// Replan gives a request another plan and sets it to Pending: the approvals so
// far were for the old digest, except those that requesting implies, which are
// as old as the request. A plan with a digest that was approved by everybody
// before is set to Approved.
func (r Request) Replan(plan peering.Plan, approvals []Approval, implied []string, expires, now time.Time) (Request, error) {
	next, err := r.to(Pending, now)
	if err != nil {
		return r, err
	}
	next.Before = slices.DeleteFunc(slices.Clone(r.Plan.Steps), peering.Plan{Steps: r.Done}.Covers)
	next.Plan, next.Approvals, next.ExpiresAt, next.Failure, next.Done = plan, approvals, expires, nil, nil
	next.Replans++
	// That somebody requested it says nothing after their side ended the connection.
	next = next.approveImplied(slices.DeleteFunc(slices.Clone(implied), r.undone))
	if len(next.Outstanding()) == 0 {
		next.State = Approved
	}
	return next, nil
}

// approveImplied records the approvals that requesting implies, for these
// accounts. They were given when it was requested.
func (r Request) approveImplied(accounts []string) Request {
	for _, a := range accounts {
		r.Decisions = append(r.Decisions, Decision{Account: a, Person: r.RequestedBy, Verdict: VerdictApprove, Digest: r.Plan.Digest, Implied: true, At: r.CreatedAt})
	}
	return r
}

// Void sets a request to Void: it became impossible, or has nothing left to do.
func (r Request) Void(why Failure, now time.Time) (Request, error) {
	next, err := r.to(Void, now)
	if err != nil {
		return r, err
	}
	why.At = now
	next.Failure = &why
	return next, nil
}

// Start sets a request to Applying.
func (r Request) Start(now time.Time) (Request, error) {
	if r.State == Applying {
		return r, nil
	}
	next, err := r.to(Applying, now)
	if err != nil {
		return r, err
	}
	next.StartedAt, next.Failure = now, nil
	return next, nil
}

// Progress records writes that are done.
func (r Request) Progress(done []peering.Step, now time.Time) (Request, error) {
	if r.State != Applying {
		return r, &IllegalError{From: r.State, To: Applying}
	}
	next, err := r.to(Applying, now)
	if err != nil {
		return r, err
	}
	next.Done = append(next.Done, done...)
	next.Failure = nil
	return next, nil
}

// Finish sets a request to Done: AWS is as approved.
func (r Request) Finish(now time.Time) (Request, error) {
	next, err := r.to(Done, now)
	if err != nil {
		return r, err
	}
	next.Failure = nil
	return next, nil
}

// Fail sets a request to Failed, until somebody retries or withdraws it.
func (r Request) Fail(why Failure, now time.Time) (Request, error) {
	next, err := r.to(Failed, now)
	if err != nil {
		return r, err
	}
	why.At = now
	next.Failure = &why
	return next, nil
}

// Delay records an error that may pass on a request that is being carried out, or
// is about to be.
func (r Request) Delay(why Failure, now time.Time) (Request, error) {
	if r.State != Approved && r.State != Applying {
		return r, &IllegalError{From: r.State, To: Applying}
	}
	next, err := r.to(r.State, now)
	if err != nil {
		return r, err
	}
	why.At = now
	next.Failure = &why
	return next, nil
}

// Retry queues a failed request again that everybody has approved. What is done
// is checked against the plan step by step.
func (r Request) Retry(now time.Time) (Request, error) {
	if r.State != Failed || len(r.Outstanding()) > 0 {
		return r, &IllegalError{From: r.State, To: Approved}
	}
	return r.to(Approved, now)
}

// New returns a request in state Pending, or Approved when what requesting
// implies is all that it takes.
func New(r Request, implied []string, expires, now time.Time) Request {
	r.State, r.CreatedAt, r.UpdatedAt, r.ExpiresAt = Pending, now, now, expires
	r = r.approveImplied(implied)
	if len(r.Outstanding()) == 0 {
		r.State = Approved
	}
	return r
}
