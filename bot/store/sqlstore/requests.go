package sqlstore

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"peerbot/bot/request"
	"peerbot/bot/store"
)

// openPair is the index that allows one open request per pair of VPCs.
var openPair = unique{index: "requests_open_pair", column: "requests.pair"}

// Request returns one request, or a *store.NotFoundError.
func (s *Store) Request(ctx context.Context, id string) (request.Request, error) {
	r, err := scanRequest(s.db.QueryRowContext(ctx, "SELECT id, version, body FROM requests WHERE id = $1", id))
	return r, found(err, id)
}

// Requests returns the requests that match, newest first.
func (s *Store) Requests(ctx context.Context, f store.RequestFilter) ([]request.Request, error) {
	w := &where{}
	in(w, "state", f.States)
	sides(w, f.Account)
	if f.Peering != "" {
		w.add("peering = ?", f.Peering)
	}
	if f.RequestedBy != "" {
		w.add("asker = ?", f.RequestedBy)
	}
	query, args := w.statement("SELECT id, version, body FROM requests", "num DESC", f.Limit)
	rows, err := s.db.QueryContext(ctx, query, args...)
	out, err := collect(rows, err, scanRequest)
	if err != nil {
		return nil, fmt.Errorf("list requests: %w", err)
	}
	return out, nil
}

// saveRequest writes a request, and raises its version by one. A version that is
// not the stored one is store.ErrConflict.
func (s *Store) saveRequest(ctx context.Context, t *txn, r *request.Request) error {
	have := r.Version
	r.Version++
	body, err := json.Marshal(r)
	if err != nil {
		return fmt.Errorf("write %s: %w", r.ID, err)
	}
	from, to := accounts(r.Plan.Peering)
	if have == 0 {
		n, err := number(requestIDs, r.ID)
		if err != nil {
			return err
		}
		_, err = t.exec(ctx, `
			INSERT INTO requests (id, num, version, state, is_open, pair, peering, asker, requester_account, accepter_account, body)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
			r.ID, n, r.Version, string(r.State), r.State.Open(), pairOf(*r), r.Peering, r.RequestedBy, from, to, string(body))
		if taken(s.dialect, err, "requests") {
			return fmt.Errorf("new %s: %w", r.ID, store.ErrConflict)
		}
		if err != nil {
			return fmt.Errorf("new %s: %w", r.ID, err)
		}
		return nil
	}
	changed, err := t.exec(ctx, `
		UPDATE requests SET version = $1, state = $2, is_open = $3, pair = $4, peering = $5, asker = $6,
			requester_account = $7, accepter_account = $8, body = $9
		WHERE id = $10 AND version = $11`,
		r.Version, string(r.State), r.State.Open(), pairOf(*r), r.Peering, r.RequestedBy, from, to, string(body), r.ID, have)
	if err != nil {
		return fmt.Errorf("change %s: %w", r.ID, err)
	}
	if changed == 0 {
		return t.lost(ctx, "SELECT COUNT(*) FROM requests WHERE id = $1", r.ID)
	}
	return nil
}

// scanRequest reads a row of requests: id, version, body.
func scanRequest(row scanner) (request.Request, error) {
	var r request.Request
	var id, body string
	var version int64
	if err := row.Scan(&id, &version, &body); err != nil {
		return r, err
	}
	if err := json.Unmarshal([]byte(body), &r); err != nil {
		return r, fmt.Errorf("%s: %w", id, err)
	}
	r.ID, r.Version = id, version
	return r, nil
}

// pairOf returns the key of the pair of VPCs that a request is about.
func pairOf(r request.Request) string { return request.PairKey(r.Plan.Peering) }

// openRequest returns the error of a new request for whose pair another one is
// open: a *store.OpenRequestError that names it, or store.ErrConflict when it has
// ended meanwhile.
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
