package approval

import (
	"context"
	"slices"

	"peerbot/aws/peering"
	"peerbot/bot/notice"
	"peerbot/bot/request"
	"peerbot/bot/store"
)

// Retry queues a failed request again.
func (s *Service) Retry(ctx context.Context, who request.Caller, id string) (notice.Notice, error) {
	r, err := s.update(ctx, id, func(r request.Request, p request.Peering) (store.Change, error) {
		policies, err := s.owners(ctx, r)
		if err != nil {
			return store.Change{}, err
		}
		if err := request.MayRetry(r, who, policies); err != nil {
			return store.Change{}, err
		}
		next, err := r.Retry(s.Now())
		if err != nil {
			return store.Change{}, err
		}
		c := store.Change{Request: &next, Events: []request.Event{s.event(r, next, request.EventRetried, who.ID)}, Jobs: jobsOf(next)}
		return s.recordFormer(ctx, c, r, p)
	})
	return notice.Answer{Code: notice.Retrying, Request: r, ID: r.Peering}, err
}

// recordFormer appends a connection of ours that ended on its own to the
// record's Former, so that a retried request makes a new one and does not wait
// for the old.
func (s *Service) recordFormer(ctx context.Context, c store.Change, r request.Request, record request.Peering) (store.Change, error) {
	desired, err := s.Desired(r, record)
	if err != nil {
		return c, err
	}
	have, err := s.Cloud.Observe(ctx, desired)
	if err != nil {
		return c, err
	}
	ended, ok := peering.Ended(desired, have)
	if !ok || desired.Absent {
		return c, nil
	}
	record.Desired.Former = append(slices.Clone(record.Desired.Former), ended.ID)
	record.UpdatedAt = s.Now()
	c.Peering = &record
	return c, nil
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
		return s.giveUp(ctx, r, p, who.ID, "by", "undo")
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
