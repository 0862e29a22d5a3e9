package sqlstore

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// Lease takes a named lock until it is released or the time is over. Its
// holder may take it again, which moves its end.
func (s *Store) Lease(ctx context.Context, name, holder string, now, until time.Time) (bool, error) {
	if name == "" || holder == "" {
		return false, errors.New("a lease needs a name and a holder")
	}
	r, err := s.db.ExecContext(ctx, `
		INSERT INTO leases (name, holder, ends) VALUES ($1, $2, $3)
		ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, ends = excluded.ends
		WHERE leases.holder = excluded.holder OR leases.ends <= $4`,
		name, holder, millis(until), millis(now))
	if err != nil {
		return false, fmt.Errorf("lease %s: %w", name, err)
	}
	n, err := r.RowsAffected()
	if err != nil {
		return false, fmt.Errorf("lease %s: %w", name, err)
	}
	return n == 1, nil
}

// Release gives a lease back. It does nothing when somebody else has it by
// now.
func (s *Store) Release(ctx context.Context, name, holder string) error {
	if _, err := s.db.ExecContext(ctx, "DELETE FROM leases WHERE name = $1 AND holder = $2", name, holder); err != nil {
		return fmt.Errorf("release %s: %w", name, err)
	}
	return nil
}
