package peeringtest

import (
	"context"
	"errors"
	"slices"
	"time"

	"peerbot/aws/peering"
)

// AuditEvents returns, for each query, the newest call between two times that
// matches it, newest first. Places that cannot be read are in the error.
func (w *World) AuditEvents(ctx context.Context, queries []peering.EventQuery, since, until time.Time) ([]peering.AuditEvent, error) {
	var out []peering.AuditEvent
	var errs []error
	for _, t := range queries {
		errs = append(errs, w.read(ctx, t.Place, LookupEvents, func() {
			for _, e := range slices.Backward(w.trail) {
				if e.Place == t.Place && e.Event == t.Event && !e.from.After(w.now()) && !e.At.Before(since) && !e.At.After(until) && t.Matches(e.values) {
					if !slices.Contains(out, e.AuditEvent) {
						out = append(out, e.AuditEvent)
					}
					return
				}
			}
		}))
	}
	slices.SortStableFunc(out, func(a, b peering.AuditEvent) int { return b.At.Compare(a.At) })
	return out, errors.Join(errs...)
}
