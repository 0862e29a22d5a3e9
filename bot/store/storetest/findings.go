package storetest

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"peerbot/aws/peering"
	"peerbot/bot/finding"
	"peerbot/bot/notice"
	"peerbot/bot/request"
	"peerbot/bot/store"
)

func testFindings(t *testing.T, s Database) {
	at := noon.Add(time.Millisecond)
	f := finding.Finding{
		Peering: "P1", Account: "1", Class: peering.Missing, Digest: "d", Sweeps: 3,
		Lines:     []peering.DriftLine{{Side: peering.Requester, Code: peering.InactivePeering, PCX: "pcx-1", Status: peering.Pending, Queries: []peering.EventQuery{{Place: peering.Place{Account: "1", Region: "r"}, Event: "DeleteRoute", About: []string{"pcx-1"}}}}},
		FirstSeen: at, LastSeen: at, NotifiedAt: at, NotifiedDigest: "d", ResolutionNotified: true, Request: "R1",
		Snooze: finding.Snooze{Until: at, Person: "U1", Reason: "later"}, Since: at,
		AuditEvents: []peering.AuditEvent{{At: at, Place: peering.Place{Account: "1", Region: "r"}, Event: "DeleteRoute", ID: "e", Actor: "arn", Source: "s", Agent: "a", From: "f", Request: "R1"}},
	}
	odd := f
	odd.FirstSeen = at.Add(time.Nanosecond).In(time.FixedZone("Seoul", 9*3600))
	before := odd
	got := saveFinding(t, s, store.FindingChange{Finding: &odd})
	same(t, "the caller's finding", odd, before)
	f.ID, f.Version = "F1", 1
	same(t, "the returned finding", got, f)
	same(t, "the finding read back", must(s.Finding(t.Context(), "F1"))(t), f)

	f.Resolved, f.Lines = noon.Add(time.Hour), nil
	got = saveFinding(t, s, store.FindingChange{Finding: &f})
	stale := f
	f.Version = 2
	same(t, "the changed finding", got, f)
	same(t, "the changed finding read back", must(s.Finding(t.Context(), "F1"))(t), f)

	_, err := s.Write(t.Context(), store.Change{Findings: []store.FindingChange{{Finding: &stale}}})
	wantError(t, "a stale finding", err, store.ErrConflict)
	_, err = s.Write(t.Context(), store.Change{Findings: []store.FindingChange{{Finding: &finding.Finding{ID: "F9", Version: 1, Peering: "P1", Class: peering.Missing}}}})
	wantError(t, "Write of a finding that does not exist", err, store.ErrNotFound)
	_, err = s.Finding(t.Context(), "F9")
	wantError(t, "Finding", err, store.ErrNotFound)
}

func testOpenFinding(t *testing.T, s Database) {
	errs := atOnce(5, func(int) error {
		_, err := s.Write(t.Context(), store.Change{Findings: []store.FindingChange{{Finding: drift("P1")}}})
		return err
	})
	won := 0
	for _, err := range errs {
		if err == nil {
			won++
		} else if !errors.Is(err, store.ErrConflict) {
			t.Errorf("error %v, want %v", err, store.ErrConflict)
		}
	}
	if won != 1 {
		t.Errorf("%d of the same finding were saved, want 1", won)
	}
	other := drift("P1")
	other.Class = peering.Changed
	saveFinding(t, s, store.FindingChange{Finding: other})

	first := must(s.Finding(t.Context(), "F1"))(t)
	first.Resolved = noon
	first = saveFinding(t, s, store.FindingChange{Finding: &first})
	saveFinding(t, s, store.FindingChange{Finding: drift("P1")}) // it came back
	first.Resolved = time.Time{}
	_, err := s.Write(t.Context(), store.Change{Findings: []store.FindingChange{{Finding: &first}}})
	wantError(t, "the old one open again", err, store.ErrConflict)
}

func testFoundAgain(t *testing.T, s Database) {
	first := saveFinding(t, s, store.FindingChange{Finding: drift("P1")})
	first.Resolved = noon
	// The new one first: the order in a change does not matter.
	c := save(t, s, store.Change{Findings: []store.FindingChange{{Finding: drift("P1")}, {Finding: &first}}})
	same(t, "ids", []string{c.Findings[0].Finding.ID, c.Findings[1].Finding.ID}, []string{"F2", "F1"})
	open := must(s.Findings(t.Context(), store.FindingFilter{}))(t)
	same(t, "open findings", open, []finding.Finding{*c.Findings[0].Finding})

	account := drift("")
	account.Account = "P1" // not a peering of this name
	saveFinding(t, s, store.FindingChange{Finding: account})
}

func testManyFindings(t *testing.T, s Database) {
	const n = 333
	changes := make([]store.FindingChange, n)
	for i := range changes {
		changes[i] = store.FindingChange{Finding: drift(fmt.Sprint("P", i+1)), Cards: store.Channels("C1")}
	}
	changes = save(t, s, store.Change{At: noon, Findings: changes}).Findings
	for i, c := range changes {
		if f := c.Finding; f.ID != fmt.Sprint("F", i+1) || f.Peering != fmt.Sprint("P", i+1) || f.Version != 1 {
			t.Fatalf("finding %d is %+v, want F%d of P%d, version 1", i, f, i+1, i+1)
		}
	}
	same(t, "jobs", waiting(t, s), n)

	for i := range changes {
		changes[i].Note = notice.NoteStill
		changes[i].Finding.Digest = fmt.Sprint("digest ", i+1)
	}
	broken := slices.Clone(changes)
	f := *broken[200].Finding
	f.Version = 7
	broken[200].Finding = &f
	_, err := s.Write(t.Context(), store.Change{Findings: broken})
	if wantError(t, "one stale finding of many", err, store.ErrConflict); err != nil && !strings.Contains(err.Error(), "F201") {
		t.Errorf("one stale finding of many: %v, want F201 in it", err)
	}
	f.ID = "F9999"
	_, err = s.Write(t.Context(), store.Change{Findings: broken})
	wantError(t, "one of many that does not exist", err, store.ErrNotFound)
	same(t, "jobs after changes that failed", waiting(t, s), n)

	saved := save(t, s, store.Change{Findings: changes}).Findings
	same(t, "jobs of redrawn cards and notes", waiting(t, s), n+n+n)
	open := must(s.Findings(t.Context(), store.FindingFilter{}))(t)
	if len(open) != n {
		t.Fatalf("%d open findings, want %d", len(open), n)
	}
	for i := range saved {
		same(t, "the saved one, and as read back", open[n-1-i], *saved[i].Finding)
		if d := fmt.Sprint("digest ", i+1); saved[i].Finding.Version != 2 || saved[i].Finding.Digest != d {
			t.Errorf("finding %+v, want version 2 with %s", saved[i].Finding, d)
		}
	}
	for _, id := range []string{"F1", "F100", "F333"} {
		m := must(s.Messages(t.Context(), id))(t)
		if len(m) != 2 || !m[0].IsCard() || m[0].About != id || m[1].IsCard() || m[1].Thread != m[0].ID || m[1].To != store.Channel("C1") {
			t.Errorf("messages of %s: %+v, want a card and a note below it", id, m)
		}
	}
}

// Two sweeps, or a sweep and a recheck, have the same findings in different
// orders.
func testFindingsRace(t *testing.T, s Database) {
	var changes []store.FindingChange
	for i := range 120 {
		changes = append(changes, store.FindingChange{Finding: drift(fmt.Sprint("P", i)), Cards: store.Channels("C1")})
	}
	changes = save(t, s, store.Change{Findings: changes}).Findings
	won := 0
	for _, err := range atOnce(10, func(i int) error {
		mine := slices.Clone(changes)
		if i%2 == 1 {
			slices.Reverse(mine)
		}
		_, err := s.Write(t.Context(), store.Change{Findings: mine})
		return err
	}) {
		if err == nil {
			won++
		} else if !errors.Is(err, store.ErrConflict) {
			t.Errorf("error %v, want %v", err, store.ErrConflict)
		}
	}
	if won != 1 {
		t.Errorf("%d changes of one version were saved, want 1", won)
	}
}

func testMalformedFindings(t *testing.T, s Database) {
	first := saveFinding(t, s, store.FindingChange{Finding: drift("P1")})
	for name, f := range map[string]*finding.Finding{
		"nothing":                     nil,
		"a new one with an id":        {ID: "F7", Peering: "P7", Class: peering.Missing},
		"a version without an id":     {Version: 1, Peering: "P7", Class: peering.Missing},
		"an id of something else":     {ID: "R1", Version: 1, Peering: "P7", Class: peering.Missing},
		"of nothing":                  {Class: peering.Missing},
		"without a class":             {Peering: "P7"},
		"changed twice in the change": &first,
	} {
		_, err := s.Write(t.Context(), store.Change{Findings: []store.FindingChange{{Finding: &first}, {Finding: f}}})
		if err == nil || errors.Is(err, store.ErrConflict) || errors.Is(err, store.ErrNotFound) {
			t.Errorf("a finding, %s: %v, want another error", name, err)
		}
	}
	same(t, "findings", must(s.Findings(t.Context(), store.FindingFilter{}))(t), []finding.Finding{first})
}

func testFindingFilter(t *testing.T, s Database) {
	for i, p := range []string{"P1", "P2", "P3", "P1", "P2"} {
		f := drift(p)
		f.Class = peering.DriftClass(rune('a' + i))
		if i%2 == 1 {
			f.Resolved = noon
		}
		saveFinding(t, s, store.FindingChange{Finding: f})
	}
	for _, c := range []struct {
		name   string
		filter store.FindingFilter
		want   []string
	}{
		{"open", store.FindingFilter{}, []string{"F5", "F3", "F1"}},
		{"all", store.FindingFilter{Resolved: true}, []string{"F5", "F3", "F1", "F4", "F2"}},
		{"limit", store.FindingFilter{Resolved: true, Limit: 4}, []string{"F5", "F3", "F1", "F4"}},
		{"peering", store.FindingFilter{Peering: "P2", Resolved: true}, []string{"F5", "F2"}},
		{"open of a peering", store.FindingFilter{Peering: "P1"}, []string{"F1"}},
		{"none", store.FindingFilter{Peering: "P9"}, nil},
	} {
		var got []string
		for _, f := range must(s.Findings(t.Context(), c.filter))(t) {
			got = append(got, f.ID)
		}
		same(t, c.name, got, c.want)
	}
}

func testFindingCards(t *testing.T, s Database) {
	f := saveFinding(t, s, store.FindingChange{Finding: drift("P1"), Cards: store.Channels("C1", "C2", "C1")})
	jobs := 2
	same(t, "jobs of new cards", waiting(t, s), jobs)
	cards := must(s.Undelivered(t.Context()))(t)
	same(t, "cards", cards, []store.Message{
		{ID: cards[0].ID, Note: store.Note{About: "F1", To: store.Channel("C1")}, Wanted: 1},
		{ID: cards[1].ID, Note: store.Note{About: "F1", To: store.Channel("C2")}, Wanted: 1},
	})
	deliver(t, s)

	// What is saved may look different.
	f = saveFinding(t, s, store.FindingChange{Finding: &f, Cards: store.Channels("C2", "C3")})
	jobs += 2 + 1
	same(t, "jobs of a change with one more card", waiting(t, s), jobs)
	same(t, "undelivered", undelivered(t, s), []string{"F1 C1", "F1 C2", "F1 C3"})
	deliver(t, s)

	f = saveFinding(t, s, store.FindingChange{Finding: &f, Note: notice.NoteStill})
	jobs += 3 + 3
	same(t, "jobs of a change with a note", waiting(t, s), jobs)
	var below []string
	for _, m := range must(s.Undelivered(t.Context()))(t) {
		if m.IsCard() {
			continue
		}
		card := must(s.Message(t.Context(), m.Thread))(t)
		same(t, "note", m.Note, store.Note{About: "F1", To: card.To, Kind: notice.NoteStill})
		below = append(below, m.About+" "+m.To.Address+" below "+card.To.Address)
	}
	same(t, "notes", below, []string{"F1 C1 below C1", "F1 C2 below C2", "F1 C3 below C3"})
	deliver(t, s)

	saveFinding(t, s, store.FindingChange{Finding: drift("P2"), Cards: store.Channels("C1"), Note: notice.NoteStill})
	jobs += 2
	same(t, "jobs of a new finding with a note", waiting(t, s), jobs)
	same(t, "undelivered", undelivered(t, s), []string{"F2 C1", "F2 finding-still C1 below I7"})
	deliver(t, s)
	before := waiting(t, s)
	saveFinding(t, s, store.FindingChange{Finding: &f})
	same(t, "jobs of one finding's change", waiting(t, s)-before, 3)
	same(t, "messages of a finding", len(must(s.Messages(t.Context(), "F1"))(t)), 3+3)
	same(t, "messages of another", len(must(s.Messages(t.Context(), "F2"))(t)), 1+1)
	same(t, "messages of no request", len(must(s.Messages(t.Context(), "R1"))(t)), 0)
	same(t, "messages of nothing", len(must(s.Messages(t.Context(), ""))(t)), 0)
}

func testFinalFindingCard(t *testing.T, s Database) {
	f := saveFinding(t, s, store.FindingChange{Finding: drift("P1"), Cards: store.Channels("C1", "C2")})
	if err := s.MarkFailed(t.Context(), must(s.Messages(t.Context(), f.ID))(t)[0].ID, "slack: is_archived", store.Undeliverable, noon); err != nil {
		t.Fatal(err)
	}
	before := waiting(t, s)
	saveFinding(t, s, store.FindingChange{Finding: &f})
	same(t, "jobs of a change", waiting(t, s)-before, 1)
}

func testFindingRollback(t *testing.T, s Database) {
	_, err := s.Write(t.Context(), store.Change{
		Findings: []store.FindingChange{{Finding: drift("P1"), Cards: store.Channels("C1")}},
		Sweep:    &finding.Sweep{At: noon},
		Events:   []request.Event{{Kind: request.EventRequested}},
		Groups:   []finding.Group{{ID: "G1", Channel: "C1"}, {ID: "G1", Channel: "C1"}}, // what fails
	})
	if err == nil {
		t.Fatal("a group was made twice")
	}
	same(t, "findings", len(must(s.Findings(t.Context(), store.FindingFilter{Resolved: true}))(t)), 0)
	same(t, "messages", len(must(s.Undelivered(t.Context()))(t)), 0)
	same(t, "sweep", must(s.LastSweep(t.Context()))(t), finding.Sweep{})
}

func testSweep(t *testing.T, s Database) {
	same(t, "before the first", must(s.LastSweep(t.Context()))(t), finding.Sweep{})
	want := finding.Sweep{At: noon, Took: time.Second, Peerings: 3, Open: 2, Unread: 1, Baseline: true}
	save(t, s, store.Change{Sweep: &want})
	same(t, "the first", must(s.LastSweep(t.Context()))(t), want)
	save(t, s, store.Change{Sweep: &finding.Sweep{At: noon.Add(time.Hour + time.Nanosecond)}})
	same(t, "the next", must(s.LastSweep(t.Context()))(t), finding.Sweep{At: noon.Add(time.Hour)})
	c := save(t, s, store.Change{At: noon, Sweep: &finding.Sweep{Took: 1234567}})
	want = finding.Sweep{At: noon, Took: 1234567}
	same(t, "the returned one", *c.Sweep, want)
	same(t, "the last that was saved", must(s.LastSweep(t.Context()))(t), want)
}

func testGroups(t *testing.T, s Database) {
	id := must(s.NextGroup(t.Context()))(t)
	other := must(s.NextGroup(t.Context()))(t)
	if id != "G1" || other != "G2" {
		t.Fatalf("NextGroup = %s, %s, want G1, G2", id, other)
	}
	g := finding.Group{ID: id, Channel: "C1", Class: peering.Missing, At: noon}
	c := save(t, s, store.Change{At: noon, Groups: []finding.Group{g}, Findings: []store.FindingChange{
		{Finding: drift("P1"), Groups: []string{id}},
		{Finding: drift("P2"), Groups: []string{id}, Cards: store.Channels("C2")},
		{Finding: drift("P3"), Cards: store.Channels("C1")},
	}})
	same(t, "the group read back", must(s.Group(t.Context(), id))(t), g)
	members := must(s.Findings(t.Context(), store.FindingFilter{Group: id}))(t)
	if len(members) != 2 || members[0].ID != "F2" || members[1].ID != "F1" {
		t.Errorf("members = %+v, want F2 and F1", members)
	}
	same(t, "the groups of findings", must(s.GroupsOf(t.Context(), []string{"F1", "F2", "F3", "F9"}))(t), map[string][]string{"F1": {"G1"}, "F2": {"G1"}})
	same(t, "the groups of no findings", must(s.GroupsOf(t.Context(), nil))(t), map[string][]string{})
	cards := must(s.Messages(t.Context(), id))(t)
	if len(cards) != 1 || cards[0].To != store.Channel("C1") || cards[0].About != id || !cards[0].IsCard() {
		t.Fatalf("cards of the group = %+v, want one in C1", cards)
	}

	// A member that changes has the group's card drawn again, too.
	deliver(t, s)
	f := *c.Findings[0].Finding
	f.Resolved = noon.Add(time.Hour)
	before := waiting(t, s)
	save(t, s, store.Change{At: noon, Findings: []store.FindingChange{{Finding: &f}}})
	same(t, "undelivered after a change of a member", undelivered(t, s), []string{"G1 C1"})
	same(t, "jobs of it", waiting(t, s)-before, 1)
	if members := must(s.Findings(t.Context(), store.FindingFilter{Group: id}))(t); len(members) != 1 {
		t.Errorf("open members = %+v, want one", members)
	}
	deliver(t, s)

	save(t, s, store.Change{At: noon, Notes: []store.Note{{About: id, To: store.Thread(), Kind: notice.NoteStill}}})
	same(t, "undelivered after a note", undelivered(t, s), []string{"G1 finding-still C1 below I3"})
	if all := must(s.Messages(t.Context(), id))(t); len(all) != 2 || all[1].Thread != cards[0].ID {
		t.Errorf("messages of the group = %+v, want a note below its card", all)
	}
	_, err := s.Group(t.Context(), "G9")
	wantError(t, "Group", err, store.ErrNotFound)
}

func testTraceJobs(t *testing.T, s Database) {
	before := must(s.Queue(t.Context()))(t)
	save(t, s, store.Change{At: noon, Findings: []store.FindingChange{{Finding: drift("P1"), Attribute: true}, {Finding: drift("P2")}}})
	after := must(s.Queue(t.Context()))(t)
	if total(after)-total(before) != 1 {
		t.Errorf("jobs = %v after %v, want one more: to trace F1", after, before)
	}
}

func total(counts map[string]int) (n int) {
	for _, k := range counts {
		n += k
	}
	return n
}
