package sqlstore

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"peerbot/bot/store"
)

// saveNotes adds the notes of the change, and those of its findings.
func (t *txn) saveNotes(ctx context.Context, c *store.Change) error {
	notes := slices.Clone(c.Notes)
	for _, f := range c.Findings {
		if f.Note != "" {
			notes = append(notes, store.Note{Finding: f.Finding.ID, Thread: true, Kind: f.Note})
		}
	}
	var threads []store.Note
	for _, n := range notes {
		if err := checkNote(n); err != nil {
			return fmt.Errorf("note %s: %w", n.Kind, err)
		}
		if n.Thread {
			threads = append(threads, n)
		}
	}
	cards, err := t.cardsOf(ctx, threads)
	if err != nil {
		return err
	}
	var made []store.Message
	for _, n := range notes {
		i := store.Message{Request: n.Request, Finding: n.Finding, Note: &n}
		if !n.Thread {
			i.Channel = n.User + n.Channel // one of them is empty
			made = append(made, i)
			continue
		}
		for _, card := range cards[about{n.Request, n.Finding}] {
			i.Channel, i.Thread = card.Channel, card.ID
			made = append(made, i)
		}
	}
	ids, err := t.newIntents(ctx, made)
	if err != nil {
		return err
	}
	t.deliver(c, ids)
	return nil
}

// checkNote makes sure that a note is about one thing and goes to one place.
func checkNote(n store.Note) error {
	switch {
	case n.Request != "" && n.Finding != "":
		return errors.New("want a request or a finding, not both")
	case n.Request == "" && n.Finding == "" && (n.Thread || n.Text == "" && n.Undeliverable == nil && n.Baseline == nil):
		return errors.New("no request and no finding: want what it tells, to a user or a channel")
	case n.Thread && n.User == "" && n.Channel == "":
		return nil
	case !n.Thread && (n.User == "") != (n.Channel == ""):
		return nil
	}
	return errors.New("want exactly one of user, channel and thread")
}

// about is what a message is about: a request or a finding.
type about struct{ request, finding string }

// cardsOf returns the cards of what these notes are about, oldest first.
func (t *txn) cardsOf(ctx context.Context, notes []store.Note) (map[about][]store.Message, error) {
	cards := map[about][]store.Message{}
	var rows [][]any
	for _, n := range notes {
		key := about{n.Request, n.Finding}
		if _, ok := cards[key]; !ok {
			cards[key] = nil
			rows = append(rows, []any{n.Request, n.Finding})
		}
	}
	err := t.bulk(ctx, `
		WITH about (request, finding) AS (VALUES {rows})
		SELECT intents.id, intents.request, intents.finding, intents.channel
		FROM about JOIN intents ON intents.request = about.request AND intents.finding = about.finding
		WHERE intents.note IS NULL ORDER BY intents.num`, "(?, ?)", rows, func(row scanner) error {
		var i store.Message
		if err := row.Scan(&i.ID, &i.Request, &i.Finding, &i.Channel); err != nil {
			return err
		}
		key := about{i.Request, i.Finding}
		cards[key] = append(cards[key], i)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("list cards: %w", err)
	}
	return cards, nil
}
