package approval

import (
	"context"
	"slices"

	"peerbot/bot/notice"
	"peerbot/bot/request"
	"peerbot/bot/store"
)

// Cancel ends an open request, whatever its state, for who requested it, for the
// owners of its accounts, and for admins. One that is being carried out stops at
// the next safe point; then its card says what exists.
func (s *Service) Cancel(ctx context.Context, who request.Caller, id, reason string) (notice.Notice, error) {
	admin, err := s.Directory.IsAdmin(ctx, who.ID)
	if err != nil {
		admin = false // the groups of admins cannot be read; owners by id can go on
		s.Log.WarnContext(ctx, "cannot read admins from Slack", "error", err)
	}
	code := notice.Cancelled
	exists := false
	r, err := s.update(ctx, id, func(r request.Request, p request.Peering) (store.Change, error) {
		policies, err := s.owners(ctx, r)
		if err != nil && !admin && who.ID != r.RequestedBy {
			return store.Change{}, err
		}
		if err := request.MayCancel(r, who, policies, admin); err != nil {
			return store.Change{}, err
		}
		how := request.Cancellation{Person: who.ID, Reason: reason, At: s.Now()}
		if r.State != request.Applying {
			c, err := s.end(ctx, r, p, how)
			exists = len(r.Done) > 0
			return c, err
		}
		code = notice.Cancelling
		next, err := r.AskCancel(how, s.Now())
		if err != nil {
			return store.Change{}, err
		}
		return store.Change{
			Request: &next, Jobs: []store.Job{{Kind: store.JobApply, Key: r.ID}},
			Events: []request.Event{s.event(r, next, request.EventCancelling, who.ID, "reason", reason)},
		}, nil
	})
	return notice.Answer{Code: code, Request: r, ID: r.Peering, Exists: exists}, err
}

// Unlock ends an open request at once, without waiting for whoever carries it out:
// the last resort of admins, when that does not stop by itself. It calls nothing in
// AWS, and the next drift check says what is left.
func (s *Service) Unlock(ctx context.Context, who request.Caller, id, reason string) (notice.Notice, error) {
	if _, err := s.Store.Request(ctx, id); err != nil {
		return nil, err
	}
	admins, err := s.Directory.AdminUsers(ctx)
	if err != nil && !slices.Contains(s.Directory.Admins, who.ID) {
		return nil, err
	}
	if !slices.Contains(append(admins, s.Directory.Admins...), who.ID) {
		return nil, &request.UserError{Code: request.AdminsOnly, Users: admins}
	}
	r, err := s.update(ctx, id, func(r request.Request, p request.Peering) (store.Change, error) {
		if err := request.MayCancel(r, who, nil, true); err != nil {
			return store.Change{}, err
		}
		return s.end(ctx, r, p, request.Cancellation{Person: who.ID, Reason: reason, At: s.Now()})
	})
	return notice.Answer{Code: notice.Cancelled, Request: r, ID: r.Peering, Exists: len(r.Done) > 0}, err
}

// Cancelled is the change that ends a request, the work on which has stopped.
func (s *Service) Cancelled(ctx context.Context, r request.Request, record request.Peering) (store.Change, error) {
	return s.end(ctx, r, record, *r.Cancel)
}
