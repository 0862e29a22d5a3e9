package sqlstore

import (
	"context"
	"encoding/json"
	"fmt"

	"peerbot/bot/request"
	"peerbot/bot/store"
)

// NextPeering hands out an id for a peering that is not saved yet: a plan's
// digest covers the id, so it is needed before there is a plan. Ids that are
// never used leave a gap.
func (s *Store) NextPeering(ctx context.Context) (string, error) {
	n, err := nextNumber(ctx, s.db, peeringIDs)
	return fmt.Sprintf("%s%d", peeringIDs, n), err
}

// Peering returns one peering, or a *store.NotFoundError.
func (s *Store) Peering(ctx context.Context, id string) (request.Peering, error) {
	p, err := scanPeering(s.db.QueryRowContext(ctx, "SELECT id, version, body FROM peerings WHERE id = $1", id))
	return p, found(err, id)
}

// Peerings returns the peerings that match, newest first.
func (s *Store) Peerings(ctx context.Context, f store.PeeringFilter) ([]request.Peering, error) {
	w := &where{}
	in(w, "state", f.States)
	sides(w, f.Account)
	if f.PCX != "" {
		w.add("pcx = ?", f.PCX)
	}
	query, args := w.statement("SELECT id, version, body FROM peerings", "num DESC", f.Limit)
	rows, err := s.db.QueryContext(ctx, query, args...)
	out, err := collect(rows, err, scanPeering)
	if err != nil {
		return nil, fmt.Errorf("list peerings: %w", err)
	}
	return out, nil
}

// savePeering writes a peering, and raises its version by one. A version that is
// not the stored one is store.ErrConflict.
func (s *Store) savePeering(ctx context.Context, t *txn, p *request.Peering) error {
	have := p.Version
	p.Version++
	body, err := json.Marshal(p)
	if err != nil {
		return fmt.Errorf("write %s: %w", p.ID, err)
	}
	from, to := accounts(p.Desired)
	if have == 0 {
		n, err := number(peeringIDs, p.ID)
		if err != nil {
			return err
		}
		_, err = t.exec(ctx, `
			INSERT INTO peerings (id, num, version, state, requester_account, accepter_account, pcx, body)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
			p.ID, n, p.Version, string(p.State), from, to, p.Desired.PCX, string(body))
		if taken(s.dialect, err, "peerings") {
			return fmt.Errorf("new %s: %w", p.ID, store.ErrConflict)
		}
		if err != nil {
			return fmt.Errorf("new %s: %w", p.ID, err)
		}
		return nil
	}
	changed, err := t.exec(ctx, `
		UPDATE peerings SET version = $1, state = $2, requester_account = $3, accepter_account = $4, pcx = $5, body = $6
		WHERE id = $7 AND version = $8`,
		p.Version, string(p.State), from, to, p.Desired.PCX, string(body), p.ID, have)
	if err != nil {
		return fmt.Errorf("change %s: %w", p.ID, err)
	}
	if changed == 0 {
		return t.lost(ctx, "SELECT COUNT(*) FROM peerings WHERE id = $1", p.ID)
	}
	return nil
}

// scanPeering reads a row of peerings: id, version, body.
func scanPeering(row scanner) (request.Peering, error) {
	var p request.Peering
	var id, body string
	var version int64
	if err := row.Scan(&id, &version, &body); err != nil {
		return p, err
	}
	if err := json.Unmarshal([]byte(body), &p); err != nil {
		return p, fmt.Errorf("%s: %w", id, err)
	}
	p.ID, p.Version = id, version
	return p, nil
}
