package sqlstore

import (
	"context"
	"errors"
	"fmt"

	"peerbot/aws/peering"
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

// write writes the rows, always in the same order: concurrent transactions
// wait for each other and never in a circle. Whoever writes cards has locked
// what they are about.
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

// lockRequests locks the requests that are not changed, and whose cards are
// drawn again. Both databases lock what is written, also when it stays the same.
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

// openRequest says which request stood in the way.
func (s *Store) openRequest(ctx context.Context, r request.Request) error {
	var id string
	err := s.db.QueryRowContext(ctx, "SELECT id FROM requests WHERE pair = $1 AND is_open", pairOf(r)).Scan(&id)
	if err := found(err, "the open request about "+pairOf(r)); errors.Is(err, store.ErrNotFound) {
		return store.ErrConflict // it ended a moment ago
	} else if err != nil {
		return err
	}
	return &store.OpenRequestError{ID: id}
}

func pairOf(r request.Request) string { return request.PairKey(r.Plan.Peering) }

// accounts returns the accounts of both sides, for filters.
func accounts(p peering.Peering) (requester, accepter string) {
	return p.Requester.VPC.Account, p.Accepter.VPC.Account
}

// taken reports whether the error says that a new row's id exists already.
func taken(d dialect, err error, table string) bool {
	return err != nil && (d.violates(err, unique{index: table + "_pkey", column: table + ".id"}) ||
		d.violates(err, unique{index: table + "_num", column: table + ".num"}))
}

// lost says why a compare-and-swap changed no row.
func (t *txn) lost(ctx context.Context, query, id string) error {
	var n int
	if err := t.QueryRowContext(ctx, query, id).Scan(&n); err != nil {
		return err
	}
	if n == 0 {
		return &store.NotFoundError{ID: id}
	}
	return fmt.Errorf("%s: %w", id, store.ErrConflict)
}
