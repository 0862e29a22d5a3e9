package store

import (
	"context"
	"time"

	"peerbot/bot/finding"
	"peerbot/bot/request"
)

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
	Intent(ctx context.Context, id string) (Message, error)
	// Intents returns the messages of one request, oldest first.
	Intents(ctx context.Context, requestID string) ([]Message, error)
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
	Paused(ctx context.Context) (request.Pause, error)
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
	LastSweep(ctx context.Context) (finding.Sweep, error)
}
