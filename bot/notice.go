package bot

import (
	"time"

	"peerbot/aws/peering"
	"peerbot/bot/command"
	"peerbot/bot/finding"
	"peerbot/bot/request"
)

// Notice is something to say. What it looks like is package card's business.
type Notice interface{ notice() }

// Names turns ids into what people call things. The zero value knows nothing
// and shows ids.
type Names struct {
	Accounts map[string]string // id -> alias
}

// Account returns the alias of an account, or its id.
func (n Names) Account(id string) string {
	if a := n.Accounts[id]; a != "" {
		return a
	}
	return id
}

// RequestCard is the card of a request: edited in place from asked to done.
type RequestCard struct {
	Names   Names
	Request request.Request
	Peering request.Peering
	Now     time.Time
	Paused  Pause
}

// RequestNote is a short message about a request, posted once.
type RequestNote struct {
	Kind    NoteKind
	Names   Names
	Request request.Request
	Peering request.Peering
	Stale   []peering.StaleRule // of NoteGone: security-group rules left behind
}

// FindingCard is the card of a finding: edited in place from found to resolved.
type FindingCard struct {
	Names   Names
	Finding finding.Finding
	Peering request.Peering // zero for an account that cannot be read
	Now     time.Time
}

// FindingNote is a short message about a finding, posted once below its card.
type FindingNote struct {
	Kind    NoteKind // NoteChanged, NoteStill or NoteResolved
	Names   Names
	Finding finding.Finding
	Peering request.Peering
	Now     time.Time
}

// GroupCard is the card of many findings that came up at once.
type GroupCard struct {
	Names    Names
	Group    finding.Group
	Findings []finding.Finding          // its members, resolved ones too, in the order of finding.Sort
	Peerings map[string]request.Peering // by id
	All      bool                       // as many as a message holds, for who asked; a channel sees a dozen
	Now      time.Time
}

// GroupNote is a short message about a group, posted once below its card.
type GroupNote struct {
	Kind NoteKind // NoteChanged, NoteStill or NoteResolved
	GroupCard
}

// FindingsShown is the answer to findings.
type FindingsShown struct {
	Names    Names
	Findings []finding.Finding // in the order of finding.Sort
	Peerings map[string]request.Peering
	Sweep    Sweep // the last one; no time: there was none yet
	More     bool
	Now      time.Time
}

// AccessShown is the answer to access.
type AccessShown struct {
	Names    Names
	Command  command.Access
	Found    []Accessed // those that could be narrower, worst first; without More
	Judged   int        // peerings
	Unread   int        // peerings of which a side could not be read
	Inactive int        // peerings that are not active, so that nothing passes
	More     int        // peerings that are not in Found
	At       time.Time  // when AWS was read
}

// Answer is a short reply to a person.
type Answer struct {
	Title string   // one line; may be empty
	Text  string   // plain text with ids; names of people as user ids in Mentions
	Hint  string   // what to do next; may be empty
	Code  string   // fixed-width detail, for example a command with a caret; may be empty
	Error bool     // something went wrong
	Users []string // user ids named after Text, for example who may decide
	Links []Link   // where to look
}

// Link points to a card.
type Link struct {
	Request string
	Channel string // id
	TS      string
}

// HelpShown is the answer to help.
type HelpShown struct{ Verb string }

// PlanShown is the answer to plan: what would be done. Nobody is asked.
type PlanShown struct {
	Names   Names
	Plan    peering.Plan
	Command command.Command // the request that would do it
	Needs   []request.Need  // who would have to say yes
}

// PeeringShown is the answer to show P.
type PeeringShown struct {
	Names      Names
	Peering    request.Peering
	Plan       peering.Plan        // the difference between wished and observed
	Connection *peering.Connection // as AWS shows it now; nil when there is none
	Requests   []request.Request   // about it, newest first
	ReadAt     time.Time
	Unread     string // why AWS could not be read; empty when it was
}

// RequestShown is the answer to show R.
type RequestShown struct {
	Names   Names
	Request request.Request
	Peering request.Peering
	Events  []request.Event
	Links   []Link
}

// ConnectionShown is the answer to show pcx for one that we do not manage.
type ConnectionShown struct {
	Names       Names
	Connections []peering.Connection // one per side that shows it
	ReadAt      time.Time
}

// Listing is the answer to list.
type Listing struct {
	Names    Names
	Command  command.List
	Requests []request.Request
	Peerings []request.Peering
	More     bool // there are more than shown
	Now      time.Time
}

// AccountsShown is the answer to accounts.
type AccountsShown struct{ Accounts []Account }

func (RequestCard) notice()     {}
func (RequestNote) notice()     {}
func (FindingCard) notice()     {}
func (FindingNote) notice()     {}
func (GroupCard) notice()       {}
func (FindingsShown) notice()   {}
func (AccessShown) notice()     {}
func (Answer) notice()          {}
func (HelpShown) notice()       {}
func (PlanShown) notice()       {}
func (PeeringShown) notice()    {}
func (RequestShown) notice()    {}
func (ConnectionShown) notice() {}
func (Listing) notice()         {}
func (AccountsShown) notice()   {}
