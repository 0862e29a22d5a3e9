package sqlstore

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"

	"peerbot/bot/request"
	"peerbot/bot/store"
)

// cards returns the cards that the change is about, and has those that are to
// be drawn again want it.
func (t *txn) cards(ctx context.Context, c store.Change, redrawn []string) ([]store.Card, error) {
	var cards []store.Card
	add := func(isRedrawn bool) func(scanner) error {
		return func(row scanner) error {
			card := store.Card{Redrawn: isRedrawn}
			var requestID, findingID string
			err := row.Scan(&card.ID, &requestID, &findingID, &card.To.Kind, &card.To.Address, &card.Final)
			card.About = requestID + findingID // one of them is empty
			cards = append(cards, card)
			return err
		}
	}
	err := t.bulk(ctx, `
		WITH changed (request, finding) AS (VALUES {rows}),
		redrawn (request, finding) AS (
			SELECT request, finding FROM changed
			UNION SELECT '', m.member_of FROM changed JOIN finding_group_members m ON m.finding = changed.finding)
		UPDATE intents SET wanted = wanted + 1
		FROM redrawn WHERE intents.request = redrawn.request AND intents.finding = redrawn.finding AND intents.note IS NULL
		RETURNING intents.id, intents.request, intents.finding, intents.kind, intents.channel, intents.final`,
		"(?, ?)", subjects(redrawn), add(true))
	if err != nil {
		return nil, fmt.Errorf("draw cards again: %w", err)
	}
	if c.Pause != nil {
		rows, err := t.QueryContext(ctx, `
			UPDATE intents SET wanted = wanted + 1
			WHERE note IS NULL AND request IN (SELECT id FROM requests WHERE is_open)
			RETURNING id, request, finding, kind, channel, final`)
		if err := each(rows, err, add(true)); err != nil {
			return nil, fmt.Errorf("draw the cards of open requests again: %w", err)
		}
	}
	err = t.bulk(ctx, `
		WITH about (request, finding) AS (VALUES {rows})
		SELECT intents.id, intents.request, intents.finding, intents.kind, intents.channel, intents.final
		FROM about JOIN intents ON intents.request = about.request AND intents.finding = about.finding
		WHERE intents.note IS NULL`,
		"(?, ?)", subjects(c.InThreads(redrawn)), add(false))
	if err != nil {
		return nil, fmt.Errorf("list cards: %w", err)
	}
	return cards, nil
}

// subjects are the columns that say what a message is about: the request, or
// the finding or group.
func subjects(ids []string) [][]any {
	rows := make([][]any, len(ids))
	for i, id := range ids {
		rows[i] = subject(id)
	}
	return rows
}

func subject(id string) []any {
	if request.SubjectOf(id) == request.SubjectRequest {
		return []any{id, ""}
	}
	return []any{"", id}
}

// saveMessages adds the new messages, and gives them their ids.
func (t *txn) saveMessages(ctx context.Context, rows *store.Rows) error {
	if len(rows.Messages) == 0 {
		return nil
	}
	first, err := nextNumbers(ctx, t, messageIDs, len(rows.Messages))
	if err != nil {
		return err
	}
	rows.Number(idsFrom(messageIDs, first, len(rows.Messages)))
	values := make([][]any, len(rows.Messages))
	for i, m := range rows.Messages {
		var note sql.NullString
		if !m.IsCard() {
			text, err := json.Marshal(m.Note)
			if err != nil {
				return fmt.Errorf("write note %s: %w", m.Kind, err)
			}
			note = sql.NullString{String: string(text), Valid: true}
		}
		values[i] = append([]any{m.ID, first + int64(i)}, append(subject(m.About), note, string(m.To.Kind), m.To.Address, m.Thread, m.Wanted)...)
	}
	err = t.bulk(ctx, `
		INSERT INTO intents (id, num, request, finding, note, kind, channel, thread, wanted, posted_in, ts, tried, shown, reason, final, unsent_at)
		VALUES {rows} RETURNING id`,
		"(?, ?, ?, ?, ?, ?, ?, ?, ?, '', '', FALSE, 0, '', FALSE, 0)", values, ignore)
	if err != nil {
		return fmt.Errorf("new messages: %w", err)
	}
	return nil
}
