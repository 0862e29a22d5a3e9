package live

import (
	"context"
	"errors"

	"peerbot/aws/peering"
)

// Prepare assumes the accounts' roles for what an actor does about a peering and
// proves who they are, all at once, so that the first step does not wait for it. Do
// does the same when it must; a caller that observes anyway can prepare meanwhile.
func (c *Cloud) Prepare(ctx context.Context, actor peering.Actor, want peering.Peering, accounts ...string) error {
	if err := checkActor(actor); err != nil {
		return err
	}
	return each(ctx, accounts, func(ctx context.Context, id string) error {
		a, err := c.account(id)
		if err != nil {
			return err
		}
		s := c.session(a, actor, pairOf(want))
		if err := s.ready(ctx); err != nil {
			return err
		}
		return s.assert(ctx)
	})
}

// Do does one step that writes, with one call, for the actor. Before the call
// [peering.Guard] looks at the step and the credentials are proved to be of
// the account. Create returns the id of the new connection; every other step
// returns "".
//
// Removing a route that is not there and deleting a connection that is gone
// are done. Other surprises come back as errors of class Exists, WrongState or
// NotFound: the caller observes again and asks Diff what is left.
func (c *Cloud) Do(ctx context.Context, actor peering.Actor, want peering.Peering, have peering.Observed, s peering.Step) (pcx string, err error) {
	if err := peering.Guard(want, have, s); err != nil {
		return "", err
	}
	w, ok := writeOf(s.Kind)
	if !ok {
		return "", s.Refuse(peering.Invalid, peering.Refusal{Code: peering.UnknownStep, Step: s.Kind})
	}
	if err := checkActor(actor); err != nil {
		e := s.Refuse(peering.NotOurs, peering.Refusal{Code: peering.NobodyNamed})
		e.Err = err
		return "", e
	}
	if w.before != nil {
		if err := w.before(want, have, s); err != nil {
			return "", err
		}
	}
	p, err := c.writer(ctx, actor, pairOf(want), s.At.Account, s.At.Region)
	if err != nil {
		return "", err
	}
	answer, err := w.call(ctx, p, s, nil)
	if err != nil {
		err = p.fail(ctx, err)
		if call, ok := errors.AsType[*peering.CallError](err); ok && w.isDone != nil && w.isDone(call) {
			return "", nil
		}
		return "", err
	}
	if w.created == nil {
		return "", nil
	}
	return w.created(want, s, answer)
}
