package approval

import (
	"context"

	"peerbot/bot/notice"
	"peerbot/bot/request"
)

// Delete asks the owners to delete a peering.
func (s *Service) Delete(ctx context.Context, who request.Caller, where notice.Origin, id, reason string) (notice.Notice, error) {
	record, err := s.record(ctx, id)
	if err != nil {
		return nil, err
	}
	if record.Ended() {
		return nil, &request.UserError{Code: request.PeeringIs, ID: id, State: string(record.State)}
	}
	return s.delete(ctx, who, where, record, request.Request{Reason: reason})
}

func (s *Service) delete(ctx context.Context, who request.Caller, where notice.Origin, record request.Peering, r request.Request) (notice.Notice, error) {
	plan, _, err := s.planFor(ctx, request.Delete, record)
	if err != nil {
		return nil, err
	}
	if len(plan.Blocked()) > 0 {
		return notice.Answer{Code: notice.CannotDelete, Names: s.Directory.Names(), ID: record.ID, Blocked: &plan}, nil
	}
	r.Kind, r.Peering, r.Plan = request.Delete, record.ID, plan
	return s.submit(ctx, who, where, r, record)
}

// Release asks the owners to stop managing a peering.
func (s *Service) Release(ctx context.Context, who request.Caller, where notice.Origin, id, reason string) (notice.Notice, error) {
	record, err := s.managed(ctx, id)
	if err != nil {
		return nil, err
	}
	plan, _, err := s.planFor(ctx, request.Release, record)
	if err != nil {
		return nil, err
	}
	return s.submit(ctx, who, where, request.Request{Kind: request.Release, Peering: id, Reason: reason, Plan: plan}, record)
}

// system is peerbot itself, as the one who requests.
func (s *Service) system() request.Caller {
	return request.Caller{ID: request.System, Team: s.Directory.Home}
}

// ExpiryReached asks the owners to delete a peering whose expiry date has
// come. It reports false when another request about it is open.
func (s *Service) ExpiryReached(ctx context.Context, record request.Peering) (asked bool, err error) {
	open, err := s.openRequest(ctx, record.ID)
	if err != nil || open != nil {
		return false, err
	}
	n, err := s.delete(ctx, s.system(), notice.Origin{}, record, request.Request{Cause: request.Cause{Code: request.ExpiryReached}})
	if a, ok := n.(notice.Answer); ok && a.Code == notice.CannotDelete {
		return false, nil // a finding says what stands in its way
	}
	return err == nil, err
}
