package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/riverqueue/river"

	"peerbot/bot"
)

// txn is one transaction, with the jobs that it will enqueue.
type txn struct {
	*sql.Tx
	jobs []river.InsertManyParams
}

// change runs f in a transaction, enqueues its jobs in the same, and commits
// when both went well.
func (s *Store) change(ctx context.Context, f func(*txn) error) error {
	conn, err := s.db.Conn(ctx)
	if err != nil {
		return fmt.Errorf("take a database connection: %w", err)
	}
	defer conn.Close() //nolint:errcheck // gives it back to the pool
	tx, err := conn.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("begin: %w", err)
	}
	defer tx.Rollback() //nolint:errcheck // does nothing once committed
	t := &txn{Tx: tx}
	if err := f(t); err != nil {
		return err
	}
	if len(t.jobs) > 0 {
		if err := s.engine.insert(ctx, conn, tx, t.jobs); err != nil {
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
func (t *txn) enqueue(j bot.Job, now time.Time) {
	opts := &river.InsertOpts{}
	if j.At.After(now) {
		opts.ScheduledAt = j.At
	}
	t.jobs = append(t.jobs, river.InsertManyParams{Args: jobArgs{kind: string(j.Kind), Key: j.Key}, InsertOpts: opts})
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
		return fmt.Errorf("%s: %w", id, bot.ErrNotFound)
	}
	return nil
}

// The counters, named after what the ids begin with.
const (
	peeringIDs = "P"
	requestIDs = "R"
	intentIDs  = "I"
)

type querier interface {
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// nextNumber counts on, from 1. Numbers of transactions that roll back are
// used again; numbers that were handed out and not used are lost.
func nextNumber(ctx context.Context, q querier, counter string) (int64, error) {
	var n int64
	err := q.QueryRowContext(ctx, `
		INSERT INTO counters (name, value) VALUES ($1, 1)
		ON CONFLICT (name) DO UPDATE SET value = counters.value + 1
		RETURNING value`, counter).Scan(&n)
	if err != nil {
		return 0, fmt.Errorf("next id %s: %w", counter, err)
	}
	return n, nil
}

// claim makes sure that a given number is not handed out later.
func (t *txn) claim(ctx context.Context, counter string, n int64) error {
	_, err := t.ExecContext(ctx, `
		INSERT INTO counters (name, value) VALUES ($1, $2)
		ON CONFLICT (name) DO UPDATE SET value = excluded.value WHERE counters.value < excluded.value`, counter, n)
	if err != nil {
		return fmt.Errorf("claim id %s%d: %w", counter, n, err)
	}
	return nil
}

// identify returns the id and number of a new row: the given id, or the next.
func (t *txn) identify(ctx context.Context, counter, id string) (string, int64, error) {
	if id == "" {
		n, err := nextNumber(ctx, t, counter)
		return counter + strconv.FormatInt(n, 10), n, err
	}
	n, err := number(counter, id)
	if err != nil {
		return "", 0, err
	}
	return id, n, t.claim(ctx, counter, n)
}

// number returns 17 for "P17".
func number(counter, id string) (int64, error) {
	digits, ok := strings.CutPrefix(id, counter)
	n, err := strconv.ParseInt(digits, 10, 64)
	if !ok || err != nil || n < 1 || counter+strconv.FormatInt(n, 10) != id {
		return 0, fmt.Errorf("id %q: want %s and a number, like %s17", id, counter, counter)
	}
	return n, nil
}

// tidy returns a time as it is kept: UTC, whole milliseconds.
func tidy(t time.Time) time.Time { return t.UTC().Truncate(time.Millisecond) }

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

// where collects the conditions of a list, with numbered arguments.
type where struct {
	conds []string
	args  []any
}

// add takes a condition with one "?" per argument.
func (w *where) add(cond string, args ...any) {
	for _, a := range args {
		w.args = append(w.args, a)
		cond = strings.Replace(cond, "?", "$"+strconv.Itoa(len(w.args)), 1)
	}
	w.conds = append(w.conds, cond)
}

// in takes a column and its allowed values; none allows all.
func in[T ~string](w *where, column string, values []T) {
	if len(values) == 0 {
		return
	}
	marks := make([]string, len(values))
	args := make([]any, len(values))
	for i, v := range values {
		marks[i], args[i] = "?", string(v)
	}
	w.add(column+" IN ("+strings.Join(marks, ", ")+")", args...)
}

// finish returns the statement with its conditions, order and limit.
func (w *where) finish(query, order string, limit int) (string, []any) {
	if len(w.conds) > 0 {
		query += " WHERE " + strings.Join(w.conds, " AND ")
	}
	return query + " ORDER BY " + order + " LIMIT $" + strconv.Itoa(len(w.args)+1), append(w.args, limit)
}

// collect reads all rows.
func collect[T any](rows *sql.Rows, err error, scan func(scanner) (T, error)) ([]T, error) {
	if err != nil {
		return nil, err
	}
	defer rows.Close() //nolint:errcheck // rows.Err says what went wrong
	var out []T
	for rows.Next() {
		v, err := scan(rows)
		if err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	return out, rows.Err()
}

// scanner is *sql.Row or *sql.Rows.
type scanner interface{ Scan(dest ...any) error }

// found turns "no rows" into bot.ErrNotFound.
func found(err error, id string) error {
	if errors.Is(err, sql.ErrNoRows) {
		return fmt.Errorf("%s: %w", id, bot.ErrNotFound)
	}
	if err != nil {
		return fmt.Errorf("read %s: %w", id, err)
	}
	return nil
}
