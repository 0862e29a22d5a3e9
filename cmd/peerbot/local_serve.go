package main

import (
	"context"
	"errors"
	"log/slog"

	"golang.org/x/sync/errgroup"
)

// with runs peerbot against the local services, calls f once it is connected, and
// stops it when f returns.
func (l *local) with(ctx context.Context, log *slog.Logger, f func(ctx context.Context) error) error {
	s, err := l.settings()
	if err != nil {
		return err
	}
	return l.serve(ctx, s, log, f)
}

// serve is with, for settings other than those of the local configuration.
func (l *local) serve(ctx context.Context, s settings, log *slog.Logger, f func(ctx context.Context) error) (err error) {
	svc, err := newService(ctx, s, log)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, svc.close()) }()
	ctx, cancel := context.WithCancel(ctx)
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error { return svc.run(ctx) })
	g.Go(func() error {
		defer cancel()
		if err := errors.Join(l.slack.WaitConnected(ctx, 1), l.waitReady(ctx)); err != nil {
			return err
		}
		return f(ctx)
	})
	if err := g.Wait(); err != nil && !errors.Is(err, context.Canceled) {
		return err
	}
	return nil
}
