// Package request is the life of a request: its kinds and states, whose approval
// it takes, and who may approve. It is pure: the clock and who owns what are
// arguments, and nothing here knows of Slack, SQL or AWS calls.
package request

import (
	"slices"
	"time"

	"peerbot/aws/peering"
)

// State is where a request is in its life.
type State string

// The states of a request. See transitions for the arrows.
const (
	Pending   State = "pending"   // waits for people
	Approved  State = "approved"  // every approval is given; the work is queued
	Applying  State = "applying"  // AWS is being changed
	Done      State = "done"      // AWS is as approved, and was read back
	Denied    State = "denied"    // by an owner
	Withdrawn State = "withdrawn" // by who requested it
	Expired   State = "expired"   // nobody decided in time
	Void      State = "void"      // it became impossible, or there was nothing left to do
	Failed    State = "failed"    // a step could not be done; retry or withdraw
)

// States lists every state of a request.
var States = []State{Pending, Approved, Applying, Done, Denied, Withdrawn, Expired, Void, Failed}

// Open reports whether the request still stands in the way of another one
// about the same pair.
func (s State) Open() bool { return s == Pending || s == Approved || s == Applying || s == Failed }

// OpenStates lists the states that are open.
func OpenStates() []State {
	return slices.DeleteFunc(slices.Clone(States), func(s State) bool { return !s.Open() })
}

// Kind is what a request asks for. What a request may do, and how it ends,
// follows from its kind: from its row in the table (kind.go), never from the
// steps that happen to be left.
type Kind string

// Request asks the owners to approve a change of one peering.
type Request struct {
	ID          string // "R42"
	Version     int64  // grows with every change; compare-and-swap
	Kind        Kind
	State       State
	Peering     string        // "P17"
	RequestedBy string        `json:"Asker"` // Slack user id
	Team        string        // of who requested it: Slack team id
	Channel     string        // where it was requested: a channel's id, or a direct message's
	Reason      string        // as typed; escape before showing
	Cause       Cause         // of one that nobody typed
	TTL         time.Duration // of Create: how long the peering is to live; zero: for good
	Until       time.Time     // of Extend: its new end; of AcceptExternal: when AWS ends the request
	Ticket      string
	// Lead is, of AcceptExternal, the request whose card shows this one, too: many
	// of one account have one card.
	Lead string `json:",omitempty"`

	Plan      peering.Plan   // what is requested; an approval covers its Digest
	Approvals []Approval     `json:"Needs"` // the accounts that have to approve, in order
	Decisions []Decision     // in order of time; those that are lapsed or about an older digest do not count
	Done      []peering.Step // writes done so far, in order of time
	Failure   *Failure       // set in Failed and Void, and in Applying while an error that may pass delays it
	CreatedAt time.Time
	UpdatedAt time.Time
	ExpiresAt time.Time // of Pending
	StartedAt time.Time // of Applying; zero before
	Replans   int       // how many times the plan changed after the request was made
	// Cancel is set once somebody has withdrawn or cancelled it; in Applying it
	// stops at the next safe point.
	Cancel *Cancellation `json:",omitempty"`
	// Before are the steps that were left of the plan before it changed last.
	Before []peering.Step `json:",omitempty"`
}

// Cause is why a request was made that nobody typed a reason for.
type Cause struct {
	Code CauseCode
	ID   string `json:",omitempty"` // the request that is undone
}

// CauseCode says what a cause is.
type CauseCode string

// The causes. The zero value is none.
const (
	ExpiryReached CauseCode = "expiry-reached"
	UndoOf        CauseCode = "undo" // of request ID
)

// Approval is one that a request takes: of an account, by one of its owners.
type Approval struct {
	Account string // 12 digits
	Alias   string
	// SelfApprovable is set where who requested it may approve it, too.
	SelfApprovable bool `json:"AskerMay"`
}

// Verdict is how somebody decided.
type Verdict string

// The verdicts. Their values are stored.
const (
	VerdictApprove Verdict = "yes"
	VerdictDeny    Verdict = "no"
)

// Decision is how one person decided for one account about one digest.
type Decision struct {
	Account string
	Person  string // Slack user id
	Verdict Verdict
	Digest  string
	Reason  string // of a denial
	Implied bool   `json:"ByAsking"` // given by requesting, by an owner of the account
	At      time.Time
	Lapsed  Lapse `json:",omitempty"` // why an approval counts no more
}

// Cancellation is that somebody ended a request before it was done.
type Cancellation struct {
	Person string // Slack user id
	Reason string // as typed; may be empty
	At     time.Time
}

// EndedBy returns who withdrew or cancelled a request.
func (r Request) EndedBy() string {
	if r.Cancel != nil {
		return r.Cancel.Person
	}
	return r.RequestedBy
}

// Lapse is why an approval counts no more. The values are stored.
type Lapse string

// The lapses. The zero value is none: the approval counts.
const (
	NotAnOwner     Lapse = "not-owner"        // the person owns the account no more, or may decide nothing
	NoSelfApproval Lapse = "no-self-approval" // who requested it may not approve it any more
	TooOld         Lapse = "too-old"
	RejectedInAWS  Lapse = "rejected" // the account rejected the connection in AWS afterwards
	DeletedInAWS   Lapse = "deleted"  // an account deleted the connection in AWS afterwards
)

// Lapses lists every reason.
var Lapses = []Lapse{NotAnOwner, NoSelfApproval, TooOld, RejectedInAWS, DeletedInAWS}

// counts reports whether a decision approves the current plan.
func (r Request) counts(d Decision) bool {
	return d.Verdict == VerdictApprove && d.Digest == r.Plan.Digest && d.Lapsed == ""
}

// ApprovalOf returns the decision that approves the current plan for an account;
// false when there is none.
func (r Request) ApprovalOf(account string) (Decision, bool) {
	for _, d := range r.Decisions {
		if d.Account == account && r.counts(d) {
			return d, true
		}
	}
	return Decision{}, false
}

// Denial returns the decision that set the request to Denied; false when there
// is none.
func (r Request) Denial() (Decision, bool) {
	for _, d := range slices.Backward(r.Decisions) {
		if d.Verdict == VerdictDeny {
			return d, true
		}
	}
	return Decision{}, false
}

// Approver returns the person on whose approval AWS is written to: the last who
// approved the current plan by pressing or typing, or who requested it when that
// was enough.
func (r Request) Approver() string {
	who := r.RequestedBy
	for _, d := range r.Decisions {
		if r.counts(d) && !d.Implied {
			who = d.Person
		}
	}
	return who
}

// ApprovedAt returns when the current plan was last approved; zero when it was
// not.
func (r Request) ApprovedAt() time.Time {
	var at time.Time
	for _, d := range r.Decisions {
		if r.counts(d) && d.At.After(at) {
			at = d.At
		}
	}
	return at
}

// Actor is on whose behalf AWS is called for this request.
func (r Request) Actor() peering.Actor {
	return peering.Actor{Request: r.ID, Person: r.Approver()}
}
