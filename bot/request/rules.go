package request

import (
	"slices"
	"time"

	"peerbot/aws/peering"
)

// Rules says what a request of one kind may do, and what it leaves behind. The
// zero value allows nothing. kind_*.go has one for each kind.
type Rules struct {
	Approvers Approvers // whose approval it takes
	Implied   Implied   // which of these requesting counts as

	// Managed kinds are about a peering that is managed already. The others come
	// with a record of their own, which Abandoned sets to Removed unless something
	// of it is in AWS.
	Managed bool
	// RecordOnly kinds change our record and nothing in AWS: there is no plan
	// that could change before it is carried out.
	RecordOnly bool
	// External kinds answer what somebody requested in AWS: approving it accepts
	// the connection there, and denying it rejects the connection there.
	External bool
	// AsIs kinds take what is in AWS as the approved state.
	AsIs bool
	// Extends kinds move the expiry of a peering to Request.Until.
	Extends bool
	// RenewsTags kinds give a peering of an earlier release the tags of this one.
	RenewsTags bool
	// Removes is set for the kind that takes a peering away: also one that is
	// half made, and without a look at what it should be.
	Removes bool
	// Resolves are the classes of open findings that it ends once it is done.
	Resolves []peering.DriftClass
	// UndoneBy is the kind that takes it back once it is done; empty: none. The
	// table sets it.
	UndoneBy Kind

	// Void reports whether a new plan shows that the request is about something
	// that is not there any more; nil: never.
	Void func(peering.Plan) bool
	// Desired returns what should be in AWS once it is done. For managed kinds
	// that need no more than the record and AWS; nil for the others.
	Desired func(record Peering, have peering.Observed, now time.Time) (peering.Peering, error)
	// Done returns the record once AWS is as the request says.
	Done func(record Peering, r Request, o Outcome) Peering
	// Abandoned returns the record once the request ended without being done.
	// exists tells whether something of the peering is in AWS.
	Abandoned func(record Peering, r Request, exists bool) Peering
}

// undoneBy returns the rules with the kind that takes back what one of them did.
func (r Rules) undoneBy(k Kind) Rules {
	r.UndoneBy = k
	return r
}

// Outcome is what AWS shows when a request has been carried out.
type Outcome struct {
	Desired    peering.Peering // as it was carried out
	Connection string          // the id of the active connection; empty when there is none
	Requester  peering.VPC     // as observed
	Accepter   peering.VPC
	At         time.Time
}

// Implied says which approvals somebody gives by requesting, for accounts that
// they own. Where both sides are one account requesting never counts: one person
// would be all that it takes.
type Implied string

// What requesting counts as. The zero value is no approval.
const (
	RequesterSide Implied = "requester" // the requester's account
	OneSide       Implied = "one"       // the requester's account, or else the accepter's
	OwnSides      Implied = "own"       // every account that the person owns
)

// unchanged is an Abandoned that returns the record as it is.
func unchanged(record Peering, _ Request, _ bool) Peering { return record }

// driftedIfApplying is an Abandoned that sets a peering on which work had begun from
// PeerApplying to Drifted, so that the next drift check reads AWS and opens a
// finding for whatever is left. Any other state stays.
func driftedIfApplying(record Peering, _ Request, _ bool) Peering {
	if record.State == PeerApplying {
		record.State = Drifted
	}
	return record
}

// asApproved is a Done that sets the peering to Active, with what was carried
// out as its approved state, and its VPCs as they were observed.
func asApproved(record Peering, r Request, o Outcome) Peering {
	record.State, record.Desired = Active, o.Desired
	record.Desired.PCX = o.Connection
	if record.Desired.Adopting = false; o.Desired.RenewTags {
		record.Desired.OldTags, record.Desired.RenewTags = false, false
	}
	record.Requester, record.Accepter = o.Requester, o.Accepter
	return record
}

// creates reports whether a plan would make a new connection. It is the Void of
// kinds that are about an existing one: their plan only creates when that one
// is gone.
func creates(p peering.Plan) bool {
	return slices.ContainsFunc(p.Steps, func(s peering.Step) bool { return s.Kind == peering.Create })
}
