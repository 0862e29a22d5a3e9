package chat

import (
	"context"
	"errors"
	"sync"
	"time"
)

// errRunning is returned by a second Run.
var errRunning = errors.New("chat: already running")

const (
	// rebuildAfter is how long to wait, at least, before a new client takes the
	// place of one that gave up; up to as much again is added by chance.
	rebuildAfter = 2 * time.Second
)

// Run listens to Slack and hands what comes to h until ctx ends; then it
// finishes the work that it took and returns nil. It returns a *FatalError,
// which says what to check, when Slack will not have us.
func (c *Client) Run(ctx context.Context, h Handler) error {
	if !c.running.CompareAndSwap(false, true) {
		return errRunning
	}
	defer c.running.Store(false)
	workCtx, stop := context.WithCancel(context.WithoutCancel(ctx))
	defer stop()
	d := newDispatcher(workCtx, c, h)
	ctx, end := context.WithCancelCause(ctx)
	var watching sync.WaitGroup
	watching.Go(func() { c.watchBotToken(ctx, end) })
	watching.Go(func() { c.watchOthers(ctx, d) })
	err := c.listen(ctx, d)
	if f, ok := errors.AsType[*FatalError](context.Cause(ctx)); ok {
		err = f
	}
	end(nil)
	watching.Wait()
	if !d.drain(c.opts.Grace, stop) {
		c.log.Warn("stopped with work unfinished", "grace", c.opts.Grace)
	}
	return err
}

// listen keeps one socket open until ctx ends, or with a *FatalError. A second
// one beside it needs only to be called with the same dispatcher.
func (c *Client) listen(ctx context.Context, d *dispatcher) error {
	s := &socket{chat: c, dispatcher: d, health: c.health, greeted: c.greeted}
	for {
		err := s.run(ctx)
		var f *FatalError
		switch {
		case ctx.Err() != nil:
			return nil
		case errors.As(err, &f):
			return f
		}
		c.log.Warn("Slack connection ended, starting again", "error", withoutSecrets(err))
		if wait(ctx, rebuildAfter+time.Duration(c.jitter()*float64(rebuildAfter))) != nil {
			return nil
		}
	}
}
