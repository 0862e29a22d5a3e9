package sqlstore

import (
	"context"
	"encoding/json"
	"fmt"

	"peerbot/bot/finding"
	"peerbot/bot/store"
)

// openFinding is the index that allows one open finding of each class of a
// peering or an account.
var openFinding = unique{index: "findings_open", column: "findings.peering"}

// Finding returns one finding, or a *store.NotFoundError.
func (s *Store) Finding(ctx context.Context, id string) (finding.Finding, error) {
	f, err := scanFinding(s.db.QueryRowContext(ctx, "SELECT id, version, body FROM findings WHERE id = $1", id))
	return f, found(err, id)
}

// Findings returns the findings that match, the open ones first, then the
// newest.
func (s *Store) Findings(ctx context.Context, f store.FindingFilter) ([]finding.Finding, error) {
	w := &where{}
	if !f.Resolved {
		w.add("is_open")
	}
	if f.Peering != "" {
		w.add("peering = ?", f.Peering)
	}
	if f.Group != "" {
		w.add("id IN (SELECT finding FROM finding_group_members WHERE member_of = ?)", f.Group)
	}
	query, args := w.statement("SELECT id, version, body FROM findings", "is_open DESC, num DESC", f.Limit)
	rows, err := s.db.QueryContext(ctx, query, args...)
	out, err := collect(rows, err, scanFinding)
	if err != nil {
		return nil, fmt.Errorf("list findings: %w", err)
	}
	return out, nil
}

// saveFindings writes findings, and raises their versions by one. The changed rows
// come before the new ones: what is resolved makes room for what is found again.
func (s *Store) saveFindings(ctx context.Context, t *txn, changes []store.FindingChange) error {
	var made, changed [][]any
	for _, c := range changes {
		f := c.Finding
		have := f.Version
		f.Version++
		body, err := json.Marshal(f)
		if err != nil {
			return fmt.Errorf("write %s: %w", f.ID, err)
		}
		n, err := number(findingIDs, f.ID)
		if err != nil {
			return err
		}
		if have == 0 {
			made = append(made, []any{f.ID, n, f.Version, f.Peering, f.Account, string(f.Class), f.Open(), string(body)})
		} else {
			changed = append(changed, []any{f.ID, have, f.Peering, f.Account, string(f.Class), f.Open(), string(body)})
		}
	}
	written := map[string]bool{}
	scan := func(row scanner) error {
		var id string
		if err := row.Scan(&id); err != nil {
			return err
		}
		written[id] = true
		return nil
	}
	err := t.bulk(ctx, `
		WITH new (id, have, peering, account, class, is_open, body) AS (VALUES {rows})
		UPDATE findings SET version = findings.version + 1, peering = new.peering, account = new.account,
			class = new.class, is_open = new.is_open, body = new.body
		FROM new WHERE findings.id = new.id AND findings.version = new.have
		RETURNING findings.id`,
		"(?, CAST(? AS BIGINT), ?, ?, ?, CAST(? AS BOOLEAN), ?)", changed, scan)
	if err != nil {
		return s.findingError("change findings", err)
	}
	for _, c := range changes {
		if f := c.Finding; f.Version > 1 && !written[f.ID] {
			return t.lost(ctx, "SELECT COUNT(*) FROM findings WHERE id = $1", f.ID)
		}
	}
	err = t.bulk(ctx, `
		INSERT INTO findings (id, num, version, peering, account, class, is_open, body) VALUES {rows}
		RETURNING id`,
		"(?, ?, ?, ?, ?, ?, ?, ?)", made, scan)
	if err != nil {
		return s.findingError("new findings", err)
	}
	return nil
}

// findingError returns an error of writing findings. A second open finding of one
// class is store.ErrConflict: another sweep found the same at the same time.
func (s *Store) findingError(what string, err error) error {
	if s.dialect.violates(err, openFinding) {
		return fmt.Errorf("%s: one of them is open already: %w", what, store.ErrConflict)
	}
	return fmt.Errorf("%s: %w", what, err)
}

// scanFinding reads a row of findings: id, version, body.
func scanFinding(row scanner) (finding.Finding, error) {
	var f finding.Finding
	var id, body string
	var version int64
	if err := row.Scan(&id, &version, &body); err != nil {
		return f, err
	}
	if err := json.Unmarshal([]byte(body), &f); err != nil {
		return f, fmt.Errorf("%s: %w", id, err)
	}
	f.ID, f.Version = id, version
	return f, nil
}
