package sqlstore

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"time"

	"peerbot/bot/store"
)

// The table of messages is called intents, and has the request that a message
// is about in one column, and the finding or group in another.
const selectMessages = `SELECT id, request, finding, note, kind, channel, thread, wanted, shown, tried, posted_in, ts, reason, final, unsent_at
	FROM intents`

// Message returns one message, or a *store.NotFoundError.
func (s *Store) Message(ctx context.Context, id string) (store.Message, error) {
	m, err := scanMessage(s.db.QueryRowContext(ctx, selectMessages+" WHERE id = $1", id))
	return m, found(err, id)
}

// Messages returns the messages about a request, a finding or a group, oldest
// first.
func (s *Store) Messages(ctx context.Context, about string) ([]store.Message, error) {
	if about == "" {
		return nil, nil
	}
	rows, err := s.db.QueryContext(ctx, selectMessages+" WHERE request = $1 AND finding = $2 ORDER BY num", subject(about)...)
	out, err := collect(rows, err, scanMessage)
	if err != nil {
		return nil, fmt.Errorf("list messages of %s: %w", about, err)
	}
	return out, nil
}

// Undelivered returns the messages that do not show what they should, oldest
// first: they were not sent yet, or have changed since. Those with a reason are
// in trouble, and the final ones stay so until somebody changes something.
func (s *Store) Undelivered(ctx context.Context) ([]store.Message, error) {
	rows, err := s.db.QueryContext(ctx, selectMessages+" WHERE shown < wanted ORDER BY num")
	out, err := collect(rows, err, scanMessage)
	if err != nil {
		return nil, fmt.Errorf("list undelivered messages: %w", err)
	}
	return out, nil
}

// MarkAttempted marks that a post or an edit is about to be tried.
func (s *Store) MarkAttempted(ctx context.Context, id string, at time.Time) error {
	return s.one(ctx, id, "UPDATE intents SET tried = TRUE, unsent_at = $1 WHERE id = $2", millis(at), id)
}

// MarkSent marks what was sent. It forgets an earlier failure.
func (s *Store) MarkSent(ctx context.Context, id, postedIn, ts string, shown int64) error {
	return s.one(ctx, id, `
		UPDATE intents SET posted_in = $1, ts = $2, shown = $3, tried = FALSE, reason = '', final = FALSE, unsent_at = 0
		WHERE id = $4`, postedIn, ts, shown, id)
}

// MarkFailed records why a message could not be sent.
func (s *Store) MarkFailed(ctx context.Context, id, reason string, o store.Outcome, at time.Time) error {
	return s.one(ctx, id, "UPDATE intents SET reason = $1, tried = $2, final = $3, unsent_at = $4 WHERE id = $5",
		storable(reason), o == store.MaybeSent, o == store.Undeliverable, millis(at), id)
}

func scanMessage(row scanner) (store.Message, error) {
	var m store.Message
	var requestID, findingID string
	var note sql.NullString
	var triedAt int64
	err := row.Scan(&m.ID, &requestID, &findingID, &note, &m.To.Kind, &m.To.Address, &m.Thread,
		&m.Wanted, &m.Shown, &m.Attempted, &m.PostedIn, &m.TS, &m.Reason, &m.Final, &triedAt)
	if err != nil {
		return m, err
	}
	if note.Valid {
		if err := json.Unmarshal([]byte(note.String), &m.Note); err != nil {
			return m, fmt.Errorf("%s: %w", m.ID, err)
		}
	}
	m.About = requestID + findingID // one of them is empty
	m.TriedAt = fromMillis(triedAt)
	return m, nil
}
