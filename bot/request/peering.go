package request

import (
	"slices"
	"time"

	"peerbot/aws/peering"
)

// PeeringState is where a managed peering is in its life.
type PeeringState string

// The states of a peering.
const (
	Absent       PeeringState = "absent"   // requested, nothing in AWS yet
	PeerApplying PeeringState = "applying" // a request about it is being done
	Active       PeeringState = "active"
	Drifted      PeeringState = "drifted"
	Removed      PeeringState = "removed"
	Released     PeeringState = "released" // still in AWS, not managed any more
)

// PeeringStates lists every state of a peering.
var PeeringStates = []PeeringState{Absent, PeerApplying, Active, Drifted, Removed, Released}

// Peering is our record of a peering that we manage.
type Peering struct {
	ID        string // "P17"
	Version   int64  // compare-and-swap
	State     PeeringState
	Desired   peering.Peering `json:"Want"` // its Absent is false until a delete request is done
	Requester peering.VPC     // as last observed, for names in lists
	Accepter  peering.VPC
	CreatedAt time.Time
	UpdatedAt time.Time

	EndsAt       time.Time // its owners are then asked to delete it; zero: for good
	EndRequested bool      `json:"EndAsked"` // they were
	Snooze       Snooze    `json:"Quiet"`    // of everything that is found about it
}

// Managed reports whether AWS should have the peering as it was approved: drift
// checks compare it.
func (p Peering) Managed() bool { return slices.Contains(ManagedStates(), p.State) }

// ManagedStates lists the states of a managed peering.
func ManagedStates() []PeeringState { return []PeeringState{Active, Drifted} }

// InUse reports whether the peering is managed, or a request about it is being
// carried out.
func (p Peering) InUse() bool { return slices.Contains(InUseStates(), p.State) }

// InUseStates lists the states of a peering that is in use.
func InUseStates() []PeeringState { return append(ManagedStates(), PeerApplying) }

// Ended reports whether the peering was removed or released.
func (p Peering) Ended() bool { return p.State == Removed || p.State == Released }

// PairKey identifies the two VPCs regardless of direction: AWS allows one
// peering of a pair.
func PairKey(p peering.Peering) string {
	a, b := p.Requester.VPC.String(), p.Accepter.VPC.String()
	if a > b {
		a, b = b, a
	}
	return a + "|" + b
}

// Snooze has nobody notified of what is found, until a time. The zero value is
// none.
type Snooze struct {
	Until  time.Time
	Person string // Slack user id
	Reason string
}
