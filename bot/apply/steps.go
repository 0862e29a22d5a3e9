package apply

import (
	"context"
	"errors"

	"golang.org/x/sync/errgroup"

	"peerbot/aws/peering"
	"peerbot/bot/request"
	"peerbot/bot/store"
)

// do performs steps of one kind at the same time, and writes an audit event
// before and after each. From then on e.have shows them as done, without having
// been read. It returns the first step that failed, with its error.
func (e *execution) do(ctx context.Context, steps []peering.Step) (*peering.Step, error) {
	if err := e.saveEvents(ctx, e.stepEvents(request.EventStepBegun, steps, nil, nil)); err != nil {
		return nil, err
	}
	errs := make([]error, len(steps))
	ids := make([]string, len(steps)) // of AWS's
	var created string
	var g errgroup.Group
	g.SetLimit(parallel)
	for i, s := range steps {
		g.Go(func() error {
			id, err := e.Cloud.Do(peering.WithTrace(ctx, func(id string) { ids[i] = id }), e.r.Actor(), e.desired, e.have, s)
			if id != "" {
				created = id // there is one step that creates at most
			}
			errs[i] = err
			return nil
		})
	}
	_ = g.Wait() // each error is in errs
	var done []peering.Step
	var doneIDs []string
	var failed *peering.Step
	var first error
	for i, s := range steps {
		if errs[i] == nil {
			if s.Kind == peering.Create {
				s.PCX = created
			}
			done, doneIDs = append(done, s), append(doneIDs, ids[i])
		} else if first == nil {
			failed, first = &steps[i], errs[i]
		}
	}
	e.have = peering.Expect(e.have, done, created)
	e.verified = false
	if steps[0].MovesConnection() {
		e.agreeing = 0
	}
	events := append(e.stepEvents(request.EventStepDone, done, doneIDs, nil), e.stepEvents(request.EventStepError, steps, ids, errs)...)
	// What AWS was told must be on record, also while the process is stopped.
	return failed, errors.Join(first, e.progress(context.WithoutCancel(ctx), done, events))
}

// progress adds the steps that were done, and the events about them, to the
// stored request. When the request is not being applied any more it stores the
// events alone, since AWS was changed all the same, and returns an error.
func (e *execution) progress(ctx context.Context, done []peering.Step, events []request.Event) error {
	var ended error // the request is not being carried out any more
	saved, err := e.Store.UpdateRequest(ctx, e.r.ID, func(r request.Request, _ request.Peering) (store.Change, error) {
		var next request.Request
		next, ended = r.Progress(done, e.Now())
		if ended != nil || len(done) == 0 { // a step that failed must not look like progress: patience would never end
			return store.Change{At: e.Now(), Events: events}, nil
		}
		return store.Change{At: e.Now(), Request: &next, Events: events}, nil
	})
	if saved.Request != nil {
		e.r = *saved.Request
	}
	return errors.Join(ended, err)
}

// stepEvents returns one audit event for each step; with errs, which has an
// entry for each step, only for those that failed. ids are those that AWS gave the
// calls; nil before they are made.
func (e *execution) stepEvents(kind request.EventKind, steps []peering.Step, ids []string, errs []error) []request.Event {
	var out []request.Event
	for i, s := range steps {
		if errs != nil && errs[i] == nil {
			continue
		}
		ev := request.Event{
			At: e.Now(), Kind: kind, Request: e.r.ID, Peering: e.r.Peering, Actor: e.r.Approver(),
			Detail: request.Detail("action", s.Action(), "account", s.At.Account, "region", s.At.Region, "step", s.String()),
		}
		if ids != nil && ids[i] != "" {
			ev.Detail["aws_request_id"] = ids[i]
		}
		if errs != nil {
			ev.Detail["error"] = errs[i].Error()
		}
		out = append(out, ev)
	}
	return out
}

func (e *execution) saveEvents(ctx context.Context, events []request.Event) error {
	_, err := e.Store.Save(ctx, store.Change{At: e.Now(), Events: events})
	return err
}
