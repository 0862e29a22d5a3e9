package sqlstore

import (
	"context"
	"errors"
	"log/slog"
	"time"
)

// Options say which database to open. The zero value names none and is an
// error.
type Options struct {
	URL  string // "postgres://user:password@host:5432/name"; empty: SQLite
	Path string // the SQLite file; made when it is missing, and its directory too
	// Beside opens a database that another process may be using: what is there is
	// neither locked nor upgraded, and no jobs may be run.
	Beside bool
	Now    func() time.Time // nil: time.Now; jobs that are for later wait by the real clock
	Log    *slog.Logger     // nil: no log
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
		err = s.openPostgres(ctx, o.URL, o.Beside)
	case o.Path != "":
		err = s.openSQLite(ctx, o.Path, o.Beside)
	default:
		err = errors.New("no database: give the path of a SQLite file, or the URL of a PostgreSQL database")
	}
	if err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}
