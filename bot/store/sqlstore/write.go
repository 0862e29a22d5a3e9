package sqlstore

import (
	"context"
	"fmt"

	"peerbot/bot/request"
	"peerbot/bot/store"
)

// Write makes one change, all of it or nothing; see store.Database. A new
// peering may have an id that NextPeering handed out.
func (s *Store) Write(ctx context.Context, c store.Change) (store.Change, error) {
	c, err := store.Prepare(c, s.now())
	if err != nil {
		return store.Change{}, fmt.Errorf("write: %w", err)
	}
	err = s.change(ctx, func(t *txn) error { return s.write(ctx, t, &c) })
	if c.Request != nil && s.dialect.violates(err, openPair) {
		err = s.openRequest(ctx, *c.Request)
	}
	if err != nil {
		return store.Change{}, fmt.Errorf("write: %w", err)
	}
	return c, nil
}

// write writes the rows of a change, always in the same order: concurrent
// transactions wait for each other and never in a circle. Messages come after the
// rows that they are about, which are locked by then.
func (s *Store) write(ctx context.Context, t *txn, c *store.Change) error {
	ids, err := t.reserve(ctx, *c)
	if err != nil {
		return err
	}
	if err := c.Identify(ids); err != nil {
		return err
	}
	redrawn := c.Redrawn()
	if c.Peering != nil {
		if err := s.savePeering(ctx, t, c.Peering); err != nil {
			return err
		}
	}
	if c.Request != nil {
		if err := s.saveRequest(ctx, t, c.Request); err != nil {
			return err
		}
	}
	if c.Pause != nil {
		if err := t.savePause(ctx, *c.Pause); err != nil {
			return err
		}
	}
	if err := t.lockRequests(ctx, *c); err != nil {
		return err
	}
	if err := s.saveFindings(ctx, t, c.Findings); err != nil {
		return err
	}
	if c.Sweep != nil {
		if err := t.saveSweep(ctx, *c.Sweep); err != nil {
			return err
		}
	}
	if err := t.saveGroups(ctx, *c); err != nil {
		return err
	}
	cards, err := t.cards(ctx, *c, redrawn)
	if err != nil {
		return err
	}
	rows := store.Expand(*c, cards)
	if err := t.saveMessages(ctx, &rows); err != nil {
		return err
	}
	if err := t.saveEvents(ctx, c.Events); err != nil {
		return err
	}
	for _, j := range rows.Jobs {
		t.enqueue(j, s.now())
	}
	return nil
}

// reserve returns the ids of new rows. Counting, even none, makes other writers
// of the same kind wait until this transaction ends. That is how writers of
// findings are put in a row, and those who draw the cards of requests again
// that they do not change: two that locked the same rows in different orders
// would wait in a circle.
func (t *txn) reserve(ctx context.Context, c store.Change) (ids store.IDs, err error) {
	if c.Peering != nil && c.Peering.Version == 0 {
		if ids.Peering, err = t.identify(ctx, peeringIDs, c.Peering.ID); err != nil {
			return ids, err
		}
	}
	requests, findings := c.Pause != nil, len(c.Findings) > 0
	for _, id := range c.Redraw {
		requests = requests || request.SubjectOf(id) == request.SubjectRequest
		findings = findings || request.SubjectOf(id) != request.SubjectRequest
	}
	if c.Request != nil && c.Request.Version == 0 {
		if ids.Request, err = t.identify(ctx, requestIDs, c.Request.ID); err != nil {
			return ids, err
		}
	} else if requests {
		if _, err := nextNumbers(ctx, t, requestIDs, 0); err != nil {
			return ids, err
		}
	}
	if findings {
		fresh := 0
		for _, f := range c.Findings {
			if f.Finding.Version == 0 {
				fresh++
			}
		}
		ids.Findings, err = newIDs(ctx, t, findingIDs, fresh)
	}
	return ids, err
}

// lockRequests locks the requests that the change leaves as they are, but whose
// cards it has drawn again. It writes them as they are: that locks a row in both
// databases.
func (t *txn) lockRequests(ctx context.Context, c store.Change) error {
	if c.Pause != nil {
		if _, err := t.ExecContext(ctx, "UPDATE requests SET version = version WHERE is_open"); err != nil {
			return fmt.Errorf("lock the open requests: %w", err)
		}
	}
	var rows [][]any
	for _, id := range c.Redraw {
		if request.SubjectOf(id) == request.SubjectRequest {
			rows = append(rows, []any{id})
		}
	}
	err := t.bulk(ctx, `
		WITH redrawn (id) AS (VALUES {rows})
		UPDATE requests SET version = requests.version FROM redrawn WHERE requests.id = redrawn.id
		RETURNING requests.id`, "(?)", rows, ignore)
	if err != nil {
		return fmt.Errorf("lock requests: %w", err)
	}
	return nil
}
