package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"
	"time"

	"peerbot/bot"
	"peerbot/bot/finding"
)

var _ bot.FindingStore = (*Store)(nil)

// openFinding is the index that allows one open finding per key.
var openFinding = unique{index: "findings_open_key", column: "findings.key"}

// Finding returns one finding, or bot.ErrNotFound.
func (s *Store) Finding(ctx context.Context, id string) (finding.Finding, error) {
	f, err := scanFinding(s.db.QueryRowContext(ctx, "SELECT id, version, body FROM findings WHERE id = $1", id))
	return f, found(err, id)
}

// Findings returns the findings that match, the open ones first, then the
// newest.
func (s *Store) Findings(ctx context.Context, f bot.FindingFilter) ([]finding.Finding, error) {
	w := &where{}
	if !f.Resolved {
		w.add("is_open")
	}
	if f.Peering != "" {
		w.add("peering = ?", f.Peering)
	}
	query, args := w.finish("SELECT id, version, body FROM findings", "is_open DESC, num DESC", or(f.Limit, math.MaxInt32))
	rows, err := s.db.QueryContext(ctx, query, args...)
	out, err := collect(rows, err, scanFinding)
	if err != nil {
		return nil, fmt.Errorf("list findings: %w", err)
	}
	return out, nil
}

// LastSweep returns the last sweep; its time is zero when there was none.
func (s *Store) LastSweep(ctx context.Context) (bot.Sweep, error) {
	var body string
	var last bot.Sweep
	err := s.db.QueryRowContext(ctx, "SELECT body FROM sweeps WHERE id = 1").Scan(&body)
	if errors.Is(err, sql.ErrNoRows) {
		return last, nil
	}
	if err == nil {
		err = json.Unmarshal([]byte(body), &last)
	}
	if err != nil {
		return bot.Sweep{}, fmt.Errorf("read the last sweep: %w", err)
	}
	return last, nil
}

func (t *txn) saveSweep(ctx context.Context, sweep bot.Sweep) error {
	body, err := json.Marshal(sweep)
	if err == nil {
		_, err = t.ExecContext(ctx, "INSERT INTO sweeps (id, body) VALUES (1, $1) ON CONFLICT (id) DO UPDATE SET body = excluded.body", string(body))
	}
	if err != nil {
		return fmt.Errorf("write the sweep: %w", err)
	}
	return nil
}

// saveFindings saves findings with their cards and notes. Two changes that
// save the same ones must have them in the same order.
func (s *Store) saveFindings(ctx context.Context, t *txn, changes []bot.FindingChange, now time.Time) error {
	for _, c := range changes {
		if err := s.saveFinding(ctx, t, c.Finding); err != nil {
			return err
		}
		about := subject{finding: c.Finding.ID}
		added, err := t.addCards(ctx, about, c.Cards)
		if err != nil {
			return err
		}
		if c.Redraw {
			err = t.redraw(ctx, about, c.Finding.Version, now)
		} else {
			for _, id := range added {
				t.deliver(id, now)
			}
		}
		if err == nil && c.Note != "" {
			err = t.saveNote(ctx, bot.Note{Finding: c.Finding.ID, Thread: true, Kind: c.Note}, now)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (s *Store) saveFinding(ctx context.Context, t *txn, f *finding.Finding) error {
	have := f.Version
	f.Version++
	var n int64
	var err error
	if have == 0 {
		if f.ID, n, err = t.identify(ctx, findingIDs, f.ID); err != nil {
			return err
		}
	}
	body, err := json.Marshal(f)
	if err != nil {
		return fmt.Errorf("write %s: %w", f.ID, err)
	}
	if have == 0 {
		_, err := t.exec(ctx, "INSERT INTO findings (id, num, version, is_open, key, peering, body) VALUES ($1, $2, $3, $4, $5, $6, $7)",
			f.ID, n, f.Version, f.Open(), f.Key(), f.Peering, string(body))
		if taken(s.dialect, err, "findings") || s.dialect.violates(err, openFinding) {
			return fmt.Errorf("new %s, %s: %w", f.ID, f.Key(), bot.ErrConflict)
		}
		if err != nil {
			return fmt.Errorf("new %s: %w", f.ID, err)
		}
		return nil
	}
	changed, err := t.exec(ctx, `
		UPDATE findings SET version = $1, is_open = $2, key = $3, peering = $4, body = $5
		WHERE id = $6 AND version = $7`,
		f.Version, f.Open(), f.Key(), f.Peering, string(body), f.ID, have)
	if s.dialect.violates(err, openFinding) {
		return fmt.Errorf("%s, %s: %w", f.ID, f.Key(), bot.ErrConflict)
	}
	if err != nil {
		return fmt.Errorf("change %s: %w", f.ID, err)
	}
	if changed == 0 {
		return t.lost(ctx, "SELECT COUNT(*) FROM findings WHERE id = $1", f.ID)
	}
	return nil
}

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

// tidyFindings returns a copy with times as they are kept.
func tidyFindings(in []bot.FindingChange) ([]bot.FindingChange, error) {
	out := slices.Clone(in)
	for i := range out {
		if out[i].Finding == nil {
			return nil, errors.New("a change of no finding")
		}
		f := *out[i].Finding
		if f.Version != 0 && f.ID == "" {
			return nil, errors.New("a finding with a version and no id")
		}
		f.FirstSeen, f.LastSeen, f.Resolved = tidy(f.FirstSeen), tidy(f.LastSeen), tidy(f.Resolved)
		f.Told, f.Snooze.Until = tidy(f.Told), tidy(f.Snooze.Until)
		out[i].Finding = &f
	}
	return out, nil
}
