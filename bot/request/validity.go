package request

import (
	"slices"
	"time"
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

// Undo returns the request with the approvals of its plan for these accounts
// marked: they have ended in AWS what they were given for.
func (r Request) Undo(accounts []string, now time.Time) (Request, []Decision) {
	return r.lapse(func(d Decision) Lapse {
		if slices.Contains(accounts, d.Account) {
			return Undone
		}
		return ""
	}, now)
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
