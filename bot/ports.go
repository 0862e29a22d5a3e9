package bot

import (
	"context"
	"errors"
	"fmt"
	"time"

	"peerbot/aws/peering"
	"peerbot/bot/finding"
	"peerbot/bot/request"
)

// Cloud is AWS, as far as the bot needs it. Errors of single calls are
// *peering.CallError.
type Cloud interface {
	// Find returns the VPCs that match; none is not an error.
	Find(ctx context.Context, q peering.Query) ([]peering.VPC, error)
	// Observe reads both sides of a pair.
	Observe(ctx context.Context, p peering.Peering) (peering.Observed, error)
	// Refresh reads only the named parts again and returns a copy.
	Refresh(ctx context.Context, p peering.Peering, have peering.Observed, what peering.Part) (peering.Observed, error)
	// Prepare makes ready what an actor needs to write in these accounts. Do
	// works without it, and then takes longer.
	Prepare(ctx context.Context, actor peering.Actor, accounts ...string) error
	// Do performs one writing step, and returns the id of the connection that
	// Create made.
	Do(ctx context.Context, actor peering.Actor, want peering.Peering, have peering.Observed, s peering.Step) (pcx string, err error)
	// Connection finds a connection by id in every configured account and
	// Region: one entry per side that shows it.
	Connection(ctx context.Context, pcx string) ([]peering.Connection, error)
	// StaleRules lists security-group rules of a VPC that point to groups
	// behind a peering that is gone.
	StaleRules(ctx context.Context, vpc peering.Ref) ([]peering.StaleRule, error)
}

// Surveyor is AWS, as far as the drift check needs it.
type Surveyor interface {
	// Survey reads whole accounts and Regions: every place that these peerings
	// touch, with a few calls each however many there are, and the connections
	// of every other configured place. What could not be read says so in the
	// survey.
	Survey(ctx context.Context, managed []peering.Peering) peering.Survey
}

// Trail is CloudTrail, as far as the drift check needs it.
type Trail interface {
	// TrailEvents returns the calls between two times that match one of the traces,
	// newest first, beside an error that says what could not be read. A call is
	// there some minutes after it was made.
	TrailEvents(ctx context.Context, traces []peering.Trace, since, until time.Time) ([]peering.TrailEvent, error)
}

// Chat is Slack, as far as the bot needs it.
type Chat interface {
	// Post sends a message and returns its ts. The key is stored in the
	// message's metadata, so that Lookup finds it again. thread is the ts of
	// the message to answer to, or empty. channel may be a user id: then it is
	// a direct message, and the returned channel is the conversation's id.
	Post(ctx context.Context, channel, thread, key string, n Notice) (postedIn, ts string, err error)
	// Update replaces a message of ours.
	Update(ctx context.Context, channel, ts string, n Notice) error
	// Lookup finds a message of ours by the key it was posted with, among the
	// recent ones of a channel, or of a thread when one is named.
	Lookup(ctx context.Context, channel, thread, key string) (ts string, ok bool, err error)
	// Whisper answers one person where they typed or clicked; nobody else sees it.
	Whisper(ctx context.Context, to Whereabouts, n Notice) error
	// Person reads a person fresh: the answer decides what they may do.
	Person(ctx context.Context, user string) (Person, error)
	// Members reads the user ids of a user group fresh.
	Members(ctx context.Context, group string) ([]string, error)
}

// SendError is what Slack answered to a message of ours.
type SendError struct {
	Code       string        // Slack's, "not_in_channel"; empty when there was no answer
	RetryAfter time.Duration // set when we are sending too fast
	Unknown    bool          // it may have been posted: Lookup before trying again
	Final      bool          // trying again cannot help until somebody changes something
	Err        error
}

// Error returns one line for the log.
func (e *SendError) Error() string {
	if e.Code != "" {
		return "slack: " + e.Code
	}
	return fmt.Sprintf("slack: %v", e.Err)
}

// Unwrap returns the cause.
func (e *SendError) Unwrap() error { return e.Err }

// Whereabouts is where a person typed or clicked.
type Whereabouts struct {
	User        string
	Channel     string
	ResponseURL string // may be empty; good for 30 minutes and five messages
}

// Person is what Slack says of a user. The zero value may do nothing.
type Person struct {
	ID       string
	Team     string // home team (or enterprise) id
	Name     string // for display only; never decides anything
	Bot      bool
	Guest    bool
	Deleted  bool
	Stranger bool // of another organisation
}

// Store is the database. Every change is one transaction. Errors: ErrNotFound
// for ids that do not exist; ErrConflict when the row is no longer the version
// that the change was made from.
type Store interface {
	Request(ctx context.Context, id string) (request.Request, error)
	Requests(ctx context.Context, f RequestFilter) ([]request.Request, error)
	Peering(ctx context.Context, id string) (request.Peering, error)
	Peerings(ctx context.Context, f PeeringFilter) ([]request.Peering, error)
	// NextPeering reserves the id of a peering to be: the plan that creates it
	// carries it in its tags, and so in its digest. Ids may be left unused.
	NextPeering(ctx context.Context) (id string, err error)
	// Save makes one change, all of it or nothing. Rows of version 0 are new;
	// a request without an id gets one. Every saved row gets its new version:
	// the returned Change has them. A second open request about the same pair
	// of VPCs is an *OpenRequestError.
	Save(ctx context.Context, c Change) (Change, error)
	// Events returns audit events, oldest first.
	Events(ctx context.Context, f EventFilter) ([]request.Event, error)
	// Intent returns one message that is to be sent.
	Intent(ctx context.Context, id string) (Intent, error)
	// Intents returns the messages of one request, oldest first.
	Intents(ctx context.Context, requestID string) ([]Intent, error)
	// Trying marks that a post is being tried, before it is sent.
	Trying(ctx context.Context, id string) error
	// Sent marks what was sent: where, and which version of the request it showed.
	Sent(ctx context.Context, id, channel, ts string, version int64) error
	// Unsent records why a message could not be sent. Final ones are not tried again.
	Unsent(ctx context.Context, id, reason string, final bool, at time.Time) error
	// Lease takes a named lock until it is released or the time is over. Not
	// getting it is not an error.
	Lease(ctx context.Context, name, holder string, now, until time.Time) (ok bool, err error)
	Release(ctx context.Context, name, holder string) error
	// Paused returns the current stop; its zero value means that work goes on.
	Paused(ctx context.Context) (Pause, error)
}

// FindingStore is what the drift check reads; it writes through Store.Save.
type FindingStore interface {
	// Finding and Findings return what the drift check found, Findings the
	// open ones first, then the newest.
	Finding(ctx context.Context, id string) (finding.Finding, error)
	Findings(ctx context.Context, f FindingFilter) ([]finding.Finding, error)
	// Group returns a group of findings; its members are Findings of the group.
	Group(ctx context.Context, id string) (finding.Group, error)
	// GroupsOf returns, by finding, the ids of the groups that it is in.
	GroupsOf(ctx context.Context, findings []string) (map[string][]string, error)
	// NextGroup reserves the id of a group.
	NextGroup(ctx context.Context) (id string, err error)
	// LastSweep returns the last sweep; one that never was has no time.
	LastSweep(ctx context.Context) (Sweep, error)
}

// Errors of the Store.
var (
	ErrNotFound = errors.New("not found")
	ErrConflict = errors.New("changed by somebody else in the meantime")
)

// OpenRequestError says that an open request about the same pair exists.
type OpenRequestError struct{ ID string }

// Error returns one line for the log.
func (e *OpenRequestError) Error() string { return e.ID + " about the same VPCs is still open" }

// Change is what one transaction writes. A row of version 0 is new; any other
// is compared by Version and swapped.
type Change struct {
	At      time.Time
	Request *request.Request
	Peering *request.Peering
	Events  []request.Event // empty Request and Peering ids are filled in
	// Cards are channels that get a card of the request. All cards that the
	// request has already are brought up to date whenever Request is set.
	Cards []string
	Notes []Note
	Jobs  []Job
	Pause *Pause

	Findings []FindingChange
	Groups   []finding.Group // new ones, with ids; each gets a card in its channel
	Sweep    *Sweep          // becomes the last one
}

// FindingChange saves one finding; of version 0 it is new and gets its id.
type FindingChange struct {
	Finding *finding.Finding
	Cards   []string // channels that get a card of it, where they have none
	Groups  []string // ids of the groups that it becomes a member of
	Redraw  bool     // its cards are brought up to date, and those of its groups
	Note    NoteKind // an answer below each of its cards; empty: none
	Trace   bool     // look who made it: JobTrace
}

// Sweep is one drift check over everything.
type Sweep struct {
	At       time.Time
	Took     time.Duration
	Peerings int  // compared
	Open     int  // findings
	Unread   int  // accounts and Regions that could not be read
	Baseline bool // the first of this installation
}

// Note is a message that is posted once and never edited. It is about a
// request, or a finding, or neither; then it has a Text.
type Note struct {
	Finding string // id, of a finding or a group; Thread notes of findings are made by FindingChange
	Text    string // plain text, escaped when it is shown
	User    string // a direct message to this person; or
	Channel string // a message in this channel; or
	Thread  bool   // an answer below every card of the request
	Request string // filled in like an event's
	Kind    NoteKind
}

// NoteKind says what a note tells; its text is made from the request.
type NoteKind string

// The kinds of notes.
const (
	NoteActive  NoteKind = "active" // the peering is active
	NoteGone    NoteKind = "gone"   // the peering is deleted
	NoteDenied  NoteKind = "denied"
	NoteFailed  NoteKind = "failed"
	NoteAgain   NoteKind = "asked-again" // the plan changed
	NoteExpired NoteKind = "expired"

	NoteChanged  NoteKind = "finding-changed"
	NoteStill    NoteKind = "finding-still"
	NoteResolved NoteKind = "finding-resolved"
	NotePlain    NoteKind = "plain" // its Text
)

// Intent is a message that is to be sent, or was.
type Intent struct {
	ID       string
	Request  string // of a card or note about a request
	Finding  string // of a card or note about a finding, or a group of them
	Note     *Note  // nil for a card
	Channel  string // where to; a user id for a direct message
	Thread   string // intent id of the card that a note answers to; may be empty
	PostedIn string // set once sent: the channel's or conversation's id
	TS       string // set once sent
	Tried    bool   // a post was begun; look it up before posting again
	Shown    int64  // the version of the request that the sent card shows
	Reason   string // why it could not be sent
	Final    bool   // and will not be tried again
}

// Job is work to be done by whichever replica gets it, at least once.
type Job struct {
	Kind JobKind
	Key  string    // request id or intent id
	At   time.Time // zero: now
}

// JobKind says what a job does. The Store adds the deliver jobs of cards and
// notes by itself, in the transaction that writes them.
type JobKind string

// The kinds of jobs.
const (
	JobApply   JobKind = "apply"   // do the next of an approved request
	JobDeliver JobKind = "deliver" // send or edit one message
	JobExpire  JobKind = "expire"  // end a request that nobody decided
	JobSweep   JobKind = "sweep"   // compare everything with AWS; without a key
	JobRecheck JobKind = "recheck" // compare one peering with AWS
	JobReject  JobKind = "reject"  // reject an inbound request that was denied
	JobTrace   JobKind = "trace"   // look who made what a finding is about
)

// Worker does one job. It returns how long to wait before the same job is run
// again, or 0 when it is finished. An error means: try again with back-off.
type Worker func(ctx context.Context, key string) (again time.Duration, err error)

// Pause stops every write to AWS, on every replica.
type Pause struct {
	On     bool
	Person string
	Reason string
	At     time.Time
}

// RequestFilter selects requests; zero fields select all. Newest first.
type RequestFilter struct {
	States  []request.State
	Account string // 12 digits: one of the sides
	Peering string
	Asker   string
	Limit   int // 0: 100
}

// PeeringFilter selects peerings; zero fields select all. Newest first.
type PeeringFilter struct {
	States  []request.PeeringState
	Account string
	PCX     string
	Limit   int // 0: 100
}

// FindingFilter selects findings.
type FindingFilter struct {
	Resolved bool   // those that are over, too
	Peering  string // "P17"; empty: all
	Group    string // "G3"; empty: all
	Limit    int    // 0: all
}

// EventFilter selects audit events.
type EventFilter struct {
	Request string
	Peering string
	Limit   int // 0: 1000
}
