package drift

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
	lookupEvery = 2 * time.Minute
	lookupTime  = 20 * time.Minute
	clockSkew   = time.Minute // that AWS's clock and ours may differ
)

// Attribute looks up in CloudTrail who made the change that a finding is about,
// and saves the events with the finding. What cannot be read, or is not there in
// time, is left out.
func (s *Service) Attribute(ctx context.Context, id string) (time.Duration, error) {
	f, err := s.Store.Finding(ctx, id)
	if errors.Is(err, store.ErrNotFound) {
		return 0, nil
	}
	if err != nil {
		return 0, fmt.Errorf("attribute %s: %w", id, err)
	}
	queries := peering.Drift{Lines: f.Lines}.Queries()
	if s.AuditLog == nil || !f.Open() || f.Since.IsZero() || len(queries) == 0 {
		return 0, nil
	}
	again := lookupEvery
	if s.age(f.LastSeen) >= lookupTime {
		again = 0
	}
	events, err := s.AuditLog.AuditEvents(ctx, queries, f.Since.Add(-clockSkew), s.Now())
	if err != nil {
		s.Log.InfoContext(ctx, "cannot read CloudTrail", "finding", f.ID, "peering", f.Peering, "error", err)
		if call, ok := errors.AsType[*peering.CallError](err); !ok || !call.Again() {
			again = 0 // it may not be read; the events of the other side are saved
		}
	}
	seen := f.Digest
	_, err = s.Store.UpdateFinding(ctx, id, func(f finding.Finding) (store.Change, error) {
		if f.Digest != seen || !f.Open() {
			again = s.Poll // a sweep changed it meanwhile: look at what it wrote
			return store.Change{}, nil
		}
		fresh := slices.DeleteFunc(slices.Clone(events), func(e peering.AuditEvent) bool {
			return slices.ContainsFunc(f.AuditEvents, func(known peering.AuditEvent) bool { return known.ID == e.ID })
		})
		if len(fresh) == 0 {
			return store.Change{}, nil
		}
		f.AuditEvents = slices.Concat(fresh, f.AuditEvents) // events that were found once stay, also when they cannot be read now
		slices.SortStableFunc(f.AuditEvents, func(a, b peering.AuditEvent) int { return b.At.Compare(a.At) })
		f.AuditEvents = f.AuditEvents[:min(maxEvents, len(f.AuditEvents))]
		return store.Change{At: s.Now(), Findings: []store.FindingChange{{Finding: &f}}}, nil
	})
	return again, err
}

// maxEvents is how many calls a card names.
const maxEvents = 5

// attributable reports whether who made what was found can be looked up.
func attributable(f finding.Finding) bool {
	return f.Open() && !f.Since.IsZero() && len(peering.Drift{Lines: f.Lines}.Queries()) > 0
}
