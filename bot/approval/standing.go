package approval

import (
	"context"
	"time"

	"peerbot/bot/notice"
	"peerbot/bot/request"
	"peerbot/bot/store"
)

// validate returns a request whose approvals that count no more are marked, with
// an event for each of them. An error means that nothing is known of them.
func (s *Service) validate(ctx context.Context, r request.Request) (request.Request, []request.Event, error) {
	people := r.ApprovedBy()
	if len(people) == 0 {
		return r, nil, nil
	}
	if r.RequestedBy != request.System {
		people = append(people, r.RequestedBy) // whose side requesting counts for depends on what they own
	}
	ends := r.Plan.Peering
	ids := []string{ends.Requester.VPC.Account, ends.Accepter.VPC.Account}
	for _, n := range r.Approvals {
		ids = append(ids, n.Account)
	}
	policies, err := s.Directory.Standing(ctx, distinct(ids), distinct(people))
	if err != nil {
		return r, nil, err
	}
	now := s.Now()
	next, lapsed := r.Validate(policies, s.ApprovalValid, now)
	return next, s.lapseEvents(r, next, lapsed), nil
}

// ValidUntil returns when the first approval of a request gets too old.
func (s *Service) ValidUntil(r request.Request) time.Time { return r.ValidUntil(s.ApprovalValid) }

// lapseEvents are the audit events of approvals that count no more.
func (s *Service) lapseEvents(from, to request.Request, lapsed []request.Decision) []request.Event {
	events := make([]request.Event, len(lapsed))
	for i, d := range lapsed {
		events[i] = s.event(from, to, request.EventLapsed, request.System, "account", d.Account, "person", d.Person, "why", string(d.Lapsed))
	}
	return events
}

// Revalidate returns the change that asks again for the approvals of a request
// that count no more. It has no request when all of them count. An error means
// that this is not known now: nothing may be written.
func (s *Service) Revalidate(ctx context.Context, r request.Request, record request.Peering) (store.Change, error) {
	next, events, err := s.validate(ctx, r)
	if err != nil || len(events) == 0 {
		return store.Change{}, err
	}
	return s.askAgain(ctx, r, next, record, events)
}

// askAgain is the change that sets r to Pending. next is r with approvals marked
// that count no more, and events say which. People are asked for what is left to
// do, which is a plan of its own when a part of r's is done. It is a
// *request.UserError when there is nobody who could approve.
func (s *Service) askAgain(ctx context.Context, r, next request.Request, record request.Peering, events []request.Event) (store.Change, error) {
	s.Log.InfoContext(ctx, "approvals lapsed", "request", r.ID)
	policies, err := s.owners(ctx, next)
	if err != nil {
		return store.Change{}, err
	}
	approvals, _, err := s.required(ctx, next, r.RequestedBy, policies)
	if err != nil {
		return store.Change{}, err
	}
	plan, err := s.replan(ctx, r, record)
	if err != nil {
		return store.Change{}, err
	}
	if len(approvals) > 0 {
		next.Approvals = approvals // under the names that the accounts have now
	}
	next.ExpiresAt, next.Failure, next.State = s.Now().Add(s.DecideWithin), nil, request.Pending
	c := store.Change{Request: &next, Jobs: jobsOf(next), Notes: []store.Note{{To: store.Thread(), Kind: notice.NoteLapsed}}}
	if plan.Digest != r.Plan.Digest {
		if c, err = s.Reapprove(ctx, next, record, plan); err != nil {
			return c, err
		}
		if c.Request.State == request.Void {
			c.Events = append(events, c.Events...)
			return c, nil
		}
		// What requesting implies counts for the new plan, unless it lapsed, too.
		again, more, err := s.validate(ctx, *c.Request)
		if err != nil {
			return store.Change{}, err
		}
		c.Request, events = &again, append(events, more...)
	}
	c.Events = append(events, c.Events...)
	return c, nil
}
