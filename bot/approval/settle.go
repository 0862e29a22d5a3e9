package approval

import (
	"context"

	"peerbot/aws/peering"
	"peerbot/bot/notice"
	"peerbot/bot/request"
	"peerbot/bot/store"
)

// end is the change that sets a request to Withdrawn, and its peering to what its
// kind says. Who requested it hears it if somebody else did.
func (s *Service) end(ctx context.Context, r request.Request, record request.Peering, how request.Cancellation) (store.Change, error) {
	next, err := r.End(how, s.Now())
	if err != nil {
		return store.Change{}, err
	}
	kind := request.EventCancelled
	if how.Person == r.RequestedBy {
		kind = request.EventWithdrawn
	}
	s.Log.InfoContext(ctx, "request cancelled", "request", r.ID, "user", how.Person)
	c := store.Change{Request: &next, Events: []request.Event{s.event(r, next, kind, how.Person, "reason", how.Reason)}}
	if how.Person != r.RequestedBy {
		c.Notes = s.refusedNotes(next, notice.NoteCancelled)
	}
	return s.settleRecord(ctx, c, next, record)
}

// settleRecord adds to a change that ends a request without it being done: the
// state of the peering's record from then on, as the kind says, and a recheck.
func (s *Service) settleRecord(ctx context.Context, c store.Change, r request.Request, record request.Peering) (store.Change, error) {
	next := r.Kind.Rules().Abandoned(record, r, s.exists(ctx, r, record))
	if next.State != record.State {
		next.UpdatedAt = s.Now()
		c.Peering = &next
	}
	if c.Jobs = append(c.Jobs, recheckJob(r)...); !r.Kind.Rules().Managed && next.Managed() {
		c.Jobs = append(c.Jobs, store.Job{Kind: store.JobRecheck, Key: r.Peering})
	}
	return c, nil
}

// exists reports whether something that a request made is in AWS. It looks in
// AWS when no step is recorded as done: a call may have had its effect although
// its answer was lost. When AWS cannot be read, it reports true.
func (s *Service) exists(ctx context.Context, r request.Request, record request.Peering) bool {
	if len(r.Done) > 0 || r.Kind.Rules().Managed {
		return true
	}
	look := record.Desired
	if r.Kind.Rules().AsIs {
		look.Released = true // nothing was made: what is left are our tags
	} else {
		look.Absent = true
	}
	return !r.StartedAt.IsZero() && !s.absentInAWS(ctx, look)
}

// absentInAWS reports whether AWS has nothing of a peering that should be absent, or
// released.
func (s *Service) absentInAWS(ctx context.Context, desired peering.Peering) bool {
	have, err := s.Cloud.Observe(ctx, desired)
	if err != nil {
		s.Log.WarnContext(ctx, "cannot read peering from AWS", "peering", desired.ID, "error", err)
		return false
	}
	return len(peering.Diff(desired, have)) == 0
}
