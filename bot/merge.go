package bot

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"peerbot/bot/finding"
	"peerbot/bot/notice"
	"peerbot/bot/request"
	"peerbot/bot/store"
)

// merging is a comparison with what it is merged with.
type merging struct {
	comparison
	open    []finding.Finding
	managed map[string]request.Peering // by id, all that the open findings may be about
	mending map[string]request.Request // open requests by peering
	quiet   bool                       // new findings are written down as told, and nobody is told
}

// write merges a comparison with the open findings, and speaks. It returns how
// many are open now.
func (b *Bot) write(ctx context.Context, c comparison, quiet bool) (int, error) {
	m := merging{comparison: c, managed: map[string]request.Peering{}, quiet: quiet}
	var err error
	if m.open, err = b.Findings.Findings(ctx, store.FindingFilter{}); err != nil {
		return 0, err
	}
	all, err := b.managed(ctx)
	if err != nil {
		return 0, err
	}
	for _, p := range all {
		m.managed[p.ID] = p
	}
	if m.mending, err = b.mending(ctx, ""); err != nil {
		return 0, err
	}
	return b.merge(ctx, m)
}

// merge writes down what is found, what has changed and what is over, and tells
// people where there is a reason to.
func (b *Bot) merge(ctx context.Context, m merging) (left int, err error) {
	now := b.Now()
	current, before := map[string]finding.Finding{}, map[string]finding.Finding{}
	for _, f := range m.open {
		current[f.Key()], before[f.Key()] = f, f
	}
	merged := map[string]bool{}
	for _, f := range finding.Merge(m.open, m.seen, func(f finding.Finding) bool { return m.checked(f, m.managed) }, m.before, now) {
		current[f.Key()], merged[f.Key()] = f, true
	}
	reasons, drifted := map[string]finding.Reason{}, map[string]bool{}
	var changes []store.FindingChange
	for key, f := range current {
		if f.Open() {
			left++
			drifted[f.Peering] = true
		}
		f, another := mended(f, m.mending)
		c, reason := b.speak(f, m.managed[f.Peering], now, m.quiet)
		if reason == finding.None && !merged[key] && !another && !c.Quiet {
			continue
		}
		c.Trace = traced(f) && f.Digest != before[key].Digest
		if f.ID != "" {
			reasons[f.ID] = reason
		}
		changes = append(changes, c.FindingChange)
	}
	slices.SortFunc(changes, func(a, b store.FindingChange) int { return strings.Compare(a.Finding.Key(), b.Finding.Key()) })
	groups, err := b.gather(ctx, changes, now)
	if err != nil {
		return left, err
	}
	notes, err := b.groupNotes(ctx, changes, reasons)
	if err != nil {
		return left, err
	}
	for from := 0; from < len(changes); from += findingsAtOnce {
		c := store.Change{At: now, Findings: changes[from:min(from+findingsAtOnce, len(changes))]}
		if from == 0 {
			c.Groups = groups
		}
		if from+findingsAtOnce >= len(changes) {
			c.Notes = notes // they say what all of it comes to
		}
		if _, err := b.Store.Save(ctx, c); err != nil {
			return left, fmt.Errorf("save findings: %w", err)
		}
	}
	return left, b.mark(ctx, m.comparison, drifted)
}

// spoken is the change of one finding.
type spoken struct {
	store.FindingChange
	Quiet bool // it counts as told, and nobody is told
}

// speak returns the change of a finding, and why people hear of it.
func (b *Bot) speak(f finding.Finding, p request.Peering, now time.Time, quiet bool) (spoken, finding.Reason) {
	if f.Open() && now.Before(p.Quiet.Until) && p.Quiet.Until.After(f.Snooze.Until) {
		f.Snooze = finding.Snooze(p.Quiet)
	}
	if quiet && f.Told.IsZero() && f.Open() {
		f = f.Tell(now)
		return spoken{store.FindingChange{Finding: &f}, true}, finding.None
	}
	reason := finding.Speak(f, now, b.Drift.Policy)
	c := store.FindingChange{Finding: &f, Redraw: !f.Told.IsZero()}
	if reason == finding.None {
		return spoken{FindingChange: c}, reason
	}
	f = f.Tell(now)
	c.Redraw = true
	if reason != finding.Resolved {
		c.Cards = b.findingChannels(f, p)
	}
	c.Note = map[finding.Reason]notice.NoteKind{
		finding.Changed: notice.NoteChanged, finding.Still: notice.NoteStill, finding.Resolved: notice.NoteResolved,
	}[reason]
	return spoken{FindingChange: c}, reason
}

// gather makes groups of the findings that are told for the first time, where
// there are many of a class for one channel. These have no card there but that
// of their group.
func (b *Bot) gather(ctx context.Context, changes []store.FindingChange, now time.Time) ([]finding.Group, error) {
	var fresh []int
	var tellings []finding.Telling
	for i, c := range changes {
		if c.Finding.Told.Equal(now) && c.Note == "" && len(c.Cards) > 0 {
			fresh = append(fresh, i)
			tellings = append(tellings, finding.Telling{Class: c.Finding.Class, Channels: c.Cards})
		}
	}
	var out []finding.Group
	for _, g := range finding.Gather(tellings, b.Drift.Policy.Group) {
		id, err := b.Findings.NextGroup(ctx)
		if err != nil {
			return nil, err
		}
		out = append(out, finding.Group{ID: id, Channel: g.Channel, Class: g.Class, At: now})
		for _, k := range g.Members {
			c := &changes[fresh[k]]
			c.Groups = append(c.Groups, id)
			c.Cards = slices.DeleteFunc(slices.Clone(c.Cards), func(ch string) bool { return ch == g.Channel })
		}
	}
	return out, nil
}

// groupNotes returns what is said below the cards of the groups that the
// changed findings are in: one note each, whatever many of its members say. A
// finding has no card of its own where a group has one.
func (b *Bot) groupNotes(ctx context.Context, changes []store.FindingChange, reasons map[string]finding.Reason) ([]store.Note, error) {
	changed := map[string]finding.Finding{}
	var ids []string
	for _, c := range changes {
		if c.Finding.ID != "" {
			changed[c.Finding.ID] = *c.Finding
			ids = append(ids, c.Finding.ID)
		}
	}
	in, err := b.Findings.GroupsOf(ctx, ids)
	if err != nil || len(in) == 0 {
		return nil, err
	}
	var groups []string
	for i := range changes {
		c := &changes[i]
		for _, id := range in[c.Finding.ID] {
			groups = union(groups, []string{id})
			g, err := b.Findings.Group(ctx, id)
			if err != nil {
				return nil, err
			}
			c.Cards = slices.DeleteFunc(slices.Clone(c.Cards), func(ch string) bool { return ch == g.Channel })
		}
	}
	slices.SortFunc(groups, func(a, b string) int { return cmp.Or(cmp.Compare(len(a), len(b)), cmp.Compare(a, b)) })
	var notes []store.Note
	for _, id := range groups {
		members, err := b.Findings.Findings(ctx, store.FindingFilter{Group: id, Resolved: true})
		if err != nil {
			return nil, err
		}
		for i, f := range members {
			if now, ok := changed[f.ID]; ok {
				members[i] = now
			}
		}
		kind := map[finding.Reason]notice.NoteKind{
			finding.Changed: notice.NoteChanged, finding.Still: notice.NoteStill, finding.Resolved: notice.NoteResolved,
		}[finding.News(members, reasons)]
		if kind != "" {
			notes = append(notes, store.Note{Finding: id, Thread: true, Kind: kind})
		}
	}
	return notes, nil
}
