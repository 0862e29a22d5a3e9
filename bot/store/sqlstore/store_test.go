package sqlstore

import (
	"log/slog"
	"path/filepath"
	"testing"

	"peerbot/bot/store/storetest"
)

func TestSQLiteConforms(t *testing.T) {
	t.Parallel()
	storetest.Run(t, func(t *testing.T) storetest.Database { return open(t, Options{}) })
}

func TestPostgresConforms(t *testing.T) {
	t.Parallel()
	storetest.PostgresURL(t) // skips here, once, and not in every test of the suite
	storetest.Run(t, func(t *testing.T) storetest.Database { return open(t, Options{URL: storetest.PostgresURL(t)}) })
}

// open opens a store; an empty one on SQLite when the options name none. The
// log goes to the test's output.
func open(tb testing.TB, o Options) *Store {
	tb.Helper()
	if o.URL == "" && o.Path == "" {
		o.Path = filepath.Join(tb.TempDir(), "peerbot.db")
	}
	if o.Log == nil {
		o.Log = slog.New(slog.NewTextHandler(tb.Output(), nil))
	}
	s, err := Open(tb.Context(), o)
	if err != nil {
		tb.Fatalf("Open: %v", err)
	}
	tb.Cleanup(func() {
		if err := s.Close(); err != nil {
			tb.Errorf("Close: %v", err)
		}
	})
	return s
}

// onEach runs a test on an empty store of each database.
func onEach(t *testing.T, test func(t *testing.T, o Options)) {
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		test(t, Options{Path: filepath.Join(t.TempDir(), "peerbot.db")})
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		test(t, Options{URL: storetest.PostgresURL(t)})
	})
}
