package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"testing"

	"github.com/riverqueue/river"

	"peerbot/bot/request"
	"peerbot/bot/store"
)

// failing is an engine whose transactions fail after the jobs were written.
type failing struct {
	engine
	fail bool
}

var errLate = errors.New("the database went away")

func (f *failing) insert(ctx context.Context, tx *sql.Tx, jobs []river.InsertManyParams) error {
	if err := f.engine.insert(ctx, tx, jobs); err != nil || !f.fail {
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
				Events:  []request.Event{{Kind: request.EventRequested}},
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
