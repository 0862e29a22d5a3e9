package store

import (
	"context"
	"iter"
	"time"

	"peerbot/bot/finding"
	"peerbot/bot/request"
)

// Database is what keeps the rows: package sqlstore, or a fake. The program
// uses it through a Store; only what operates the database itself has one.
type Database interface {
	Reader
	Outbox
	Leases
	// Write makes one change, all of it or nothing. Rows of version 0 are new,
	// and get an id where they have none. Any other must be of the version
	// that is kept, else the error is ErrConflict, or a *NotFoundError when
	// there is none. A second open request about the same pair of VPCs is an
	// *OpenRequestError. The returned Change has the ids, the new versions and
	// the times as they are kept.
	//
	// It is the Store's to call: there is nothing that keeps a caller from
	// writing what it read an hour ago.
	Write(ctx context.Context, c Change) (Change, error)
}

// Reader is what can be read. A row that does not exist is a *NotFoundError;
// lists that match nothing are empty.
type Reader interface {
	Request(ctx context.Context, id string) (request.Request, error)
	Requests(ctx context.Context, f RequestFilter) ([]request.Request, error)
	Peering(ctx context.Context, id string) (request.Peering, error)
	Peerings(ctx context.Context, f PeeringFilter) ([]request.Peering, error)
	// NextPeering reserves the id of a peering to be: the plan that creates it
	// carries it in its tags, and so in its digest. Ids may be left unused.
	NextPeering(ctx context.Context) (id string, err error)
	// Events returns audit events, oldest first. They are read while the loop
	// runs: the whole log need not fit into memory. An error is the last pair.
	Events(ctx context.Context, f EventFilter) iter.Seq2[request.Event, error]
	// Paused returns the current stop; its zero value means that work goes on.
	Paused(ctx context.Context) (request.Pause, error)
	FindingStore
}

// FindingStore is what the drift check reads.
type FindingStore interface {
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

// Outbox is the messages: what is to be sent, and what became of it. The change
// that they are about makes them, with a JobDeliver each. A message that does
// not exist is a *NotFoundError.
//
// Who sends reads the message, then what it is about, and then marks it with
// the Wanted that it has read: what changes in between is sent once more.
type Outbox interface {
	Message(ctx context.Context, id string) (Message, error)
	// Messages returns the messages about a request, a finding or a group,
	// oldest first.
	Messages(ctx context.Context, about string) ([]Message, error)
	// MarkAttempted marks that a post or an edit is about to be tried.
	MarkAttempted(ctx context.Context, id string, at time.Time) error
	// MarkSent marks what was posted or edited, where it is, and the Wanted
	// that it was drawn for. An earlier failure is forgotten.
	MarkSent(ctx context.Context, id, postedIn, ts string, shown int64) error
	// MarkFailed records why a message could not be sent. Undeliverable ones get
	// no jobs any more.
	MarkFailed(ctx context.Context, id, reason string, o Outcome, at time.Time) error
}

// Leases are named locks that end by themselves.
type Leases interface {
	// Lease takes a named lock until it is released or the time is over. Its
	// holder may take it again, which moves its end. Not getting it is not an
	// error.
	Lease(ctx context.Context, name, holder string, now, until time.Time) (ok bool, err error)
	// Release gives a lease back. It does nothing when somebody else has it by
	// now.
	Release(ctx context.Context, name, holder string) error
}

// Collect returns everything that an iterator yields, up to its first error.
func Collect[T any](all iter.Seq2[T, error]) ([]T, error) {
	var out []T
	for v, err := range all {
		if err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	return out, nil
}
