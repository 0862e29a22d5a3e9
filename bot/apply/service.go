// Package apply carries an approved request out in AWS: observe, compute what
// is left, do what is ready, until nothing is left; then it reads back and says
// so. It keeps no list of what is left: AWS is the checkpoint, so a run may end
// anywhere, and any replica goes on from there.
package apply

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"peerbot/aws/peering"
	"peerbot/bot/notice"
	"peerbot/bot/outbox"
	"peerbot/bot/request"
	"peerbot/bot/store"
)

const (
	// A worker is given up by the engine after 15 s; it stops by itself before,
	// between two steps, and goes on in its next run.
	workTime = 8 * time.Second
	// At most so many writes to AWS at a time for one peering, and between two
	// looks whether writes are stopped.
	parallel = 8
	// maxAge is how old a read may be by which something is taken away.
	maxAge = 2 * time.Second
	// pausedWait is how long to wait before looking whether writes are still
	// stopped.
	pausedWait = 5 * time.Second
	// revalidate is how long it is taken as known that the approvals of a
	// request count, while it is carried out: people are asked about in Slack,
	// and writes come by the second.
	revalidate = time.Minute
	// unknownWait is how long to wait before asking again, when that is not known.
	unknownWait = 10 * time.Second
)

// Cloud is AWS, as far as carrying out a request needs it. Errors of single
// calls are *peering.CallError.
type Cloud interface {
	// Observe reads both sides of a pair.
	Observe(ctx context.Context, p peering.Peering) (peering.Observed, error)
	// Refresh reads only the named parts again and returns a copy.
	Refresh(ctx context.Context, p peering.Peering, have peering.Observed, what peering.Part) (peering.Observed, error)
	// Prepare makes ready what an actor needs to write in these accounts. Do
	// works without it, and then takes longer.
	Prepare(ctx context.Context, actor peering.Actor, want peering.Peering, accounts ...string) error
	// Do performs one writing step, and returns the id of the connection that
	// Create made.
	Do(ctx context.Context, actor peering.Actor, want peering.Peering, have peering.Observed, s peering.Step) (pcx string, err error)
}

// Store is what carrying out a request needs of the database.
type Store interface {
	Request(ctx context.Context, id string) (request.Request, error)
	Peering(ctx context.Context, id string) (request.Peering, error)
	Paused(ctx context.Context) (request.Pause, error)
	Save(ctx context.Context, c store.Change) (store.Change, error)
	UpdateRequest(ctx context.Context, id string, f func(request.Request, request.Peering) (store.Change, error)) (store.Change, error)
}

// Approvals is what carrying out a request asks of the approvals room.
type Approvals interface {
	// Desired returns what a request asks for; a *request.UserError when it can
	// no longer be carried out.
	Desired(r request.Request, record request.Peering) (peering.Peering, error)
	// Revalidate is the change that asks again for approvals that count no more;
	// without a request when all of them count. An error means that this is not
	// known.
	Revalidate(ctx context.Context, r request.Request, record request.Peering) (store.Change, error)
	// Cancelled is the change that ends a request which somebody cancelled.
	Cancelled(ctx context.Context, r request.Request, record request.Peering) (store.Change, error)
	// ValidUntil returns when the first approval of a request gets too old.
	ValidUntil(r request.Request) time.Time
	// Close is the change that ends a request because AWS has ended the connection
	// that somebody requested there.
	Close(ctx context.Context, r request.Request, record request.Peering, c peering.Connection) (store.Change, error)
	// Reapprove is the change that asks everybody again, with another plan.
	Reapprove(ctx context.Context, r request.Request, record request.Peering, plan peering.Plan) (store.Change, error)
}

// Service carries requests out. It is safe for concurrent use.
type Service struct {
	Cloud     Cloud
	Store     Store
	Approvals Approvals
	Routing   outbox.Routing
	Locks     *store.Locks

	Patience time.Duration // how long a step may fail in ways that pass
	Poll     time.Duration // between looks at AWS while it changes something
	Now      func() time.Time
	Log      *slog.Logger

	valid validated
}

// paused returns how long to wait before looking again while all writes are
// paused; zero when they are not. It fails closed: when the pause cannot be
// read it returns an error, and nothing is written.
func (s *Service) paused(ctx context.Context) (time.Duration, error) {
	p, err := s.Store.Paused(ctx)
	if err != nil {
		return 0, fmt.Errorf("is everything paused: %w", err)
	}
	if p.On {
		return pausedWait, nil
	}
	return 0, nil
}

// age returns how long ago t was; zero when t is zero.
func (s *Service) age(t time.Time) time.Duration {
	if t.IsZero() {
		return 0
	}
	return s.Now().Sub(t)
}

// endNotes returns the messages that say that a request ended: one in the thread
// of each of its cards, and one to whoever requested it where they may see none
// of the cards.
func (s *Service) endNotes(r request.Request, kind notice.NoteKind) []store.Note {
	below := []store.Note{{To: store.Thread(), Kind: kind}}
	return append(below, outbox.Notes(s.Routing.Routes(outbox.Subject{Occasion: outbox.RequestEnded, Request: r}), kind)...)
}
