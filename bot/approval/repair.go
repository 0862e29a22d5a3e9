package approval

import (
	"context"

	"peerbot/aws/peering"
	"peerbot/bot/notice"
	"peerbot/bot/request"
	"peerbot/bot/store"
)

// Repair asks to restore AWS to a peering's approved state. Nothing repairs
// itself.
func (s *Service) Repair(ctx context.Context, who request.Caller, where notice.Origin, id, reason string) (notice.Notice, error) {
	record, err := s.managed(ctx, id)
	if err != nil {
		return nil, err
	}
	plan, have, err := s.planFor(ctx, request.Repair, record)
	if err != nil {
		return nil, err
	}
	if len(plan.Blocked()) > 0 {
		return notice.Answer{Code: notice.CannotRepair, Names: s.Directory.Names(), ID: id, Blocked: &plan}, nil
	}
	if plan.Empty() {
		_, err := s.Store.Save(ctx, store.Change{At: s.Now(), Jobs: []store.Job{{Kind: store.JobRecheck, Key: id}}})
		return notice.Answer{Code: notice.NothingToRepair, ID: id, Exists: len(peering.Drifts(record.Desired, have, s.Now())) > 0}, err
	}
	return s.submit(ctx, who, where, request.Request{Kind: request.Repair, Peering: id, Reason: reason, Plan: plan}, record)
}

// Keep asks to make AWS's current state the approved one.
func (s *Service) Keep(ctx context.Context, who request.Caller, where notice.Origin, id, reason string) (notice.Notice, error) {
	record, err := s.managed(ctx, id)
	if err != nil {
		return nil, err
	}
	have, err := s.Cloud.Observe(ctx, record.Desired)
	if err != nil {
		return nil, err
	}
	if len(peering.Drifts(record.Desired, have, s.Now())) == 0 {
		return notice.Answer{Code: notice.NothingToKeep, ID: id}, nil
	}
	desired, err := request.Keep.Rules().Desired(record, have, s.Now())
	if err != nil {
		return nil, err
	}
	r := request.Request{Kind: request.Keep, Peering: id, Reason: reason, Plan: peering.Forecast(desired, have)}
	return s.submit(ctx, who, where, r, record)
}
