package apply

import (
	"context"
	"errors"
	"fmt"
	"time"

	"peerbot/aws/peering"
	"peerbot/bot/notice"
	"peerbot/bot/outbox"
	"peerbot/bot/request"
	"peerbot/bot/store"
)

// Reject carries out, in AWS, the denial of a connection that was requested
// there.
func (s *Service) Reject(ctx context.Context, id string) (again time.Duration, err error) {
	r, err := s.Store.Request(ctx, id)
	if err != nil {
		return 0, fmt.Errorf("reject %s: %w", id, err)
	}
	no, denied := r.Denial()
	if !r.Kind.Rules().External || r.State != request.Denied || !denied {
		return 0, nil
	}
	got, err := s.Locks.Hold(ctx, "peering/"+r.Peering, func(ctx context.Context) error {
		again, err = s.reject(ctx, r, no.Person)
		return err
	})
	if err == nil && !got {
		return s.Poll, nil
	}
	return again, err
}

func (s *Service) reject(ctx context.Context, r request.Request, person string) (time.Duration, error) {
	e := &execution{Service: s, r: r, desired: r.Plan.Peering}
	if wait, err := e.paused(ctx); wait > 0 || err != nil {
		return wait, err
	}
	if err := e.observe(ctx); err != nil {
		return s.rejectLater(ctx, r, err)
	}
	if c, ok := peering.Current(e.desired, e.have); !ok || c.Status != peering.Pending {
		return 0, nil // it is over already
	}
	end := e.desired.Accepter.VPC
	step := peering.Step{Kind: peering.Reject, Side: peering.Accepter, At: end, Peer: e.desired.Requester.VPC, PCX: e.desired.PCX}
	if err := e.saveEvents(ctx, e.stepEvents(request.EventStepBegun, []peering.Step{step}, nil, nil)); err != nil {
		return 0, err
	}
	ids := []string{""}
	_, err := s.Cloud.Do(peering.WithTrace(ctx, func(id string) { ids[0] = id }), peering.Actor{Request: r.ID, Person: person}, e.desired, e.have, step)
	kind, errs := request.EventStepDone, []error(nil)
	if err != nil {
		kind, errs = request.EventStepError, []error{err}
	}
	if serr := e.saveEvents(context.WithoutCancel(ctx), e.stepEvents(kind, []peering.Step{step}, ids, errs)); serr != nil {
		return 0, serr
	}
	if err != nil {
		return s.rejectLater(ctx, r, err)
	}
	return 0, nil
}

// rejectLater decides what an error means: try again, or say that a person has
// to do it.
func (s *Service) rejectLater(ctx context.Context, r request.Request, err error) (time.Duration, error) {
	var call *peering.CallError
	if !errors.As(err, &call) {
		return 0, err
	}
	if call.Again() && s.age(r.UpdatedAt) < s.Patience {
		return 2 * s.Poll, nil
	}
	why := request.CallFailure(call)
	why.At = s.Now()
	notes := outbox.Notes(s.Routing.Routes(outbox.Subject{Occasion: outbox.RequestCard, Request: r}), notice.NoteNotRejected)
	for i := range notes {
		notes[i].About, notes[i].Failure = r.ID, &why
	}
	_, err = s.Store.Save(ctx, store.Change{At: s.Now(), Notes: notes})
	return 0, err
}
