package main

import (
	"context"
	"errors"

	"golang.org/x/sync/errgroup"
)

// run serves Slack, does jobs, and answers operators until ctx is done. Then no new
// work is taken, and what is being done is finished.
func (s *service) run(ctx context.Context) error {
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error { return s.chat.Run(ctx, s.bot) })
	g.Go(func() error { return s.store.Run(ctx, s.workers()) })
	g.Go(func() error { return s.checkpoints(ctx) })
	if s.listen != "" {
		g.Go(func() error { return s.operate(ctx, s.listen, s.log) })
	}
	err := g.Wait()
	if errors.Is(err, context.Canceled) {
		return nil
	}
	return err
}
