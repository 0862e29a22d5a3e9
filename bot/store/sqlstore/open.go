// Package sqlstore keeps what only the bot knows: what was wished, who said yes
// to which plan, what was told to whom, and the work that is still to be done.
// It is SQLite in one file, or PostgreSQL when there is more than one replica;
// the same SQL text serves both. River runs the jobs, and a job is written in
// the same transaction as the change that causes it.
package sqlstore

import (
	"context"
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

// Options say which database to open. The zero value names none and is an
// error.
type Options struct {
	URL  string           // "postgres://user:password@host:5432/name"; empty: SQLite
	Path string           // the SQLite file; made when it is missing, and its directory too
	Now  func() time.Time // nil: time.Now; jobs that are for later wait by the real clock
	Log  *slog.Logger     // nil: no log
}

// Open opens the database and brings its tables up to date. A SQLite file
// belongs to one process at a time: a second one gets an error that names the
// file. No error ever contains a password.
func Open(ctx context.Context, o Options) (*Store, error) {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	s := &Store{now: o.Now, log: o.Log}
	var err error
	switch {
	case o.URL != "":
		err = s.openPostgres(ctx, o.URL)
	case o.Path != "":
		err = s.openSQLite(ctx, o.Path)
	default:
		err = errors.New("no database: give the path of a SQLite file, or the URL of a PostgreSQL database")
	}
	if err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

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
