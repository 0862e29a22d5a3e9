package apply

import (
	"context"
	"errors"
	"time"

	"peerbot/aws/peering"
	"peerbot/bot/notice"
	"peerbot/bot/request"
	"peerbot/bot/store"
)

// How a run ends: with an error that may pass or does not, with a plan that has
// to be approved again, or with the request done.

// handleError decides what an error of AWS means for the request. One that may
// pass is tried again for as long as Service.Patience, and noted on the request
// once it lasts; any other sets the request to Failed. step is the one that was
// being done; nil for none. Errors that are not AWS's are returned.
func (e *execution) handleError(ctx context.Context, step *peering.Step, err error) (time.Duration, error) {
	if ctx.Err() != nil {
		return time.Second, nil // the process is being stopped; the next run goes on
	}
	var call *peering.CallError
	if !errors.As(err, &call) {
		return 0, err
	}
	why := request.CallFailure(call)
	why.Step = step
	if call.Again() && !e.tooLong() {
		e.Log.InfoContext(ctx, "AWS call failed, will retry", "request", e.r.ID, "error", err)
		if e.r.State == request.Applying && e.r.Failure == nil && e.age(e.r.UpdatedAt) > 10*time.Second {
			next, err := e.r.Delay(why, e.Now())
			if err != nil {
				return 0, err
			}
			err = e.save(ctx, func(request.Peering) (store.Change, error) { return store.Change{Request: &next}, nil })
			if err != nil {
				return 0, err
			}
		}
		return 2 * e.Poll, nil
	}
	return 0, e.fail(ctx, why)
}

// ended returns the connection of the request that was rejected, expired, failed
// or deleted in AWS, which must not be made again on the same approvals; false
// while there is one, or none has been made yet.
func (e *execution) ended() (peering.Connection, bool) {
	if e.desired.Absent {
		return peering.Connection{}, false
	}
	if c, ended := peering.Ended(e.desired, e.have); ended {
		return c, true
	}
	return e.r.Vanished(e.desired, e.have, e.Now())
}

// connectionEnded sets the request to Failed because its connection was
// rejected, expired, failed or deleted in AWS, or to Void when it was requested there.
func (e *execution) connectionEnded(ctx context.Context, c peering.Connection) error {
	if e.r.Kind.Rules().External { // a new one can be requested only where this one was
		return e.save(ctx, func(record request.Peering) (store.Change, error) { return e.Approvals.Close(ctx, e.r, record, c) })
	}
	return e.fail(ctx, request.Failure{
		Code:       request.ConnectionEnded,
		Connection: &peering.Connection{ID: c.ID, Status: c.Status, Message: c.Message},
		Exists:     &request.Existing{},
	})
}

// fail sets the request to Failed, where it stays until somebody retries or
// withdraws it, and tells people why and what of it exists in AWS.
func (e *execution) fail(ctx context.Context, why request.Failure) error {
	if why.Exists == nil {
		why.Exists = e.existing()
	}
	next, err := e.r.Fail(why, e.Now())
	if err != nil {
		return err
	}
	e.Log.WarnContext(ctx, "request failed", "request", e.r.ID, "error", why.Summary())
	return e.save(ctx, func(request.Peering) (store.Change, error) {
		return store.Change{
			Request: &next,
			Events:  []request.Event{e.event(next, request.EventFailed, why.Details()...)},
			Notes:   e.endNotes(e.r, notice.NoteFailed),
		}, nil
	})
}

// existing returns what of the request is in AWS, going by e.have.
func (e *execution) existing() *request.Existing {
	c, ok := peering.Current(e.desired, e.have)
	if !ok {
		return &request.Existing{Unchanged: len(e.r.Done) == 0}
	}
	x := &request.Existing{PCX: c.ID, Status: c.Status}
	for _, v := range []peering.View{e.have.Requester, e.have.Accepter} {
		for _, t := range v.Tables {
			for _, r := range t.Routes {
				if r.Target == c.ID {
					x.Routes++
				}
			}
		}
	}
	return x
}

// planChanged gives the request the plan that AWS asks for now, which is not the
// approved one any more: it goes back to Pending, where everybody has to approve
// again, or to Void when what it was about is gone.
func (e *execution) planChanged(ctx context.Context) (time.Duration, error) {
	if !e.full {
		if err := e.observe(ctx); err != nil {
			return e.handleError(ctx, nil, err)
		}
	}
	err := e.save(ctx, func(record request.Peering) (store.Change, error) {
		return e.Approvals.Reapprove(ctx, e.r, record, peering.Forecast(e.desired, e.have))
	})
	if ue, ok := errors.AsType[*request.UserError](err); ok {
		return 0, e.fail(ctx, request.Failure{Code: request.Refused, Err: ue})
	}
	return 0, err
}

// completeVerified completes a request of which no step is left and everything that was
// written has been read back. It returns how long to wait when the connection is
// not active yet, and sets the request to Failed when a check blocks it now.
func (e *execution) completeVerified(ctx context.Context) (time.Duration, error) {
	if blocked := peering.Check(e.desired, e.have); len(blocked) > 0 && blocked[0].Blocking {
		return 0, e.fail(ctx, request.Failure{Code: request.BlockedBy, Problem: &blocked[0]})
	}
	o := request.Outcome{Desired: e.desired, Requester: e.have.Requester.VPC, Accepter: e.have.Accepter.VPC, At: e.Now()}
	if !e.desired.Absent && !e.desired.Released {
		c, ok := peering.Current(e.desired, e.have)
		if !ok || c.Status != peering.Active {
			return e.Poll, nil
		}
		o.Connection = c.ID
	}
	return 0, e.complete(ctx, o)
}

// completeRecord completes a request that changes only our record: it goes from
// Approved to Done without a call to AWS.
func (e *execution) completeRecord(ctx context.Context) error {
	started, err := e.r.Start(e.Now())
	if err != nil {
		return err
	}
	e.r.State, e.r.StartedAt = started.State, started.StartedAt
	return e.complete(ctx, request.Outcome{Desired: e.desired, At: e.Now()})
}

// complete sets the request to Done and its peering to what the request's kind
// says, tells people, and has managed peerings checked for drift again.
func (e *execution) complete(ctx context.Context, o request.Outcome) error {
	next, err := e.r.Finish(e.Now())
	if err != nil {
		return err
	}
	rules, note := e.r.Kind.Rules(), notice.NoteActive
	if rules.Removes {
		note = notice.NoteGone
	}
	var record request.Peering
	err = e.save(ctx, func(now request.Peering) (store.Change, error) {
		record = rules.Done(now, e.r, o)
		record.UpdatedAt = e.Now()
		c := store.Change{
			Request: &next, Peering: &record,
			Events: []request.Event{e.event(next, request.EventDone, "pcx", record.Desired.PCX)},
			Notes:  e.endNotes(e.r, note),
		}
		if rules.Managed {
			c.Jobs = []store.Job{{Kind: store.JobRecheck, Key: record.ID}}
		}
		return c, nil
	})
	if err != nil {
		return err
	}
	e.Log.InfoContext(ctx, "request done", "request", e.r.ID, "peering", record.ID, "pcx", record.Desired.PCX, "took", e.age(e.r.StartedAt))
	return nil
}
