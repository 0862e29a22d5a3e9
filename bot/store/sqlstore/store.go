// Package sqlstore keeps what only the bot knows: what was approved, by whom and
// for which plan, what was sent to whom, and the work that is still to be done.
// It is SQLite in one file, or PostgreSQL when there is more than one replica;
// the same SQL text serves both. River runs the jobs, and a job is written in
// the same transaction as the change that causes it.
package sqlstore

import (
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"peerbot/bot/store"
)

// Store implements store.Database. It is safe for concurrent use.
type Store struct {
	db      *sql.DB // the application's pool; River has its own on SQLite
	dialect dialect
	engine  engine
	now     func() time.Time
	log     *slog.Logger

	mu        sync.Mutex
	running   bool
	periodics []periodic

	closers []func() error // called in reverse order
}

var _ store.Database = (*Store)(nil)

// Close releases the database. Run must have returned.
func (s *Store) Close() error {
	var errs []error
	for len(s.closers) > 0 {
		last := len(s.closers) - 1
		if err := s.closers[last](); err != nil {
			errs = append(errs, fmt.Errorf("close the database: %w", err))
		}
		s.closers = s.closers[:last]
	}
	return errors.Join(errs...)
}
