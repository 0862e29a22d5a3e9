package approval

import (
	"context"
	"slices"

	"peerbot/aws/peering"
	"peerbot/bot/notice"
	"peerbot/bot/request"
	"peerbot/bot/store"
)

// Retry queues a failed request again. Those of its approvals that count no more
// are asked for again, and all of them when an account has ended in AWS the
// connection that they were given for.
func (s *Service) Retry(ctx context.Context, who request.Caller, id string) (notice.Notice, error) {
	code := notice.Retrying
	r, err := s.update(ctx, id, func(r request.Request, p request.Peering) (store.Change, error) {
		policies, err := s.owners(ctx, r)
		if err != nil {
			return store.Change{}, err
		}
		if err := request.MayRetry(r, who, policies); err != nil {
			return store.Change{}, err
		}
		if c, err := s.closedOutside(ctx, r, p); c.Request != nil || err != nil {
			code = notice.Voided
			return c, err
		}
		ended, err := s.ended(ctx, r, p)
		if err != nil {
			return store.Change{}, err
		}
		valid, events, err := s.validate(ctx, r)
		if err != nil {
			return store.Change{}, err
		}
		record := p
		if ended != nil {
			var undone []request.Decision
			valid, undone = valid.WithoutConnection(*ended, s.Now())
			events = append(events, s.lapseEvents(r, valid, undone)...)
			if ended.ID != "" {
				record.Desired.Former = append(slices.Clone(p.Desired.Former), ended.ID)
			}
			record.UpdatedAt = s.Now()
		}
		var c store.Change
		if len(valid.Outstanding()) > 0 {
			c, err = s.askAgain(ctx, r, valid, record, events)
		} else {
			c, err = s.retry(valid)
		}
		if err != nil {
			return store.Change{}, err
		}
		c.Events = append(c.Events, s.event(r, *c.Request, request.EventRetried, who.ID))
		if ended != nil && c.Peering == nil {
			c.Peering = &record
		}
		return c, nil
	})
	return notice.Answer{Code: code, Names: s.Directory.Names(), Request: r, ID: r.Peering}, err
}

// retry is the change that queues a failed request again, whose approvals count.
func (s *Service) retry(r request.Request) (store.Change, error) {
	next, err := r.Retry(s.Now())
	if err != nil {
		return store.Change{}, err
	}
	return store.Change{Request: &next, Jobs: jobsOf(next)}, nil
}

// ended returns the connection of a request that ended in AWS by itself, or by
// somebody else: a retried request makes a new one and does not wait for it. nil
// when there is none.
func (s *Service) ended(ctx context.Context, r request.Request, record request.Peering) (*peering.Connection, error) {
	desired, err := s.Desired(r, record)
	if err != nil || desired.Absent {
		return nil, err
	}
	have, err := s.Cloud.Observe(ctx, desired)
	if err != nil {
		return nil, err
	}
	if c, ok := peering.Ended(desired, have); ok {
		return &c, nil
	}
	if _, exists := peering.Current(desired, have); !exists && r.Failure != nil && r.Failure.Connection != nil {
		return r.Failure.Connection, nil // AWS showed it then, and has forgotten it
	}
	if c, ok := r.Vanished(desired, have, s.Now()); ok {
		return &c, nil
	}
	return nil, nil //nolint:nilnil // none is not an error here
}

// Undo sets a failed request to Withdrawn, and asks the owners to delete what it
// made in AWS, if deleting is what undoes its kind.
func (s *Service) Undo(ctx context.Context, who request.Caller, where notice.Origin, id string) (notice.Notice, error) {
	r, err := s.update(ctx, id, func(r request.Request, p request.Peering) (store.Change, error) {
		policies, err := s.owners(ctx, r)
		if err != nil {
			return store.Change{}, err
		}
		if err := request.MayRetry(r, who, policies); err != nil {
			return store.Change{}, err
		}
		return s.end(ctx, r, p, request.Cancellation{Person: who.ID, At: s.Now()})
	})
	answer := notice.Answer{Code: notice.GivenUp, Request: r, ID: r.Peering}
	if err != nil || !r.Kind.Rules().UndoneBy.Rules().Removes {
		return answer, err
	}
	record, err := s.record(ctx, r.Peering)
	if err != nil || record.State == request.Removed {
		return answer, err
	}
	return s.delete(ctx, who, where, record, request.Request{Cause: request.Cause{Code: request.UndoOf, ID: r.ID}})
}
