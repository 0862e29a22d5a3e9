package storetest

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"peerbot/bot/store"
)

// Queue is the engine's table of a SQLite database that no engine works on: with it
// a test is the engine, and runs the jobs in the order and at the times that it
// likes.
type Queue struct{ db *sql.DB }

// OpenQueue opens the table of the database at a path, which a store has made.
func OpenQueue(path string) (*Queue, error) {
	db, err := sql.Open("sqlite", "file:"+path+"?_pragma=busy_timeout(10000)")
	if err != nil {
		return nil, err
	}
	return &Queue{db}, nil
}

// Close closes it.
func (q *Queue) Close() error { return q.db.Close() }

// Take takes all jobs out of the table, oldest first. At is zero of those that are
// due at once.
func (q *Queue) Take(ctx context.Context) (out []store.Job, err error) {
	rows, err := q.db.QueryContext(ctx, `DELETE FROM river_job WHERE state IN ('available', 'scheduled', 'retryable')
		RETURNING kind, json_extract(args, '$.key'), state, scheduled_at`)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, rows.Err(), rows.Close()) }()
	for rows.Next() {
		var j store.Job
		var state string
		var at any
		if err := rows.Scan(&j.Kind, &j.Key, &state, &at); err != nil {
			return nil, err
		}
		if state == "scheduled" {
			if j.At, err = instant(at); err != nil {
				return nil, fmt.Errorf("job %s %s: %w", j.Kind, j.Key, err)
			}
		}
		out = append(out, j)
	}
	return out, nil
}

// instant reads a time as SQLite has it.
func instant(v any) (time.Time, error) {
	if at, ok := v.(time.Time); ok {
		return at, nil
	}
	return time.Parse("2006-01-02 15:04:05.999999999", fmt.Sprint(v))
}
