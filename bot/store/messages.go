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

// subject is what a message is about: a request, a finding, or neither.
type subject struct{ request, finding string }

// saveCards adds the new cards of the request, and has all of its cards sent
// or edited.
func (t *txn) saveCards(ctx context.Context, c *bot.Change) error {
	if c.Request == nil {
		if len(c.Cards) > 0 {
			return errors.New("cards without a request")
		}
		return nil
	}
	about := subject{request: c.Request.ID}
	if _, err := t.addCards(ctx, about, c.Cards); err != nil {
		return err
	}
	return t.redraw(ctx, about, c.Request.Version, c.At)
}

// addCards adds cards where there are none, and returns the ids of the new
// ones.
func (t *txn) addCards(ctx context.Context, about subject, channels []string) ([]string, error) {
	var added []string
	for _, channel := range channels {
		if channel == "" {
			return nil, errors.New("a card without a channel")
		}
		id, err := t.newIntent(ctx, about, bot.Intent{Channel: channel})
		if err != nil {
			return nil, err
		}
		if id != "" {
			added = append(added, id)
		}
	}
	return added, nil
}

// redraw has all cards show this version, except those that cannot be sent.
func (t *txn) redraw(ctx context.Context, about subject, version int64, now time.Time) error {
	rows, err := t.QueryContext(ctx, `
		UPDATE intents SET wanted = $1 WHERE request = $2 AND finding = $3 AND note IS NULL
		RETURNING id, final`, version, about.request, about.finding)
	cards, err := collect(rows, err, func(row scanner) (bot.Intent, error) {
		var i bot.Intent
		return i, row.Scan(&i.ID, &i.Final)
	})
	if err != nil {
		return fmt.Errorf("update the cards of %s%s: %w", about.request, about.finding, err)
	}
	for _, i := range cards {
		if !i.Final {
			t.deliver(i.ID, now)
		}
	}
	return nil
}

func (t *txn) deliver(id string, now time.Time) {
	t.enqueue(bot.Job{Kind: bot.JobDeliver, Key: id}, now)
}

func (t *txn) saveNotes(ctx context.Context, c *bot.Change) error {
	for _, n := range c.Notes {
		if err := t.saveNote(ctx, n, c.At); err != nil {
			return fmt.Errorf("note %s: %w", n.Kind, err)
		}
	}
	return nil
}

func (t *txn) saveNote(ctx context.Context, n bot.Note, now time.Time) error {
	about := subject{request: n.Request, finding: n.Finding}
	if about == (subject{}) && n.Text == "" {
		return errors.New("it is about nothing and says nothing")
	}
	targets, err := t.targets(ctx, about, n)
	if err != nil {
		return err
	}
	for _, i := range targets {
		i.Note = &n
		id, err := t.newIntent(ctx, about, i)
		if err != nil {
			return err
		}
		t.deliver(id, now)
	}
	return nil
}

// targets returns where a note goes to: one place, or below every card.
func (t *txn) targets(ctx context.Context, about subject, n bot.Note) ([]bot.Intent, error) {
	switch {
	case n.Thread && n.User == "" && n.Channel == "" && about != subject{}:
		rows, err := t.QueryContext(ctx, "SELECT id, channel FROM intents WHERE request = $1 AND finding = $2 AND note IS NULL ORDER BY num",
			about.request, about.finding)
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

// newIntent adds a message and returns its id. It returns "" for a card that
// the channel has already.
func (t *txn) newIntent(ctx context.Context, about subject, i bot.Intent) (string, error) {
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
	added, err := t.exec(ctx, `
		INSERT INTO intents (id, num, request, finding, note, channel, thread, posted_in, ts, tried, wanted, shown, reason, final, unsent_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, '', '', FALSE, 0, 0, '', FALSE, 0)
		ON CONFLICT (request, finding, channel) WHERE note IS NULL DO NOTHING`,
		id, n, about.request, about.finding, note, i.Channel, i.Thread)
	if err != nil {
		return "", fmt.Errorf("new message of %s%s: %w", about.request, about.finding, err)
	}
	if added == 0 {
		return "", nil
	}
	return id, nil
}
