package approval

import (
	"cmp"
	"context"
	"time"

	"peerbot/aws/peering"
	"peerbot/bot/notice"
	"peerbot/bot/request"
	"peerbot/bot/store"
)

// defaultExtension is how far extend pushes when nobody says how far.
const defaultExtension = 30 * 24 * time.Hour

// Extend asks to push a peering's expiry date back, counted from now; zero is
// 30 days.
func (s *Service) Extend(ctx context.Context, who request.Caller, where notice.Origin, id string, by time.Duration, reason string) (notice.Notice, error) {
	record, err := s.managed(ctx, id)
	if err != nil {
		return nil, err
	}
	if record.EndsAt.IsZero() {
		return nil, &request.UserError{Code: request.NoExpiry, ID: id}
	}
	open, err := s.Store.Findings(ctx, store.FindingFilter{Peering: id})
	if err != nil {
		return nil, err
	}
	for _, f := range open {
		if f.Class == peering.Missing {
			return nil, &request.UserError{Code: request.MissingInAWS, ID: id, Other: f.ID}
		}
	}
	until := s.Now().Add(cmp.Or(by, defaultExtension))
	if !until.After(record.EndsAt) {
		return nil, &request.UserError{Code: request.ExpiresLater, ID: id, Until: record.EndsAt}
	}
	r := request.Request{
		Kind: request.Extend, Peering: id, Reason: reason, Until: until,
		Plan: peering.Unchanged(record.Desired, record.Requester, record.Accepter),
	}
	return s.submit(ctx, who, where, r, record)
}
