package sqlstore

import (
	"context"
	"fmt"

	"peerbot/bot/audit"
	"peerbot/bot/request"
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
	h, err := s.WalkAudit(ctx, nil)
	return int(h.Count), err
}

// WalkAudit does the same, and has check look at each line with the head of the
// log up to and with that line. Its error ends the walk.
func (s *Store) WalkAudit(ctx context.Context, check func(audit.Head, request.Event) error) (audit.Head, error) {
	var done audit.Head
	last, err := s.AuditHead(ctx)
	if err != nil {
		return done, err
	}
	rows, err := s.db.QueryContext(ctx, selectLines+" WHERE seq <= $1 ORDER BY seq", last.Count)
	if err != nil {
		return done, fmt.Errorf("read the audit log: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		l, err := scanLine(rows)
		if err != nil {
			return done, fmt.Errorf("read the audit log: %w", err)
		}
		if err := l.follows(done); err != nil {
			return done, err
		}
		done = audit.Head{Count: l.Seq, Hash: l.Hash}
		if check == nil {
			continue
		}
		e, err := l.event()
		if err == nil {
			err = check(done, e)
		}
		if err != nil {
			return done, err
		}
	}
	if err := rows.Err(); err != nil {
		return done, fmt.Errorf("read the audit log: %w", err)
	}
	if done != last {
		return done, &BrokenLineError{Line: done.Count + 1, Why: fmt.Sprintf("the log ends here, and should have %d lines", last.Count)}
	}
	return done, nil
}

// follows returns a *BrokenLineError unless the line is the next one of the log,
// as it was written.
func (l line) follows(before audit.Head) error {
	want := before.Count + 1
	sum, err := l.hash()
	switch {
	case err != nil:
		return fmt.Errorf("audit log, line %d: %w", want, err)
	case l.Seq != want:
		return &BrokenLineError{Line: want, Why: fmt.Sprintf("it is missing, the next one is %d", l.Seq)}
	case l.Prev != before.Hash:
		return &BrokenLineError{Line: want, Why: "it does not continue the line before"}
	case sum != l.Hash:
		return &BrokenLineError{Line: want, Why: "its text was changed"}
	}
	return nil
}

// AuditHead returns how far the audit log goes.
func (s *Store) AuditHead(ctx context.Context) (audit.Head, error) {
	var h audit.Head
	err := s.db.QueryRowContext(ctx, "SELECT seq, hash FROM audit_head WHERE id = 1").Scan(&h.Count, &h.Hash)
	if err != nil {
		return h, fmt.Errorf("read the head of the audit log: %w", err)
	}
	return h, nil
}
