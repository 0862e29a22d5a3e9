package sqlstore

import (
	"context"
	"database/sql"
	"fmt"
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

// lost returns why a compare-and-swap changed no row: a *store.NotFoundError when
// there is none of this id, store.ErrConflict when it has another version. query
// counts the rows of the id.
func (t *txn) lost(ctx context.Context, query, id string) error {
	var n int
	if err := t.QueryRowContext(ctx, query, id).Scan(&n); err != nil {
		return err
	}
	if n == 0 {
		return &store.NotFoundError{ID: id}
	}
	return fmt.Errorf("%s: %w", id, store.ErrConflict)
}
