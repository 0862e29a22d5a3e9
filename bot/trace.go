package bot

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"peerbot/aws/peering"
	"peerbot/bot/finding"
	"peerbot/bot/store"
)

// CloudTrail has an event about five minutes after the call; it is looked for
// until it is there, or late.
const (
	traceEvery = 2 * time.Minute
	traceTime  = 20 * time.Minute
	traceSkew  = time.Minute // that AWS's clock and ours may differ
)

// Trace looks who made what was found, and writes it on the card. It is a
// help: what cannot be read, or is not there in time, is left out.
func (b *Bot) Trace(ctx context.Context, id string) (time.Duration, error) {
	f, err := b.Findings.Finding(ctx, id)
	if errors.Is(err, store.ErrNotFound) {
		return 0, nil
	}
	if err != nil {
		return 0, fmt.Errorf("trace %s: %w", id, err)
	}
	traces := peering.Drift{Lines: f.Lines}.Traces()
	if b.Trail == nil || !f.Open() || f.Since.IsZero() || len(traces) == 0 {
		return 0, nil
	}
	again := traceEvery
	if b.since(f.LastSeen) >= traceTime {
		again = 0
	}
	events, err := b.Trail.TrailEvents(ctx, traces, f.Since.Add(-traceSkew), b.Now())
	if err != nil {
		b.Log.InfoContext(ctx, "who changed it cannot be read", "finding", f.ID, "peering", f.Peering, "error", err)
		if call, ok := errors.AsType[*peering.CallError](err); !ok || !call.Again() {
			again = 0 // it may not be read; what one side told is told
		}
	}
	fresh := slices.DeleteFunc(events, func(e peering.TrailEvent) bool {
		return slices.ContainsFunc(f.Trail, func(known peering.TrailEvent) bool { return known.ID == e.ID })
	})
	if len(fresh) == 0 {
		return again, nil
	}
	f.Trail = slices.Concat(fresh, f.Trail) // what was told once stays, also when it cannot be read now
	slices.SortStableFunc(f.Trail, func(a, b peering.TrailEvent) int { return b.At.Compare(a.At) })
	f.Trail = f.Trail[:min(maxTrail, len(f.Trail))]
	_, err = b.Store.Save(ctx, store.Change{At: b.Now(), Findings: []store.FindingChange{{Finding: &f, Redraw: !f.Told.IsZero()}}})
	if errors.Is(err, store.ErrConflict) {
		return b.Poll, nil // a sweep was faster: look at what it wrote
	}
	return again, err
}

// maxTrail is how many calls a card names.
const maxTrail = 5

// traced reports whether somebody can be looked for who made what was found.
func traced(f finding.Finding) bool {
	return f.Open() && !f.Since.IsZero() && len(peering.Drift{Lines: f.Lines}.Traces()) > 0
}
