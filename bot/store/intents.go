package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"peerbot/bot"
)

const selectIntents = "SELECT id, request, note, channel, thread, posted_in, ts, tried, shown, reason, final FROM intents"

// Intent returns one message that is to be sent or was, or bot.ErrNotFound.
func (s *Store) Intent(ctx context.Context, id string) (bot.Intent, error) {
	i, err := scanIntent(s.db.QueryRowContext(ctx, selectIntents+" WHERE id = $1", id))
	return i, found(err, id)
}

// Intents returns the messages of one request, oldest first.
func (s *Store) Intents(ctx context.Context, requestID string) ([]bot.Intent, error) {
	rows, err := s.db.QueryContext(ctx, selectIntents+" WHERE request = $1 ORDER BY num", requestID)
	out, err := collect(rows, err, scanIntent)
	if err != nil {
		return nil, fmt.Errorf("list messages of %s: %w", requestID, err)
	}
	return out, nil
}

// Undelivered returns the messages that were not sent yet and the cards that
// show an older version than they should, oldest first. Those with a reason
// are in trouble, and the final ones stay so until somebody changes something.
func (s *Store) Undelivered(ctx context.Context) ([]bot.Intent, error) {
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

// saveCards adds the new cards of the request, and has all of them sent or
// edited except those that cannot be.
func (t *txn) saveCards(ctx context.Context, c *bot.Change) error {
	if c.Request == nil {
		if len(c.Cards) > 0 {
			return errors.New("cards without a request")
		}
		return nil
	}
	for _, channel := range c.Cards {
		if channel == "" {
			return errors.New("a card without a channel")
		}
		if _, err := t.newIntent(ctx, bot.Intent{Request: c.Request.ID, Channel: channel}); err != nil {
			return err
		}
	}
	rows, err := t.QueryContext(ctx, `
		UPDATE intents SET wanted = $1 WHERE request = $2 AND note IS NULL
		RETURNING id, final`, c.Request.Version, c.Request.ID)
	cards, err := collect(rows, err, func(row scanner) (bot.Intent, error) {
		var i bot.Intent
		return i, row.Scan(&i.ID, &i.Final)
	})
	if err != nil {
		return fmt.Errorf("update the cards of %s: %w", c.Request.ID, err)
	}
	for _, i := range cards {
		if !i.Final {
			t.enqueue(bot.Job{Kind: bot.JobDeliver, Key: i.ID}, c.At)
		}
	}
	return nil
}

func (t *txn) saveNotes(ctx context.Context, c *bot.Change) error {
	for _, n := range c.Notes {
		targets, err := t.targets(ctx, n)
		if err != nil {
			return fmt.Errorf("note %s: %w", n.Kind, err)
		}
		for _, i := range targets {
			i.Request, i.Note = n.Request, &n
			id, err := t.newIntent(ctx, i)
			if err != nil {
				return err
			}
			t.enqueue(bot.Job{Kind: bot.JobDeliver, Key: id}, c.At)
		}
	}
	return nil
}

// targets returns where a note goes to: one place, or below every card.
func (t *txn) targets(ctx context.Context, n bot.Note) ([]bot.Intent, error) {
	if n.Request == "" {
		return nil, errors.New("no request")
	}
	switch {
	case n.Thread && n.User == "" && n.Channel == "":
		rows, err := t.QueryContext(ctx, "SELECT id, channel FROM intents WHERE request = $1 AND note IS NULL ORDER BY num", n.Request)
		return collect(rows, err, func(row scanner) (bot.Intent, error) {
			var i bot.Intent
			return i, row.Scan(&i.Thread, &i.Channel)
		})
	case !n.Thread && n.User != "" && n.Channel == "":
		return []bot.Intent{{Channel: n.User}}, nil
	case !n.Thread && n.User == "" && n.Channel != "":
		return []bot.Intent{{Channel: n.Channel}}, nil
	}
	return nil, errors.New("want exactly one of user, channel and thread")
}

// newIntent adds a message. A card that the channel has already is left alone,
// and its id is empty here.
func (t *txn) newIntent(ctx context.Context, i bot.Intent) (string, error) {
	var note sql.NullString
	if i.Note != nil {
		text, err := json.Marshal(i.Note)
		if err != nil {
			return "", fmt.Errorf("write note %s: %w", i.Note.Kind, err)
		}
		note = sql.NullString{String: string(text), Valid: true}
	}
	id, n, err := t.identify(ctx, intentIDs, "")
	if err != nil {
		return "", err
	}
	_, err = t.ExecContext(ctx, `
		INSERT INTO intents (id, num, request, note, channel, thread, posted_in, ts, tried, wanted, shown, reason, final, unsent_at)
		VALUES ($1, $2, $3, $4, $5, $6, '', '', FALSE, 0, 0, '', FALSE, 0)
		ON CONFLICT (request, channel) WHERE note IS NULL DO NOTHING`,
		id, n, i.Request, note, i.Channel, i.Thread)
	if err != nil {
		return "", fmt.Errorf("new message of %s: %w", i.Request, err)
	}
	return id, nil
}

func scanIntent(row scanner) (bot.Intent, error) {
	var i bot.Intent
	var note sql.NullString
	err := row.Scan(&i.ID, &i.Request, &note, &i.Channel, &i.Thread, &i.PostedIn, &i.TS, &i.Tried, &i.Shown, &i.Reason, &i.Final)
	if err != nil {
		return i, err
	}
	if note.Valid {
		i.Note = &bot.Note{}
		if err := json.Unmarshal([]byte(note.String), i.Note); err != nil {
			return i, fmt.Errorf("%s: %w", i.ID, err)
		}
	}
	return i, nil
}
