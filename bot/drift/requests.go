package drift

import (
	"context"
	"errors"

	"peerbot/aws/peering"
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

// requestExternal asks the owners about connections that were requested
// directly in AWS and wait for one of our accounts: once for each.
func (s *Service) requestExternal(ctx context.Context, survey peering.Survey) error {
	for _, c := range survey.Inbound() {
		if carriesOurTags(survey, c) {
			continue // a request of ours is making it
		}
		known, err := s.Store.Peerings(ctx, store.PeeringFilter{PCX: c.ID, Limit: 1})
		if err != nil {
			return err
		}
		if len(known) > 0 {
			continue
		}
		if err := s.Requests.AcceptExternal(ctx, c); err != nil {
			// One that cannot be asked about must not keep the others.
			s.Log.WarnContext(ctx, "cannot request approval of peering requested in AWS", "pcx", c.ID, "error", err)
		}
	}
	return nil
}

// carriesOurTags reports whether either side of a connection shows tags of peerbot.
func carriesOurTags(survey peering.Survey, c peering.Connection) bool {
	if _, ok := peering.MarkOf(c.Tags); ok {
		return true
	}
	for _, x := range survey.Places[c.Requester.Place()].Connections[c.Requester.VPC] {
		if _, ok := peering.MarkOf(x.Tags); ok && x.ID == c.ID {
			return true
		}
	}
	return false
}
