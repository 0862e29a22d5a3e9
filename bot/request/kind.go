package request

import (
	"slices"
	"time"

	"peerbot/aws/peering"
)

// Kind is what a request asks for. What a request may do, and how it ends,
// follows from its kind: from its row in the table below, never from the steps
// that happen to be left.
type Kind string

// The kinds. Their values are stored.
const (
	Create  Kind = "create"
	Delete  Kind = "delete"
	Repair  Kind = "repair" // restore AWS to the approved state
	Keep    Kind = "keep"   // make AWS's current state the approved one
	Adopt   Kind = "adopt"  // manage a peering that somebody else made
	Release Kind = "release"
	Extend  Kind = "extend"
	Admit   Kind = "admit" // accept a peering that was requested directly in AWS
)

// Kinds lists every kind.
var Kinds = []Kind{Create, Delete, Repair, Keep, Adopt, Release, Extend, Admit}

// kinds is the table of kinds. A kind without a row can be neither asked for
// nor approved.
var kinds = map[Kind]Rules{
	Create:  create,
	Delete:  remove,
	Repair:  repair,
	Keep:    keep,
	Adopt:   adopt,
	Release: release,
	Extend:  extend,
	Admit:   acceptExternal,
}

// Rules is a row of the table of kinds. Its zero value allows nothing.
type Rules struct {
	Approval Approval // whose approval it takes
	Implied  Implied  // which of these asking counts for

	// Managed kinds are about a peering that we look after already. The others
	// bring a record of their own, which goes when the request ends undone.
	Managed bool
	// RecordOnly kinds change our record and nothing in AWS: there is no plan
	// that could change before it is carried out.
	RecordOnly bool
	// External kinds answer what somebody requested in AWS: approving it accepts
	// the connection there, and denying it rejects the connection there.
	External bool
	// AsIs kinds take what is in AWS as the approved state.
	AsIs bool
	// Removes is set for the kind that takes a peering away: also one that is
	// half made, and without a look at what it should be.
	Removes bool
	// Resolves are the classes of open findings that it ends once it is done.
	Resolves []peering.DriftClass
	// UndoneBy is the kind that takes it back once it is done; empty: none.
	UndoneBy Kind

	// Void reports whether a plan that was made anew shows that the request is
	// about something that is not there any more; nil: never.
	Void func(peering.Plan) bool
	// Desired returns what should be in AWS once it is done. For managed kinds
	// that need no more than the record and AWS; nil for the others.
	Desired func(record Peering, have peering.Observed, now time.Time) (peering.Peering, error)
	// Done returns the record once AWS is as the request says.
	Done func(record Peering, r Request, o Outcome) Peering
	// Undone returns the record once the request ended without being done.
	// exists tells whether something of the peering is in AWS.
	Undone func(record Peering, r Request, exists bool) Peering
}

// Outcome is what AWS shows when a request has been carried out.
type Outcome struct {
	Desired    peering.Peering // as it was carried out
	Connection string          // the id of the active connection; empty when there is none
	Requester  peering.VPC     // as observed
	Accepter   peering.VPC
	At         time.Time
}

// Approval says whose approval a kind takes.
type Approval string

// The approvals. The zero value is nobody's, and such a request is refused.
const (
	BothAccounts     Approval = "both"      // also when there is nothing to be written
	WrittenAccounts  Approval = "written"   // of the accounts that the plan writes to
	AcceptingAccount Approval = "accepting" // of the accepter's account alone
)

// Implied says which approvals somebody gives by asking, for accounts that
// they own. Where both sides are one account asking never counts: it would be
// everything that it takes.
type Implied string

// What asking counts for. The zero value is nothing.
const (
	RequesterSide Implied = "requester" // the requester's account
	OneSide       Implied = "one"       // the requester's account, or else the accepter's
	OwnSides      Implied = "own"       // every account that the person owns
)

// Rules returns the row of a kind; its zero value for a kind that has none.
func (k Kind) Rules() Rules { return kinds[k] }

// ResolvesClass reports whether a request of this kind, once it is done, ends
// a finding of a class.
func (k Kind) ResolvesClass(c peering.DriftClass) bool {
	return slices.Contains(k.Rules().Resolves, c)
}

// creates reports whether a plan makes a connection. The plan of a kind that is
// about one that exists does when it is gone.
func creates(p peering.Plan) bool {
	return slices.ContainsFunc(p.Steps, func(s peering.Step) bool { return s.Kind == peering.Create })
}

// unchanged leaves the record as it is.
func unchanged(record Peering, _ Request, _ bool) Peering { return record }

// lookedAtAgain brings a record back to where drift checks look: they find out
// what is left.
func lookedAtAgain(record Peering, _ Request, _ bool) Peering {
	if record.State == PeerApplying {
		record.State = Drifted
	}
	return record
}

// asApproved is the record of a peering that AWS has as the request says.
func asApproved(record Peering, r Request, o Outcome) Peering {
	record.State, record.Want = Active, o.Desired
	record.Want.PCX = o.Connection
	record.Requester, record.Accepter = o.Requester, o.Accepter
	return record
}
