package sim

import "time"

// Delays are the times that AWS takes for what it does by itself. Zero means
// at once.
type Delays struct {
	// Pending is how long a new peering stays initiating-request before it
	// is pending-acceptance or failed.
	Pending time.Duration
	// Provisioning is how long an accepted peering takes to become active.
	Provisioning time.Duration
	// Deleting is how long a peering between two Regions takes from deleting
	// to deleted. Inside one Region there is no such state.
	Deleting time.Duration
	// PeerVisible is how long after its creation a peering becomes visible
	// in the accepter's account and Region.
	PeerVisible time.Duration
	// Trail is how long after a call CloudTrail can be asked about it. On AWS
	// that is about five minutes.
	Trail time.Duration
}

// Lag is eventual consistency, counted in reads: how many descriptions of an
// object show what it was before. Each account and Region counts for itself.
type Lag struct {
	// Accept is how many descriptions after an accept or a reject still show
	// the state before it.
	Accept int
	// Delete is the same after a deletion.
	Delete int
	// Flaps is how many times, after that, one new answer is followed by one
	// old answer. It has no effect without Accept or Delete.
	Flaps int
	// CIDRs is how many descriptions of an active peering come without the
	// CIDRs of both sides.
	CIDRs int
	// Routes is how many descriptions of a route table show its routes as
	// they were before the last change.
	Routes int
	// Tags is the same for the tags of any resource after CreateTags and
	// DeleteTags. Tags given at creation are there at once.
	Tags int
	// Options is the same for the options of a peering, on the side that
	// changed them.
	Options int
	// Fresh is how many calls about a new peering answer that it does not
	// exist although descriptions show it: accept, reject, delete, options,
	// tags, and routes to it.
	Fresh int
}

// Answers are the questions about AWS that have no verified answer. The zero
// value gives the answer that is harder for a client.
type Answers struct {
	// AccepterMayDeletePending lets the accepter delete a request that it has
	// not accepted. The guide gives that right to the requester only.
	AccepterMayDeletePending bool
	// EqualRouteAllowed makes CreateRoute succeed for a route that exists
	// with the same destination and the same target.
	EqualRouteAllowed bool
	// FarPeerChecked makes CreateVpcPeeringConnection answer
	// InvalidVpcID.NotFound for an unknown VPC of the caller's own account in
	// another Region. Otherwise the peering becomes failed.
	FarPeerChecked bool
	// DuplicateMergesTags adds the tags of a repeated
	// CreateVpcPeeringConnection to the peering that exists.
	DuplicateMergesTags bool
	// FailedVisibleToAccepter shows a failed peering on the accepter's side.
	FailedVisibleToAccepter bool
	// IDsWithMaxResults lets describe calls take ids and MaxResults at once.
	IDsWithMaxResults bool
	// DryRunBeforeLookup answers DryRun before any id is looked up.
	DryRunBeforeLookup bool
	// PeerOptionsVisible shows the options of the other side although it
	// lives in another account or Region.
	PeerOptionsVisible bool
	// LowerCaseVpcIdMalformed says InvalidVpcId.Malformed where the list of
	// error codes says InvalidVpcID.Malformed. Both were observed.
	LowerCaseVpcIdMalformed bool
	// UnchangedQuotaMissing makes GetServiceQuota answer
	// NoSuchResourceException for a quota that was never changed.
	UnchangedQuotaMissing bool
	// ManyRoutes makes 500 routes per route table the default, which AWS is
	// said to have raised from 50.
	ManyRoutes bool
	// OtherLimitCodes answers the other codes that the list of errors has for
	// too many requests and too many active peerings:
	// OutstandingVpcPeeringConnectionLimitExceeded and
	// VpcPeeringConnectionsPerVpcLimitExceeded.
	OtherLimitCodes bool
	// OverIsGone hides a peering from everybody as soon as it is over. The
	// guide shows it for hours or days; nobody measured that.
	OverIsGone bool
}
