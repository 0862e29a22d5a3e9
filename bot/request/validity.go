package request

import (
	"slices"
	"time"

	"peerbot/aws/peering"
)

// Validate returns the request with those approvals of its plan marked that do
// not count now, and set to Pending when it was approved by them; the decisions
// that it marked come with it. policies are who owns the accounts now, of which
// it is enough to have the people who approved. An approval is valid for so long.
//
// This is the one place that says what makes an approval valid, besides its
// digest: it is asked when the last approval is given, when the work begins, and
// while it goes on.
func (r Request) Validate(policies []Policy, valid time.Duration, now time.Time) (Request, []Decision) {
	return r.lapse(func(d Decision) Lapse {
		switch {
		case !slices.Contains(ownersOf(d.Account, policies), d.Person):
			return NotAnOwner
		case d.Person == r.RequestedBy && !r.selfApprovable(d.Account, policies):
			return NoSelfApproval
		case now.Sub(d.At) >= valid:
			return TooOld
		}
		return ""
	}, now)
}

// ValidUntil returns when the first approval of the request's plan gets too old;
// zero when there is none.
func (r Request) ValidUntil(valid time.Duration) time.Time {
	var until time.Time
	for _, d := range r.Decisions {
		if at := d.At.Add(valid); r.counts(d) && (until.IsZero() || at.Before(until)) {
			until = at
		}
	}
	return until
}

// WithoutConnection returns the request after the connection that it had made
// ended in AWS: nothing of what it did is left. The approvals of those who have
// ended it, or may have, are marked: the accepter rejects, either side deletes, and
// what expires or fails was AWS.
func (r Request) WithoutConnection(c peering.Connection, now time.Time) (Request, []Decision) {
	requester, accepter := r.Plan.Peering.Requester.VPC.Account, r.Plan.Peering.Accepter.VPC.Account
	next, marked := r.lapse(func(d Decision) Lapse {
		switch {
		case c.Status == peering.Rejected && d.Account == accepter:
			return RejectedInAWS
		case (c.Status == peering.Deleting || c.Status == peering.Deleted) && (d.Account == requester || d.Account == accepter):
			return DeletedInAWS
		}
		return ""
	}, now)
	next.Done = nil
	return next, marked
}

// undone reports whether an account ended in AWS what it had approved before.
func (r Request) undone(account string) bool {
	return slices.ContainsFunc(r.Decisions, func(d Decision) bool {
		return d.Account == account && (d.Lapsed == RejectedInAWS || d.Lapsed == DeletedInAWS)
	})
}

// lapse marks the approvals of the current plan for which why has a reason.
func (r Request) lapse(why func(Decision) Lapse, now time.Time) (Request, []Decision) {
	var marked []Decision
	next := r
	next.Decisions = slices.Clone(r.Decisions)
	for i, d := range next.Decisions {
		if !r.counts(d) {
			continue
		}
		if d.Lapsed = why(d); d.Lapsed != "" {
			next.Decisions[i] = d
			marked = append(marked, d)
		}
	}
	if len(marked) == 0 {
		return r, nil
	}
	if len(next.Outstanding()) > 0 && (r.State == Approved || r.State == Applying) {
		next.State = Pending
	}
	next.UpdatedAt = now
	return next, marked
}

// Lapsed returns the last approval of the current plan for an account that does
// not count any more; false when there is none, or when another one counts.
func (r Request) Lapsed(account string) (Decision, bool) {
	if _, ok := r.ApprovalOf(account); ok {
		return Decision{}, false
	}
	for _, d := range slices.Backward(r.Decisions) {
		if d.Account == account && d.Verdict == VerdictApprove && d.Digest == r.Plan.Digest && d.Lapsed != "" {
			return d, true
		}
	}
	return Decision{}, false
}

// ApprovedBy returns the people whose approvals of the current plan count, each
// once.
func (r Request) ApprovedBy() []string {
	var out []string
	for _, d := range r.Decisions {
		if r.counts(d) && !slices.Contains(out, d.Person) {
			out = append(out, d.Person)
		}
	}
	return out
}
