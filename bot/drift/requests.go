package drift

import (
	"context"
	"errors"

	"peerbot/bot/request"
	"peerbot/bot/store"
)

// requestExpired asks the owners, once, to delete the peerings whose expiry
// date has come, and records that they were asked. When nobody could be asked,
// the finding stays open and the next sweep tries again.
func (s *Service) requestExpired(ctx context.Context, ps []request.Peering) error {
	now := s.Now()
	for _, p := range ps {
		if p.EndsAt.IsZero() || p.EndRequested || now.Before(p.EndsAt) {
			continue
		}
		asked, err := s.Requests.ExpiryReached(ctx, p)
		if err != nil {
			s.Log.WarnContext(ctx, "peering expired, cannot request its deletion", "peering", p.ID, "error", err)
		}
		if !asked {
			continue // the next sweep tries again
		}
		_, err = s.Store.UpdatePeering(ctx, p.ID, func(fresh request.Peering) (store.Change, error) {
			if !fresh.EndsAt.Equal(p.EndsAt) {
				return store.Change{}, nil // it was extended meanwhile
			}
			fresh.EndRequested, fresh.UpdatedAt = true, now
			return store.Change{At: now, Peering: &fresh}, nil
		})
		if err != nil && !errors.Is(err, store.ErrConflict) {
			return err
		}
	}
	return nil
}
