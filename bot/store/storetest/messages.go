package storetest

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"peerbot/bot/notice"
	"peerbot/bot/request"
	"peerbot/bot/store"
)

func testEvents(t *testing.T, s Database) {
	c := asked(0)
	c.Events = []request.Event{
		{Kind: request.Asked, Actor: "U1", To: "pending", Detail: map[string]string{"reason": "because", "a": ""}},
		{Kind: request.PausedAll, Request: "R9", Peering: "P9", At: noon.Add(-time.Hour)},
	}
	c = save(t, s, c)
	save(t, s, store.Change{At: noon.Add(time.Minute), Request: c.Request, Events: []request.Event{{Kind: request.Started}}})
	save(t, s, store.Change{At: noon.Add(time.Hour), Events: []request.Event{{Kind: request.ResumedAll, Actor: "U2"}}})
	all := []request.Event{
		{At: noon, Kind: request.Asked, Request: "R1", Peering: "P1", Actor: "U1", To: "pending", Detail: map[string]string{"reason": "because", "a": ""}},
		{At: noon.Add(-time.Hour), Kind: request.PausedAll, Request: "R9", Peering: "P9"},
		{At: noon.Add(time.Minute), Kind: request.Started, Request: "R1", Peering: "P1"},
		{At: noon.Add(time.Hour), Kind: request.ResumedAll, Actor: "U2"},
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
		same(t, c.name, must(store.Collect(s.Events(t.Context(), c.filter)))(t), c.want)
	}
	same(t, "verified lines", must(s.VerifyAudit(t.Context()))(t), 4)
}

func testEventLoop(t *testing.T, s Database) {
	save(t, s, store.Change{Events: slices.Repeat([]request.Event{{Kind: request.StepDone}}, 5)})
	n := 0
	for _, err := range s.Events(t.Context(), store.EventFilter{}) {
		if err != nil {
			t.Fatal(err)
		}
		save(t, s, store.Change{Events: []request.Event{{Kind: request.StepDone}}}) // the loop holds nobody up
		if n++; n == 3 {
			break
		}
	}
	same(t, "events of a loop that was left", n, 3)
	for range 20 { // more than there are connections
		for range s.Events(t.Context(), store.EventFilter{}) {
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
	c.Cards = []string{"C1", "C2", "C1"}
	c = save(t, s, c)
	cards := must(s.Intents(t.Context(), "R1"))(t)
	var got []string
	for _, i := range cards {
		got = append(got, i.Request+" "+i.Channel)
		if i.Note != nil || i.Shown != 0 || i.Tried || i.TS != "" || i.ID == "" {
			t.Errorf("new card %+v, want an unsent one", i)
		}
		same(t, "the card by id", must(s.Intent(t.Context(), i.ID))(t), i)
	}
	same(t, "cards", got, []string{"R1 C1", "R1 C2"})
	same(t, "jobs", waiting(t, s), 2)

	c = save(t, s, store.Change{Request: c.Request, Cards: []string{"C2", "C3"}})
	same(t, "cards", len(must(s.Intents(t.Context(), "R1"))(t)), 3)
	same(t, "jobs after a change", waiting(t, s), 2+3)

	save(t, s, store.Change{Request: c.Request})
	same(t, "jobs after another change", waiting(t, s), 2+3+3)
	save(t, s, store.Change{Peering: c.Peering, Events: []request.Event{{Kind: request.Asked}}})
	same(t, "jobs after a change of something else", waiting(t, s), 2+3+3)
}

func testNotes(t *testing.T, s Database) {
	c := asked(0)
	c.Cards = []string{"C1", "C2"}
	c.Notes = []store.Note{
		{User: "U1", Kind: notice.NoteActive},
		{Thread: true, Kind: notice.NoteDenied},
		{Channel: "C9", Kind: notice.NoteFailed},
	}
	save(t, s, c)
	all := must(s.Intents(t.Context(), "R1"))(t)
	if len(all) != 6 {
		t.Fatalf("%d messages, want 2 cards and 4 notes: %+v", len(all), all)
	}
	note := func(n store.Note) *store.Note { n.Request = "R1"; return &n }
	want := []store.Message{
		{ID: all[0].ID, Request: "R1", Channel: "C1"},
		{ID: all[1].ID, Request: "R1", Channel: "C2"},
		{ID: all[2].ID, Request: "R1", Channel: "U1", Note: note(c.Notes[0])},
		{ID: all[3].ID, Request: "R1", Channel: "C1", Thread: all[0].ID, Note: note(c.Notes[1])},
		{ID: all[4].ID, Request: "R1", Channel: "C2", Thread: all[1].ID, Note: note(c.Notes[1])},
		{ID: all[5].ID, Request: "R1", Channel: "C9", Note: note(c.Notes[2])},
	}
	same(t, "messages", all, want)
	same(t, "jobs", waiting(t, s), 6)

	// About nothing.
	plain := store.Note{Channel: "C9", Kind: notice.NotePlain, Text: "hello"}
	save(t, s, store.Change{Notes: []store.Note{plain}})
	last := must(s.Undelivered(t.Context()))(t)[6]
	same(t, "a plain note", last, store.Message{ID: last.ID, Channel: "C9", Note: &plain})
	if err := s.Sent(t.Context(), last.ID, "C9", "1.1", 0); err != nil {
		t.Error(err)
	}

	// About a finding, in the change of a request.
	about := store.Note{Finding: "F1", User: "U1", Kind: notice.NoteStill}
	c = save(t, s, store.Change{Request: asked(1).Request, Notes: []store.Note{about, plain}})
	same(t, "the returned notes", c.Notes, []store.Note{about, plain})
	last = must(s.Intents(t.Context(), "F1"))(t)[0]
	same(t, "a note about a finding", last, store.Message{ID: last.ID, Finding: "F1", Channel: "U1", Note: &about})
	same(t, "messages of the request", len(must(s.Intents(t.Context(), c.Request.ID))(t)), 0)

	// Without the request in the change, and twice: notes are not cards.
	for range 2 {
		save(t, s, store.Change{Notes: []store.Note{{User: "U1", Request: "R1", Kind: notice.NoteActive}}})
	}
	same(t, "messages", len(must(s.Intents(t.Context(), "R1"))(t)), 8)
	same(t, "jobs", waiting(t, s), 11)
	save(t, s, store.Change{Notes: []store.Note{{Thread: true, Request: "R77", Kind: notice.NoteActive}}})
	same(t, "jobs after a thread note where there is no card", waiting(t, s), 11)
}

func testMalformedMessages(t *testing.T, s Database) {
	for name, c := range map[string]store.Change{
		"a card without a request":       {Cards: []string{"C1"}},
		"a card without a channel":       {Request: asked(0).Request, Cards: []string{""}},
		"a note without a request":       {Notes: []store.Note{{User: "U1"}}},
		"a note to nobody":               {Notes: []store.Note{{Request: "R1"}}},
		"a note to a user and a channel": {Notes: []store.Note{{Request: "R1", User: "U1", Channel: "C1"}}},
		"a note to a user's thread":      {Notes: []store.Note{{Request: "R1", User: "U1", Thread: true}}},
		"a thread note about nothing":    {Notes: []store.Note{{Kind: notice.NotePlain, Text: "t", Thread: true}}},
		"a plain note to nobody":         {Notes: []store.Note{{Kind: notice.NotePlain, Text: "t"}}},
		"a plain note without a text":    {Notes: []store.Note{{Kind: notice.NotePlain, User: "U1"}}},
		"a note about two things":        {Notes: []store.Note{{Request: "R1", Finding: "F1", User: "U1"}}},
		"a finding's card nowhere":       {Findings: []store.FindingChange{{Finding: drift("P1"), Cards: []string{""}}}},
		"a job without a key":            {Jobs: []store.Job{{Kind: store.JobApply}}},
		"a recheck without a key":        {Request: &request.Request{State: request.Done}, Jobs: []store.Job{{Kind: store.JobRecheck}}},
		"a sweep with a key":             {Jobs: []store.Job{{Kind: store.JobSweep, Key: "P1"}}},
		"a job without a kind":           {Jobs: []store.Job{{Key: "R1"}}},
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
	c.Cards = []string{"C1", "C2"}
	save(t, s, c)
	i := must(s.Intents(ctx, "R1"))(t)[0]
	check := func(what string, err error) {
		t.Helper()
		if err != nil {
			t.Fatalf("%s: %v", what, err)
		}
		same(t, what, must(s.Intent(ctx, i.ID))(t), i)
	}
	i.Tried = true
	check("Trying", s.Trying(ctx, i.ID))
	i.Reason = "slack: not_in_channel"
	check("Unsent", s.Unsent(ctx, i.ID, i.Reason, false, noon))
	i.Final, i.Reason = true, "slack: is_archived"
	check("Unsent for good", s.Unsent(ctx, i.ID, i.Reason, true, noon))
	i.Final, i.Reason, i.PostedIn, i.TS, i.Shown = false, "", "D1", "1700000000.000100", 3
	check("Sent", s.Sent(ctx, i.ID, i.PostedIn, i.TS, 3))
	i.Shown = 4
	check("Sent again", s.Sent(ctx, i.ID, i.PostedIn, i.TS, 4))
	if other := must(s.Intents(ctx, "R1"))(t)[1]; other.Tried || other.TS != "" {
		t.Errorf("another message was marked too: %+v", other)
	}
}

func testFinal(t *testing.T, s Database) {
	c := asked(0)
	c.Cards = []string{"C1", "C2"}
	c = save(t, s, c)
	if err := s.Unsent(t.Context(), must(s.Intents(t.Context(), "R1"))(t)[0].ID, "slack: is_archived", true, noon); err != nil {
		t.Fatal(err)
	}
	before := waiting(t, s)
	save(t, s, store.Change{Request: c.Request})
	same(t, "jobs of a change", waiting(t, s)-before, 1)
}

func testUndelivered(t *testing.T, s Database) {
	ctx := t.Context()
	check := func(what string, want ...string) {
		t.Helper()
		var got []string
		for _, i := range must(s.Undelivered(ctx))(t) {
			got = append(got, i.Channel)
		}
		same(t, what, got, want)
	}
	c := asked(0)
	c.Cards = []string{"C1", "C2"}
	c.Notes = []store.Note{{User: "U1", Kind: notice.NoteActive}}
	c = save(t, s, c)
	check("at first", "C1", "C2", "U1")
	for i, m := range must(s.Intents(ctx, "R1"))(t) {
		version := []int64{c.Request.Version, c.Request.Version, 0}[i] // a note shows none
		if err := s.Sent(ctx, m.ID, m.Channel, "1.1", version); err != nil {
			t.Fatal(err)
		}
	}
	check("all sent")
	if err := s.Unsent(ctx, must(s.Intents(ctx, "R1"))(t)[1].ID, "slack: is_archived", true, noon); err != nil {
		t.Fatal(err)
	}
	save(t, s, store.Change{Request: c.Request})
	check("after a change", "C1", "C2")
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
