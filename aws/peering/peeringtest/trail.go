package peeringtest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"peerbot/aws/peering"
)

// trailEvent is a call that CloudTrail has written down.
type trailEvent struct {
	peering.TrailEvent
	values []string // of its parameters
	from   time.Time
}

// log writes a call down. It is found after its delay.
func (w *World) log(k caller, values ...string) {
	w.trail = append(w.trail, trailEvent{
		TrailEvent: peering.TrailEvent{
			At: w.now(), Place: k.Place, Event: k.event(), ID: fmt.Sprintf("event-%d", len(w.trail)+1), Actor: k.arn, Request: k.request,
		},
		values: values, from: w.now().Add(w.delays(Trail).Time),
	})
}

// TrailEvents returns, for each trace, the newest call between two times that
// matches it, newest first. Places that cannot be read are in the error.
func (w *World) TrailEvents(ctx context.Context, traces []peering.Trace, since, until time.Time) ([]peering.TrailEvent, error) {
	var out []peering.TrailEvent
	var errs []error
	for _, t := range traces {
		errs = append(errs, w.read(ctx, t.Place, LookupEvents, func() {
			for _, e := range slices.Backward(w.trail) {
				if e.Place == t.Place && e.Event == t.Event && !e.from.After(w.now()) && !e.At.Before(since) && !e.At.After(until) && t.Matches(e.values) {
					if !slices.Contains(out, e.TrailEvent) {
						out = append(out, e.TrailEvent)
					}
					return
				}
			}
		}))
	}
	slices.SortStableFunc(out, func(a, b peering.TrailEvent) int { return b.At.Compare(a.At) })
	return out, errors.Join(errs...)
}
