package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"github.com/pressly/goose/v3"
	"github.com/riverqueue/river/riverdriver/riversqlite"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// sqliteConns is the application's pool. River has a pool of one connection of
// its own: a forgotten Rows on a shared one would stop the whole process.
const sqliteConns = 4

func (s *Store) openSQLite(ctx context.Context, path string, beside bool) error {
	if !beside {
		if err := touch(path); err != nil {
			return err
		}
		if err := s.lockFile(ctx, path); err != nil {
			return err
		}
	}
	db, err := s.openFile(path, sqliteConns)
	if err != nil {
		return err
	}
	jobs, err := s.openFile(path, 1)
	if err != nil {
		return err
	}
	s.db = db
	s.dialect = dialect{goose: goose.DialectSQLite3, triggers: "triggers/sqlite.sql", violates: sqliteViolates}
	s.engine, err = newEngine(riversqlite.New(jobs), s.riverConfig())
	if err != nil {
		return fmt.Errorf("open %s: %w", path, err)
	}
	if beside {
		if err := s.upToDate(ctx); err != nil {
			return fmt.Errorf("open %s: %w", path, err)
		}
		return nil
	}
	if err := s.migrate(ctx); err != nil {
		return fmt.Errorf("open %s: %w", path, err)
	}
	if err := takeOver(ctx, jobs); err != nil {
		return fmt.Errorf("open %s: %w", path, err)
	}
	return nil
}

// touch makes the file, readable by us only, and its directory. SQLite's own
// error for a directory that cannot be written is "unable to open database
// file".
func touch(path string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return fmt.Errorf("make the directory of the database: %w", err)
	}
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err == nil {
		err = private(f)
	}
	if errors.Is(err, fs.ErrPermission) {
		return fmt.Errorf("the database file cannot be written: %w: let the user that peerbot runs as write it and its directory, or name another file", err)
	}
	if err != nil {
		return fmt.Errorf("open the database file: %w", err)
	}
	return f.Close()
}

// private makes a file that was there already readable by us only: who reads it
// sees who approved what, and reasons.
func private(f *os.File) error {
	info, err := f.Stat()
	if err != nil || info.Mode().Perm()&0o077 == 0 {
		return err
	}
	if err := f.Chmod(0o600); err != nil {
		return fmt.Errorf("others can read %s, and that cannot be changed: %w", f.Name(), err)
	}
	return nil
}

// lockFile makes sure that no other process uses the file, until Close or the
// end of the process, however it ends. The lock is SQLite's own, on an empty
// file beside the database: it works on every system that SQLite works on.
func (s *Store) lockFile(ctx context.Context, path string) error {
	if err := touch(path + ".lock"); err != nil {
		return err
	}
	db, err := sql.Open("sqlite", dsn(path+".lock", "busy_timeout(0)", "journal_mode(MEMORY)"))
	if err != nil {
		return fmt.Errorf("lock %s: %w", path, err)
	}
	s.closers = append(s.closers, db.Close)
	conn, err := db.Conn(ctx)
	if err == nil {
		s.closers = append(s.closers, conn.Close)
		_, err = conn.ExecContext(ctx, "BEGIN EXCLUSIVE")
	}
	if e := (*sqlite.Error)(nil); errors.As(err, &e) && e.Code()&0xff == sqlite3.SQLITE_BUSY {
		return fmt.Errorf("%s is in use by another peerbot process: stop that one, or use PostgreSQL for more than one", path)
	}
	if err != nil {
		return fmt.Errorf("lock %s: %w", path, err)
	}
	return nil
}

func (s *Store) openFile(path string, conns int) (*sql.DB, error) {
	db, err := sql.Open("sqlite", dsn(path, "busy_timeout(10000)", "journal_mode(WAL)", "synchronous(FULL)", "foreign_keys(1)"))
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", path, err)
	}
	db.SetMaxOpenConns(conns)
	db.SetMaxIdleConns(conns)
	s.closers = append(s.closers, db.Close)
	return db, nil
}

// dsn escapes the path: a file name may contain "?" or "%".
func dsn(path string, pragmas ...string) string {
	return "file:" + (&url.URL{Path: path}).EscapedPath() + "?_txlock=immediate&_pragma=" + strings.Join(pragmas, "&_pragma=")
}

// takeOver makes jobs that were running when the last process died runnable
// at once, and ends what that process held: leases, and the term in which it
// led the job engine. Only the holder of the file lock may do it. Without it
// jobs wait until River takes them for stuck, 36 to 49 s.
func takeOver(ctx context.Context, db *sql.DB) error {
	for _, statement := range []string{
		"UPDATE river_job SET state = 'available' WHERE state = 'running'",
		"DELETE FROM leases",
		"DELETE FROM river_leader",
	} {
		if _, err := db.ExecContext(ctx, statement); err != nil {
			return fmt.Errorf("take over from the last process: %w", err)
		}
	}
	return nil
}

// sqliteViolates reports whether err is a violation of a unique index on one
// column of a table. SQLite names the column, not the index.
func sqliteViolates(err error, u unique) bool {
	e := (*sqlite.Error)(nil)
	return errors.As(err, &e) && e.Code()&0xff == sqlite3.SQLITE_CONSTRAINT && strings.Contains(e.Error(), "UNIQUE constraint failed: "+u.column)
}
