package apply

import (
	"context"
	"errors"
	"time"

	"golang.org/x/sync/errgroup"

	"peerbot/aws/peering"
	"peerbot/bot/request"
	"peerbot/bot/store"
)

// execution is one run of Apply.
type execution struct {
	*Service
	r        request.Request
	want     peering.Peering
	have     peering.Observed
	full     bool // have holds everything, not only the connections
	agreeing int  // reads in a row of the connections' states; 2 are believed
	verified bool // everything that was written was read since
	until    time.Time
}

// newExecution loads what is to be done; nil when there is nothing.
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
	e := &execution{Service: s, r: r, want: r.Plan.Peering, until: s.Now().Add(workTime)}
	e.want, err = s.Approvals.Desired(r, record)
	if ue, ok := errors.AsType[*request.UserError](err); ok {
		return nil, e.fail(ctx, request.Failure{Code: request.Refused, Err: ue})
	}
	return e, err
}

// run goes on until the request is finished, failed, or has to wait.
//
// Between two steps it expects what the step does, and reads only where
// something is decided: while the connection is being made, twice in a row,
// since EC2 shows a state and then the one before it again; everything before
// the first write to a route table; and everything that was written, at the
// end.
func (e *execution) run(ctx context.Context) (time.Duration, error) {
	if e.r.Kind.Rules().RecordOnly {
		return 0, e.completeRecord(ctx)
	}
	if wait, err := e.paused(ctx); wait > 0 || err != nil {
		return wait, err
	}
	if e.r.State == request.Approved {
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
		if c, ended := peering.Ended(e.want, e.have); ended && !e.want.Absent {
			return 0, e.connectionEnded(ctx, c)
		}
		ready := peering.Ready(peering.Diff(e.want, e.have))
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
			return e.finish(ctx)
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
			if e.uncovered(ready) {
				return e.planChanged(ctx)
			}
			if step, err := e.do(ctx, ready); err != nil {
				return e.handleError(ctx, step, err)
			}
		}
	}
	return time.Millisecond, nil
}

// needsTables reports whether what comes next depends on more than the
// connections.
func needsTables(ready []peering.Step) bool {
	return len(ready) == 0 || ready[0].NeedsTables()
}

// start checks, before the first write, that what was approved is what would
// be done. An approval that has just been given was given to what AWS said
// then. It returns how long to wait when that could not be checked now.
func (e *execution) start(ctx context.Context) (time.Duration, error) {
	if e.since(e.r.ApprovedAt()) > time.Minute {
		if err := e.observe(ctx); err != nil {
			return e.handleError(ctx, nil, err)
		}
		plan := peering.Forecast(e.want, e.have)
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
			e.event(next, request.Started, "approver", next.Approver(), "digest", next.Plan.Digest),
		}}, nil
	})
}

// observeConnections begins a run with as little as the next step needs: the
// connections as AWS shows them now, and of the VPCs what was approved, not
// what they are. Meanwhile the roles that write are assumed.
func (e *execution) observeConnections(ctx context.Context) error {
	e.have = peering.Observed{
		Requester: peering.View{Found: true, VPC: e.r.Plan.Requester},
		Accepter:  peering.View{Found: true, VPC: e.r.Plan.Accepter},
	}
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error { return e.refresh(ctx, peering.Connections) })
	g.Go(func() error { return e.Cloud.Prepare(ctx, e.r.Actor(), e.r.Plan.Accounts()...) })
	if err := g.Wait(); err != nil {
		return err
	}
	if _, exists := peering.Current(e.want, e.have); !exists {
		e.agreeing = 2 // nothing to disagree on; and AWS makes one peering of two creations
	}
	return nil
}

// observe reads everything.
func (e *execution) observe(ctx context.Context) error {
	have, err := e.Cloud.Observe(ctx, e.want)
	if err != nil {
		return err
	}
	e.have, e.full, e.verified = have, true, true
	e.agreeing++
	return nil
}

// refresh reads parts again.
func (e *execution) refresh(ctx context.Context, what peering.Part) error {
	have, err := e.Cloud.Refresh(ctx, e.want, e.have, what)
	if err != nil {
		return err
	}
	e.have = have
	e.verified = e.verified || what&peering.Tables != 0
	e.agreeing++
	return nil
}

// wait gives AWS a moment, and reads the connections again.
func (e *execution) wait(ctx context.Context) error {
	t := time.NewTimer(e.Poll)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
	}
	e.agreeing = 0
	return e.refresh(ctx, peering.Connections)
}

// uncovered reports whether a step was not approved.
func (e *execution) uncovered(steps []peering.Step) bool {
	for _, s := range steps {
		if !e.r.Plan.Covers(s) {
			return true
		}
	}
	return false
}

// tooLong reports whether nothing has moved for longer than patience.
func (e *execution) tooLong() bool {
	since := e.r.UpdatedAt
	if e.r.State == request.Applying && e.r.Failure != nil {
		since = e.r.StartedAt
	}
	return e.since(since) > e.Patience
}

// save makes a change of the request as this run knows it, and of its peering,
// and goes on with the saved request. When somebody else changed the request,
// the error is store.ErrConflict.
func (e *execution) save(ctx context.Context, change func(record request.Peering) (store.Change, error)) error {
	saved, err := e.Store.UpdateRequest(ctx, e.r.ID, func(r request.Request, record request.Peering) (store.Change, error) {
		if r.Version != e.r.Version {
			return store.Change{}, store.ErrConflict
		}
		c, err := change(record)
		c.At = e.Now()
		return c, err
	})
	if err == nil && saved.Request != nil {
		e.r = *saved.Request
	}
	return err
}

// event is an audit event about the request going on to next.
func (e *execution) event(next request.Request, kind request.EventKind, details ...string) request.Event {
	return request.Event{
		At: e.Now(), Kind: kind, Request: next.ID, Peering: next.Peering, Actor: request.System,
		From: string(e.r.State), To: string(next.State), Detail: request.Detail(details...),
	}
}
