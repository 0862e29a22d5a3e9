package sqlstore

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5/pgconn"
)

// Probe writes a row, and returns why the database takes no writes: the disk is
// full, it is read-only after a failover, or somebody holds it locked.
func (s *Store) Probe(ctx context.Context) error {
	_, err := s.db.ExecContext(ctx, `
		INSERT INTO leases (name, holder, ends) VALUES ('probe', 'probe', $1)
		ON CONFLICT (name) DO UPDATE SET ends = excluded.ends`, millis(s.now()))
	if err == nil {
		return nil
	}
	if e, ok := errors.AsType[*pgconn.PgError](err); ok && e.Code == readOnly && s.dialect.reconnect != nil {
		// The server that these connections lead to is a standby by now.
		s.log.WarnContext(ctx, "the database became read-only, connecting again")
		s.dialect.reconnect()
	}
	return fmt.Errorf("the database takes no writes: %w", err)
}

// readOnly is what PostgreSQL answers to a write on a standby:
// read_only_sql_transaction.
const readOnly = "25006"

// probeAgain probes the database until ctx is done, so that it is found again
// after a failover also when nobody asks whether this replica is ready.
func (s *Store) probeAgain(ctx context.Context) {
	if s.dialect.reconnect == nil {
		return
	}
	repeat(ctx, heartbeatEvery, func() {
		if err := s.Probe(ctx); err != nil && ctx.Err() == nil {
			s.log.WarnContext(ctx, "database probe failed", "error", err)
		}
	})
}
