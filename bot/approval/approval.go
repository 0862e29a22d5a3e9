// Package approval is a request's life: it is submitted, approved, denied,
// withdrawn, expires, is tried again, or is undone. What a request may do and
// how it ends is asked of its kind: package request has the table.
package approval

import (
	"context"
	"log/slog"
	"time"

	"peerbot/aws/peering"
	"peerbot/bot/directory"
	"peerbot/bot/finding"
	"peerbot/bot/outbox"
	"peerbot/bot/request"
	"peerbot/bot/store"
)

// Cloud is AWS, as far as requests need it. Errors of single calls are
// *peering.CallError.
type Cloud interface {
	// Find returns the VPCs that match; none is not an error.
	Find(ctx context.Context, q peering.Query) ([]peering.VPC, error)
	// Observe reads both sides of a pair.
	Observe(ctx context.Context, p peering.Peering) (peering.Observed, error)
	// Connection finds a connection by id in every configured account and
	// Region: one entry per side that shows it.
	Connection(ctx context.Context, pcx string) ([]peering.Connection, error)
}

// Store is what requests need of the database.
type Store interface {
	Request(ctx context.Context, id string) (request.Request, error)
	Requests(ctx context.Context, f store.RequestFilter) ([]request.Request, error)
	Peering(ctx context.Context, id string) (request.Peering, error)
	Peerings(ctx context.Context, f store.PeeringFilter) ([]request.Peering, error)
	Findings(ctx context.Context, f store.FindingFilter) ([]finding.Finding, error)
	NextPeering(ctx context.Context) (id string, err error)
	Save(ctx context.Context, c store.Change) (store.Change, error)
	UpdateRequest(ctx context.Context, id string, f func(request.Request, request.Peering) (store.Change, error)) (store.Change, error)
	Messages(ctx context.Context, about string) ([]store.Message, error)
}

// Service moves requests through their life. It is safe for concurrent use.
type Service struct {
	Cloud     Cloud
	Store     Store
	Directory *directory.Directory
	Audience  *directory.Audience
	Routing   outbox.Routing

	Install       string        // the name of the installation, for its tags
	DecideWithin  time.Duration // how long people have to decide
	ApprovalValid time.Duration // how long an approval counts
	Now           func() time.Time
	Log           *slog.Logger

	shown shown
}
