package sqlstore

import (
	"context"
	"fmt"
	"time"

	"peerbot/bot/store"
)

const (
	// heartbeatEvery is how often the row of a sweep that is running is marked.
	heartbeatEvery = 10 * time.Second
	// heartbeatLost is how old the last mark of a sweep may be before another
	// replica takes it over. It is the age at which other jobs are taken over.
	heartbeatLost = rescueAfter + heartbeatEvery
)

// heartbeat marks the row of a job of which River would believe for
// sweepTimeout that it is running, until ctx is done. The time is that of the
// database, so that the clocks of replicas do not matter. On SQLite there is
// nobody to read it: the next process takes over at its start.
func (s *Store) heartbeat(ctx context.Context, job int64) {
	if !s.dialect.replicas {
		return
	}
	repeat(ctx, heartbeatEvery, func() {
		_, err := s.db.ExecContext(ctx, "UPDATE river_job SET attempted_at = CURRENT_TIMESTAMP WHERE id = $1 AND state = 'running'", job)
		if err != nil && ctx.Err() == nil {
			s.log.WarnContext(ctx, "job not marked as running", "job", job, "error", err)
		}
	})
}

// takeOverLost has sweeps run again whose replica died, until ctx is done. River
// would wait for sweepTimeout, and leave out every sweep that is due in that
// time.
func (s *Store) takeOverLost(ctx context.Context) {
	if !s.dialect.replicas {
		return
	}
	repeat(ctx, heartbeatEvery, func() {
		if err := s.takeOverSilent(ctx, heartbeatLost); err != nil && ctx.Err() == nil {
			s.log.WarnContext(ctx, "cannot take over lost jobs", "error", err)
		}
	})
}

// takeOverSilent makes the sweeps runnable that have not been marked for so long.
func (s *Store) takeOverSilent(ctx context.Context, silent time.Duration) error {
	r, err := s.db.ExecContext(ctx, `
		UPDATE river_job SET state = 'available', scheduled_at = CURRENT_TIMESTAMP
		WHERE kind = $1 AND state = 'running' AND attempted_at < CURRENT_TIMESTAMP - make_interval(secs => $2)`,
		string(store.JobSweep), silent.Seconds())
	if err != nil {
		return err
	}
	n, err := r.RowsAffected()
	if err != nil || n == 0 {
		return err
	}
	s.log.InfoContext(ctx, "took over a lost job", "kind", store.JobSweep)
	if err := s.engine.wake(ctx); err != nil {
		return fmt.Errorf("wake jobs: %w", err)
	}
	return nil
}

// repeat calls f again and again until ctx is done.
func repeat(ctx context.Context, d time.Duration, f func()) {
	tick := time.NewTicker(d)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			f()
		}
	}
}
