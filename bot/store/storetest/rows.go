package storetest

import (
	"errors"
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

func testIDs(t *testing.T, s Database) {
	for i := range byte(3) {
		c := save(t, s, asked(i))
		id, pid := fmt.Sprintf("R%d", i+1), fmt.Sprintf("P%d", i+1)
		got := []string{c.Request.ID, c.Request.Peering, c.Request.Plan.Peering.ID, c.Peering.ID, c.Peering.Desired.ID}
		same(t, "ids", got, []string{id, pid, pid, pid, pid})
		if c.Request.Version != 1 || c.Peering.Version != 1 {
			t.Errorf("versions of new rows are %d and %d, want 1", c.Request.Version, c.Peering.Version)
		}
		same(t, "the peering read back", must(s.Peering(t.Context(), pid))(t), *c.Peering)
		same(t, "the request read back", must(s.Request(t.Context(), id))(t), *c.Request)
	}
}

func testReservedIDs(t *testing.T, s Database) {
	id := must(s.NextPeering(t.Context()))(t)
	if next := must(s.NextPeering(t.Context()))(t); id != "P1" || next != "P2" {
		t.Fatalf("NextPeering = %s, then %s, want P1, then P2", id, next)
	}
	c := asked(0)
	c.Peering.ID, c.Peering.Desired.ID, c.Request.Plan.Peering.ID = id, id, id
	if got := save(t, s, c); got.Peering.ID != id || got.Request.Peering != id {
		t.Errorf("saved as %s of %s, want %s", got.Peering.ID, got.Request.Peering, id)
	}
	_, err := s.Write(t.Context(), store.Change{Peering: &request.Peering{ID: id}})
	wantError(t, "a second new row with this id", err, store.ErrConflict)
}

func testClaimedIDs(t *testing.T, s Database) {
	save(t, s, store.Change{Peering: &request.Peering{ID: "P7"}})
	if id := must(s.NextPeering(t.Context()))(t); id != "P8" {
		t.Errorf("NextPeering after P7 = %s, want P8", id)
	}
	save(t, s, store.Change{Peering: &request.Peering{ID: "P3"}})
	if id := must(s.NextPeering(t.Context()))(t); id != "P9" {
		t.Errorf("NextPeering after P3 = %s, want P9", id)
	}
}

func testMalformedRows(t *testing.T, s Database) {
	for _, id := range []string{"R1", "P", "P0", "P-1", "P01", "p1", "P1 ", "17"} {
		if _, err := s.Write(t.Context(), store.Change{Peering: &request.Peering{ID: id}}); err == nil {
			t.Errorf("a new peering %q was saved", id)
		}
	}
	if _, err := s.Write(t.Context(), store.Change{Peering: &request.Peering{Version: 1}}); err == nil {
		t.Error("a peering with a version and no id was saved")
	}
	if _, err := s.Write(t.Context(), store.Change{Request: &request.Request{Version: 1}}); err == nil {
		t.Error("a request with a version and no id was saved")
	}
}

func testCallersChange(t *testing.T, s Database) {
	c := asked(0)
	c.Request.Decisions = []request.Decision{{At: noon.Add(time.Nanosecond)}}
	c.Request.Failure = &request.Failure{At: noon.Add(time.Nanosecond)}
	c.Events = []request.Event{{Kind: request.EventRequested}}
	c.Notes = []store.Note{{To: store.User("U1"), Kind: notice.NoteActive}}
	c.Jobs = []store.Job{{Kind: store.JobApply}}
	c.Pause = &request.Pause{On: true}
	save(t, s, c)
	want := asked(0)
	want.Request.Decisions = []request.Decision{{At: noon.Add(time.Nanosecond)}}
	want.Request.Failure = &request.Failure{At: noon.Add(time.Nanosecond)}
	want.Events = []request.Event{{Kind: request.EventRequested}}
	want.Notes = []store.Note{{To: store.User("U1"), Kind: notice.NoteActive}}
	want.Jobs = []store.Job{{Kind: store.JobApply}}
	want.Pause = &request.Pause{On: true}
	same(t, "the caller's change", c, want)
}

func testRoundTrip(t *testing.T, s Database) {
	r := full()
	p := request.Peering{
		State: request.Drifted, Desired: r.Plan.Peering, Requester: r.Plan.Requester, Accepter: r.Plan.Accepter,
		CreatedAt: r.CreatedAt, UpdatedAt: noon,
	}
	c := save(t, s, store.Change{At: noon, Request: &r, Peering: &p})
	r.ID, r.Version, p.ID, p.Version = "R1", 1, "P1", 1
	same(t, "the returned request", *c.Request, r)
	same(t, "the returned peering", *c.Peering, p)
	same(t, "the request read back", must(s.Request(t.Context(), "R1"))(t), r)
	same(t, "the peering read back", must(s.Peering(t.Context(), "P1"))(t), p)

	r.State, r.Replans, r.Failure, r.Approvals = request.Done, 3, nil, nil
	p.State = request.Removed
	c = save(t, s, store.Change{At: noon.Add(time.Hour), Request: &r, Peering: &p})
	r.Version, p.Version, r.UpdatedAt, p.UpdatedAt = 2, 2, noon.Add(time.Hour), noon.Add(time.Hour)
	same(t, "the returned request", *c.Request, r)
	same(t, "the request changed and read back", must(s.Request(t.Context(), "R1"))(t), r)
	same(t, "the peering changed and read back", must(s.Peering(t.Context(), "P1"))(t), p)
}

func testTimes(t *testing.T, s Database) {
	odd := noon.Add(1234567 * time.Nanosecond).In(time.FixedZone("Seoul", 9*3600))
	whole := noon.Add(time.Millisecond)
	c := asked(0)
	c.At = odd
	c.Request.ExpiresAt, c.Request.StartedAt, c.Request.CreatedAt = odd, odd, odd
	c.Request.Decisions = []request.Decision{{At: odd}}
	c.Request.Failure = &request.Failure{At: odd}
	c.Events = []request.Event{{Kind: request.EventRequested, At: odd}, {Kind: request.EventApproved}}
	c = save(t, s, c)
	r := must(s.Request(t.Context(), "R1"))(t)
	p := must(s.Peering(t.Context(), "P1"))(t)
	events := must(store.Collect(s.Events(t.Context(), store.EventFilter{})))(t)
	got := []time.Time{
		r.CreatedAt, r.UpdatedAt, r.ExpiresAt, r.StartedAt, r.Decisions[0].At, r.Failure.At, p.CreatedAt, p.UpdatedAt,
		events[0].At, events[1].At, c.Request.ExpiresAt, c.Events[0].At, c.At,
	}
	same(t, "times", got, slices.Repeat([]time.Time{whole}, len(got)))

	r.ExpiresAt, r.StartedAt = time.Time{}, time.Time{}
	save(t, s, store.Change{Request: &r})
	if r := must(s.Request(t.Context(), "R1"))(t); !r.ExpiresAt.IsZero() || !r.StartedAt.IsZero() {
		t.Errorf("zero times came back as %v and %v", r.ExpiresAt, r.StartedAt)
	}
}

func testOddText(t *testing.T, s Database) {
	const odd = "a\x00b\xffc\u2028d'\"\\日本"
	c := asked(0)
	c.Request.Reason = odd
	c.Events = []request.Event{{Kind: request.EventRequested, Actor: odd, From: odd, To: odd, Detail: map[string]string{odd: odd}}}
	c.Pause = &request.Pause{On: true, Reason: odd}
	c.Cards = store.Channels("C1")
	save(t, s, c)
	if err := s.MarkFailed(t.Context(), "I1", odd, store.NotSent, noon); err != nil {
		t.Errorf("MarkFailed: %v", err)
	}
	if n, err := s.VerifyAudit(t.Context()); err != nil || n != 1 {
		t.Errorf("VerifyAudit = %d, %v, want 1", n, err)
	}
	const cleaned = "ab\uFFFDc\u2028d'\"\\日本"
	e := must(store.Collect(s.Events(t.Context(), store.EventFilter{})))(t)[0]
	i := must(s.Message(t.Context(), "I1"))(t)
	p := must(s.Paused(t.Context()))(t)
	same(t, "cleaned text", []string{e.Actor, e.From, e.To, i.Reason, p.Reason}, slices.Repeat([]string{cleaned}, 5))
	const kept = "a\x00b\uFFFDc\u2028d'\"\\日本"
	same(t, "detail", e.Detail, map[string]string{kept: kept})
	same(t, "reason", must(s.Request(t.Context(), "R1"))(t).Reason, kept)
}

func testNotFound(t *testing.T, s Database) {
	ctx := t.Context()
	_, err := s.Request(ctx, "R1")
	wantError(t, "Request", err, store.ErrNotFound)
	var missing *store.NotFoundError
	if !errors.As(err, &missing) || missing.ID != "R1" {
		t.Errorf("Request: %v, want a NotFoundError of R1", err)
	}
	_, err = s.Peering(ctx, "P1")
	wantError(t, "Peering", err, store.ErrNotFound)
	_, err = s.Message(ctx, "I1")
	wantError(t, "Message", err, store.ErrNotFound)
	wantError(t, "MarkAttempted", s.MarkAttempted(ctx, "I1", noon), store.ErrNotFound)
	wantError(t, "MarkSent", s.MarkSent(ctx, "I1", "C1", "1.1", 1), store.ErrNotFound)
	wantError(t, "MarkFailed", s.MarkFailed(ctx, "I1", "x", store.Undeliverable, noon), store.ErrNotFound)
	_, err = s.Write(ctx, store.Change{Request: &request.Request{ID: "R1", Version: 1}})
	wantError(t, "Write of a request", err, store.ErrNotFound)
	_, err = s.Write(ctx, store.Change{Peering: &request.Peering{ID: "P1", Version: 1}})
	wantError(t, "Write of a peering", err, store.ErrNotFound)

	for what, n := range map[string]int{
		"Requests": len(must(s.Requests(ctx, store.RequestFilter{}))(t)),
		"Peerings": len(must(s.Peerings(ctx, store.PeeringFilter{}))(t)),
		"Events":   len(must(store.Collect(s.Events(ctx, store.EventFilter{})))(t)),
		"Messages": len(must(s.Messages(ctx, "R1"))(t)),
	} {
		if n != 0 {
			t.Errorf("%s of an empty store: %d", what, n)
		}
	}
}

// Nothing is cut off in silence: a page is asked for.
func testNoLimit(t *testing.T, s Database) {
	const many = 120 // more than any page
	ctx := t.Context()
	for range many {
		save(t, s, store.Change{
			Request: &request.Request{State: request.Done}, Peering: &request.Peering{State: request.Removed},
			Events: slices.Repeat([]request.Event{{Kind: request.EventStepDone}}, 10),
		})
	}
	same(t, "requests", len(must(s.Requests(ctx, store.RequestFilter{}))(t)), many)
	same(t, "peerings", len(must(s.Peerings(ctx, store.PeeringFilter{}))(t)), many)
	same(t, "events", len(must(store.Collect(s.Events(ctx, store.EventFilter{})))(t)), 10*many)
}

func testStaleVersion(t *testing.T, s Database) {
	first := save(t, s, asked(0))
	r := *first.Request
	r.State = request.Approved
	second := save(t, s, store.Change{Request: &r})
	stale := *first.Request
	stale.State = request.Denied
	_, err := s.Write(t.Context(), store.Change{Request: &stale})
	wantError(t, "a stale request", err, store.ErrConflict)
	same(t, "the request", must(s.Request(t.Context(), "R1"))(t), *second.Request)

	ahead := *second.Request
	ahead.Version++
	_, err = s.Write(t.Context(), store.Change{Request: &ahead})
	wantError(t, "a version that does not exist yet", err, store.ErrConflict)
}

func testRace(t *testing.T, s Database) {
	first := save(t, s, asked(0))
	errs := atOnce(20, func(i int) error {
		r := *first.Request
		r.State, r.Ticket = request.Approved, fmt.Sprint(i)
		_, err := s.Write(t.Context(), store.Change{
			Request: &r,
			Events:  []request.Event{{Kind: request.EventApproved}},
			Jobs:    []store.Job{{Kind: store.JobApply}},
		})
		return err
	})
	won := -1
	for i, err := range errs {
		switch {
		case err == nil && won < 0:
			won = i
		case !errors.Is(err, store.ErrConflict):
			t.Errorf("change %d: %v, want one winner and ErrConflict", i, err)
		}
	}
	r := must(s.Request(t.Context(), "R1"))(t)
	if r.Version != 2 || r.Ticket != fmt.Sprint(won) {
		t.Errorf("version %d by %s, want version 2 by %d", r.Version, r.Ticket, won)
	}
	if n := len(must(store.Collect(s.Events(t.Context(), store.EventFilter{})))(t)); n != 1 {
		t.Errorf("%d events, want 1", n)
	}
	if n := waiting(t, s); n != 1 {
		t.Errorf("%d jobs, want 1", n)
	}
}

func testPeeringConflict(t *testing.T, s Database) {
	first := save(t, s, asked(0))
	save(t, s, store.Change{Peering: first.Peering})
	r := *first.Request
	r.State = request.Done
	_, err := s.Write(t.Context(), store.Change{Request: &r, Peering: first.Peering})
	wantError(t, "a stale peering", err, store.ErrConflict)
	same(t, "the request", must(s.Request(t.Context(), "R1"))(t), *first.Request)
}

func testRollback(t *testing.T, s Database) {
	c := asked(0)
	c.Events = []request.Event{{Kind: request.EventRequested}}
	c.Cards = store.Channels("C1")
	c.Notes = []store.Note{{To: store.User("U1"), Kind: notice.NoteActive}}
	c.Pause = &request.Pause{On: true}
	c.Jobs = []store.Job{{Kind: store.JobApply}}
	g := finding.Group{ID: "G1", Channel: "C1", Class: peering.Missing}
	c.Groups = []finding.Group{g, g} // the last one is what fails
	if _, err := s.Write(t.Context(), c); err == nil {
		t.Fatal("a group was made twice")
	}
	ctx := t.Context()
	same(t, "requests", len(must(s.Requests(ctx, store.RequestFilter{}))(t)), 0)
	same(t, "peerings", len(must(s.Peerings(ctx, store.PeeringFilter{}))(t)), 0)
	same(t, "events", len(must(store.Collect(s.Events(ctx, store.EventFilter{})))(t)), 0)
	same(t, "messages", len(must(s.Messages(ctx, "R1"))(t)), 0)
	same(t, "pause", must(s.Paused(ctx))(t), request.Pause{})
	same(t, "jobs", must(s.Queue(ctx))(t), map[string]int{})
	same(t, "verified lines", must(s.VerifyAudit(ctx))(t), 0)
	if c := save(t, s, asked(0)); c.Request.ID != "R1" || c.Peering.ID != "P1" {
		t.Errorf("ids after the rollback are %s and %s, want R1 and P1", c.Request.ID, c.Peering.ID)
	}
}

func testOpenPair(t *testing.T, s Database) {
	first := save(t, s, asked(0))
	turned := asked(0)
	w := &turned.Request.Plan.Peering
	w.Requester, w.Accepter = w.Accepter, w.Requester
	for name, c := range map[string]store.Change{"the same pair": asked(0), "the pair in the other direction": turned} {
		_, err := s.Write(t.Context(), c)
		var open *store.OpenRequestError
		if !errors.As(err, &open) || open.ID != "R1" {
			t.Errorf("a second request about %s: %v, want an OpenRequestError about R1", name, err)
		}
	}
	save(t, s, asked(1)) // another pair

	r := *first.Request
	for _, state := range request.States {
		r.State = state
		c := save(t, s, store.Change{Request: &r})
		r = *c.Request
		probe := asked(0)
		probe.Request.State = request.Void // closed itself: never in the way
		save(t, s, probe)
		probe.Request.State = request.Failed
		_, err := s.Write(t.Context(), probe)
		if open := err != nil; open != state.Open() {
			t.Errorf("while R1 is %s: %v, want it to be in the way: %t", state, err, state.Open())
		}
		if err == nil { // it is in R1's way now
			rs := must(s.Requests(t.Context(), store.RequestFilter{States: []request.State{request.Failed}, Limit: 1}))(t)
			again := r
			again.State = request.Failed
			_, err := s.Write(t.Context(), store.Change{Request: &again})
			var open *store.OpenRequestError
			if !errors.As(err, &open) || open.ID != rs[0].ID {
				t.Errorf("R1 open again: %v, want an OpenRequestError about %s", err, rs[0].ID)
			}
			rs[0].State = request.Withdrawn
			save(t, s, store.Change{Request: &rs[0]})
		}
	}
}

// Whatever a request is about a pair, there is one at a time.
func testOpenPairKinds(t *testing.T, s Database) {
	kinds := []request.Kind{request.Create, request.Delete, request.Repair, request.Keep}
	for i, kind := range kinds {
		c := asked(byte(i))
		c.Request.Kind = kind
		id := save(t, s, c).Request.ID
		for _, other := range kinds {
			c := asked(byte(i))
			c.Peering, c.Request.Kind = nil, other
			_, err := s.Write(t.Context(), c)
			var open *store.OpenRequestError
			if !errors.As(err, &open) || open.ID != id {
				t.Errorf("%s while %s is open: %v, want an OpenRequestError about %s", other, kind, err, id)
			}
		}
	}
}

func testOpenPairRace(t *testing.T, s Database) {
	errs := atOnce(10, func(int) error {
		_, err := s.Write(t.Context(), asked(0))
		return err
	})
	rs := must(s.Requests(t.Context(), store.RequestFilter{}))(t)
	if len(rs) != 1 {
		t.Fatalf("%d requests, want 1", len(rs))
	}
	won := 0
	for _, err := range errs {
		var open *store.OpenRequestError
		switch {
		case err == nil:
			won++
		case !errors.As(err, &open) || open.ID != rs[0].ID:
			t.Errorf("error %v, want an OpenRequestError about %s", err, rs[0].ID)
		}
	}
	if won != 1 {
		t.Errorf("%d were saved, want 1", won)
	}
	same(t, "peerings", len(must(s.Peerings(t.Context(), store.PeeringFilter{}))(t)), 1)
}

func testRequestFilter(t *testing.T, s Database) {
	for i := range byte(11) {
		c := asked(i)
		if i%2 == 1 {
			c.Request.State, c.Request.RequestedBy = request.Done, "U2"
		}
		if i == 3 {
			c.Request.Plan.Peering.Accepter.VPC.Account = "333333333333"
		}
		if i == 4 {
			c.Request.Plan.Peering.Requester.VPC.Account = "333333333333"
		}
		save(t, s, c)
	}
	for _, c := range []struct {
		name   string
		filter store.RequestFilter
		want   []string
	}{
		{"everything", store.RequestFilter{}, []string{"R11", "R10", "R9", "R8", "R7", "R6", "R5", "R4", "R3", "R2", "R1"}},
		{"limit", store.RequestFilter{Limit: 2}, []string{"R11", "R10"}},
		{"state", store.RequestFilter{States: []request.State{request.Done}}, []string{"R10", "R8", "R6", "R4", "R2"}},
		{"states", store.RequestFilter{States: []request.State{request.Done, request.Pending}, Limit: 1}, []string{"R11"}},
		{"account of either side", store.RequestFilter{Account: "333333333333"}, []string{"R5", "R4"}},
		{"peering", store.RequestFilter{Peering: "P3"}, []string{"R3"}},
		{"asker", store.RequestFilter{RequestedBy: "U2", Limit: 2}, []string{"R10", "R8"}},
		{"all of them", store.RequestFilter{RequestedBy: "U2", Account: "333333333333", States: []request.State{request.Done}, Peering: "P4"}, []string{"R4"}},
		{"none", store.RequestFilter{RequestedBy: "U2", States: []request.State{request.Pending}}, nil},
		{"quote", store.RequestFilter{RequestedBy: "' OR 1=1 --"}, nil},
	} {
		var got []string
		for _, r := range must(s.Requests(t.Context(), c.filter))(t) {
			got = append(got, r.ID)
		}
		same(t, c.name, got, c.want)
	}
}

func testPeeringFilter(t *testing.T, s Database) {
	for i := range byte(11) {
		p := request.Peering{State: request.Absent, Desired: wanted(i)}
		if i%2 == 1 {
			p.State = request.Active
			p.Desired.PCX = fmt.Sprintf("pcx-%d", i)
		}
		if i == 3 {
			p.Desired.Accepter.VPC.Account = "333333333333"
		}
		save(t, s, store.Change{Peering: &p})
	}
	for _, c := range []struct {
		name   string
		filter store.PeeringFilter
		want   []string
	}{
		{"everything", store.PeeringFilter{}, []string{"P11", "P10", "P9", "P8", "P7", "P6", "P5", "P4", "P3", "P2", "P1"}},
		{"limit", store.PeeringFilter{Limit: 3}, []string{"P11", "P10", "P9"}},
		{"state", store.PeeringFilter{States: []request.PeeringState{request.Active}}, []string{"P10", "P8", "P6", "P4", "P2"}},
		{"account", store.PeeringFilter{Account: "333333333333"}, []string{"P4"}},
		{"connection", store.PeeringFilter{PCX: "pcx-5"}, []string{"P6"}},
		{"all of them", store.PeeringFilter{PCX: "pcx-5", Account: "111111111111", States: []request.PeeringState{request.Active}}, []string{"P6"}},
		{"none", store.PeeringFilter{PCX: "pcx-4"}, nil},
	} {
		var got []string
		for _, p := range must(s.Peerings(t.Context(), c.filter))(t) {
			got = append(got, p.ID)
		}
		same(t, c.name, got, c.want)
	}
}
