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
// known nothing is written either, and again is how long to wait. What was seen
// less than a minute ago is believed, unless the work is about to begin.
func (e *execution) approved(ctx context.Context) (ok bool, again time.Duration, err error) {
	if e.r.State == request.Applying && e.valid.fresh(e.r.ID, e.Now()) {
		return true, 0, nil
	}
	lapsed := false
	err = e.save(ctx, func(record request.Peering) (store.Change, error) {
		c, err := e.Approvals.Revalidate(ctx, e.r, record)
		lapsed = c.Request != nil
		return c, err
	})
	ue, isUser := errors.AsType[*request.UserError](err)
	_, isCall := errors.AsType[*peering.CallError](err)
	switch {
	case isUser && !ue.Unreadable():
		return false, 0, e.fail(ctx, request.Failure{Code: request.Refused, Err: ue})
	case isUser || isCall:
		e.Log.WarnContext(ctx, "cannot check approvals, nothing is written", "request", e.r.ID, "error", err)
		return false, unknownWait, nil
	case err != nil || lapsed:
		return false, 0, err
	}
	e.valid.mark(e.r.ID, e.Now())
	return true, 0, nil
}
