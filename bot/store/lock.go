package store

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"
)

const (
	// lease is how long a lock outlives its holder: soon enough that another
	// replica takes a dead one's work over within a minute, and longer than a
	// database stays away when it fails over.
	lease = 30 * time.Second
	// renewal is how often a holder that lives moves the end of its lease.
	renewal = lease / 3
)

// ErrLockLost is the cause of the end of a context of Hold's when the lock went
// to somebody else: this process was frozen, or cut off from the database, for
// longer than its lease.
var ErrLockLost = errors.New("the lock was lost to another process")

// Locks are named locks that one process takes: each piece of work in it is a
// holder of its own. They are safe for concurrent use.
type Locks struct {
	Leases  Leases
	Process string // names this process; unique among replicas
	Now     func() time.Time
	Log     *slog.Logger

	holders atomic.Int64
}

// Hold runs f while holding a lock, however long that takes, and reports false,
// without having run f, if somebody else holds it. A lock ends 30 s after its
// process did. The context of f ends when the lock is lost.
func (l *Locks) Hold(ctx context.Context, name string, f func(context.Context) error) (bool, error) {
	holder := fmt.Sprintf("%s/%d", l.Process, l.holders.Add(1))
	now := l.Now()
	ok, err := l.Leases.Lease(ctx, name, holder, now, now.Add(lease))
	if err != nil || !ok {
		return false, err
	}
	held, lose := context.WithCancelCause(ctx)
	var keeping sync.WaitGroup
	keeping.Go(func() { l.keep(held, name, holder, now.Add(lease), lose) })
	err = f(held)
	if cause := context.Cause(held); err != nil && errors.Is(cause, ErrLockLost) {
		err = fmt.Errorf("%w: %w", cause, err)
	}
	lose(nil)
	keeping.Wait()
	// The work is done or not, whatever becomes of the lock: it runs out by
	// itself. It is released also while the process is being stopped.
	if rerr := l.Leases.Release(context.WithoutCancel(ctx), name, holder); rerr != nil {
		l.Log.WarnContext(ctx, "lease not released", "lease", name, "error", rerr)
	}
	return true, err
}

// keep moves the end of a lease until ctx is done. It calls lose when somebody
// else has the lock by now, or may have it.
func (l *Locks) keep(ctx context.Context, name, holder string, ends time.Time, lose context.CancelCauseFunc) {
	tick := time.NewTicker(renewal)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		now := l.Now()
		ok, err := l.Leases.Lease(ctx, name, holder, now, now.Add(lease))
		switch {
		case ctx.Err() != nil:
			return
		case err == nil && ok:
			ends = now.Add(lease)
		case err == nil, !l.Now().Before(ends):
			lose(ErrLockLost)
			return
		default:
			l.Log.WarnContext(ctx, "lease not renewed", "lease", name, "error", err)
		}
	}
}
