package store

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"

	"peerbot/bot"
)

// saveNotes adds the notes of the change, and those of its findings.
func (t *txn) saveNotes(ctx context.Context, c *bot.Change) error {
	notes := slices.Clone(c.Notes)
	for _, f := range c.Findings {
		if f.Note != "" {
			notes = append(notes, bot.Note{Finding: f.Finding.ID, Thread: true, Kind: f.Note})
		}
	}
	var requests, findings []string // with notes below their cards
	for _, n := range notes {
		if err := checkNote(n); err != nil {
			return fmt.Errorf("note %s: %w", n.Kind, err)
		}
		if n.Thread && n.Request != "" {
			requests = append(requests, n.Request)
		} else if n.Thread {
			findings = append(findings, n.Finding)
		}
	}
	cards := map[string][]bot.Intent{}
	if err := t.cardsOf(ctx, "request", requests, cards); err != nil {
		return err
	}
	if err := t.cardsOf(ctx, "finding", findings, cards); err != nil {
		return err
	}
	var made []bot.Intent
	for _, n := range notes {
		i := bot.Intent{Request: n.Request, Finding: n.Finding, Note: &n}
		if !n.Thread {
			i.Channel = n.User + n.Channel // one of them is empty
			made = append(made, i)
			continue
		}
		for _, card := range cards[n.Request+n.Finding] {
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
func checkNote(n bot.Note) error {
	switch {
	case n.Request != "" && n.Finding != "":
		return errors.New("want a request or a finding, not both")
	case n.Request == "" && n.Finding == "" && (n.Kind != bot.NotePlain || n.Text == "" || n.Thread):
		return errors.New("no request and no finding: want a plain text, to a user or a channel")
	case n.Thread && n.User == "" && n.Channel == "":
		return nil
	case !n.Thread && (n.User == "") != (n.Channel == ""):
		return nil
	}
	return errors.New("want exactly one of user, channel and thread")
}

// cardsOf adds the cards of these requests or findings, oldest first.
func (t *txn) cardsOf(ctx context.Context, column string, ids []string, cards map[string][]bot.Intent) error {
	slices.Sort(ids)
	for part := range slices.Chunk(slices.Compact(ids), bulkRows) {
		w := &where{}
		w.add("note IS NULL")
		in(w, column, part)
		query, args := w.finish("SELECT id, request, finding, channel FROM intents", "num", math.MaxInt32)
		rows, err := t.QueryContext(ctx, query, args...)
		found, err := collect(rows, err, func(row scanner) (bot.Intent, error) {
			var i bot.Intent
			return i, row.Scan(&i.ID, &i.Request, &i.Finding, &i.Channel)
		})
		if err != nil {
			return fmt.Errorf("list cards: %w", err)
		}
		for _, i := range found {
			cards[i.Request+i.Finding] = append(cards[i.Request+i.Finding], i)
		}
	}
	return nil
}
