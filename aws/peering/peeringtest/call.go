package peeringtest

import (
	"context"
	"slices"

	"peerbot/aws/peering"
)

// Around has every call from now on go through a hook; nil ends that.
func (w *World) Around(h Hook) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.around = h
}

// Once has the next write of a kind go through a hook, inside that of Around.
// Hooks for the same kind wait for one write each.
func (w *World) Once(kind peering.Kind, h Hook) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.once = append(w.once, onceHook{kind, h})
}

// hook returns what goes around a call.
func (w *World) hook(c Call) Hook {
	w.mu.Lock()
	defer w.mu.Unlock()
	h := func(_ Call, do func() error) error { return do() }
	if i := slices.IndexFunc(w.once, func(o onceHook) bool { return o.kind == c.Step.Kind }); c.Writes() && i >= 0 {
		h = w.once[i].hook
		w.once = slices.Delete(w.once, i, i+1)
	}
	if around := w.around; around != nil {
		inner := h
		return func(c Call, do func() error) error {
			return around(c, func() error { return inner(c, do) })
		}
	}
	return h
}

// call makes a call with the hooks around it. f has its effect and is called
// with the lock held; begun is called once the call has its number.
func (w *World) call(ctx context.Context, c Call, begun func(Call), f func() error) error {
	w.mu.Lock()
	w.calls++
	c.N, c.At = w.calls, w.now()
	known := w.places[c.Place]
	w.mu.Unlock()
	if begun != nil {
		begun(c)
	}
	if !known {
		return &peering.CallError{
			Action: "sts:AssumeRole", Account: c.Account, Region: c.Region, Class: peering.AssumeRoleFailed,
			Code: "NotConfigured", Refusal: &peering.Refusal{Code: peering.AccountUnconfigured},
		}
	}
	if err := cancelled(ctx, c); err != nil {
		return err
	}
	err := w.hook(c)(c, func() error {
		w.mu.Lock()
		defer w.mu.Unlock()
		w.settle()
		return f()
	})
	if gone := cancelled(ctx, c); gone != nil {
		return gone // whoever left meanwhile does not get the answer
	}
	return err
}

func cancelled(ctx context.Context, c Call) error {
	if ctx.Err() == nil {
		return nil
	}
	return &peering.CallError{
		Action: c.Action, Account: c.Account, Region: c.Region, Class: peering.Transient,
		Message: "cancelled before AWS answered", Err: ctx.Err(),
	}
}

// read makes a call that changes nothing.
func (w *World) read(ctx context.Context, at peering.Place, action string, f func()) error {
	return w.call(ctx, Call{Action: action, Place: at}, nil, func() error {
		f()
		return nil
	})
}

// look begins a look at AWS, of one or more calls.
func (w *World) look() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.tick()
}
