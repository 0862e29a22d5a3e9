package sqlstore

import (
	"context"
	"fmt"
)

// BrokenLineError says where the audit log was tampered with.
type BrokenLineError struct {
	Line int64  // its number, from 1
	Why  string // what does not fit
}

// Error returns one line for the log.
func (e *BrokenLineError) Error() string {
	return fmt.Sprintf("audit log, line %d: %s", e.Line, e.Why)
}

// VerifyAudit walks the audit log and returns how many lines it has checked.
// The first line that does not fit is a *BrokenLineError; lines that are
// appended meanwhile are left out.
func (s *Store) VerifyAudit(ctx context.Context) (int, error) {
	var last int64
	var head string
	if err := s.db.QueryRowContext(ctx, "SELECT seq, hash FROM audit_head WHERE id = 1").Scan(&last, &head); err != nil {
		return 0, fmt.Errorf("read the head of the audit log: %w", err)
	}
	rows, err := s.db.QueryContext(ctx, selectLines+" WHERE seq <= $1 ORDER BY seq", last)
	if err != nil {
		return 0, fmt.Errorf("read the audit log: %w", err)
	}
	defer rows.Close()
	n, prev := 0, ""
	for rows.Next() {
		l, err := scanLine(rows)
		if err != nil {
			return n, fmt.Errorf("read the audit log: %w", err)
		}
		want := int64(n) + 1
		if l.Seq != want {
			return n, &BrokenLineError{Line: want, Why: fmt.Sprintf("it is missing, the next one is %d", l.Seq)}
		}
		if l.Prev != prev {
			return n, &BrokenLineError{Line: want, Why: "it does not continue the line before"}
		}
		sum, err := l.hash()
		if err != nil {
			return n, fmt.Errorf("audit log, line %d: %w", want, err)
		}
		if sum != l.Hash {
			return n, &BrokenLineError{Line: want, Why: "its text was changed"}
		}
		n, prev = n+1, l.Hash
	}
	if err := rows.Err(); err != nil {
		return n, fmt.Errorf("read the audit log: %w", err)
	}
	if int64(n) != last || prev != head {
		return n, &BrokenLineError{Line: int64(n) + 1, Why: fmt.Sprintf("the log ends here, and should have %d lines", last)}
	}
	return n, nil
}
