package store

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"peerbot/bot/finding"
	"peerbot/bot/request"
)

// Store is a Database as the program uses it: everything can be read, new rows
// are saved, and a row that is there is changed by an Update.
type Store struct {
	Reader
	Outbox
	Leases
	db database
}

// database is as much of a Database as changing rows takes.
type database interface {
	Request(ctx context.Context, id string) (request.Request, error)
	Peering(ctx context.Context, id string) (request.Peering, error)
	Finding(ctx context.Context, id string) (finding.Finding, error)
	Findings(ctx context.Context, f FindingFilter) ([]finding.Finding, error)
	Write(ctx context.Context, c Change) (Change, error)
}

// New returns a Store of a Database.
func New(db Database) *Store { return &Store{Reader: db, Outbox: db, Leases: db, db: db} }

// Attempts is how often an Update decides before it gives up: once, and again
// each time that somebody else was faster.
const Attempts = 4

// Save makes a change in which every row is new, or that has no rows: events,
// notes, jobs, a pause, the end of a sweep. The returned Change has the ids,
// versions and times of what was written. A second open request about the same
// pair of VPCs is an *OpenRequestError.
func (s *Store) Save(ctx context.Context, c Change) (Change, error) {
	rows, findings := c.changed()
	if err := refuse(append(rows, findings...)); err != nil {
		return Change{}, fmt.Errorf("save: %w", err)
	}
	return s.db.Write(ctx, c)
}

// SaveFindings writes what a drift check found: findings that are new, and
// those that it changed since it read them, hundreds in one transaction. When
// somebody else changed one of them in between, nothing is written, and the
// error is ErrConflict: the check is to be made again.
func (s *Store) SaveFindings(ctx context.Context, c Change) (Change, error) {
	rows, _ := c.changed()
	if err := refuse(rows); err != nil {
		return Change{}, fmt.Errorf("save findings: %w", err)
	}
	return s.db.Write(ctx, c)
}

// UpdateRequest changes a request, or its peering, or both. f gets them as they
// are now, and returns the change. When somebody else changed one of them
// before the change was written, f runs again on what they have become; after
// Attempts runs the error is ErrConflict. An error of f ends the update, and is
// returned. A Change with nothing in it writes nothing. The returned Change is
// what was written, as Save returns it.
//
// f runs outside of any transaction: it may take its time, and read AWS. It
// must keep nothing of what an earlier run of it decided.
func (s *Store) UpdateRequest(ctx context.Context, id string, f func(request.Request, request.Peering) (Change, error)) (Change, error) {
	return s.update(ctx, func() (Change, []string, error) {
		r, err := s.db.Request(ctx, id)
		if err != nil {
			return Change{}, nil, err
		}
		var p request.Peering
		if r.Peering != "" {
			if p, err = s.db.Peering(ctx, r.Peering); err != nil {
				return Change{}, nil, fmt.Errorf("the peering of %s: %w", id, err)
			}
		}
		c, err := f(r, p)
		return c, []string{r.ID, p.ID}, err
	})
}

// UpdatePeering changes a peering; see UpdateRequest. The change may have
// findings, too, that f has read.
func (s *Store) UpdatePeering(ctx context.Context, id string, f func(request.Peering) (Change, error)) (Change, error) {
	return s.update(ctx, func() (Change, []string, error) {
		p, err := s.db.Peering(ctx, id)
		if err != nil {
			return Change{}, nil, err
		}
		c, err := f(p)
		return c, []string{p.ID}, err
	})
}

// UpdateFinding changes a finding; see UpdateRequest.
func (s *Store) UpdateFinding(ctx context.Context, id string, f func(finding.Finding) (Change, error)) (Change, error) {
	return s.update(ctx, func() (Change, []string, error) {
		x, err := s.db.Finding(ctx, id)
		if err != nil {
			return Change{}, nil, err
		}
		c, err := f(x)
		return c, nil, err
	})
}

// UpdateFindings changes the findings that match; see UpdateRequest. f runs
// also when there are none.
func (s *Store) UpdateFindings(ctx context.Context, filter FindingFilter, f func([]finding.Finding) (Change, error)) (Change, error) {
	return s.update(ctx, func() (Change, []string, error) {
		all, err := s.db.Findings(ctx, filter)
		if err != nil {
			return Change{}, nil, err
		}
		c, err := f(all)
		return c, nil, err
	})
}

// update decides and writes until nobody else is faster. decide returns the
// requests and peerings that it has read, too: no others may be changed.
func (s *Store) update(ctx context.Context, decide func() (c Change, read []string, err error)) (Change, error) {
	for range Attempts {
		c, read, err := decide()
		if err != nil || c.empty() {
			return Change{}, err
		}
		rows, _ := c.changed()
		if err := refuse(rows, read...); err != nil {
			return Change{}, fmt.Errorf("update: %w", err)
		}
		saved, err := s.db.Write(ctx, c)
		if !errors.Is(err, ErrConflict) {
			return saved, err
		}
	}
	return Change{}, ErrConflict
}

// refuse makes sure that no row is changed but those that were just read.
func refuse(changed []string, read ...string) error {
	for _, id := range changed {
		if !slices.Contains(read, id) {
			return fmt.Errorf("%s is there already: what changes it is an Update of it", id)
		}
	}
	return nil
}
