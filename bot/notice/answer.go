package notice

import (
	"time"

	"peerbot/aws/peering"
	"peerbot/bot/command"
	"peerbot/bot/directory"
	"peerbot/bot/finding"
	"peerbot/bot/request"
)

// Accessed is a peering that could be narrower.
type Accessed struct {
	Peering request.Peering
	Remarks []peering.Remark // at least one; worst first
}

// Count returns how many remarks have a risk.
func (a Accessed) Count(r peering.Risk) (n int) {
	for _, x := range a.Remarks {
		if x.Risk == r {
			n++
		}
	}
	return n
}

// FindingsShown is the answer to findings.
type FindingsShown struct {
	Names    directory.Names
	Findings []finding.Finding // in the order of finding.Sort
	Peerings map[string]request.Peering
	Sweep    finding.Sweep // the last one; no time: there was none yet
	More     bool
	Now      time.Time
}

// AccessShown is the answer to access.
type AccessShown struct {
	Names    directory.Names
	Command  command.Access
	Found    []Accessed // those that could be narrower, worst first; without More
	Judged   int        // peerings
	Unread   int        // peerings of which a side could not be read
	Inactive int        // peerings that are not active, so that nothing passes
	More     int        // peerings that are not in Found
	At       time.Time  // when AWS was read
}

// Link points to a card.
type Link struct {
	Request string
	Channel string // id
	TS      string
}

// Rejected is the answer to a command that cannot be read.
type Rejected struct{ Err *command.Error }

// HelpShown is the answer to help.
type HelpShown struct{ Verb string }

// PlanShown is the answer to plan: what would be done. No request is made.
type PlanShown struct {
	Names     directory.Names
	Plan      peering.Plan
	Command   command.Command    // the request that would do it
	Approvals []request.Approval // what it would take
}

// PeeringShown is the answer to show P.
type PeeringShown struct {
	Names      directory.Names
	Peering    request.Peering
	Plan       peering.Plan        // the steps from what AWS shows to the approved state
	Connection *peering.Connection // as AWS shows it now; nil when there is none
	Requests   []request.Request   // about it, newest first
	ReadAt     time.Time
	Unread     *CallFailed // why AWS could not be read; nil when it was
}

// RequestShown is the answer to show R.
type RequestShown struct {
	Names   directory.Names
	Request request.Request
	Peering request.Peering
	Events  []request.Event
	Links   []Link
	Paused  request.Pause
}

// ConnectionShown is the answer to show pcx for one that we do not manage.
type ConnectionShown struct {
	Names       directory.Names
	Connections []peering.Connection // one per side that shows it
	ReadAt      time.Time
}

// Listing is the answer to list.
type Listing struct {
	Names    directory.Names
	Command  command.List
	Requests []request.Request
	Peerings []request.Peering
	More     bool // there are more than shown
	Now      time.Time
	Paused   request.Pause
}

// AccountsShown is the answer to accounts.
type AccountsShown struct{ Accounts []directory.Account }

func (FindingsShown) notice() {}

func (AccessShown) notice() {}

func (Rejected) notice() {}

func (HelpShown) notice() {}

func (PlanShown) notice() {}

func (PeeringShown) notice() {}

func (RequestShown) notice() {}

func (ConnectionShown) notice() {}

func (Listing) notice() {}

func (AccountsShown) notice() {}
