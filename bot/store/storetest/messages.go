package storetest

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"peerbot/aws/peering"
	"peerbot/bot/finding"
	"peerbot/bot/notice"
	"peerbot/bot/request"
	"peerbot/bot/store"
)

func testEvents(t *testing.T, s Database) {
	c := asked(0)
	c.Events = []request.Event{
		{Kind: request.EventRequested, Actor: "U1", To: "pending", Detail: map[string]string{"reason": "because", "a": ""}},
		{Kind: request.EventPaused, Request: "R9", Peering: "P9", At: noon.Add(-time.Hour)},
	}
	c = save(t, s, c)
	save(t, s, store.Change{At: noon.Add(time.Minute), Request: c.Request, Events: []request.Event{{Kind: request.EventStarted}}})
	save(t, s, store.Change{At: noon.Add(time.Hour), Events: []request.Event{{Kind: request.EventResumed, Actor: "U2"}}})
	all := []request.Event{
		{At: noon, Kind: request.EventRequested, Request: "R1", Peering: "P1", Actor: "U1", To: "pending", Detail: map[string]string{"reason": "because", "a": ""}},
		{At: noon.Add(-time.Hour), Kind: request.EventPaused, Request: "R9", Peering: "P9"},
		{At: noon.Add(time.Minute), Kind: request.EventStarted, Request: "R1", Peering: "P1"},
		{At: noon.Add(time.Hour), Kind: request.EventResumed, Actor: "U2"},
	}
	for _, c := range []struct {
		name   string
		filter store.EventFilter
		want   []request.Event
	}{
		{"all", store.EventFilter{}, all},
		{"limit", store.EventFilter{Limit: 2}, all[:2]},
		{"request", store.EventFilter{Request: "R1"}, []request.Event{all[0], all[2]}},
		{"peering", store.EventFilter{Peering: "P9"}, all[1:2]},
		{"both", store.EventFilter{Request: "R9", Peering: "P1"}, nil},
	} {
		got := must(store.Collect(s.Events(t.Context(), c.filter)))(t)
		for i, e := range got { // each has its place in the log
			if e.Seq < 1 || len(e.Hash) != 64 || i > 0 && e.Seq <= got[i-1].Seq {
				t.Errorf("%s: line %d with hash %q", c.name, e.Seq, e.Hash)
			}
			got[i].Seq, got[i].Hash = 0, ""
		}
		same(t, c.name, got, c.want)
	}
	same(t, "verified lines", must(s.VerifyAudit(t.Context()))(t), 4)
}

func testEventLoop(t *testing.T, s Database) {
	save(t, s, store.Change{Events: slices.Repeat([]request.Event{{Kind: request.EventStepDone}}, 5)})
	n := 0
	for _, err := range s.Events(t.Context(), store.EventFilter{}) {
		if err != nil {
			t.Fatal(err)
		}
		save(t, s, store.Change{Events: []request.Event{{Kind: request.EventStepDone}}}) // the loop holds nobody up
		if n++; n == 3 {
			break
		}
	}
	same(t, "events of a loop that was left", n, 3)
	for range 20 { // more than there are connections
		for _, err := range s.Events(t.Context(), store.EventFilter{}) {
			if err != nil {
				t.Fatal(err)
			}
			break
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := store.Collect(s.Events(ctx, store.EventFilter{}))
	wantError(t, "Events with a cancelled context", err, context.Canceled)
}

func testEventRace(t *testing.T, s Database) {
	for _, err := range atOnce(20, func(i int) error {
		_, err := s.Write(t.Context(), store.Change{Events: []request.Event{{Kind: "first", Actor: fmt.Sprint(i)}, {Kind: "second", Actor: fmt.Sprint(i)}}})
		return err
	}) {
		if err != nil {
			t.Error(err)
		}
	}
	same(t, "verified lines", must(s.VerifyAudit(t.Context()))(t), 40)
	events := must(store.Collect(s.Events(t.Context(), store.EventFilter{})))(t)
	for i := 0; i+1 < len(events); i += 2 {
		if a, b := events[i], events[i+1]; a.Kind != "first" || b.Kind != "second" || a.Actor != b.Actor {
			t.Errorf("events of different changes are mixed: %v, %v", a, b)
		}
	}
}

func testCards(t *testing.T, s Database) {
	c := asked(0)
	c.Cards = store.Channels("C1", "C2", "C1")
	c = save(t, s, c)
	cards := must(s.Messages(t.Context(), "R1"))(t)
	same(t, "new cards", cards, []store.Message{
		{ID: "I1", Note: store.Note{About: "R1", To: store.Channel("C1")}, Wanted: 1},
		{ID: "I2", Note: store.Note{About: "R1", To: store.Channel("C2")}, Wanted: 1},
	})
	same(t, "the card by id", must(s.Message(t.Context(), "I2"))(t), cards[1])
	same(t, "jobs", waiting(t, s), 2)
	deliver(t, s)

	c = save(t, s, store.Change{Request: c.Request, Cards: store.Channels("C2", "C3")})
	same(t, "undelivered after a change", undelivered(t, s), []string{"R1 C1", "R1 C2", "R1 C3"})
	same(t, "jobs after a change", waiting(t, s), 2+3)
	c = save(t, s, store.Change{Request: c.Request})
	same(t, "jobs after another change", waiting(t, s), 2+3+3)
	deliver(t, s)

	save(t, s, store.Change{Peering: &request.Peering{State: request.Absent}, Events: []request.Event{{Kind: request.EventRequested}}})
	same(t, "undelivered after a change of something else", undelivered(t, s), []string(nil))
	same(t, "jobs after a change of something else", waiting(t, s), 2+3+3)

	// One place may have it in two ways.
	save(t, s, store.Change{Request: c.Request, Cards: []store.Destination{{Kind: "webhook", Address: "C1"}}})
	cards = must(s.Messages(t.Context(), "R1"))(t)
	same(t, "a destination of another kind", cards[len(cards)-1].To, store.Destination{Kind: "webhook", Address: "C1"})
}

// What is sent was drawn for the Wanted that was read before: a change in
// between is sent, too.
func testWanted(t *testing.T, s Database) {
	ctx := t.Context()
	c := asked(0)
	c.Cards = store.Channels("C1")
	c = save(t, s, c)
	read := must(s.Message(ctx, "I1"))(t)
	if read.Sent() {
		t.Errorf("a new card is sent already: %+v", read)
	}
	c = save(t, s, store.Change{Request: c.Request})
	if err := s.MarkSent(ctx, "I1", "C1", "1.1", read.Wanted); err != nil {
		t.Fatal(err)
	}
	same(t, "after a change during the delivery", undelivered(t, s), []string{"R1 C1"})
	deliver(t, s)
	same(t, "after the next delivery", undelivered(t, s), []string(nil))
	if m := must(s.Message(ctx, "I1"))(t); !m.Sent() || m.Shown != 2 {
		t.Errorf("the card is %+v, want it sent, as changed twice", m)
	}
	save(t, s, store.Change{Notes: []store.Note{{About: "R1", To: store.Thread(), Kind: notice.NoteActive}}})
	deliver(t, s)
	save(t, s, store.Change{Request: c.Request})
	same(t, "a note is sent once", undelivered(t, s), []string{"R1 C1"})
}

func testRedraw(t *testing.T, s Database) {
	ctx := t.Context()
	var rs []*request.Request
	for i := range byte(4) {
		c := asked(i)
		c.Cards = store.Channels("C1", "C2")
		rs = append(rs, save(t, s, c).Request)
	}
	over := *rs[1]
	over.State = request.Denied
	save(t, s, store.Change{Request: &over})
	f := saveFinding(t, s, store.FindingChange{Finding: drift("P1"), Cards: store.Channels("C1")})
	save(t, s, store.Change{Groups: []finding.Group{{ID: "G1", Channel: "C9", Class: peering.Missing}}, Findings: []store.FindingChange{{Finding: &f, Groups: []string{"G1"}}}})
	if err := s.MarkFailed(ctx, "I2", "slack: is_archived", store.Undeliverable, noon); err != nil { // R1 in C2
		t.Fatal(err)
	}
	check := func(what string, c store.Change, jobs int, want ...string) {
		t.Helper()
		deliver(t, s)
		if err := s.MarkFailed(ctx, "I2", "slack: is_archived", store.Undeliverable, noon); err != nil {
			t.Fatal(err)
		}
		before := waiting(t, s)
		save(t, s, c)
		same(t, what, undelivered(t, s), want)
		same(t, what+": jobs", waiting(t, s)-before, jobs)
	}
	check("one request", store.Change{Redraw: []string{"R4"}}, 2, "R4 C1", "R4 C2")
	check("one that is over", store.Change{Redraw: []string{"R2", "R2"}}, 2, "R2 C1", "R2 C2")
	check("one with a card that cannot be sent", store.Change{Redraw: []string{"R1"}}, 1, "R1 C1", "R1 C2")
	check("a finding, and the group that it is in", store.Change{Redraw: []string{"F1"}}, 2, "F1 C1", "G1 C9")
	check("a group", store.Change{Redraw: []string{"G1"}}, 1, "G1 C9")
	check("what does not exist", store.Change{Redraw: []string{"R9", "F9", "G9"}}, 0)
	check("several", store.Change{Redraw: []string{"R4", "G1", "R2"}}, 5, "R2 C1", "R2 C2", "R4 C1", "R4 C2", "G1 C9")
	open := []string{"R1 C1", "R1 C2", "R3 C1", "R3 C2", "R4 C1", "R4 C2"}
	check("a pause", store.Change{Pause: &request.Pause{On: true}}, 5, open...)
	check("its end", store.Change{Pause: &request.Pause{}}, 5, open...)
	check("nothing", store.Change{Events: []request.Event{{Kind: request.EventPaused}}}, 0)
	for i, r := range rs {
		if now := must(s.Request(ctx, r.ID))(t); i != 1 && now.Version != r.Version {
			t.Errorf("%s has version %d after its cards were drawn again, want %d", r.ID, now.Version, r.Version)
		}
	}
	same(t, "the finding", must(s.Finding(ctx, "F1"))(t).Version, int64(2))
	for _, id := range []string{"", "P1", "I1", "x"} {
		if _, err := s.Write(ctx, store.Change{Redraw: []string{id}}); err == nil {
			t.Errorf("the cards of %q were drawn again", id)
		}
	}
}

// A pause has the cards of all open requests, whoever is changing them.
func testRedrawRace(t *testing.T, s Database) {
	const n = 30
	rs := make([]*request.Request, n)
	for i := range rs {
		c := asked(byte(i))
		c.Cards = store.Channels("C1", "C2", "C3")
		rs[i] = save(t, s, c).Request
	}
	for _, err := range atOnce(12, func(i int) error {
		for k := range 5 {
			c := store.Change{Events: []request.Event{{Kind: request.EventStepDone}}}
			var err error
			switch r := (i*5 + k) % n; i % 4 {
			case 0:
				c.Pause = &request.Pause{On: k%2 == 0}
				_, err = s.Write(t.Context(), c)
			case 1:
				c.Redraw = []string{rs[r].ID, rs[n-1-r].ID, rs[(r*7)%n].ID}
				_, err = s.Write(t.Context(), c)
			default:
				_, err = store.New(s).UpdateRequest(t.Context(), rs[r].ID, func(r request.Request, _ request.Peering) (store.Change, error) {
					c.Request, c.Cards, c.Notes = &r, store.Channels("C4"), []store.Note{{To: store.Thread(), Kind: notice.NoteAgain}}
					return c, nil
				})
			}
			if err != nil {
				return err
			}
		}
		return nil
	}) {
		if err != nil {
			t.Error(err)
		}
	}
}

func testNotes(t *testing.T, s Database) {
	c := asked(0)
	c.Cards = store.Channels("C1", "C2")
	c.Notes = []store.Note{
		{To: store.User("U1"), Kind: notice.NoteActive},
		{To: store.Thread(), Kind: notice.NoteDenied},
		{To: store.Channel("C9"), Kind: notice.NoteFailed},
	}
	save(t, s, c)
	note := func(to store.Destination, kind notice.NoteKind) store.Note {
		return store.Note{About: "R1", To: to, Kind: kind}
	}
	same(t, "messages", must(s.Messages(t.Context(), "R1"))(t), []store.Message{
		{ID: "I1", Wanted: 1, Note: note(store.Channel("C1"), "")},
		{ID: "I2", Wanted: 1, Note: note(store.Channel("C2"), "")},
		{ID: "I3", Wanted: 1, Note: note(store.User("U1"), notice.NoteActive)},
		{ID: "I4", Wanted: 1, Note: note(store.Channel("C1"), notice.NoteDenied), Thread: "I1"},
		{ID: "I5", Wanted: 1, Note: note(store.Channel("C2"), notice.NoteDenied), Thread: "I2"},
		{ID: "I6", Wanted: 1, Note: note(store.Channel("C9"), notice.NoteFailed)},
	})
	same(t, "jobs", waiting(t, s), 6)

	// About nothing.
	plain := store.Note{To: store.Channel("C9"), Kind: notice.NotePlain, Text: "hello"}
	save(t, s, store.Change{Notes: []store.Note{plain}})
	same(t, "a plain note", must(s.Message(t.Context(), "I7"))(t), store.Message{ID: "I7", Note: plain, Wanted: 1})

	// About a finding, in the change of a request.
	about := store.Note{About: "F1", To: store.User("U1"), Kind: notice.NoteStill}
	c = save(t, s, store.Change{Request: asked(1).Request, Notes: []store.Note{about, plain}})
	same(t, "the returned notes", c.Notes, []store.Note{about, plain})
	same(t, "notes about a finding", must(s.Messages(t.Context(), "F1"))(t), []store.Message{{ID: "I8", Note: about, Wanted: 1}})
	same(t, "messages of the request", len(must(s.Messages(t.Context(), c.Request.ID))(t)), 0)

	// Without the request in the change, and twice: notes are not cards.
	for range 2 {
		save(t, s, store.Change{Notes: []store.Note{{About: "R1", To: store.User("U1"), Kind: notice.NoteActive}}})
	}
	same(t, "messages", len(must(s.Messages(t.Context(), "R1"))(t)), 8)
	same(t, "jobs", waiting(t, s), 11)
	save(t, s, store.Change{Notes: []store.Note{{About: "R77", To: store.Thread(), Kind: notice.NoteActive}}})
	same(t, "jobs after a note below cards where there are none", waiting(t, s), 11)
}

func testMalformedMessages(t *testing.T, s Database) {
	for name, c := range map[string]store.Change{
		"a card without a request":     {Cards: store.Channels("C1")},
		"a card without an address":    {Request: asked(0).Request, Cards: store.Channels("")},
		"a card of no kind":            {Request: asked(0).Request, Cards: []store.Destination{{Address: "C1"}}},
		"a card below cards":           {Request: asked(0).Request, Cards: []store.Destination{store.Thread()}},
		"a note without a request":     {Notes: []store.Note{{To: store.User("U1"), Kind: notice.NoteActive}}},
		"a note to nobody":             {Notes: []store.Note{{About: "R1", Kind: notice.NoteActive}}},
		"a note without a kind":        {Notes: []store.Note{{About: "R1", To: store.User("U1")}}},
		"a note without an address":    {Notes: []store.Note{{About: "R1", To: store.User(""), Kind: notice.NoteActive}}},
		"a note to a thread's address": {Notes: []store.Note{{About: "R1", To: store.Destination{Kind: store.DestinationThread, Address: "I1"}, Kind: notice.NoteActive}}},
		"a thread note about nothing":  {Notes: []store.Note{{To: store.Thread(), Kind: notice.NotePlain, Text: "t"}}},
		"a plain note to nobody":       {Notes: []store.Note{{Kind: notice.NotePlain, Text: "t"}}},
		"a plain note without a text":  {Notes: []store.Note{{Kind: notice.NotePlain, To: store.User("U1")}}},
		"a finding's card nowhere":     {Findings: []store.FindingChange{{Finding: drift("P1"), Cards: store.Channels("")}}},
		"a job without a key":          {Jobs: []store.Job{{Kind: store.JobApply}}},
		"a recheck without a key":      {Request: &request.Request{State: request.Done}, Jobs: []store.Job{{Kind: store.JobRecheck}}},
		"a sweep with a key":           {Jobs: []store.Job{{Kind: store.JobSweep, Key: "P1"}}},
		"a job without a kind":         {Jobs: []store.Job{{Key: "R1"}}},
	} {
		if _, err := s.Write(t.Context(), c); err == nil {
			t.Errorf("%s was saved", name)
		}
	}
	same(t, "jobs", waiting(t, s), 0)
}

func testMarks(t *testing.T, s Database) {
	ctx := t.Context()
	c := asked(0)
	c.Cards = store.Channels("C1", "C2")
	save(t, s, c)
	i := must(s.Messages(ctx, "R1"))(t)[0]
	check := func(what string, err error) {
		t.Helper()
		if err != nil {
			t.Fatalf("%s: %v", what, err)
		}
		same(t, what, must(s.Message(ctx, i.ID))(t), i)
	}
	i.Attempted, i.TriedAt = true, noon
	check("MarkAttempted", s.MarkAttempted(ctx, i.ID, noon))
	i.Reason, i.TriedAt = "no answer", noon.Add(time.Second)
	check("MarkFailed with an unknown outcome", s.MarkFailed(ctx, i.ID, i.Reason, store.MaybeSent, noon.Add(time.Second)))
	i.Attempted, i.Reason, i.TriedAt = false, "slack: not_in_channel", noon
	check("MarkFailed", s.MarkFailed(ctx, i.ID, i.Reason, store.NotSent, noon))
	i.Final, i.Reason = true, "slack: is_archived"
	check("MarkFailed for good", s.MarkFailed(ctx, i.ID, i.Reason, store.Undeliverable, noon))
	i.TriedAt = time.Time{}
	i.Final, i.Reason, i.PostedIn, i.TS, i.Shown = false, "", "D1", "1700000000.000100", 3
	check("MarkSent", s.MarkSent(ctx, i.ID, i.PostedIn, i.TS, 3))
	i.Shown = 4
	check("MarkSent again", s.MarkSent(ctx, i.ID, i.PostedIn, i.TS, 4))
	if other := must(s.Messages(ctx, "R1"))(t)[1]; other.Attempted || other.TS != "" {
		t.Errorf("another message was marked too: %+v", other)
	}
}

func testFinal(t *testing.T, s Database) {
	c := asked(0)
	c.Cards = store.Channels("C1", "C2")
	c = save(t, s, c)
	if err := s.MarkFailed(t.Context(), must(s.Messages(t.Context(), "R1"))(t)[0].ID, "slack: is_archived", store.Undeliverable, noon); err != nil {
		t.Fatal(err)
	}
	before := waiting(t, s)
	save(t, s, store.Change{Request: c.Request})
	same(t, "jobs of a change", waiting(t, s)-before, 1)
}

func testUndelivered(t *testing.T, s Database) {
	ctx := t.Context()
	c := asked(0)
	c.Cards = store.Channels("C1", "C2")
	c.Notes = []store.Note{{To: store.User("U1"), Kind: notice.NoteActive}}
	c = save(t, s, c)
	same(t, "at first", undelivered(t, s), []string{"R1 C1", "R1 C2", "R1 active U1"})
	deliver(t, s)
	same(t, "all sent", undelivered(t, s), []string(nil))
	if err := s.MarkFailed(ctx, "I2", "slack: is_archived", store.Undeliverable, noon); err != nil {
		t.Fatal(err)
	}
	save(t, s, store.Change{Request: c.Request})
	same(t, "after a change", undelivered(t, s), []string{"R1 C1", "R1 C2"})
}

func testJobs(t *testing.T, s Database) {
	c := asked(0)
	c.Jobs = []store.Job{
		{Kind: store.JobApply},
		{Kind: store.JobExpire, Key: "R1", At: time.Now().Add(time.Hour)},
		{Kind: store.JobExpire, Key: "R1", At: time.Now().Add(-time.Hour)},
		{Kind: store.JobApply, Key: "R1"}, // the same work again: not lost
		{Kind: store.JobSweep},
	}
	c = save(t, s, c)
	same(t, "the key of a new request's job", c.Jobs[0].Key, "R1")
	same(t, "the key of a sweep", c.Jobs[4].Key, "")
	same(t, "jobs", must(s.Queue(t.Context()))(t), map[string]int{"available": 4, "scheduled": 1})
}

func testUniqueJobs(t *testing.T, s Database) {
	later := time.Now().Add(time.Hour)
	sweep, recheck := store.Job{Kind: store.JobSweep}, store.Job{Kind: store.JobRecheck, Key: "P1"}
	other, apply := store.Job{Kind: store.JobRecheck, Key: "P2"}, store.Job{Kind: store.JobApply, Key: "P1"}
	lateRecheck := store.Job{Kind: store.JobRecheck, Key: "P3", At: later}
	nowRecheck := store.Job{Kind: store.JobRecheck, Key: "P3"}
	for _, c := range []struct {
		name             string
		jobs             []store.Job
		waiting, planned int
	}{
		{"a sweep", []store.Job{sweep}, 1, 0},
		{"another", []store.Job{sweep}, 1, 0},
		{"a recheck, two at once, among others", []store.Job{apply, recheck, apply, recheck}, 4, 0},
		{"the same again, and one of another peering", []store.Job{recheck, other, sweep}, 5, 0},
		{"one for later", []store.Job{lateRecheck}, 5, 1},
		{"the same again, for later", []store.Job{lateRecheck}, 5, 1},
		{"one at once does not wait for the later one", []store.Job{nowRecheck}, 6, 1},
		{"a new one for now and for later is one, now", []store.Job{{Kind: store.JobRecheck, Key: "P4", At: later}, {Kind: store.JobRecheck, Key: "P4"}}, 7, 1},
	} {
		save(t, s, store.Change{Jobs: c.jobs})
		q := must(s.Queue(t.Context()))(t)
		same(t, c.name+": available and scheduled jobs", []int{q["available"], q["scheduled"]}, []int{c.waiting, c.planned})
	}
	c := asked(0)
	c.Jobs = []store.Job{{Kind: store.JobRecheck}}
	c = save(t, s, c)
	same(t, "the key of a new peering's recheck", c.Jobs[0].Key, c.Peering.ID)
}
