package apply

import (
	"context"
	"errors"
	"time"

	"peerbot/aws/peering"
	"peerbot/bot/request"
	"peerbot/bot/store"
)

// approved reports whether the approvals of the request still count: their
// people own the accounts, and they are not too old. When one does not, the
// request waits for people again, and nothing more is done. When it cannot be
// known nothing is written either, and again is how long to wait. Who owns what
// is believed for a minute, unless the work is about to begin; the age of the
// approvals is looked at each time.
func (e *execution) approved(ctx context.Context) (ok bool, again time.Duration, err error) {
	if now := e.Now(); e.r.State == request.Applying && e.valid.fresh(e.r.ID, now) && now.Before(e.Approvals.ValidUntil(e.r)) {
		return true, 0, nil
	}
	lapsed := false
	err = e.save(ctx, func(record request.Peering) (store.Change, error) {
		c, err := e.Approvals.Revalidate(ctx, e.r, record)
		lapsed = c.Request != nil
		return c, err
	})
	ue, isUser := errors.AsType[*request.UserError](err)
	call, isCall := errors.AsType[*peering.CallError](err)
	switch {
	case isUser && ue.Unreadable():
		return false, unknownWait, e.unchecked(ctx, request.Failure{Code: request.Refused, Err: ue})
	case isUser:
		return false, 0, e.fail(ctx, request.Failure{Code: request.Refused, Err: ue})
	case isCall:
		return false, unknownWait, e.unchecked(ctx, request.CallFailure(call))
	case err != nil || lapsed:
		return false, 0, err
	}
	e.valid.mark(e.r.ID, e.Now())
	return true, 0, e.checked(ctx)
}

// unchecked notes on the request, once that lasts, why nothing is written: it is
// not known whether its approvals still count.
func (e *execution) unchecked(ctx context.Context, why request.Failure) error {
	e.Log.WarnContext(ctx, "cannot check approvals, nothing is written", "request", e.r.ID, "error", why.Summary())
	if e.r.Failure != nil || e.age(e.r.UpdatedAt) <= unknownWait {
		return nil
	}
	next, err := e.r.Delay(why, e.Now())
	if err != nil {
		return err
	}
	return e.save(ctx, func(request.Peering) (store.Change, error) { return store.Change{Request: &next}, nil })
}

// checked takes back what unchecked noted while the work went on: the time that it
// lasted does not count against AWS's patience.
func (e *execution) checked(ctx context.Context) error {
	if e.r.State != request.Applying || e.r.Failure == nil || e.r.Failure.Err == nil {
		return nil
	}
	next, err := e.r.Progress(nil, e.Now())
	if err != nil {
		return err
	}
	return e.save(ctx, func(request.Peering) (store.Change, error) { return store.Change{Request: &next}, nil })
}
