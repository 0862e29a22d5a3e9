package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"peerbot/bot/finding"
)

// LastSweep returns the last sweep that was saved, or the zero value.
func (s *Store) LastSweep(ctx context.Context) (finding.Sweep, error) {
	var w finding.Sweep
	var at, took int64
	err := s.db.QueryRowContext(ctx, `
		SELECT at, took, peerings, open_findings, unread, baseline FROM sweeps ORDER BY num DESC LIMIT 1`).
		Scan(&at, &took, &w.Peerings, &w.Open, &w.Unread, &w.Baseline)
	if errors.Is(err, sql.ErrNoRows) {
		return finding.Sweep{}, nil
	}
	if err != nil {
		return finding.Sweep{}, fmt.Errorf("read the last sweep: %w", err)
	}
	w.At, w.Took = fromMillis(at), time.Duration(took)
	return w, nil
}

func (t *txn) saveSweep(ctx context.Context, w finding.Sweep) error {
	n, err := nextNumbers(ctx, t, sweepIDs, 1)
	if err != nil {
		return err
	}
	_, err = t.ExecContext(ctx, `
		INSERT INTO sweeps (num, at, took, peerings, open_findings, unread, baseline)
		VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		n, millis(w.At), int64(w.Took), w.Peerings, w.Open, w.Unread, w.Baseline)
	if err != nil {
		return fmt.Errorf("save the sweep: %w", err)
	}
	return nil
}
