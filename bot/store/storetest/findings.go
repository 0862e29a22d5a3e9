package storetest

import (
	"errors"
	"testing"
	"time"

	"peerbot/aws/peering"
	"peerbot/bot"
	"peerbot/bot/finding"
	"peerbot/bot/request"
)

func drift(p string) *finding.Finding {
	return &finding.Finding{Peering: p, Class: peering.Missing, FirstSeen: noon, LastSeen: noon}
}

func saveFinding(t *testing.T, s Store, c bot.FindingChange) finding.Finding {
	t.Helper()
	return *save(t, s, bot.Change{At: noon, Findings: []bot.FindingChange{c}}).Findings[0].Finding
}

func testFindings(t *testing.T, s Store) {
	at := noon.Add(time.Millisecond)
	f := finding.Finding{
		Peering: "P1", Account: "1", Class: peering.Missing, Digest: "d", Sweeps: 3,
		Lines:     []peering.DriftLine{{Side: peering.Requester, What: "status", Text: "it is gone"}},
		FirstSeen: at, LastSeen: at, Told: at, ToldDigest: "d", ToldEnd: true, Request: "R1",
		Snooze: finding.Snooze{Until: at, Person: "U1", Reason: "later"},
	}
	odd := f
	odd.FirstSeen = at.Add(time.Nanosecond).In(time.FixedZone("Seoul", 9*3600))
	before := odd
	got := saveFinding(t, s, bot.FindingChange{Finding: &odd})
	same(t, "the caller's finding", odd, before)
	f.ID, f.Version = "F1", 1
	same(t, "the returned finding", got, f)
	same(t, "the finding read back", must(s.Finding(t.Context(), "F1"))(t), f)

	f.Resolved, f.Lines = noon.Add(time.Hour), nil
	got = saveFinding(t, s, bot.FindingChange{Finding: &f})
	stale := f
	f.Version = 2
	same(t, "the changed finding", got, f)
	same(t, "the changed finding read back", must(s.Finding(t.Context(), "F1"))(t), f)

	_, err := s.Save(t.Context(), bot.Change{Findings: []bot.FindingChange{{Finding: &stale}}})
	wantError(t, "a stale finding", err, bot.ErrConflict)
	_, err = s.Save(t.Context(), bot.Change{Findings: []bot.FindingChange{{Finding: &finding.Finding{ID: "F9", Version: 1, Peering: "P1", Class: peering.Missing}}}})
	wantError(t, "Save of a finding that does not exist", err, bot.ErrNotFound)
	_, err = s.Finding(t.Context(), "F9")
	wantError(t, "Finding", err, bot.ErrNotFound)
}

func testOpenFinding(t *testing.T, s Store) {
	errs := atOnce(5, func(int) error {
		_, err := s.Save(t.Context(), bot.Change{Findings: []bot.FindingChange{{Finding: drift("P1")}}})
		return err
	})
	won := 0
	for _, err := range errs {
		if err == nil {
			won++
		} else if !errors.Is(err, bot.ErrConflict) {
			t.Errorf("error %v, want %v", err, bot.ErrConflict)
		}
	}
	if won != 1 {
		t.Errorf("%d of the same finding were saved, want 1", won)
	}
	other := drift("P1")
	other.Class = peering.Changed
	saveFinding(t, s, bot.FindingChange{Finding: other})

	first := must(s.Finding(t.Context(), "F1"))(t)
	first.Resolved = noon
	first = saveFinding(t, s, bot.FindingChange{Finding: &first})
	saveFinding(t, s, bot.FindingChange{Finding: drift("P1")}) // it came back
	first.Resolved = time.Time{}
	_, err := s.Save(t.Context(), bot.Change{Findings: []bot.FindingChange{{Finding: &first}}})
	wantError(t, "the old one open again", err, bot.ErrConflict)
}

func testFindingFilter(t *testing.T, s Store) {
	for i, p := range []string{"P1", "P2", "P3", "P1", "P2"} {
		f := drift(p)
		f.Class = peering.DriftClass(rune('a' + i))
		if i%2 == 1 {
			f.Resolved = noon
		}
		saveFinding(t, s, bot.FindingChange{Finding: f})
	}
	for _, c := range []struct {
		name   string
		filter bot.FindingFilter
		want   []string
	}{
		{"open", bot.FindingFilter{}, []string{"F5", "F3", "F1"}},
		{"all", bot.FindingFilter{Resolved: true}, []string{"F5", "F3", "F1", "F4", "F2"}},
		{"limit", bot.FindingFilter{Resolved: true, Limit: 4}, []string{"F5", "F3", "F1", "F4"}},
		{"peering", bot.FindingFilter{Peering: "P2", Resolved: true}, []string{"F5", "F2"}},
		{"open of a peering", bot.FindingFilter{Peering: "P1"}, []string{"F1"}},
		{"none", bot.FindingFilter{Peering: "P9"}, nil},
	} {
		var got []string
		for _, f := range must(s.Findings(t.Context(), c.filter))(t) {
			got = append(got, f.ID)
		}
		same(t, c.name, got, c.want)
	}
}

func testFindingCards(t *testing.T, s Store) {
	f := saveFinding(t, s, bot.FindingChange{Finding: drift("P1"), Cards: []string{"C1", "C2", "C1"}})
	jobs := 2
	same(t, "jobs of new cards", waiting(t, s), jobs)
	cards := must(s.Undelivered(t.Context()))(t)
	same(t, "cards", cards, []bot.Intent{
		{ID: cards[0].ID, Finding: "F1", Channel: "C1"},
		{ID: cards[1].ID, Finding: "F1", Channel: "C2"},
	})
	for _, c := range cards {
		if err := s.Sent(t.Context(), c.ID, c.Channel, "1.1", f.Version); err != nil {
			t.Fatal(err)
		}
	}

	f = saveFinding(t, s, bot.FindingChange{Finding: &f}) // nobody hears of it
	same(t, "jobs of a quiet change", waiting(t, s), jobs)
	same(t, "undelivered after a quiet change", len(must(s.Undelivered(t.Context()))(t)), 0)

	f = saveFinding(t, s, bot.FindingChange{Finding: &f, Cards: []string{"C2", "C3"}})
	jobs++
	same(t, "jobs of one more card", waiting(t, s), jobs)

	saveFinding(t, s, bot.FindingChange{Finding: &f, Redraw: true, Note: bot.NoteStill})
	jobs += 3 + 3
	same(t, "jobs of a change with a note", waiting(t, s), jobs)
	var below []string
	for _, i := range must(s.Undelivered(t.Context()))(t) {
		if i.Note != nil {
			same(t, "note", *i.Note, bot.Note{Finding: "F1", Thread: true, Kind: bot.NoteStill})
			below = append(below, i.Finding+" "+i.Channel+" below "+must(s.Intent(t.Context(), i.Thread))(t).Channel)
		}
	}
	same(t, "notes", below, []string{"F1 C1 below C1", "F1 C2 below C2", "F1 C3 below C3"})

	saveFinding(t, s, bot.FindingChange{Finding: drift("P2"), Cards: []string{"C1"}})
	same(t, "cards of another finding", len(must(s.Undelivered(t.Context()))(t)), 3+3+1)
	same(t, "messages of no request", len(must(s.Intents(t.Context(), "R1"))(t)), 0)
}

func testFindingRollback(t *testing.T, s Store) {
	_, err := s.Save(t.Context(), bot.Change{
		Findings: []bot.FindingChange{{Finding: drift("P1"), Cards: []string{"C1"}}},
		Sweep:    &bot.Sweep{At: noon},
		Events:   []request.Event{{Kind: request.Asked}},
		Jobs:     []bot.Job{{}}, // what fails
	})
	if err == nil {
		t.Fatal("a job without a kind was saved")
	}
	same(t, "findings", len(must(s.Findings(t.Context(), bot.FindingFilter{Resolved: true}))(t)), 0)
	same(t, "messages", len(must(s.Undelivered(t.Context()))(t)), 0)
	same(t, "sweep", must(s.LastSweep(t.Context()))(t), bot.Sweep{})
}

func testSweep(t *testing.T, s Store) {
	same(t, "before the first", must(s.LastSweep(t.Context()))(t), bot.Sweep{})
	want := bot.Sweep{At: noon, Took: time.Second, Peerings: 3, Open: 2, Unread: 1, Baseline: true}
	save(t, s, bot.Change{Sweep: &want})
	same(t, "the first", must(s.LastSweep(t.Context()))(t), want)
	save(t, s, bot.Change{Sweep: &bot.Sweep{At: noon.Add(time.Hour + time.Nanosecond)}})
	same(t, "the next", must(s.LastSweep(t.Context()))(t), bot.Sweep{At: noon.Add(time.Hour)})
}
