package sqlstore

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"

	"peerbot/bot/store"
)

// saveCards adds the new cards of the request, of the findings and of their
// groups, and has these sent, and those edited that are to show the new
// version. Cards that cannot be sent are left alone.
func (t *txn) saveCards(ctx context.Context, c *store.Change, groups map[string]int64) error {
	var made []store.Message
	var shown [][]any // request, finding, version
	if c.Request != nil {
		for _, channel := range c.Cards {
			made = append(made, store.Message{Request: c.Request.ID, Channel: channel})
		}
		shown = append(shown, []any{c.Request.ID, "", c.Request.Version})
	} else if len(c.Cards) > 0 {
		return errors.New("cards without a request")
	}
	for _, f := range c.Findings {
		for _, channel := range f.Cards {
			made = append(made, store.Message{Finding: f.Finding.ID, Channel: channel})
		}
		if f.Redraw {
			shown = append(shown, []any{"", f.Finding.ID, f.Finding.Version})
		}
	}
	for _, g := range c.Groups {
		made = append(made, store.Message{Finding: g.ID, Channel: g.Channel})
	}
	for id, version := range groups {
		shown = append(shown, []any{"", id, version})
	}
	ids, err := t.newIntents(ctx, made)
	if err != nil {
		return err
	}
	isNew := map[string]bool{}
	for _, id := range ids {
		isNew[id] = true
	}
	err = t.bulk(ctx, `
		WITH shown (request, finding, version) AS (VALUES {rows})
		UPDATE intents SET wanted = shown.version
		FROM shown WHERE intents.request = shown.request AND intents.finding = shown.finding AND intents.note IS NULL
		RETURNING intents.id, intents.final`, "(?, ?, CAST(? AS BIGINT))", shown, func(row scanner) error {
		var id string
		var final bool
		if err := row.Scan(&id, &final); err != nil {
			return err
		}
		if !final && !isNew[id] {
			ids = append(ids, id)
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("update cards: %w", err)
	}
	t.deliver(c, ids)
	return nil
}

func (t *txn) deliver(c *store.Change, ids []string) {
	for _, id := range ids {
		t.enqueue(store.Job{Kind: store.JobDeliver, Key: id}, c.At)
	}
}

// newIntents adds messages, and returns the ids of those that are new: cards
// that a channel has already are left alone.
func (t *txn) newIntents(ctx context.Context, intents []store.Message) ([]string, error) {
	if len(intents) == 0 {
		return nil, nil
	}
	first, err := nextNumbers(ctx, t, intentIDs, len(intents))
	if err != nil {
		return nil, err
	}
	rows := make([][]any, len(intents))
	for k, i := range intents {
		if i.Channel == "" {
			return nil, errors.New("a card without a channel")
		}
		var note sql.NullString
		if i.Note != nil {
			text, err := json.Marshal(i.Note)
			if err != nil {
				return nil, fmt.Errorf("write note %s: %w", i.Note.Kind, err)
			}
			note = sql.NullString{String: string(text), Valid: true}
		}
		n := first + int64(k)
		rows[k] = []any{fmt.Sprintf("%s%d", intentIDs, n), n, i.Request, i.Finding, note, i.Channel, i.Thread}
	}
	var ids []string
	err = t.bulk(ctx, `
		INSERT INTO intents (id, num, request, finding, note, channel, thread, posted_in, ts, tried, wanted, shown, reason, final, unsent_at)
		VALUES {rows}
		ON CONFLICT (request, finding, channel) WHERE note IS NULL DO NOTHING
		RETURNING id`,
		"(?, ?, ?, ?, ?, ?, ?, '', '', FALSE, 0, 0, '', FALSE, 0)", rows, func(row scanner) error {
			var id string
			if err := row.Scan(&id); err != nil {
				return err
			}
			ids = append(ids, id)
			return nil
		})
	if err != nil {
		return nil, fmt.Errorf("new messages: %w", err)
	}
	return ids, nil
}
