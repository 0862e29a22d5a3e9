package sqlstore

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"iter"

	"peerbot/bot/request"
	"peerbot/bot/store"
)

// line is one row of the audit log, exactly as it is stored. Its hash covers
// the hash of the line before, so that a line cannot be changed, taken out or
// put in between without breaking every later one.
type line struct {
	Seq     int64  `json:"seq"` // from 1, without gaps
	At      int64  `json:"at"`  // Unix milliseconds
	Kind    string `json:"kind"`
	Request string `json:"request"`
	Peering string `json:"peering"`
	Actor   string `json:"actor"`
	From    string `json:"from"`
	To      string `json:"to"`
	Detail  string `json:"detail"` // JSON, keys sorted; "{}" when there is none
	Prev    string `json:"prev"`   // the hash of line Seq-1; empty in the first
	Hash    string `json:"-"`
}

// hash returns the hex SHA-256 of the line as JSON, fields in this order.
func (l line) hash() (string, error) {
	text, err := json.Marshal(l)
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:]), nil
}

// Events returns the events that match, oldest first. They are read while the
// loop runs, on a connection of its own.
func (s *Store) Events(ctx context.Context, f store.EventFilter) iter.Seq2[request.Event, error] {
	w := &where{}
	if f.Request != "" {
		w.add("request = ?", f.Request)
	}
	if f.Peering != "" {
		w.add("peering = ?", f.Peering)
	}
	query, args := w.statement(selectLines, "seq", f.Limit)
	return func(yield func(request.Event, error) bool) {
		rows, err := s.db.QueryContext(ctx, query, args...)
		if err != nil {
			yield(request.Event{}, fmt.Errorf("read events: %w", err))
			return
		}
		defer rows.Close()
		for rows.Next() {
			e, err := scanEvent(rows)
			if err != nil {
				yield(request.Event{}, fmt.Errorf("read events: %w", err))
				return
			}
			if !yield(e, nil) {
				return
			}
		}
		if err := rows.Err(); err != nil {
			yield(request.Event{}, fmt.Errorf("read events: %w", err))
		}
	}
}

// saveEvents appends lines to the log. Updating the head first makes other
// writers wait until this transaction ends.
func (t *txn) saveEvents(ctx context.Context, events []request.Event) error {
	if len(events) == 0 {
		return nil
	}
	var seq int64
	var prev string
	err := t.QueryRowContext(ctx, "UPDATE audit_head SET seq = seq + $1 WHERE id = 1 RETURNING seq, hash", len(events)).Scan(&seq, &prev)
	if err != nil {
		return fmt.Errorf("append to the audit log: %w", err)
	}
	seq -= int64(len(events))
	rows := make([][]any, len(events))
	for i, e := range events {
		seq++
		l, err := newLine(seq, prev, e)
		if err != nil {
			return fmt.Errorf("append %s to the audit log: %w", e.Kind, err)
		}
		rows[i] = []any{l.Seq, l.At, l.Kind, l.Request, l.Peering, l.Actor, l.From, l.To, l.Detail, l.Prev, l.Hash}
		prev = l.Hash
	}
	err = t.bulk(ctx, `
		INSERT INTO events (seq, at, kind, request, peering, actor, from_state, to_state, detail, prev, hash)
		VALUES {rows} RETURNING seq`, "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", rows, ignore)
	if err != nil {
		return fmt.Errorf("append to the audit log: %w", err)
	}
	if _, err := t.ExecContext(ctx, "UPDATE audit_head SET hash = $1 WHERE id = 1", prev); err != nil {
		return fmt.Errorf("append to the audit log: %w", err)
	}
	return nil
}

func newLine(seq int64, prev string, e request.Event) (line, error) {
	detail := []byte("{}")
	if len(e.Detail) > 0 {
		var err error
		if detail, err = json.Marshal(e.Detail); err != nil {
			return line{}, err
		}
	}
	l := line{
		Seq: seq, At: millis(e.At), Kind: storable(string(e.Kind)), Request: storable(e.Request), Peering: storable(e.Peering),
		Actor: storable(e.Actor), From: storable(e.From), To: storable(e.To), Detail: string(detail), Prev: prev,
	}
	var err error
	l.Hash, err = l.hash()
	return l, err
}

const selectLines = "SELECT seq, at, kind, request, peering, actor, from_state, to_state, detail, prev, hash FROM events"

func scanLine(row scanner) (line, error) {
	var l line
	err := row.Scan(&l.Seq, &l.At, &l.Kind, &l.Request, &l.Peering, &l.Actor, &l.From, &l.To, &l.Detail, &l.Prev, &l.Hash)
	return l, err
}

func scanEvent(row scanner) (request.Event, error) {
	l, err := scanLine(row)
	if err != nil {
		return request.Event{}, err
	}
	e, err := l.event()
	e.Seq, e.Hash = l.Seq, l.Hash
	return e, err
}

func (l line) event() (request.Event, error) {
	e := request.Event{
		At: fromMillis(l.At), Kind: request.EventKind(l.Kind), Request: l.Request, Peering: l.Peering,
		Actor: l.Actor, From: l.From, To: l.To,
	}
	if l.Detail == "{}" {
		return e, nil
	}
	if err := json.Unmarshal([]byte(l.Detail), &e.Detail); err != nil {
		return e, fmt.Errorf("audit line %d: %w", l.Seq, err)
	}
	return e, nil
}
