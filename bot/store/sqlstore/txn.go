package sqlstore

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"time"

	"github.com/riverqueue/river"

	"peerbot/bot/store"
)

// txn is one transaction, with the jobs that it will enqueue.
type txn struct {
	*sql.Tx
	jobs []river.InsertManyParams
}

// change runs f in a transaction, enqueues its jobs in the same, and commits
// when both went well.
func (s *Store) change(ctx context.Context, f func(*txn) error) error {
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("begin: %w", err)
	}
	defer tx.Rollback() //nolint:errcheck // does nothing once committed
	t := &txn{Tx: tx}
	if err := f(t); err != nil {
		return err
	}
	if len(t.jobs) > 0 {
		if err := s.engine.insert(ctx, tx, t.jobs); err != nil {
			return fmt.Errorf("enqueue: %w", err)
		}
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("commit: %w", err)
	}
	return nil
}

// enqueue adds a job to the transaction. A time that is not after now means
// at once.
func (t *txn) enqueue(j store.Job, now time.Time) {
	args := jobArgs{kind: string(j.Kind), Key: j.Key}
	opts := &river.InsertOpts{UniqueOpts: args.uniqueness()}
	if j.At.After(now) {
		opts.ScheduledAt = j.At
	}
	t.jobs = append(t.jobs, river.InsertManyParams{Args: args, InsertOpts: opts})
}

// exec runs one statement and returns how many rows it changed.
func (t *txn) exec(ctx context.Context, query string, args ...any) (int64, error) {
	r, err := t.ExecContext(ctx, query, args...)
	if err != nil {
		return 0, err
	}
	return r.RowsAffected()
}

// one runs a statement that changes the row of one id.
func (s *Store) one(ctx context.Context, id, query string, args ...any) error {
	r, err := s.db.ExecContext(ctx, query, args...)
	if err != nil {
		return err
	}
	n, err := r.RowsAffected()
	if err != nil {
		return err
	}
	if n == 0 {
		return &store.NotFoundError{ID: id}
	}
	return nil
}

// millis returns Unix milliseconds, and 0 for the zero time.
func millis(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

func fromMillis(n int64) time.Time {
	if n == 0 {
		return time.Time{}
	}
	return time.UnixMilli(n).UTC()
}

// clean returns text that both databases take: PostgreSQL refuses NUL bytes
// and what is not UTF-8.
func clean(s string) string {
	return strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\x00", "")
}
