package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"log/slog"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"peerbot/bot/request"
	"peerbot/bot/store"
	"peerbot/bot/store/storetest"
)

func TestOpenKeepsWhatIsThere(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, o Options) {
		first := open(t, o)
		saved, err := first.Write(t.Context(), store.Change{
			Request: &request.Request{State: request.Pending, Reason: "r"},
			Events:  []request.Event{{Kind: request.EventRequested}},
			Jobs:    []store.Job{{Kind: store.JobApply}},
		})
		if err != nil {
			t.Fatal(err)
		}
		if err := first.Close(); err != nil {
			t.Fatal(err)
		}
		for range 2 {
			s := open(t, o)
			r, err := s.Request(t.Context(), "R1")
			if err != nil || r.Reason != "r" || r.Version != saved.Request.Version {
				t.Errorf("Request = %+v, %v, want what was saved", r, err)
			}
			if n, err := s.VerifyAudit(t.Context()); n != 1 || err != nil {
				t.Errorf("VerifyAudit = %d, %v, want 1", n, err)
			}
			if q, err := s.Queue(t.Context()); q["available"] != 1 || err != nil {
				t.Errorf("Queue = %v, %v, want 1 available", q, err)
			}
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
		}
	})
}

func TestOpenRefusesANewerDatabase(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, o Options) {
		s := open(t, o)
		mustExec(t, s.db, "INSERT INTO goose_db_version (version_id, is_applied) VALUES (99, TRUE)")
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		wantOpenError(t, o, "newer peerbot", "99")
	})
}

func TestOneProcessPerFile(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "odd name? 100%.db")
	s := open(t, Options{Path: path})
	wantOpenError(t, Options{Path: path}, path, "another peerbot process")
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	open(t, Options{Path: path})
	files, err := os.ReadDir(filepath.Dir(path))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if !strings.HasPrefix(f.Name(), filepath.Base(path)) {
			t.Errorf("the database made a file %q", f.Name())
		}
		if info, err := f.Info(); err != nil || info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s has mode %v (%v), want none for others", f.Name(), info.Mode(), err)
		}
	}
}

func TestOpenErrorsForPeople(t *testing.T) {
	t.Parallel()
	wantOpenError(t, Options{}, "no database", "SQLite", "PostgreSQL")

	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, []byte("not a database, but a text that is long enough to be looked at"), 0o600); err != nil {
		t.Fatal(err)
	}
	wantOpenError(t, Options{Path: filepath.Join(file, "peerbot.db")}, "directory of the database", file)
	wantOpenError(t, Options{Path: file}, "not a database", file)
	wantOpenError(t, Options{Path: t.TempDir()}, "is a directory")

	if os.Geteuid() == 0 {
		return // root may write everywhere
	}
	locked := t.TempDir()
	if err := os.Chmod(locked, 0o500); err != nil {
		t.Fatal(err)
	}
	wantOpenError(t, Options{Path: filepath.Join(locked, "peerbot.db")}, "cannot be written", locked)
}

func TestNoPasswordInErrorsAndLogs(t *testing.T) {
	t.Parallel()
	// A server that hangs up at once.
	l, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			c.Close()
		}
	}()
	addr := l.Addr().String()
	urls := map[string]string{
		"hangs up":          "postgres://joe:hunter2@" + addr + "/db?sslmode=disable",
		"hangs up, escaped": "postgres://joe:hunter2%2F%40@" + addr + "/db?sslmode=disable",
		"nobody listens":    "postgres://joe:hunter2@127.0.0.1:1/db?connect_timeout=2",
		"bad port":          "postgres://joe:hunter2@host:port/db",
		"slash in password": "postgres://joe:hunter2/x@host/db",
		"hash in password":  "postgres://joe:hunter2#x@host/db",
		"percent":           "postgres://joe:hunter2%zz@host/db",
		"bad option":        "postgres://joe:hunter2@host/db?sslmode=hunter2",
		"password option":   "postgres://joe@host/db?password=hunter2&sslmode=nope",
		"bad pool size":     "postgres://joe:hunter2@host/db?pool_max_conns=hunter2",
		"keywords":          "host=h user=joe password=hunter2",
		"mysql":             "mysql://joe:hunter2@host/db",
		"no scheme":         "joe:hunter2@host/db",
	}
	if env := os.Getenv(storetest.PostgresEnv); env != "" {
		u, err := url.Parse(env)
		if err != nil {
			t.Fatal("the URL of the test database is not one")
		}
		u.User = url.UserPassword(u.User.Username(), "hunter2")
		urls["wrong password"] = u.String()
	}
	for name, dsn := range urls {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			log := &buffer{}
			ctx, cancel := context.WithTimeout(t.Context(), patience)
			defer cancel()
			s, err := Open(ctx, Options{URL: dsn, Log: slog.New(slog.NewTextHandler(log, &slog.HandlerOptions{Level: slog.LevelDebug}))})
			if err == nil {
				s.Close()
				t.Fatal("opened")
			}
			for what, text := range map[string]string{"error": err.Error(), "log": log.String()} {
				if strings.Contains(text, "hunter2") {
					t.Errorf("the password is in the %s: %s", what, text)
				}
			}
			for ; err != nil; err = errors.Unwrap(err) {
				if strings.Contains(err.Error(), "hunter2") {
					t.Errorf("the password is in a wrapped error: %v", err)
				}
			}
			if ctx.Err() != nil {
				t.Errorf("it took longer than %s", patience)
			}
			t.Log(err)
		})
	}
}

func TestTwoReplicasMigrateAnEmptyDatabase(t *testing.T) {
	t.Parallel()
	for range 3 {
		dsn := storetest.PostgresURL(t)
		errs := make(chan error, 2)
		for range cap(errs) {
			go func() {
				s, err := Open(t.Context(), Options{URL: dsn})
				if err == nil {
					err = s.Close()
				}
				errs <- err
			}()
		}
		for range cap(errs) {
			if err := recv(t, errs, "the end of a migration"); err != nil {
				t.Error(err)
			}
		}
	}
}

func TestWaitingForMigrationsCanBeCancelled(t *testing.T) {
	t.Parallel()
	s := open(t, Options{URL: storetest.PostgresURL(t)})
	err := s.advisoryLock(t.Context(), func() error {
		ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
		defer cancel()
		err := s.advisoryLock(ctx, func() error { return errors.New("two have the lock") })
		if !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("waiting for the lock ended with %v, want %v", err, context.DeadlineExceeded)
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}

func wantOpenError(t *testing.T, o Options, parts ...string) {
	t.Helper()
	s, err := Open(t.Context(), o)
	if err == nil {
		s.Close()
		t.Fatalf("Open(%q) worked, want an error with %q", o.Path, parts)
	}
	for _, p := range parts {
		if !strings.Contains(err.Error(), p) {
			t.Errorf("Open(%q): %v, want %q in it", o.Path, err, p)
		}
	}
}

func mustExec(t *testing.T, db *sql.DB, query string, args ...any) {
	t.Helper()
	if _, err := db.ExecContext(t.Context(), query, args...); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
}

// What is left of a password after a character that a URL gives another meaning
// must not be printed as a host, or as the name of a database.
func TestNoPartOfAPasswordIsPrinted(t *testing.T) {
	t.Parallel()
	for _, url := range []string{
		"postgres://peerbot:s3cr3t/w0rd@db.invalid:5432/name", "postgres://peerbot:s3cr3t@w0rd/x@db.invalid/name",
		"postgres://peerbot:s3cr3t?w0rd@db.invalid/name", "postgres://peerbot:s3cr3t#w0rd@db.invalid/name", "postgres://peerbot:1?w0rd@db.invalid/s3cr3t",
		"postgres://peerbot:s3cr3t@w0rd@127.0.0.1:1/name", "postgres://peerbot:s3cr3t%40w0rd@127.0.0.1:1/name",
	} {
		s, err := Open(t.Context(), Options{URL: url})
		if err == nil {
			_ = s.Close()
			t.Errorf("%s was opened", url)
			continue
		}
		if text := err.Error(); strings.Contains(text, "s3cr3t") || strings.Contains(text, "w0rd") {
			t.Errorf("%s: %s", url, text)
		}
	}
}
