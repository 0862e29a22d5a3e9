package drift

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"peerbot/aws/peering"
	"peerbot/bot/finding"
	"peerbot/bot/notice"
	"peerbot/bot/outbox"
	"peerbot/bot/request"
	"peerbot/bot/store"
)

// Sweep compares every managed peering with AWS, saves what is different,
// and notifies people where there is a reason to. It changes nothing in AWS.
// It reports false, without having done anything, while somebody else sweeps.
func (s *Service) Sweep(ctx context.Context) (swept bool, err error) {
	swept, err = s.Locks.Hold(ctx, "sweep", s.sweep)
	if err != nil {
		return swept, fmt.Errorf("sweep: %w", err)
	}
	return swept, nil
}

func (s *Service) sweep(ctx context.Context) error {
	last, err := s.Store.LastSweep(ctx)
	if err != nil {
		return err
	}
	managed, err := s.managed(ctx)
	if err != nil {
		return err
	}
	begin := s.Now()
	survey := s.Surveyor.Survey(ctx, desiredOf(managed))
	if err := ctx.Err(); err != nil {
		return err // reads that were cut off by our own stop are not findings
	}
	// A peering that was changed while AWS was read is compared by the next sweep.
	now, err := s.managed(ctx)
	if err != nil {
		return err
	}
	if err := errors.Join(s.requestExpired(ctx, now), s.reviewExternal(ctx, survey), s.requestExternal(ctx, survey)); err != nil {
		return err
	}
	c := compare(unchanged(managed, now), survey, s.Now())
	c.before = last.At
	orphans, err := s.orphans(ctx, survey, now)
	if err != nil {
		return err
	}
	c.seen = append(c.seen, orphans...)
	done := finding.Sweep{At: begin, Took: s.Now().Sub(begin), Peerings: len(c.compared), Unread: c.unread, Baseline: last.At.IsZero()}
	done.Open, err = s.saveFindings(ctx, c, done.Baseline)
	if err != nil {
		return err
	}
	s.Log.InfoContext(ctx, "drift check done", "peerings", done.Peerings, "open", done.Open, "unread", done.Unread, "took", done.Took)
	end := store.Change{At: s.Now(), Sweep: &done}
	if done.Baseline {
		end.Notes = outbox.Notes(s.Routing.Routes(outbox.Subject{Occasion: outbox.ForOperators}), notice.NoteBaseline)
		for i := range end.Notes {
			end.Notes[i].Baseline = &done
		}
	}
	_, err = s.Store.Save(ctx, end)
	return err
}

func desiredOf(ps []request.Peering) []peering.Peering {
	out := make([]peering.Peering, len(ps))
	for i, p := range ps {
		out[i] = p.Desired
	}
	return out
}

// unchanged returns the peerings that are the same in both lists.
func unchanged(before, after []request.Peering) []request.Peering {
	version := map[string]int64{}
	for _, p := range after {
		version[p.ID] = p.Version
	}
	return slices.DeleteFunc(slices.Clone(before), func(p request.Peering) bool { return version[p.ID] != p.Version })
}

// saveFindings reconciles a comparison of everything with the open findings.
// It returns how many are open now.
func (s *Service) saveFindings(ctx context.Context, c comparison, quiet bool) (int, error) {
	r := reconciliation{comparison: c, managed: map[string]request.Peering{}, quiet: quiet}
	var err error
	if r.open, err = s.Store.Findings(ctx, store.FindingFilter{}); err != nil {
		return 0, err
	}
	all, err := s.managed(ctx)
	if err != nil {
		return 0, err
	}
	for _, p := range all {
		r.managed[p.ID] = p
	}
	if r.requests, err = s.openRequests(ctx, ""); err != nil {
		return 0, err
	}
	return s.reconcile(ctx, r)
}

// Recheck compares one peering with AWS, after something was done about it.
func (s *Service) Recheck(ctx context.Context, id string) (time.Duration, error) {
	record, err := s.Store.Peering(ctx, id)
	if err != nil {
		return 0, fmt.Errorf("recheck %s: %w", id, err)
	}
	open, err := s.Store.Findings(ctx, store.FindingFilter{Peering: id})
	if err != nil || len(open) == 0 && record.State != request.Drifted {
		return 0, err
	}
	requests, err := s.openRequests(ctx, id)
	if err != nil {
		return 0, err
	}
	last, err := s.Store.LastSweep(ctx)
	if err != nil {
		return 0, err
	}
	c := comparison{compared: map[string]request.Peering{id: record}, grouped: map[string]bool{id: true}, before: last.At}
	switch _, asked := requests[id]; {
	case asked && record.Managed():
		// Only the link to the request changes; AWS is read when it has ended.
		return 0, s.linkRequests(ctx, open, requests)
	case record.Managed():
		have, err := s.Observer.Observe(ctx, record.Desired)
		if err != nil {
			s.Log.InfoContext(ctx, "recheck failed, the next drift check looks again", "peering", id, "error", err)
			return 0, nil
		}
		c.add(record, have, s.Now())
	case record.State == request.PeerApplying:
		return 0, nil // it is being changed, and looked at again afterwards
	}
	_, err = s.reconcile(ctx, reconciliation{comparison: c, open: open, managed: map[string]request.Peering{id: record}, requests: requests})
	if errors.Is(err, store.ErrConflict) {
		return s.Poll, nil
	}
	return 0, err
}
