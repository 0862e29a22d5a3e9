package approval

import (
	"context"
	"slices"

	"peerbot/aws/peering"
	"peerbot/bot/notice"
	"peerbot/bot/request"
	"peerbot/bot/store"
)

// replan observes and forecasts again for a request that waits.
func (s *Service) replan(ctx context.Context, r request.Request, record request.Peering) (peering.Plan, error) {
	if r.Kind.Rules().RecordOnly {
		return r.Plan, nil
	}
	desired, err := s.Desired(r, record)
	if err != nil {
		return peering.Plan{}, err
	}
	have, err := s.Cloud.Observe(ctx, desired)
	if err != nil {
		return peering.Plan{}, err
	}
	if r.Kind.Rules().External {
		return s.externalPlan(desired, have), nil
	}
	return peering.Forecast(desired, have), nil
}

// Desired returns the approved state that a request leads to, with every
// connection in its Former that was ours and has ended by now. It is a
// *request.UserError when the peering was released or removed after the request
// was made.
func (s *Service) Desired(r request.Request, record request.Peering) (peering.Peering, error) {
	if r.Kind.Rules().Managed && record.Ended() {
		return peering.Peering{}, &request.UserError{Code: request.EndedMeanwhile, ID: record.ID, Other: r.ID, State: string(record.State)}
	}
	desired := r.Plan.Peering
	rules := r.Kind.Rules()
	if desired.Install == "" && !rules.Managed { // requested before an upgrade
		desired.Install, desired.OldTags = s.Install, true
	}
	desired.Adopting = rules.AsIs && !rules.Managed
	desired.Former = slices.Clone(desired.Former)
	for _, pcx := range record.Desired.Former {
		if !slices.Contains(desired.Former, pcx) {
			desired.Former = append(desired.Former, pcx)
		}
	}
	return desired, nil
}

// Reapprove returns the change that gives a request another plan and sets it to
// Pending, so that everybody has to approve again. A plan that cannot be carried
// out stays as a warning on the card, and the next approval reads AWS again. A
// request about something that is not there any more is set to Void.
func (s *Service) Reapprove(ctx context.Context, r request.Request, record request.Peering, plan peering.Plan) (store.Change, error) {
	if void := r.Kind.Rules().Void; void != nil && void(plan) {
		return s.void(ctx, r, record)
	}
	replanned := r
	replanned.Plan = plan
	policies, err := s.owners(ctx, replanned)
	if err != nil {
		return store.Change{}, err
	}
	approvals, implied, err := s.required(ctx, replanned, r.RequestedBy, policies)
	if err != nil {
		return store.Change{}, err
	}
	if len(approvals) == 0 {
		approvals = r.Approvals // a plan without writes takes the same approvals
	}
	now := s.Now()
	next, err := r.Replan(plan, approvals, implied, now.Add(s.DecideWithin), now)
	if err != nil {
		return store.Change{}, err
	}
	s.Log.InfoContext(ctx, "plan changed", "request", r.ID, "from", shortDigest(r.Plan.Digest), "to", shortDigest(plan.Digest))
	return store.Change{
		Request: &next,
		Events:  []request.Event{s.event(r, next, request.EventReplanned, request.System, "from", r.Plan.Digest, "to", plan.Digest)},
		Notes:   []store.Note{{To: store.Thread(), Kind: notice.NoteAgain}},
		Jobs:    jobsOf(next),
	}, nil
}

// void is the change that ends a request about something that is not there any
// more.
func (s *Service) void(ctx context.Context, r request.Request, record request.Peering) (store.Change, error) {
	return s.close(ctx, r, record, request.Failure{Code: request.NothingToDo})
}

// shortDigest is how much of a digest a log line carries.
func shortDigest(digest string) string { return digest[:min(16, len(digest))] }
