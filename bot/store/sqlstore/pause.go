package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"peerbot/bot/request"
)

// Paused returns the current stop, or the zero value.
func (s *Store) Paused(ctx context.Context) (request.Pause, error) {
	var p request.Pause
	var at int64
	err := s.db.QueryRowContext(ctx, "SELECT paused, person, reason, at FROM pauses WHERE id = 1").Scan(&p.On, &p.Person, &p.Reason, &at)
	if errors.Is(err, sql.ErrNoRows) {
		return request.Pause{}, nil
	}
	if err != nil {
		return request.Pause{}, fmt.Errorf("read whether work is paused: %w", err)
	}
	if !p.On {
		return request.Pause{}, nil
	}
	p.At = fromMillis(at)
	return p, nil
}

func (t *txn) savePause(ctx context.Context, p request.Pause) error {
	_, err := t.ExecContext(ctx, `
		INSERT INTO pauses (id, paused, person, reason, at) VALUES (1, $1, $2, $3, $4)
		ON CONFLICT (id) DO UPDATE SET paused = excluded.paused, person = excluded.person, reason = excluded.reason, at = excluded.at`,
		p.On, p.Person, storable(p.Reason), millis(p.At))
	if err != nil {
		return fmt.Errorf("pause: %w", err)
	}
	return nil
}
