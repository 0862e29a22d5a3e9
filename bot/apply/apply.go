package apply

import (
	"context"
	"errors"
	"fmt"
	"time"

	"peerbot/aws/peering"
	"peerbot/bot/request"
	"peerbot/bot/store"
)

// Apply carries an approved request a bit further in AWS, and returns after how
// long it is to be called again; zero when the request is done, failed, or
// waits for people. It may be called any number of times, on any replica: the
// peering's lease lets one of them work at a time.
func (s *Service) Apply(ctx context.Context, id string) (again time.Duration, err error) {
	r, err := s.Store.Request(ctx, id)
	if err != nil {
		return 0, fmt.Errorf("apply %s: %w", id, err)
	}
	got, err := s.Locks.Hold(ctx, "peering/"+r.Peering, func(ctx context.Context) error {
		e, err := s.newExecution(ctx, id)
		if err != nil || e == nil {
			return err
		}
		again, err = e.run(ctx)
		return err
	})
	switch {
	case errors.Is(err, store.ErrConflict):
		return s.Poll, nil // a person or another replica changed it: look again
	case err != nil:
		return 0, fmt.Errorf("apply %s: %w", id, err)
	case !got:
		return s.Poll, nil
	}
	return again, nil
}

// newExecution loads a request and what it should make of its peering. It
// returns nil when the request is neither approved nor being applied, and when
// it may no longer be carried out: then it has set the request to Failed.
func (s *Service) newExecution(ctx context.Context, id string) (*execution, error) {
	r, err := s.Store.Request(ctx, id)
	if err != nil {
		return nil, err
	}
	if r.State != request.Approved && r.State != request.Applying {
		return nil, nil //nolint:nilnil // nothing to do is not an error here
	}
	record, err := s.Store.Peering(ctx, r.Peering)
	if err != nil {
		return nil, err
	}
	if r.Cancel != nil {
		e := &execution{Service: s, r: r}
		return nil, e.save(ctx, func(record request.Peering) (store.Change, error) { return s.Approvals.Cancelled(ctx, r, record) })
	}
	e := &execution{Service: s, r: r, desired: r.Plan.Peering, until: s.Now().Add(workTime)}
	e.desired, err = s.Approvals.Desired(r, record)
	if ue, ok := errors.AsType[*request.UserError](err); ok {
		return nil, e.fail(ctx, request.Failure{Code: request.Refused, Err: ue})
	}
	return e, err
}

// run does one step after the other until the request is done, failed, or has
// to wait, or the time of this run is up. It returns after how long to go on;
// zero for not at all.
//
// Between two steps it expects what the step does, and reads only where
// something is decided: while the connection is being made, twice in a row,
// since EC2 shows a state and then the one before it again; everything before
// the first write to a route table; and everything that was written, at the
// end.
func (e *execution) run(ctx context.Context) (time.Duration, error) {
	if e.r.Kind.Rules().RecordOnly {
		if ok, again, err := e.approved(ctx); !ok {
			return again, err
		}
		return 0, e.completeRecord(ctx)
	}
	if wait, err := e.paused(ctx); wait > 0 || err != nil {
		return wait, err
	}
	if e.r.State == request.Approved {
		if ok, again, err := e.approved(ctx); !ok {
			return again, err
		}
		if wait, err := e.start(ctx); err != nil || e.r.State != request.Applying {
			return wait, err
		}
	}
	if !e.full {
		if err := e.observeConnections(ctx); err != nil {
			return e.handleError(ctx, nil, err)
		}
	}
	for e.Now().Before(e.until) {
		if c, ended := e.ended(); ended {
			return 0, e.connectionEnded(ctx, c)
		}
		ready := peering.Ready(peering.Diff(e.desired, e.have))
		switch {
		case needsTables(ready) && !e.full:
			if err := e.observe(ctx); err != nil {
				return e.handleError(ctx, nil, err)
			}
		case len(ready) == 0 && (!e.verified || e.agreeing < 2):
			if err := e.refresh(ctx, peering.Connections|peering.Tables); err != nil {
				return e.handleError(ctx, nil, err)
			}
		case len(ready) == 0:
			return e.completeVerified(ctx)
		case !ready[0].Writes():
			if e.tooLong() {
				return 0, e.fail(ctx, request.Failure{Code: request.WaitedTooLong, Step: &ready[0], Waited: e.Patience})
			}
			if err := e.wait(ctx); err != nil {
				return e.handleError(ctx, &ready[0], err)
			}
		case e.agreeing < 2:
			if err := e.refresh(ctx, peering.Connections); err != nil {
				return e.handleError(ctx, &ready[0], err)
			}
		default:
			if wait, err := e.paused(ctx); wait > 0 || err != nil {
				return wait, err
			}
			if err := e.unchanged(ctx); err != nil {
				return 0, err
			}
			if ok, again, err := e.approved(ctx); !ok {
				return again, err
			}
			if e.uncovered(ready) {
				return e.planChanged(ctx)
			}
			if e.stale(ready[0]) {
				if err := e.refresh(ctx, peering.Connections|peering.Tables); err != nil {
					return e.handleError(ctx, &ready[0], err)
				}
				continue
			}
			ready = ready[:min(len(ready), parallel)] // then pause and AWS are looked at again
			if step, err := e.do(ctx, ready); err != nil {
				return e.handleError(ctx, step, err)
			}
		}
	}
	return time.Millisecond, nil
}

// needsTables reports whether the next steps, or the decision that none is left,
// depend on route tables and not only on the connections.
func needsTables(ready []peering.Step) bool {
	return len(ready) == 0 || ready[0].NeedsTables()
}

// start sets the request, and its peering, to Applying. Before that it reads AWS
// again and compares what would be done with what was approved, unless the last
// approval is so young that it was given to what AWS shows now. It returns how
// long to wait when AWS could not be read.
func (e *execution) start(ctx context.Context) (time.Duration, error) {
	if e.age(e.r.ApprovedAt()) > time.Minute {
		if err := e.observe(ctx); err != nil {
			return e.handleError(ctx, nil, err)
		}
		plan := peering.Forecast(e.desired, e.have)
		if blocked := plan.Blocked(); len(blocked) > 0 {
			return 0, e.fail(ctx, request.Failure{Code: request.BlockedBy, Problem: &blocked[0]})
		}
		if e.uncovered(plan.Steps) {
			return e.planChanged(ctx)
		}
	}
	next, err := e.r.Start(e.Now())
	if err != nil {
		return 0, err
	}
	return 0, e.save(ctx, func(record request.Peering) (store.Change, error) {
		record.State, record.UpdatedAt = request.PeerApplying, e.Now()
		return store.Change{Request: &next, Peering: &record, Events: []request.Event{
			e.event(next, request.EventStarted, "approver", next.Approver(), "digest", next.Plan.Digest),
		}}, nil
	})
}
