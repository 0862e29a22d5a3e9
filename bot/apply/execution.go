package apply

import (
	"context"
	"time"

	"golang.org/x/sync/errgroup"

	"peerbot/aws/peering"
	"peerbot/bot/request"
	"peerbot/bot/store"
)

// execution is one run of Apply: a request, what it should make of its peering,
// and what AWS is known to have. It lives in memory for one run only.
type execution struct {
	*Service
	r        request.Request  // as last saved
	desired  peering.Peering  // what the request should make of its peering
	have     peering.Observed // as last read, with the steps since then taken as done
	full     bool             // have holds everything, not only the connections
	agreeing int              // reads in a row of the connections' states; 2 are believed
	verified bool             // everything that was written was read since
	readAt   time.Time        // when the route tables were read last
	until    time.Time        // when this run makes room for the next one
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
	g.Go(func() error { return e.Cloud.Prepare(ctx, e.r.Actor(), e.desired, e.r.Plan.Accounts()...) })
	if err := g.Wait(); err != nil {
		return err
	}
	if _, exists := peering.Current(e.desired, e.have); !exists {
		e.agreeing = 2 // nothing to disagree on; and AWS makes one peering of two creations
	}
	return nil
}

// observe reads both sides whole into e.have.
func (e *execution) observe(ctx context.Context) error {
	have, err := e.Cloud.Observe(ctx, e.desired)
	if err != nil {
		return err
	}
	e.have, e.full, e.verified, e.readAt = have, true, true, e.Now()
	e.agreeing++
	return nil
}

// refresh reads only the named parts of both sides again, into e.have.
func (e *execution) refresh(ctx context.Context, what peering.Part) error {
	have, err := e.Cloud.Refresh(ctx, e.desired, e.have, what)
	if err != nil {
		return err
	}
	e.have = have
	if what&peering.Tables != 0 {
		e.verified, e.readAt = true, e.Now()
	}
	e.agreeing++
	return nil
}

// wait sleeps for one poll interval, reads the connections again, and forgets how
// often they agreed: AWS is changing them.
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

// stale reports whether AWS must be read again before a step takes something
// away: people move routes to other targets, and take tags away.
func (e *execution) stale(s peering.Step) bool {
	return s.Removes() && s.NeedsTables() && (!e.verified || e.age(e.readAt) > maxAge)
}

// uncovered reports whether a step is not part of the approved plan.
func (e *execution) uncovered(steps []peering.Step) bool {
	for _, s := range steps {
		if !e.r.Plan.Covers(s) {
			return true
		}
	}
	return false
}

// tooLong reports whether Service.Patience is used up: since the request last
// changed or, once a delay is noted on it, since it was started.
func (e *execution) tooLong() bool {
	since := e.r.UpdatedAt
	if e.r.State == request.Applying && e.r.Failure != nil {
		since = e.r.StartedAt
	}
	return e.age(since) > e.Patience
}

// unchanged returns store.ErrConflict when somebody changed the request since it
// was last saved here, or cancelled it: nothing more is done by what is known.
func (e *execution) unchanged(ctx context.Context) error {
	if e.r.Cancel != nil {
		return store.ErrConflict
	}
	r, err := e.Store.Request(ctx, e.r.ID)
	if err == nil && r.Version != e.r.Version {
		return store.ErrConflict
	}
	return err
}

// save writes a change of the request, and of its peering, if the request is
// still the version that this run knows, and puts the saved request into e.r.
// When somebody else changed it meanwhile, the error is store.ErrConflict.
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

// event returns the audit event of the request's move from its state in e.r to
// that of next.
func (e *execution) event(next request.Request, kind request.EventKind, details ...string) request.Event {
	return request.Event{
		At: e.Now(), Kind: kind, Request: next.ID, Peering: next.Peering, Actor: request.System,
		From: string(e.r.State), To: string(next.State), Detail: request.Detail(details...),
	}
}
