// Package outbox sends messages: to whom, once, and edited in place when what
// they show changes. Every message is a row that was written with the change
// that causes it; here it is composed from the rows that it is about, sent, and
// looked up when it is not known whether it was.
package outbox

import (
	"context"
	"log/slog"
	"time"

	"peerbot/aws/peering"
	"peerbot/bot/directory"
	"peerbot/bot/finding"
	"peerbot/bot/notice"
	"peerbot/bot/request"
	"peerbot/bot/store"
)

// Sender posts and edits messages at the destinations of one kind. Errors are
// *SendError.
type Sender interface {
	// Post sends a message and returns its ts. The key is stored in the
	// message's metadata, so that Lookup finds it again. thread is the ts of
	// the message to answer to, or empty. to may be a user id: then it is a
	// direct message, and the returned channel is the conversation's id.
	Post(ctx context.Context, to, thread, key string, n notice.Notice) (channel, ts string, err error)
	// Update replaces a message of ours.
	Update(ctx context.Context, channel, ts string, n notice.Notice) error
	// Lookup finds a message of ours by the key it was posted with, among the
	// recent ones of a channel, or of a thread when one is named.
	Lookup(ctx context.Context, channel, thread, key string) (ts string, ok bool, err error)
}

// Cloud is AWS, as far as messages need it.
type Cloud interface {
	// StaleRules lists security-group rules of a VPC that point to groups
	// behind a peering that is gone.
	StaleRules(ctx context.Context, vpc peering.Ref) ([]peering.StaleRule, error)
}

// Store is what messages need of the database.
type Store interface {
	Request(ctx context.Context, id string) (request.Request, error)
	Requests(ctx context.Context, f store.RequestFilter) ([]request.Request, error)
	Peering(ctx context.Context, id string) (request.Peering, error)
	Finding(ctx context.Context, id string) (finding.Finding, error)
	Findings(ctx context.Context, f store.FindingFilter) ([]finding.Finding, error)
	Group(ctx context.Context, id string) (finding.Group, error)
	Paused(ctx context.Context) (request.Pause, error)
	Message(ctx context.Context, id string) (store.Message, error)
	MarkAttempted(ctx context.Context, id string, at time.Time) error
	MarkSent(ctx context.Context, id, postedIn, ts string, shown int64) error
	MarkFailed(ctx context.Context, id, reason string, o store.Outcome, at time.Time) error
	Save(ctx context.Context, c store.Change) (store.Change, error)
}

// Outbox sends messages. It is safe for concurrent use.
type Outbox struct {
	Senders   map[store.DestinationKind]Sender // one for each kind but threads, which are where their card is
	Cloud     Cloud
	Store     Store
	Directory *directory.Directory
	Audience  *directory.Audience
	Routing   Routing
	Locks     *store.Locks
	Install   string // names this installation in message keys; the same for all replicas

	Now func() time.Time
	Log *slog.Logger
}
