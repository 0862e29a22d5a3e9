package store

import (
	"context"
	"fmt"
	"log/slog"
	"sync/atomic"
	"time"
)

// Locks are named locks that one process takes: each piece of work in it is a
// holder of its own. They are safe for concurrent use.
type Locks struct {
	Leases  Leases
	Process string // names this process; unique among replicas
	Now     func() time.Time
	Log     *slog.Logger

	holders atomic.Int64
}

// Hold runs f while holding a lock, for ttl at most. It reports false, without
// having run f, if somebody else holds it.
func (l *Locks) Hold(ctx context.Context, name string, ttl time.Duration, f func() error) (bool, error) {
	holder := fmt.Sprintf("%s/%d", l.Process, l.holders.Add(1))
	now := l.Now()
	ok, err := l.Leases.Lease(ctx, name, holder, now, now.Add(ttl))
	if err != nil || !ok {
		return false, err
	}
	err = f()
	// The work is done or not, whatever becomes of the lock: it runs out by
	// itself. It is released also while the process is being stopped.
	if rerr := l.Leases.Release(context.WithoutCancel(ctx), name, holder); rerr != nil {
		l.Log.WarnContext(ctx, "lease not released", "lease", name, "error", rerr)
	}
	return true, err
}
