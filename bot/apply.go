package bot

import (
	"context"
	"errors"
	"fmt"
	"time"

	"golang.org/x/sync/errgroup"

	"peerbot/aws/peering"
	"peerbot/bot/request"
	"peerbot/bot/store"
)

const (
	// A worker is given up by the engine after 15 s; it stops by itself before,
	// between two steps, and goes on in its next run.
	workTime = 8 * time.Second
	// The lease outlives a run, and is short enough that another replica takes
	// a dead one's work over soon.
	leaseTime = 30 * time.Second
	// At most so many writes to AWS at a time for one peering.
	parallel = 8
)

// Apply does an approved request: observe, Diff, do what is ready, until Diff
// is empty; then it reads back and says so. It may be run any number of times,
// by any replica, from any point: what is left to do is computed from AWS.
func (b *Bot) Apply(ctx context.Context, id string) (again time.Duration, err error) {
	r, err := b.Store.Request(ctx, id)
	if err != nil {
		return 0, fmt.Errorf("apply %s: %w", id, err)
	}
	got, err := b.lease(ctx, "peering/"+r.Peering, leaseTime, func() error {
		a, err := b.newApplication(ctx, id)
		if err != nil || a == nil {
			return err
		}
		again, err = a.run(ctx)
		return err
	})
	switch {
	case errors.Is(err, store.ErrConflict):
		return b.Poll, nil // a person or another replica changed it: look again
	case err != nil:
		return 0, fmt.Errorf("apply %s: %w", id, err)
	case !got:
		return b.Poll, nil
	}
	return again, nil
}

// application is one run of Apply.
type application struct {
	*Bot
	r        request.Request
	want     peering.Peering
	have     peering.Observed
	complete bool // have holds everything, not only the connections
	looks    int  // in a row that agree on the state of the connections; 2 are believed
	readBack bool // everything that was written was read since
	until    time.Time
}

// newApplication loads what is to be done; nil when there is nothing.
func (b *Bot) newApplication(ctx context.Context, id string) (*application, error) {
	r, err := b.Store.Request(ctx, id)
	if err != nil {
		return nil, err
	}
	if r.State != request.Approved && r.State != request.Applying {
		return nil, nil //nolint:nilnil // nothing to do is not an error here
	}
	a := &application{Bot: b, r: r, want: r.Plan.Peering, until: b.Now().Add(workTime)}
	a.want, err = b.wanted(ctx, r)
	if refusal, ok := errors.AsType[*request.Refusal](err); ok {
		return nil, a.fail(ctx, request.Failure{Message: refusal.Text, Hint: refusal.Hint, Exists: "nothing was changed"})
	}
	return a, err
}

// run goes on until the request is finished, stuck, or has to wait.
//
// Between two steps it expects what the step does, and reads only where
// something is decided: while the connection is being made, twice in a row,
// since EC2 shows a state and then the one before it again; everything before
// the first write to a route table; and everything that was written, at the
// end.
func (a *application) run(ctx context.Context) (time.Duration, error) {
	if a.r.Kind == request.Extend {
		return 0, a.prolong(ctx)
	}
	if wait, err := a.paused(ctx); wait > 0 || err != nil {
		return wait, err
	}
	if a.r.State == request.Approved {
		if wait, err := a.start(ctx); err != nil || a.r.State != request.Applying {
			return wait, err
		}
	}
	if !a.complete {
		if err := a.glance(ctx); err != nil {
			return a.trouble(ctx, nil, err)
		}
	}
	for a.Now().Before(a.until) {
		if c, ended := peering.Ended(a.want, a.have); ended && !a.want.Absent {
			return 0, a.ended(ctx, c)
		}
		ready := peering.Ready(peering.Diff(a.want, a.have))
		switch {
		case needsAll(ready) && !a.complete:
			if err := a.observe(ctx); err != nil {
				return a.trouble(ctx, nil, err)
			}
		case len(ready) == 0 && (!a.readBack || a.looks < 2):
			if err := a.look(ctx, peering.Connections|peering.Tables); err != nil {
				return a.trouble(ctx, nil, err)
			}
		case len(ready) == 0:
			return a.finish(ctx)
		case !ready[0].Writes():
			if a.tooLong() {
				return 0, a.fail(ctx, request.Failure{Step: &ready[0], Message: fmt.Sprintf("AWS did not get there in %s: %s", a.Patience, ready[0]), Hint: "look at what AWS has now, then retry"})
			}
			if err := a.wait(ctx); err != nil {
				return a.trouble(ctx, &ready[0], err)
			}
		case a.looks < 2:
			if err := a.look(ctx, peering.Connections); err != nil {
				return a.trouble(ctx, &ready[0], err)
			}
		default:
			if wait, err := a.paused(ctx); wait > 0 || err != nil {
				return wait, err
			}
			if a.uncovered(ready) {
				return a.changed(ctx)
			}
			if step, err := a.do(ctx, ready); err != nil {
				return a.trouble(ctx, step, err)
			}
		}
	}
	return time.Millisecond, nil
}

// needsAll reports whether what comes next depends on more than the
// connections.
func needsAll(ready []peering.Step) bool {
	if len(ready) == 0 {
		return true
	}
	switch ready[0].Kind {
	case peering.AddRoute, peering.RemoveRoute, peering.SetDNS, peering.Delete:
		return true
	}
	return false
}

// start checks, before the first write, that what was approved is what would
// be done. A yes that has just been given was given to what AWS said then. It
// returns how long to wait when that could not be checked now.
func (a *application) start(ctx context.Context) (time.Duration, error) {
	if a.since(a.r.ApprovedAt()) > time.Minute {
		if err := a.observe(ctx); err != nil {
			return a.trouble(ctx, nil, err)
		}
		plan := peering.Forecast(a.want, a.have)
		if blocked := plan.Blocked(); len(blocked) > 0 {
			return 0, a.fail(ctx, request.Failure{Message: blocked[0].Text, Hint: blocked[0].Hint, Code: string(blocked[0].Code)})
		}
		if a.uncovered(plan.Steps) {
			return a.changed(ctx)
		}
	}
	next, err := a.r.Start(a.Now())
	if err != nil {
		return 0, err
	}
	record, err := a.Store.Peering(ctx, a.r.Peering)
	if err != nil {
		return 0, err
	}
	record.State, record.UpdatedAt = request.PeerApplying, a.Now()
	return 0, a.save(ctx, store.Change{Request: &next, Peering: &record, Events: []request.Event{a.event(a.r, next, request.Started, request.System, detail("approver", next.Approver(), "digest", next.Plan.Digest))}})
}

// glance begins a run with as little as the next step needs: while the
// connection is being made, the connections are enough, and of the VPCs what
// was approved. Meanwhile the roles that write are assumed.
func (a *application) glance(ctx context.Context) error {
	a.have = peering.Observed{
		Requester: peering.View{Found: true, VPC: a.r.Plan.Requester},
		Accepter:  peering.View{Found: true, VPC: a.r.Plan.Accepter},
	}
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error { return a.look(ctx, peering.Connections) })
	g.Go(func() error { return a.Cloud.Prepare(ctx, a.r.Actor(), a.r.Plan.Accounts()...) })
	if err := g.Wait(); err != nil {
		return err
	}
	if _, exists := peering.Current(a.want, a.have); !exists {
		a.looks = 2 // nothing to disagree on; and AWS makes one peering of two creations
	}
	return nil
}

// observe reads everything.
func (a *application) observe(ctx context.Context) error {
	have, err := a.Cloud.Observe(ctx, a.want)
	if err != nil {
		return err
	}
	a.have, a.complete, a.readBack = have, true, true
	a.looks++
	return nil
}

// look reads parts again.
func (a *application) look(ctx context.Context, what peering.Part) error {
	have, err := a.Cloud.Refresh(ctx, a.want, a.have, what)
	if err != nil {
		return err
	}
	a.have = have
	a.readBack = a.readBack || what&peering.Tables != 0
	a.looks++
	return nil
}

// wait gives AWS a moment, and looks again.
func (a *application) wait(ctx context.Context) error {
	t := time.NewTimer(a.Poll)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
	}
	a.looks = 0
	return a.look(ctx, peering.Connections)
}

// uncovered reports whether a step was not approved.
func (a *application) uncovered(steps []peering.Step) bool {
	for _, s := range steps {
		if !a.r.Plan.Covers(s) {
			return true
		}
	}
	return false
}

// do performs steps of one kind at the same time, with an audit event before
// and after each. It returns the step that failed.
func (a *application) do(ctx context.Context, steps []peering.Step) (*peering.Step, error) {
	if err := a.saveEvents(ctx, a.stepEvents(request.StepBegun, steps, nil)); err != nil {
		return nil, err
	}
	errs := make([]error, len(steps))
	var created string
	var g errgroup.Group
	g.SetLimit(parallel)
	for i, s := range steps {
		g.Go(func() error {
			id, err := a.Cloud.Do(ctx, a.r.Actor(), a.want, a.have, s)
			if s.Kind == peering.Create {
				created = id // there is one such step at most
			}
			errs[i] = err
			return nil
		})
	}
	_ = g.Wait() // each error is in errs
	var done []peering.Step
	var failed *peering.Step
	var first error
	for i, s := range steps {
		if errs[i] == nil {
			done = append(done, s)
		} else if first == nil {
			failed, first = &steps[i], errs[i]
		}
	}
	a.have = peering.Expect(a.have, done, created)
	a.readBack = false
	switch steps[0].Kind {
	case peering.Create, peering.Accept, peering.Delete:
		a.looks = 0
	}
	events := append(a.stepEvents(request.StepDone, done, nil), a.stepEvents(request.StepError, steps, errs)...)
	// What AWS was told must be on record, also while the process is stopped.
	return failed, errors.Join(first, a.progress(context.WithoutCancel(ctx), done, events))
}

// progress writes down what was done. It is done whatever has become of the
// row meanwhile: a stop draws the cards of running requests again, for one.
func (a *application) progress(ctx context.Context, done []peering.Step, events []request.Event) error {
	for range attempts {
		next, err := a.r.Progress(done, a.Now())
		if err != nil {
			return errors.Join(err, a.saveEvents(ctx, events))
		}
		if err = a.save(ctx, store.Change{Request: &next, Events: events}); !errors.Is(err, store.ErrConflict) {
			return err
		}
		if a.r, err = a.Store.Request(ctx, a.r.ID); err != nil {
			return err
		}
	}
	return store.ErrConflict
}

func (a *application) stepEvents(kind request.EventKind, steps []peering.Step, errs []error) []request.Event {
	var out []request.Event
	for i, s := range steps {
		if errs != nil && errs[i] == nil {
			continue
		}
		e := request.Event{
			At: a.Now(), Kind: kind, Request: a.r.ID, Peering: a.r.Peering, Actor: a.r.Approver(),
			Detail: detail("action", s.Action(), "account", s.At.Account, "region", s.At.Region, "step", s.String()),
		}
		if errs != nil {
			e.Detail["error"] = errs[i].Error()
		}
		out = append(out, e)
	}
	return out
}

// paused returns how long to wait while everything is stopped. It fails
// closed: a stop that cannot be read is a stop.
func (a *application) paused(ctx context.Context) (time.Duration, error) {
	p, err := a.Store.Paused(ctx)
	if err != nil {
		return 0, fmt.Errorf("is everything paused: %w", err)
	}
	if p.On {
		return 5 * time.Second, nil
	}
	return 0, nil
}

// tooLong reports whether nothing has moved for longer than patience.
func (a *application) tooLong() bool {
	since := a.r.UpdatedAt
	if a.r.State == request.Applying && a.r.Failure != nil {
		since = a.r.StartedAt
	}
	return a.since(since) > a.Patience
}

// save makes a change and goes on with the saved request.
func (a *application) save(ctx context.Context, c store.Change) error {
	c.At = a.Now()
	saved, err := a.Store.Save(ctx, c)
	if err != nil {
		return err
	}
	if saved.Request != nil {
		a.r = *saved.Request
	}
	return nil
}

func (a *application) saveEvents(ctx context.Context, events []request.Event) error {
	return a.save(ctx, store.Change{Events: events})
}
