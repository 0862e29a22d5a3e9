package store

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"peerbot/bot/finding"
	"peerbot/bot/notice"
	"peerbot/bot/request"
)

// Prepare returns a copy of a change that may be filled in, with its times as
// they are kept and those that are missing taken from its own, or now. What no
// database can write is an error.
func Prepare(c Change, now time.Time) (Change, error) {
	if c.At.IsZero() {
		c.At = now
	}
	c.At = kept(c.At)
	if c.Peering != nil {
		p := *c.Peering
		if p.Version != 0 && p.ID == "" {
			return c, errors.New("a peering with a version and no id")
		}
		p.CreatedAt, p.UpdatedAt = keptOr(p.CreatedAt, c.At), c.At
		c.Peering = &p
	}
	c.Redraw = slices.Clone(c.Redraw)
	if c.Request != nil && c.Request.Lead != "" && !slices.Contains(c.Redraw, c.Request.Lead) {
		c.Redraw = append(c.Redraw, c.Request.Lead) // its card shows this one
	}
	if c.Request != nil {
		r := keptRequest(*c.Request)
		if r.Version != 0 && r.ID == "" {
			return c, errors.New("a request with a version and no id")
		}
		r.CreatedAt, r.UpdatedAt = keptOr(r.CreatedAt, c.At), c.At
		c.Request = &r
	}
	c.Pause = keptPause(c.Pause, c.At)
	if c.Sweep = keptSweep(c.Sweep); c.Sweep != nil {
		c.Sweep.At = keptOr(c.Sweep.At, c.At)
	}
	var err error
	if c.Findings, err = prepareFindings(c.Findings); err != nil {
		return c, err
	}
	c.Events = slices.Clone(c.Events)
	for i := range c.Events {
		c.Events[i].At = keptOr(c.Events[i].At, c.At)
	}
	c.Cards, c.Jobs = slices.Clone(c.Cards), slices.Clone(c.Jobs)
	c.Notes = slices.Clone(c.Notes)
	for i := range c.Notes {
		n := &c.Notes[i]
		n.Failure, n.Baseline, n.Pause = keptFailure(n.Failure), keptSweep(n.Baseline), keptPause(n.Pause, c.At)
	}
	return c, checkMessages(c)
}

func prepareFindings(changes []FindingChange) ([]FindingChange, error) {
	out := make([]FindingChange, len(changes))
	ids := map[string]bool{}
	for i, c := range changes {
		if c.Finding == nil {
			return nil, errors.New("a change of no finding")
		}
		f := keptFinding(*c.Finding)
		switch {
		case (f.Version == 0) != (f.ID == ""):
			return nil, fmt.Errorf("finding %q of version %d: new ones have neither id nor version", f.ID, f.Version)
		case f.Class == "" || f.Peering == "" && f.Account == "":
			return nil, fmt.Errorf("finding %q: want a class, and a peering or an account", f.ID)
		case ids[f.ID]:
			return nil, fmt.Errorf("finding %s is changed twice", f.ID)
		}
		if f.ID != "" {
			ids[f.ID] = true
		}
		c.Finding = &f
		out[i] = c
	}
	return out, nil
}

// checkMessages makes sure that cards and notes go somewhere, and are about
// something.
func checkMessages(c Change) error {
	if c.Request == nil && len(c.Cards) > 0 {
		return errors.New("cards without a request")
	}
	cards := slices.Clone(c.Cards)
	for _, f := range c.Findings {
		cards = append(cards, f.Cards...)
	}
	for _, g := range c.Groups {
		cards = append(cards, Channel(g.Channel))
	}
	for _, to := range cards {
		if to.Kind == "" || to.Kind == DestinationThread || to.Address == "" {
			return fmt.Errorf("a card to %q of kind %q", to.Address, to.Kind)
		}
	}
	for _, n := range c.Notes {
		if err := checkNote(n, c.Request != nil); err != nil {
			return fmt.Errorf("note %q: %w", n.Kind, err)
		}
	}
	for _, id := range c.Redraw {
		switch request.SubjectOf(id) {
		case request.SubjectRequest, request.SubjectFinding, request.SubjectGroup:
		default:
			return fmt.Errorf("draw %q again: want the id of a request, a finding or a group", id)
		}
	}
	return nil
}

func checkNote(n Note, withRequest bool) error {
	inThread := n.To.Kind == DestinationThread
	switch {
	case n.Kind == "":
		return errors.New("want a kind")
	case n.To.Kind == "" || (n.To.Address == "") != inThread:
		return fmt.Errorf("to %q of kind %q: want a destination", n.To.Address, n.To.Kind)
	case n.Kind == notice.NotePlain && n.Text == "":
		return errors.New("want a text")
	case n.About != "":
		return nil
	case n.standsAlone() && !inThread:
		return nil
	case n.standsAlone() || !withRequest:
		return errors.New("want what it is about")
	}
	return nil
}

// kept returns a time as it is kept: UTC, whole milliseconds.
func kept(t time.Time) time.Time { return t.UTC().Truncate(time.Millisecond) }

// keptOr is kept, or another time for the zero one.
func keptOr(t, otherwise time.Time) time.Time {
	if t.IsZero() {
		return otherwise
	}
	return kept(t)
}

func keptRequest(r request.Request) request.Request {
	r.CreatedAt, r.UpdatedAt = kept(r.CreatedAt), kept(r.UpdatedAt)
	r.ExpiresAt, r.StartedAt = kept(r.ExpiresAt), kept(r.StartedAt)
	r.Decisions = slices.Clone(r.Decisions)
	for i := range r.Decisions {
		r.Decisions[i].At = kept(r.Decisions[i].At)
	}
	r.Failure = keptFailure(r.Failure)
	return r
}

func keptFailure(f *request.Failure) *request.Failure {
	if f == nil {
		return nil
	}
	out := *f
	out.At = kept(f.At)
	return &out
}

func keptPause(p *request.Pause, otherwise time.Time) *request.Pause {
	if p == nil {
		return nil
	}
	out := *p
	out.At = keptOr(p.At, otherwise)
	return &out
}

func keptSweep(s *finding.Sweep) *finding.Sweep {
	if s == nil {
		return nil
	}
	out := *s
	out.At = kept(s.At)
	return &out
}

func keptFinding(f finding.Finding) finding.Finding {
	f.FirstSeen, f.LastSeen, f.Since = kept(f.FirstSeen), kept(f.LastSeen), kept(f.Since)
	f.Resolved, f.NotifiedAt = kept(f.Resolved), kept(f.NotifiedAt)
	f.Snooze.Until = kept(f.Snooze.Until)
	return f
}
