package drift

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"peerbot/aws/peering"
	"peerbot/bot/finding"
	"peerbot/bot/notice"
	"peerbot/bot/outbox"
	"peerbot/bot/request"
	"peerbot/bot/store"
)

// findingsAtOnce is how many findings one transaction writes.
const findingsAtOnce = 200

// reconciliation is a comparison with what it is reconciled with.
type reconciliation struct {
	comparison
	open     []finding.Finding
	managed  map[string]request.Peering // by id, all that the open findings may be about
	requests map[string]request.Request // open ones, by peering
	quiet    bool                       // new findings are saved as notified, and nobody is notified
}

// reconcile saves what is found, what has changed and what is resolved,
// notifies people where there is a reason to, and brings the states of the
// compared peerings up to date. It returns how many findings are open.
func (s *Service) reconcile(ctx context.Context, r reconciliation) (open int, err error) {
	now := s.Now()
	current, before := map[string]finding.Finding{}, map[string]finding.Finding{}
	for _, f := range r.open {
		current[f.Key()], before[f.Key()] = f, f
	}
	merged := map[string]bool{}
	for _, f := range finding.Reconcile(r.open, r.seen, func(f finding.Finding) bool { return r.checked(f, r.managed) }, r.before, now) {
		current[f.Key()], merged[f.Key()] = f, true
	}
	reasons, drifted := map[string]finding.Reason{}, map[string]bool{}
	var changes []store.FindingChange
	for key, f := range current {
		if f.Open() {
			if !f.Superseded() {
				open++
			}
			drifted[f.Peering] = true
		}
		f, relinked := linkRequest(f, r.requests)
		u := s.notify(f, r.managed[f.Peering], now, r.quiet)
		if u.reason == finding.None && !merged[key] && !relinked && !u.silent {
			continue
		}
		u.Attribute = attributable(f) && f.Digest != before[key].Digest
		if f.ID != "" {
			reasons[f.ID] = u.reason
		}
		changes = append(changes, u.FindingChange)
	}
	slices.SortFunc(changes, func(a, b store.FindingChange) int { return strings.Compare(a.Finding.Key(), b.Finding.Key()) })
	groups, err := s.group(ctx, changes, now)
	if err != nil {
		return open, err
	}
	notes, err := s.groupNotes(ctx, changes, reasons)
	if err != nil {
		return open, err
	}
	for from := 0; from < len(changes); from += findingsAtOnce {
		c := store.Change{At: now, Findings: changes[from:min(from+findingsAtOnce, len(changes))]}
		if from == 0 {
			c.Groups = groups
		}
		if from+findingsAtOnce >= len(changes) {
			c.Notes = notes // they say what all of it comes to
		}
		if _, err := s.Store.SaveFindings(ctx, c); err != nil {
			return open, fmt.Errorf("save findings: %w", err)
		}
	}
	return open, s.setStates(ctx, r.comparison, drifted)
}

// findingUpdate is the change of one finding.
type findingUpdate struct {
	store.FindingChange
	reason finding.Reason // why people are notified
	silent bool           // it counts as notified, and nobody is
}

// notify returns the change of a finding, with where it is posted if there is
// a reason to.
func (s *Service) notify(f finding.Finding, p request.Peering, now time.Time, quiet bool) findingUpdate {
	if f.Open() && now.Before(p.Snooze.Until) && p.Snooze.Until.After(f.Snooze.Until) {
		f.Snooze = finding.Snooze(p.Snooze)
	}
	// After a lost database the first sweep finds what it left behind.
	if quiet && f.NotifiedAt.IsZero() && f.Open() && f.Class != peering.Orphan {
		f = f.MarkNotified(now)
		return findingUpdate{FindingChange: store.FindingChange{Finding: &f}, silent: true}
	}
	reason := finding.ShouldNotify(f, now, s.Policy)
	c := store.FindingChange{Finding: &f}
	if reason == finding.None {
		return findingUpdate{FindingChange: c}
	}
	f = f.MarkNotified(now)
	if reason != finding.Resolved {
		c.Cards = outbox.Destinations(s.Routing.Routes(outbox.Subject{Occasion: outbox.FindingCard, Finding: f, Peering: p}))
	}
	c.Note = noteOf[reason]
	return findingUpdate{FindingChange: c, reason: reason}
}

// noteOf is what is posted below a card, by reason. The first time there is the
// card itself.
var noteOf = map[finding.Reason]notice.NoteKind{
	finding.Changed: notice.NoteChanged, finding.Still: notice.NoteStill, finding.Resolved: notice.NoteResolved,
}

// setStates brings the states of the compared peerings up to date.
func (s *Service) setStates(ctx context.Context, c comparison, drifted map[string]bool) error {
	for id, p := range c.compared {
		next := request.Active
		if drifted[id] {
			next = request.Drifted
		}
		if p.State == next || !p.Managed() {
			continue
		}
		_, err := s.Store.UpdatePeering(ctx, id, func(now request.Peering) (store.Change, error) {
			if now.Version != p.Version {
				return store.Change{}, nil // the next sweep looks again
			}
			now.State, now.UpdatedAt = next, s.Now()
			return store.Change{At: s.Now(), Peering: &now}, nil
		})
		if err != nil && !errors.Is(err, store.ErrConflict) {
			return err
		}
	}
	return nil
}
