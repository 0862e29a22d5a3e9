package peeringtest

import (
	"context"
	"slices"
	"time"

	"peerbot/aws/peering"
)

// Call is one call of the bot's to AWS.
type Call struct {
	N      int // from 1, over the life of the World; reads count
	At     time.Time
	Action string // "ec2:CreateRoute"
	peering.Place
	Actor peering.Actor // of a write
	Step  peering.Step  // of a write; zero for a read
}

// Writes reports whether the call changes something.
func (c Call) Writes() bool { return c.Step.Kind != "" }

// Fail returns the error that AWS answers to the call.
func (c Call) Fail(class peering.Class, code, message string) error {
	return &peering.CallError{
		Action: c.Action, Account: c.Account, Region: c.Region, Class: class, Code: code, Message: message,
	}
}

// Hook goes around a call. do makes it, as often as it is called, and returns
// what AWS answers; the hook returns what the caller gets. Neither may be held
// up by the World: a Hook may call all of its methods.
type Hook func(c Call, do func() error) error

// Lose makes the call, and loses the answer.
func Lose(c Call, do func() error) error {
	_ = do()
	return Drop(c, do)
}

// Drop loses the call on its way.
func Drop(c Call, _ func() error) error {
	return c.Fail(peering.Passing, "", "connection reset")
}

// Throttle refuses the call: there were too many.
func Throttle(c Call, _ func() error) error {
	return c.Fail(peering.Throttled, "RequestLimitExceeded", "Request limit exceeded.")
}

// Deny refuses the call: a permission is missing.
func Deny(c Call, _ func() error) error {
	return c.Fail(peering.Denied, "UnauthorizedOperation", "You are not authorized to perform this operation.")
}

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

type onceHook struct {
	kind peering.Kind
	hook Hook
}

// hook returns what goes around a call.
func (w *World) hook(c Call) Hook {
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

// call makes a call with the hooks around it. f is called with the lock held;
// begun, without, once the call has its number.
func (w *World) call(ctx context.Context, c Call, begun func(Call), f func() error) error {
	w.mu.Lock()
	w.calls++
	c.N, c.At = w.calls, w.now()
	known, hook := w.places[c.Place], w.hook(c)
	w.mu.Unlock()
	if begun != nil {
		begun(c)
	}
	if !known {
		return &peering.CallError{
			Action: "sts:AssumeRole", Account: c.Account, Region: c.Region, Class: peering.NoRole,
			Code: "NotConfigured", Message: "account " + c.Account + " is not configured in " + c.Region,
		}
	}
	err := cancelled(ctx, c)
	if err == nil {
		err = hook(c, func() error {
			w.mu.Lock()
			defer w.mu.Unlock()
			w.settle()
			return f()
		})
	}
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
		Action: c.Action, Account: c.Account, Region: c.Region, Class: peering.Passing,
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
