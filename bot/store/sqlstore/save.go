package sqlstore

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"peerbot/aws/peering"
	"peerbot/bot/request"
	"peerbot/bot/store"
)

// Write makes one change, all of it or nothing.
//
// A row is new when its Version is 0; then its ID may be one that NextPeering
// handed out, or empty. UpdatedAt becomes c.At, and CreatedAt
// too when it is empty; times are kept in UTC and whole milliseconds. The
// change that was given is not touched: the returned one has the ids, the
// versions and the times as they are kept.
func (s *Store) Write(ctx context.Context, c store.Change) (store.Change, error) {
	c, err := s.prepare(c)
	if err != nil {
		return store.Change{}, fmt.Errorf("write: %w", err)
	}
	err = s.change(ctx, func(t *txn) error { return s.save(ctx, t, &c) })
	if c.Request != nil && s.dialect.violates(err, openPair) {
		err = s.openRequest(ctx, *c.Request)
	}
	if err != nil {
		return store.Change{}, fmt.Errorf("write: %w", err)
	}
	return c, nil
}

// prepare returns a copy that may be filled in.
func (s *Store) prepare(c store.Change) (store.Change, error) {
	if c.At.IsZero() {
		c.At = s.now()
	}
	c.At = tidy(c.At)
	if c.Peering != nil {
		p := *c.Peering
		if p.Version != 0 && p.ID == "" {
			return c, errors.New("a peering with a version and no id")
		}
		p.CreatedAt, p.UpdatedAt = tidy(p.CreatedAt), c.At
		if p.CreatedAt.IsZero() {
			p.CreatedAt = c.At
		}
		c.Peering = &p
	}
	if c.Request != nil {
		r := tidyRequest(*c.Request)
		if r.Version != 0 && r.ID == "" {
			return c, errors.New("a request with a version and no id")
		}
		r.UpdatedAt = c.At
		if r.CreatedAt.IsZero() {
			r.CreatedAt = c.At
		}
		c.Request = &r
	}
	if c.Pause != nil {
		p := *c.Pause
		p.At = tidy(p.At)
		if p.At.IsZero() {
			p.At = c.At
		}
		c.Pause = &p
	}
	if c.Sweep != nil {
		w := *c.Sweep
		w.At = tidy(w.At)
		if w.At.IsZero() {
			w.At = c.At
		}
		c.Sweep = &w
	}
	var err error
	if c.Findings, err = prepareFindings(c.Findings); err != nil {
		return c, err
	}
	c.Events, c.Cards = slices.Clone(c.Events), slices.Clone(c.Cards)
	c.Notes, c.Jobs = slices.Clone(c.Notes), slices.Clone(c.Jobs)
	return c, nil
}

// save writes the rows, always in the same order: concurrent transactions
// wait for each other and never in a circle.
func (s *Store) save(ctx context.Context, t *txn, c *store.Change) error {
	if err := t.fillIDs(ctx, c); err != nil {
		return err
	}
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
	if err := s.saveFindings(ctx, t, c.Findings); err != nil {
		return err
	}
	if c.Sweep != nil {
		if err := t.saveSweep(ctx, *c.Sweep); err != nil {
			return err
		}
	}
	groups, err := t.saveGroups(ctx, c)
	if err != nil {
		return err
	}
	if err := t.saveCards(ctx, c, groups); err != nil {
		return err
	}
	if err := t.saveNotes(ctx, c); err != nil {
		return err
	}
	if err := t.saveEvents(ctx, c.Events); err != nil {
		return err
	}
	for _, f := range c.Findings {
		if f.Trace {
			t.enqueue(store.Job{Kind: store.JobTrace, Key: f.Finding.ID}, s.now())
		}
	}
	for i := range c.Jobs {
		if err := s.saveJob(t, c, &c.Jobs[i]); err != nil {
			return err
		}
	}
	return nil
}

func (s *Store) saveJob(t *txn, c *store.Change, j *store.Job) error {
	switch {
	case j.Key != "" || j.Kind == store.JobSweep:
	case j.Kind == store.JobRecheck && c.Peering != nil:
		j.Key = c.Peering.ID
	case j.Kind != store.JobRecheck && c.Request != nil:
		j.Key = c.Request.ID
	}
	if j.Kind == "" || (j.Key == "") != (j.Kind == store.JobSweep) {
		return fmt.Errorf("job %q of %q: want a kind, and a key unless it is a sweep", j.Kind, j.Key)
	}
	t.enqueue(*j, s.now())
	return nil
}

// fillIDs gives new rows their ids, and tells them to everything in the change
// that means these rows.
func (t *txn) fillIDs(ctx context.Context, c *store.Change) error {
	p, r := c.Peering, c.Request
	if p != nil && p.Version == 0 {
		id, err := t.identify(ctx, peeringIDs, p.ID)
		if err != nil {
			return err
		}
		p.ID, p.Want.ID = id, id
	}
	if r != nil && r.Version == 0 {
		id, err := t.identify(ctx, requestIDs, r.ID)
		if err != nil {
			return err
		}
		r.ID = id
		if p != nil && r.Peering == "" {
			r.Peering = p.ID
		}
		if r.Plan.Peering.ID == "" {
			r.Plan.Peering.ID = r.Peering
		}
	}
	if err := t.fillFindingIDs(ctx, c.Findings); err != nil {
		return err
	}
	var requestID, peeringID string
	if r != nil {
		requestID, peeringID = r.ID, r.Peering
	}
	if p != nil {
		peeringID = p.ID
	}
	for i := range c.Events {
		fillEvent(&c.Events[i], c, requestID, peeringID)
	}
	for i := range c.Notes {
		if n := &c.Notes[i]; n.Request == "" && n.Finding == "" && n.Text == "" {
			n.Request = requestID
		}
	}
	return nil
}

func fillEvent(e *request.Event, c *store.Change, requestID, peeringID string) {
	if e.Request == "" {
		e.Request = requestID
	}
	if e.Peering == "" {
		e.Peering = peeringID
	}
	if e.At.IsZero() {
		e.At = c.At
	}
	e.At = tidy(e.At)
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
