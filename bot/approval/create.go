package approval

import (
	"context"

	"peerbot/aws/peering"
	"peerbot/bot/command"
	"peerbot/bot/notice"
	"peerbot/bot/request"
)

// Create asks the owners for a peering.
func (s *Service) Create(ctx context.Context, who request.Caller, where notice.Origin, c command.Request) (notice.Notice, error) {
	desired, have, err := s.observeSpec(ctx, c.Spec)
	if err != nil {
		return nil, err
	}
	if plan := peering.Forecast(desired, have); len(plan.Blocked()) > 0 {
		return s.blocked(ctx, have, plan), nil
	}
	if desired.ID, err = s.Store.NextPeering(ctx); err != nil {
		return nil, err
	}
	plan := peering.Forecast(desired, have)
	record := request.Peering{ID: desired.ID, State: request.Absent, Desired: desired, Requester: plan.Requester, Accepter: plan.Accepter}
	r := request.Request{Kind: request.Create, Peering: desired.ID, Reason: c.Reason, Ticket: c.Ticket, TTL: c.TTL, Plan: plan}
	return s.submit(ctx, who, where, r, record)
}

// Preview shows what Create would do, and asks nobody.
func (s *Service) Preview(ctx context.Context, who request.Caller, c command.Plan) (notice.Notice, error) {
	desired, have, err := s.observeSpec(ctx, c.Spec)
	if err != nil {
		return nil, err
	}
	plan := peering.Forecast(desired, have)
	shown := notice.PlanShown{Names: s.Directory.Names(), Plan: plan, Command: command.Request(c)}
	if len(plan.Blocked()) > 0 {
		return shown, nil
	}
	r := request.Request{Kind: request.Create, Plan: plan}
	policies, err := s.Directory.OwnersOf(ctx, r.RequiredAccounts())
	if err != nil {
		return nil, err
	}
	shown.Approvals, _, err = s.required(ctx, r, who.ID, policies)
	return shown, err
}

// observeSpec returns what should be, as it was typed and without an id, and what
// AWS has of it.
func (s *Service) observeSpec(ctx context.Context, spec command.Spec) (desired peering.Peering, have peering.Observed, err error) {
	if desired, err = s.desiredOf(ctx, spec); err != nil {
		return desired, have, err
	}
	have, err = s.Cloud.Observe(ctx, desired)
	return desired, have, err
}
