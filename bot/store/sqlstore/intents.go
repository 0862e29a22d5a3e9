package sqlstore

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"time"

	"peerbot/bot/store"
)

const selectIntents = "SELECT id, request, finding, note, channel, thread, posted_in, ts, tried, shown, reason, final FROM intents"

// Intent returns one message that is to be sent or was, or a *store.NotFoundError.
func (s *Store) Intent(ctx context.Context, id string) (store.Message, error) {
	i, err := scanIntent(s.db.QueryRowContext(ctx, selectIntents+" WHERE id = $1", id))
	return i, found(err, id)
}

// Intents returns the messages of one request or one finding, oldest first.
func (s *Store) Intents(ctx context.Context, id string) ([]store.Message, error) {
	if id == "" {
		return nil, nil
	}
	rows, err := s.db.QueryContext(ctx, selectIntents+" WHERE request = $1 OR finding = $1 ORDER BY num", id)
	out, err := collect(rows, err, scanIntent)
	if err != nil {
		return nil, fmt.Errorf("list messages of %s: %w", id, err)
	}
	return out, nil
}

// Undelivered returns the messages that were not sent yet and the cards that
// show an older version than they should, oldest first. Those with a reason
// are in trouble, and the final ones stay so until somebody changes something.
func (s *Store) Undelivered(ctx context.Context) ([]store.Message, error) {
	rows, err := s.db.QueryContext(ctx, selectIntents+" WHERE ts = '' OR shown < wanted ORDER BY num")
	out, err := collect(rows, err, scanIntent)
	if err != nil {
		return nil, fmt.Errorf("list undelivered messages: %w", err)
	}
	return out, nil
}

// Trying marks that a post is being tried.
func (s *Store) Trying(ctx context.Context, id string) error {
	return s.one(ctx, id, "UPDATE intents SET tried = TRUE WHERE id = $1", id)
}

// Sent marks what was sent. It forgets an earlier reason for not sending.
func (s *Store) Sent(ctx context.Context, id, channel, ts string, version int64) error {
	return s.one(ctx, id, `
		UPDATE intents SET posted_in = $1, ts = $2, shown = $3, tried = TRUE, reason = '', final = FALSE, unsent_at = 0
		WHERE id = $4`, channel, ts, version, id)
}

// Unsent records why a message could not be sent.
func (s *Store) Unsent(ctx context.Context, id, reason string, final bool, at time.Time) error {
	return s.one(ctx, id, "UPDATE intents SET reason = $1, final = $2, unsent_at = $3 WHERE id = $4",
		clean(reason), final, millis(at), id)
}

func scanIntent(row scanner) (store.Message, error) {
	var i store.Message
	var note sql.NullString
	err := row.Scan(&i.ID, &i.Request, &i.Finding, &note, &i.Channel, &i.Thread, &i.PostedIn, &i.TS, &i.Tried, &i.Shown, &i.Reason, &i.Final)
	if err != nil {
		return i, err
	}
	if note.Valid {
		i.Note = &store.Note{}
		if err := json.Unmarshal([]byte(note.String), i.Note); err != nil {
			return i, fmt.Errorf("%s: %w", i.ID, err)
		}
	}
	return i, nil
}
