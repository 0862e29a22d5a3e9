package store

import (
	"reflect"
	"testing"
	"time"

	"peerbot/bot/finding"
	"peerbot/bot/notice"
	"peerbot/bot/request"
)

var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

// card is a new card.
func card(about string, to Destination) Message {
	return Message{Note: Note{About: about, To: to}, Wanted: 1}
}

func note(about string, to Destination, kind notice.NoteKind) Message {
	return Message{Note: Note{About: about, To: to, Kind: kind}, Wanted: 1}
}

func (m Message) below(card string) Message { m.Thread = card; return m }

func deliver(ids ...string) []Job {
	var jobs []Job
	for _, id := range ids {
		jobs = append(jobs, Job{Kind: JobDeliver, Key: id})
	}
	return jobs
}

func TestExpand(t *testing.T) {
	t.Parallel()
	r := &request.Request{ID: "R1"}
	found := func(id string, f FindingChange) FindingChange {
		f.Finding = &finding.Finding{ID: id}
		return f
	}
	have := func(id, about, channel string) Card {
		return Card{ID: id, About: about, To: Channel(channel), Redrawn: true}
	}
	tests := []struct {
		name     string
		change   Change
		cards    []Card
		messages []Message // numbered from N1
		jobs     []Job
	}{
		{name: "nothing"},
		{
			name:   "events say nothing to anybody",
			change: Change{Request: r, Events: []request.Event{{Kind: request.EventStepDone}}},
		},
		{
			name:     "a new request's cards, each place once",
			change:   Change{Request: r, Cards: []Destination{Channel("C1"), Channel("C2"), Channel("C1"), User("C1")}},
			messages: []Message{card("R1", Channel("C1")), card("R1", Channel("C2")), card("R1", User("C1"))},
			jobs:     deliver("N1", "N2", "N3"),
		},
		{
			name:     "cards that are there are drawn again, and one more is made",
			change:   Change{Request: r, Cards: Channels("C1", "C3")},
			cards:    []Card{have("I1", "R1", "C1"), have("I2", "R1", "C2")},
			messages: []Message{card("R1", Channel("C3"))},
			jobs:     deliver("I1", "I2", "N1"),
		},
		{
			name:   "a card that cannot be sent is left alone, and not made again",
			change: Change{Request: r, Cards: Channels("C1")},
			cards:  []Card{{ID: "I1", About: "R1", To: Channel("C1"), Redrawn: true, Final: true}},
		},
		{
			name:     "another request's card in the same place does not count",
			change:   Change{Request: r, Cards: Channels("C1")},
			cards:    []Card{have("I1", "R2", "C1")},
			messages: []Message{card("R1", Channel("C1"))},
			jobs:     deliver("I1", "N1"),
		},
		{
			name: "notes go where they are told",
			change: Change{Request: r, Notes: []Note{
				{About: "R1", To: User("U1"), Kind: notice.NoteDenied},
				{To: Channel("C9"), Kind: notice.NotePlain, Text: "hello"},
				{To: Channel("C9"), Kind: notice.NotePlain, Text: "hello"},
			}},
			messages: []Message{
				note("R1", User("U1"), notice.NoteDenied),
				{Note: Note{To: Channel("C9"), Kind: notice.NotePlain, Text: "hello"}, Wanted: 1},
				{Note: Note{To: Channel("C9"), Kind: notice.NotePlain, Text: "hello"}, Wanted: 1},
			},
			jobs: deliver("N1", "N2", "N3"),
		},
		{
			name:   "a note goes below every card, the oldest first, new ones last",
			change: Change{Request: r, Cards: Channels("C3"), Notes: []Note{{About: "R1", To: Thread(), Kind: notice.NoteActive}}},
			cards:  []Card{have("I10", "R1", "C2"), have("I9", "R1", "C1"), have("I3", "R2", "C1")},
			messages: []Message{
				card("R1", Channel("C3")),
				note("R1", Channel("C1"), notice.NoteActive).below("I9"),
				note("R1", Channel("C2"), notice.NoteActive).below("I10"),
				note("R1", Channel("C3"), notice.NoteActive).below("N1"),
			},
			jobs: deliver("I3", "I9", "I10", "N1", "N2", "N3", "N4"),
		},
		{
			name:   "a note below a card that cannot be sent is made all the same",
			change: Change{Notes: []Note{{About: "R1", To: Thread(), Kind: notice.NoteActive}}},
			cards:  []Card{{ID: "I1", About: "R1", To: Channel("C1"), Final: true}},
			messages: []Message{
				note("R1", Channel("C1"), notice.NoteActive).below("I1"),
			},
			jobs: deliver("N1"),
		},
		{
			name:   "a note alone does not draw the card again",
			change: Change{Notes: []Note{{About: "R1", To: Thread(), Kind: notice.NoteActive}}},
			cards:  []Card{{ID: "I1", About: "R1", To: Channel("C1")}},
			messages: []Message{
				note("R1", Channel("C1"), notice.NoteActive).below("I1"),
			},
			jobs: deliver("N1"),
		},
		{
			name:   "a note where there is no card",
			change: Change{Notes: []Note{{About: "R1", To: Thread(), Kind: notice.NoteActive}}},
		},
		{
			name: "findings, their groups, their notes and who made them",
			change: Change{
				Findings: []FindingChange{
					found("F1", FindingChange{Note: notice.NoteStill}),
					found("F2", FindingChange{Cards: Channels("C2"), Groups: []string{"G1"}, Attribute: true, Note: notice.NoteChanged}),
				},
				Groups: []finding.Group{{ID: "G1", Channel: "C1"}},
				Notes:  []Note{{About: "G1", To: Thread(), Kind: notice.NoteResolved}},
			},
			cards: []Card{have("I1", "F1", "C1")},
			messages: []Message{
				card("F2", Channel("C2")),
				card("G1", Channel("C1")),
				note("G1", Channel("C1"), notice.NoteResolved).below("N2"),
				note("F1", Channel("C1"), notice.NoteStill).below("I1"),
				note("F2", Channel("C2"), notice.NoteChanged).below("N1"),
			},
			jobs: append(append(deliver("I1"), Job{Kind: JobAttribute, Key: "F2"}), deliver("N1", "N2", "N3", "N4", "N5")...),
		},
		{
			name:   "a card that is listed twice is drawn once",
			change: Change{Redraw: []string{"F1", "G1"}},
			cards:  []Card{{ID: "I2", About: "G1"}, have("I1", "F1", "C1"), have("I2", "G1", "C1"), {ID: "I2", About: "G1"}},
			jobs:   deliver("I1", "I2"),
		},
		{
			name:   "jobs of the change",
			change: Change{Jobs: []Job{{Kind: JobApply, Key: "R1"}, {Kind: JobSweep}, {Kind: JobApply, Key: "R1", At: noon}}},
			jobs:   []Job{{Kind: JobApply, Key: "R1"}, {Kind: JobSweep}, {Kind: JobApply, Key: "R1", At: noon}},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			rows := Expand(tt.change, tt.cards)
			var ids []string
			for i := range rows.Messages {
				id := "N" + string(rune('1'+i))
				ids = append(ids, id)
				if i < len(tt.messages) {
					tt.messages[i].ID = id
				}
			}
			rows.Number(ids)
			if !reflect.DeepEqual(rows.Messages, tt.messages) {
				t.Errorf("messages:\n got %+v\nwant %+v", rows.Messages, tt.messages)
			}
			if !reflect.DeepEqual(rows.Jobs, tt.jobs) {
				t.Errorf("jobs:\n got %+v\nwant %+v", rows.Jobs, tt.jobs)
			}
		})
	}
}

func TestIdentify(t *testing.T) {
	t.Parallel()
	c := Change{
		Peering:  &request.Peering{},
		Request:  &request.Request{},
		Findings: []FindingChange{{Finding: &finding.Finding{}}, {Finding: &finding.Finding{ID: "F1", Version: 3}}, {Finding: &finding.Finding{}}},
		Events:   []request.Event{{}, {Request: "R9", Peering: "P9"}},
		Notes:    []Note{{Kind: notice.NoteActive}, {Kind: notice.NoteStill, About: "F1"}, {Kind: notice.NotePlain, Text: "t"}},
		Jobs:     []Job{{Kind: JobApply}, {Kind: JobRecheck}, {Kind: JobSweep}, {Kind: JobExpire, Key: "R9"}},
	}
	if err := c.Identify(IDs{Peering: "P7", Request: "R7", Findings: []string{"F5", "F6"}}); err != nil {
		t.Fatal(err)
	}
	got := []string{
		c.Peering.ID, c.Peering.Desired.ID, c.Request.ID, c.Request.Peering, c.Request.Plan.Peering.ID,
		c.Findings[0].Finding.ID, c.Findings[1].Finding.ID, c.Findings[2].Finding.ID,
		c.Events[0].Request, c.Events[0].Peering, c.Events[1].Request, c.Events[1].Peering,
		c.Notes[0].About, c.Notes[1].About, c.Notes[2].About,
		c.Jobs[0].Key, c.Jobs[1].Key, c.Jobs[2].Key, c.Jobs[3].Key,
	}
	want := []string{
		"P7", "P7", "R7", "P7", "P7",
		"F5", "F1", "F6",
		"R7", "P7", "R9", "P9",
		"R7", "F1", "",
		"R7", "P7", "", "R9",
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("Identify gave\n%q, want\n%q", got, want)
	}
	if got, want := c.Redrawn(), []string{"F1"}; !reflect.DeepEqual(got, want) {
		t.Errorf("Redrawn = %q, want %q: the rest is new", got, want)
	}

	// What is there keeps its ids.
	old := Change{Peering: &request.Peering{ID: "P1", Version: 2}, Request: &request.Request{ID: "R1", Version: 3, Peering: "P1"}, Redraw: []string{"G1", "R1", "F2"}}
	if err := old.Identify(IDs{}); err != nil || old.Peering.ID != "P1" || old.Request.ID != "R1" {
		t.Errorf("Identify made of R1 and P1 %s and %s, %v", old.Request.ID, old.Peering.ID, err)
	}
	if got, want := old.Redrawn(), []string{"R1", "G1", "F2"}; !reflect.DeepEqual(got, want) {
		t.Errorf("Redrawn = %q, want %q", got, want)
	}
	old.Notes = []Note{{About: "R1", To: Thread(), Kind: "k"}, {About: "G2", To: Thread(), Kind: "k"}, {About: "R5", To: User("U1"), Kind: "k"}, {About: "G2", To: Thread(), Kind: "l"}}
	if got, want := old.InThreads(old.Redrawn()), []string{"G2"}; !reflect.DeepEqual(got, want) {
		t.Errorf("InThreads = %q, want %q", got, want)
	}

	for name, job := range map[string]Job{
		"no kind": {Key: "R1"}, "no key": {Kind: JobApply}, "a recheck without a peering": {Kind: JobRecheck}, "a sweep of something": {Kind: JobSweep, Key: "P1"},
	} {
		if err := (&Change{Jobs: []Job{job}}).Identify(IDs{}); err == nil {
			t.Errorf("a job with %s is taken", name)
		}
	}
	if err := (&Change{Request: &request.Request{ID: "R1", Version: 1}, Jobs: []Job{{Kind: JobRecheck}}}).Identify(IDs{}); err == nil {
		t.Error("a recheck of a request is taken")
	}
}

func TestPrepareKeepsTimesAndTheCallersChange(t *testing.T) {
	t.Parallel()
	odd := noon.Add(1234567 * time.Nanosecond).In(time.FixedZone("Seoul", 9*3600))
	whole := noon.Add(time.Millisecond)
	c := Change{
		Peering:  &request.Peering{},
		Request:  &request.Request{CreatedAt: odd, ExpiresAt: odd, Decisions: []request.Decision{{At: odd}}, Failure: &request.Failure{At: odd}},
		Pause:    &request.Pause{On: true},
		Sweep:    &finding.Sweep{At: odd},
		Findings: []FindingChange{{Finding: &finding.Finding{Peering: "P1", Class: "c", NotifiedAt: odd}}},
		Events:   []request.Event{{}, {At: odd}},
		Notes: []Note{
			{About: "R1", To: Channel("C1"), Kind: notice.NoteNotRejected, Failure: &request.Failure{At: odd}},
			{To: Channel("C1"), Kind: notice.NoteBaseline, Baseline: &finding.Sweep{At: odd}},
		},
	}
	got, err := Prepare(c, odd.Add(time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	now := whole.Add(time.Hour)
	times := map[string][2]time.Time{
		"At": {got.At, now}, "Peering.CreatedAt": {got.Peering.CreatedAt, now}, "Peering.UpdatedAt": {got.Peering.UpdatedAt, now},
		"Request.CreatedAt": {got.Request.CreatedAt, whole}, "Request.UpdatedAt": {got.Request.UpdatedAt, now},
		"Request.ExpiresAt": {got.Request.ExpiresAt, whole}, "Request.StartedAt": {got.Request.StartedAt, time.Time{}},
		"Decision.At": {got.Request.Decisions[0].At, whole}, "Failure.At": {got.Request.Failure.At, whole},
		"Pause.At": {got.Pause.At, now}, "Sweep.At": {got.Sweep.At, whole},
		"Told": {got.Findings[0].Finding.NotifiedAt, whole}, "Resolved": {got.Findings[0].Finding.Resolved, time.Time{}},
		"Notes[0].Failure.At": {got.Notes[0].Failure.At, whole}, "Notes[1].Baseline.At": {got.Notes[1].Baseline.At, whole},
		"Events[0].At": {got.Events[0].At, now}, "Events[1].At": {got.Events[1].At, whole},
	}
	for name, pair := range times {
		if pair[0] != pair[1] {
			t.Errorf("%s = %v, want %v", name, pair[0], pair[1])
		}
	}
	if !c.At.IsZero() || !c.Peering.CreatedAt.IsZero() || c.Request.CreatedAt != odd || c.Request.Decisions[0].At != odd ||
		c.Request.Failure.At != odd || !c.Pause.At.IsZero() || c.Sweep.At != odd || c.Findings[0].Finding.NotifiedAt != odd || !c.Events[0].At.IsZero() ||
		c.Notes[0].Failure.At != odd || c.Notes[1].Baseline.At != odd {
		t.Errorf("the caller's change was touched: %+v", c)
	}
}
