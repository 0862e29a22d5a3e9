package storetest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"

	"peerbot/aws/peering"
	"peerbot/bot/finding"
	"peerbot/bot/request"
	"peerbot/bot/store"
)

func testUpdate(t *testing.T, db Database) {
	s := store.New(db)
	first := must(s.Save(t.Context(), asked(0)))(t)
	saved := must(s.UpdateRequest(t.Context(), "R1", func(r request.Request, p request.Peering) (store.Change, error) {
		same(t, "the request", r, *first.Request)
		same(t, "its peering", p, *first.Peering)
		r.State, p.State = request.Done, request.Active
		return store.Change{At: noon, Request: &r, Peering: &p}, nil
	}))(t)
	if saved.Request.State != request.Done || saved.Request.Version != 2 || saved.Peering.State != request.Active || saved.Peering.Version != 2 {
		t.Errorf("saved %+v and %+v, want them changed, version 2", saved.Request, saved.Peering)
	}
	same(t, "the request read back", must(s.Request(t.Context(), "R1"))(t), *saved.Request)
	same(t, "the peering read back", must(s.Peering(t.Context(), "P1"))(t), *saved.Peering)

	must(s.UpdatePeering(t.Context(), "P1", func(p request.Peering) (store.Change, error) {
		p.State = request.Drifted
		return store.Change{Peering: &p, Findings: []store.FindingChange{{Finding: drift("P1")}}}, nil
	}))(t)
	same(t, "the peering's state", must(s.Peering(t.Context(), "P1"))(t).State, request.Drifted)

	must(s.UpdateFinding(t.Context(), "F1", func(f finding.Finding) (store.Change, error) {
		f.Request = "R7"
		return store.Change{Findings: []store.FindingChange{{Finding: &f}}}, nil
	}))(t)
	must(s.UpdateFindings(t.Context(), store.FindingFilter{Peering: "P1"}, func(fs []finding.Finding) (store.Change, error) {
		if len(fs) != 1 || fs[0].Request != "R7" {
			t.Errorf("findings of P1 are %+v, want F1 with R7", fs)
		}
		fs[0].Resolved = noon
		return store.Change{Findings: []store.FindingChange{{Finding: &fs[0]}}}, nil
	}))(t)
	if f := must(s.Finding(t.Context(), "F1"))(t); f.Version != 3 || f.Open() {
		t.Errorf("F1 is %+v, want it resolved, version 3", f)
	}
	must(s.UpdateFindings(t.Context(), store.FindingFilter{Peering: "P1"}, func(fs []finding.Finding) (store.Change, error) {
		same(t, "open findings", len(fs), 0)
		return store.Change{}, nil
	}))(t)
}

// Of two at once one wins, and the other decides on what it has written.
func testUpdateConflict(t *testing.T, db Database) {
	s := store.New(db)
	must(s.Save(t.Context(), asked(0)))(t)
	var seen []string
	update := func(id string, faster func()) (store.Change, error) {
		return s.UpdateRequest(t.Context(), id, func(r request.Request, _ request.Peering) (store.Change, error) {
			seen = append(seen, r.Ticket)
			if faster != nil {
				faster()
			}
			return ticketed(r, r.Ticket+"+slow"), nil
		})
	}
	// Deciding takes its time and holds nobody up: another one decides and
	// writes in the middle of it.
	once := func() {
		if len(seen) > 1 {
			return
		}
		must(s.UpdateRequest(t.Context(), "R1", func(r request.Request, _ request.Peering) (store.Change, error) {
			return ticketed(r, "fast"), nil
		}))(t)
	}
	saved := must(update("R1", once))(t)
	same(t, "tickets that were seen", seen, []string{"", "fast"})
	same(t, "the ticket", saved.Request.Ticket, "fast+slow")
	same(t, "the version", saved.Request.Version, int64(3))
	same(t, "events", len(must(store.Collect(s.Events(t.Context(), store.EventFilter{})))(t)), 2)

	// The peering counts, too.
	seen = nil
	must(s.UpdateRequest(t.Context(), "R1", func(r request.Request, p request.Peering) (store.Change, error) {
		if seen = append(seen, string(p.State)); len(seen) == 1 {
			must(s.UpdatePeering(t.Context(), "P1", func(p request.Peering) (store.Change, error) {
				p.State = request.Active
				return store.Change{Peering: &p}, nil
			}))(t)
		}
		return store.Change{Request: &r, Peering: &p}, nil
	}))(t)
	same(t, "states that were seen", seen, []string{"absent", "active"})
	same(t, "the version", must(s.Request(t.Context(), "R1"))(t).Version, int64(4))

	// Somebody who is faster every time.
	n := 0
	_, err := s.UpdateRequest(t.Context(), "R1", func(r request.Request, _ request.Peering) (store.Change, error) {
		n++
		must(db.Write(t.Context(), ticketed(r, fmt.Sprint(n))))(t)
		return ticketed(r, "never"), nil
	})
	wantError(t, "an update that is always too late", err, store.ErrConflict)
	same(t, "runs", n, store.Attempts)
	same(t, "the ticket", must(s.Request(t.Context(), "R1"))(t).Ticket, fmt.Sprint(n))
}

func testUpdateRace(t *testing.T, db Database) {
	s := store.New(db)
	must(s.Save(t.Context(), asked(0)))(t)
	won := 0
	for _, err := range atOnce(10, func(i int) error {
		_, err := s.UpdateRequest(t.Context(), "R1", func(r request.Request, _ request.Peering) (store.Change, error) {
			r.Replans++
			return ticketed(r, fmt.Sprint(i)), nil
		})
		return err
	}) {
		if err == nil {
			won++
		} else if !errors.Is(err, store.ErrConflict) {
			t.Errorf("error %v, want %v", err, store.ErrConflict)
		}
	}
	r := must(s.Request(t.Context(), "R1"))(t)
	if won < store.Attempts || r.Replans != won || r.Version != int64(won)+1 {
		t.Errorf("%d updates went well, %d were counted, version %d; want none lost, and at least %d", won, r.Replans, r.Version, store.Attempts)
	}
	same(t, "events", len(must(store.Collect(s.Events(t.Context(), store.EventFilter{})))(t)), won)
}

func testUpdateEnds(t *testing.T, db Database) {
	s := store.New(db)
	first := must(s.Save(t.Context(), asked(0)))(t)
	mine := errors.New("no, thank you")
	runs := 0
	for _, c := range []struct {
		name   string
		change store.Change
		err    error
	}{
		{"f returns an error", ticketed(*first.Request, "never"), mine},
		{"f returns a conflict of its own", ticketed(*first.Request, "never"), store.ErrConflict},
		{"there is nothing to change", store.Change{At: noon}, nil},
	} {
		runs = 0
		saved, err := s.UpdateRequest(t.Context(), "R1", func(request.Request, request.Peering) (store.Change, error) {
			runs++
			return c.change, c.err
		})
		if !errors.Is(err, c.err) || runs != 1 {
			t.Errorf("%s: %v after %d runs, want %v after 1", c.name, err, runs, c.err)
		}
		same(t, c.name+": what was saved", saved, store.Change{})
	}
	same(t, "the request", must(s.Request(t.Context(), "R1"))(t), *first.Request)

	var missing *store.NotFoundError
	never := errors.New("f was run")
	_, err := s.UpdateRequest(t.Context(), "R9", func(request.Request, request.Peering) (store.Change, error) { return store.Change{}, never })
	_, err2 := s.UpdatePeering(t.Context(), "P9", func(request.Peering) (store.Change, error) { return store.Change{}, never })
	_, err3 := s.UpdateFinding(t.Context(), "F9", func(finding.Finding) (store.Change, error) { return store.Change{}, never })
	for i, err := range []error{err, err2, err3} {
		if want := []string{"R9", "P9", "F9"}[i]; !errors.As(err, &missing) || missing.ID != want {
			t.Errorf("update of %s: %v, want a NotFoundError of it", want, err)
		}
	}

	// What Write refuses for good is not tried again.
	runs = 0
	_, err = s.UpdateRequest(t.Context(), "R1", func(r request.Request, _ request.Peering) (store.Change, error) {
		runs++
		return store.Change{Request: &r, Jobs: []store.Job{{}}}, nil
	})
	if err == nil || errors.Is(err, store.ErrConflict) || runs != 1 {
		t.Errorf("a malformed change: %v after %d runs, want an error after 1", err, runs)
	}
	must(s.Save(t.Context(), asked(1)))(t)
	var open *store.OpenRequestError
	_, err = s.UpdateRequest(t.Context(), "R1", func(r request.Request, _ request.Peering) (store.Change, error) {
		r.Plan.Peering = wanted(1)
		return store.Change{Request: &r}, nil
	})
	if !errors.As(err, &open) || open.ID != "R2" {
		t.Errorf("an update to another's pair: %v, want an OpenRequestError about R2", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	_, err = s.UpdateRequest(ctx, "R1", func(r request.Request, _ request.Peering) (store.Change, error) {
		cancel()
		return store.Change{Request: &r}, nil
	})
	wantError(t, "a cancelled update", err, context.Canceled)
}

// What is there already can be changed by an Update of it only.
func testUpdateIsTheOneWay(t *testing.T, db Database) {
	s := store.New(db)
	first := must(s.Save(t.Context(), asked(0)))(t)
	other := must(s.Save(t.Context(), asked(1)))(t)
	f := *must(s.SaveFindings(t.Context(), store.Change{Findings: []store.FindingChange{{Finding: drift("P1")}}}))(t).Findings[0].Finding
	request2, peering2 := store.Change{Request: other.Request}, store.Change{Peering: other.Peering}
	updating := func(c store.Change) error {
		_, err := s.UpdateRequest(t.Context(), "R1", func(request.Request, request.Peering) (store.Change, error) { return c, nil })
		return err
	}
	saving := func(save func(context.Context, store.Change) (store.Change, error), c store.Change) error {
		_, err := save(t.Context(), c)
		return err
	}
	of := func(f finding.Finding) store.Change {
		return store.Change{Findings: []store.FindingChange{{Finding: &f}}}
	}
	for name, err := range map[string]error{
		"Save of a changed request":           saving(s.Save, store.Change{Request: first.Request}),
		"Save of a changed peering":           saving(s.Save, store.Change{Peering: first.Peering}),
		"Save of a changed finding":           saving(s.Save, of(f)),
		"SaveFindings of a changed request":   saving(s.SaveFindings, store.Change{Request: first.Request}),
		"SaveFindings of a changed peering":   saving(s.SaveFindings, store.Change{Peering: first.Peering}),
		"an update that changes another one":  updating(request2),
		"an update that changes another pair": updating(peering2),
	} {
		if err == nil || errors.Is(err, store.ErrConflict) {
			t.Errorf("%s: %v, want that it is refused", name, err)
		}
	}
	same(t, "R1", must(s.Request(t.Context(), "R1"))(t), *first.Request)
	same(t, "R2", must(s.Request(t.Context(), "R2"))(t), *other.Request)
	same(t, "P1", must(s.Peering(t.Context(), "P1"))(t), *first.Peering)
	same(t, "P2", must(s.Peering(t.Context(), "P2"))(t), *other.Peering)
	same(t, "F1", must(s.Finding(t.Context(), "F1"))(t), f)
}

// Findings are saved by hundreds, and all or none.
func testSaveFindings(t *testing.T, db Database) {
	s := store.New(db)
	var changes []store.FindingChange
	for i := range 70 {
		changes = append(changes, store.FindingChange{Finding: drift(fmt.Sprint("P", i+1))})
	}
	saved := must(s.SaveFindings(t.Context(), store.Change{Findings: changes}))(t).Findings
	must(s.UpdateFinding(t.Context(), "F60", func(f finding.Finding) (store.Change, error) {
		f.Request = "R1"
		return store.Change{Findings: []store.FindingChange{{Finding: &f}}}, nil
	}))(t)
	changes = slices.Clone(saved)
	for i := range changes {
		f := *changes[i].Finding
		f.Resolved = noon
		changes[i].Finding = &f
	}
	another := drift("P99")
	another.Class = peering.Changed
	changes = append(changes, store.FindingChange{Finding: another})
	_, err := s.SaveFindings(t.Context(), store.Change{Findings: changes})
	wantError(t, "findings of which one was changed", err, store.ErrConflict)
	same(t, "open findings", len(must(s.Findings(t.Context(), store.FindingFilter{}))(t)), 70)
	fresh := must(s.Finding(t.Context(), "F60"))(t)
	fresh.Resolved = noon
	changes[59].Finding = &fresh
	must(s.SaveFindings(t.Context(), store.Change{Findings: changes}))(t)
	same(t, "open findings", len(must(s.Findings(t.Context(), store.FindingFilter{}))(t)), 1)
}
