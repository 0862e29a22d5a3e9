package sqlstore

import (
	"context"
	"database/sql"
	"fmt"
	"strconv"
	"strings"

	"peerbot/bot/request"
)

// The counters, named after what the ids begin with.
const (
	peeringIDs = string(request.SubjectPeering)
	requestIDs = string(request.SubjectRequest)
	findingIDs = string(request.SubjectFinding)
	groupIDs   = string(request.SubjectGroup)
	messageIDs = "I"
	sweepIDs   = "S"
)

// querier is a database or a transaction.
type querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// nextNumber counts on, from 1. Numbers of transactions that roll back are
// used again; numbers that were handed out and not used are lost.
func nextNumber(ctx context.Context, q querier, counter string) (int64, error) {
	return nextNumbers(ctx, q, counter, 1)
}

// nextNumbers hands out n numbers, and returns the first.
func nextNumbers(ctx context.Context, q querier, counter string, n int) (int64, error) {
	var last int64
	err := q.QueryRowContext(ctx, `
		INSERT INTO counters (name, value) VALUES ($1, $2)
		ON CONFLICT (name) DO UPDATE SET value = counters.value + excluded.value
		RETURNING value`, counter, n).Scan(&last)
	if err != nil {
		return 0, fmt.Errorf("next id %s: %w", counter, err)
	}
	return last - int64(n) + 1, nil
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

// newIDs returns n ids, in order.
func newIDs(ctx context.Context, q querier, counter string, n int) ([]string, error) {
	first, err := nextNumbers(ctx, q, counter, n)
	if err != nil {
		return nil, err
	}
	return idsFrom(counter, first, n), nil
}

func idsFrom(counter string, first int64, n int) []string {
	ids := make([]string, n)
	for i := range ids {
		ids[i] = counter + strconv.FormatInt(first+int64(i), 10)
	}
	return ids
}

// identify returns the id of a new row: the given one, or the next.
func (t *txn) identify(ctx context.Context, counter, id string) (string, error) {
	if id == "" {
		n, err := nextNumber(ctx, t, counter)
		return counter + strconv.FormatInt(n, 10), err
	}
	n, err := number(counter, id)
	if err != nil {
		return "", err
	}
	return id, t.claim(ctx, counter, n)
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
