package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river"

	"peerbot/bot/request"
	"peerbot/bot/store"
	"peerbot/bot/store/storetest"
)

// failing is an engine whose transactions fail after the jobs were written.
type failing struct {
	engine
	fail bool
}

var errLate = errors.New("the database went away")

func (f *failing) insert(ctx context.Context, conn *sql.Conn, tx *sql.Tx, jobs []river.InsertManyParams) error {
	if err := f.engine.insert(ctx, conn, tx, jobs); err != nil || !f.fail {
		return err
	}
	return errLate
}

func TestJobsAndRowsAreOneTransaction(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, o Options) {
		s := open(t, o)
		f := &failing{engine: s.engine}
		s.engine = f
		for i := range 20 {
			f.fail = i%2 == 1
			_, err := s.Write(t.Context(), store.Change{
				Request: &request.Request{State: request.Done},
				Events:  []request.Event{{Kind: request.Asked}},
				Jobs:    []store.Job{{Kind: store.JobApply}},
			})
			if f.fail != errors.Is(err, errLate) {
				t.Fatalf("Write %d: %v", i, err)
			}
		}
		rs, err := s.Requests(t.Context(), store.RequestFilter{})
		if err != nil || len(rs) != 10 {
			t.Errorf("%d requests (%v), want 10", len(rs), err)
		}
		if q, err := s.Queue(t.Context()); err != nil || q["available"] != 10 {
			t.Errorf("Queue = %v, %v, want 10 available", q, err)
		}
		if n, err := s.VerifyAudit(t.Context()); err != nil || n != 10 {
			t.Errorf("VerifyAudit = %d, %v, want 10", n, err)
		}
	})
}

func TestACancelledWriteLeavesTheStoreUsable(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, o Options) {
		s := open(t, o)
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := s.Write(ctx, store.Change{Request: &request.Request{}}); !errors.Is(err, context.Canceled) {
			t.Errorf("Write with a cancelled context: %v, want %v", err, context.Canceled)
		}
		for range 2 * sqliteConns { // none of the pool's connections is lost
			if _, err := s.Write(t.Context(), store.Change{Request: &request.Request{State: request.Done}}); err != nil {
				t.Fatal(err)
			}
		}
	})
}

func TestSavepointsOfAPgTx(t *testing.T) {
	t.Parallel()
	s := open(t, Options{URL: storetest.PostgresURL(t)})
	count := func(q interface {
		QueryRow(ctx context.Context, sql string, args ...any) pgx.Row
	},
	) (n int) {
		t.Helper()
		if err := q.QueryRow(t.Context(), "SELECT COUNT(*) FROM counters").Scan(&n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	add := func(tx pgx.Tx, name string) {
		t.Helper()
		if _, err := tx.Exec(t.Context(), "INSERT INTO counters (name, value) VALUES ($1, 1)", name); err != nil {
			t.Fatal(err)
		}
	}
	begin := func(tx pgx.Tx) pgx.Tx {
		t.Helper()
		inner, err := tx.Begin(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return inner
	}
	conn, err := s.db.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	tx, err := conn.BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	err = presentPgx(conn, tx, func(outer pgx.Tx) error {
		if err := outer.Commit(t.Context()); !errors.Is(err, errNotMine) {
			t.Errorf("Commit of the outermost: %v, want %v", err, errNotMine)
		}
		add(outer, "kept")
		undone := begin(outer)
		add(undone, "undone")
		deep := begin(undone)
		add(deep, "undone with it")
		if err := deep.Commit(t.Context()); err != nil {
			t.Error(err)
		}
		if n := count(undone); n != 3 {
			t.Errorf("%d rows before the rollback, want 3", n)
		}
		if err := undone.Rollback(t.Context()); err != nil {
			t.Error(err)
		}
		if err := undone.Rollback(t.Context()); !errors.Is(err, pgx.ErrTxClosed) {
			t.Errorf("a second Rollback: %v, want %v", err, pgx.ErrTxClosed)
		}
		if n := count(outer); n != 1 {
			t.Errorf("%d rows after the rollback, want 1", n)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := tx.Commit(); err != nil {
		t.Fatal(err)
	}
	var name string
	if err := s.db.QueryRowContext(t.Context(), "SELECT name FROM counters").Scan(&name); err != nil || name != "kept" {
		t.Errorf("the committed row is %q (%v), want %q", name, err, "kept")
	}
}
