package bot_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"peerbot/aws/peering"
	"peerbot/bot"
)

// trail is a small CloudTrail.
type trail struct {
	events       []peering.AuditEvent
	err          error
	asked        []peering.EventQuery
	since, until time.Time
	calls        int
	before       time.Time // the last sweep that saw nothing
}

func (t *trail) AuditEvents(_ context.Context, traces []peering.EventQuery, since, until time.Time) ([]peering.AuditEvent, error) {
	t.calls++
	t.asked, t.since, t.until = traces, since, until
	return t.events, t.err
}

// traced is a world in which a route was deleted by hand, and found.
func traced(t *testing.T) (*world, *trail) {
	t.Helper()
	w, _ := drifting(t, once)
	last, err := w.findings().LastSweep(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	tr := &trail{before: last.At}
	w.Drift.AuditLog = tr
	w.unroute(accounts[1].ID)
	w.sweeps()
	w.deliversAll()
	return w, tr
}

var alice = peering.AuditEvent{ID: "e1", Event: "DeleteRoute", Actor: "arn:aws:sts::222222222222:assumed-role/Admin/alice"}

func (w *world) traces(id string) time.Duration {
	w.t.Helper()
	again, err := w.Drift.Attribute(w.t.Context(), id)
	if err != nil {
		w.t.Fatal(err)
	}
	return again
}

func TestWhoItWasIsWrittenOnTheCardWhenItIsKnown(t *testing.T) {
	t.Parallel()
	w, tr := traced(t)
	last, err := w.findings().LastSweep(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	posts := func() (posted, edited int) {
		w.chat.mu.Lock()
		defer w.chat.mu.Unlock()
		return len(w.chat.posts), w.chat.updates
	}
	posted, edited := posts()
	if again := w.traces("F1"); again <= 0 {
		t.Errorf("CloudTrail knows nothing yet: again after %s, want another look", again)
	}
	if len(tr.asked) == 0 || tr.asked[0].Event != "DeleteRoute" || tr.asked[0].Place != (peering.Place{Account: accounts[1].ID, Region: "ap-northeast-2"}) {
		t.Errorf("looked for %+v, want who deleted a route in seoul", tr.asked)
	}
	if early := tr.before.Sub(tr.since); early <= 0 || early > 5*time.Minute || !tr.until.After(last.At) {
		t.Errorf("looked from %s to %s, want from a little before %s, the last sweep that saw nothing", tr.since, tr.until, tr.before)
	}
	tr.events = []peering.AuditEvent{alice}
	w.traces("F1")
	w.deliversAll()
	if p, e := posts(); p != posted || e == edited {
		t.Errorf("%d posts and %d edits, want edits only", p-posted, e-edited)
	}
	if got := w.open()[0].AuditEvents; len(got) != 1 || got[0].Who() != "Admin/alice" {
		t.Errorf("events = %+v, want Alice's", got)
	}
	bob := peering.AuditEvent{ID: "e2", Event: "DeleteRoute", Actor: "arn:aws:iam::222222222222:user/bob", At: w.clock.Now()}
	tr.events = []peering.AuditEvent{bob} // Alice's cannot be read this time
	w.traces("F1")
	if got := w.open()[0].AuditEvents; len(got) != 2 || got[0].Who() != "bob" || got[1].Who() != "Admin/alice" {
		t.Errorf("trail = %+v, want Bob's and then Alice's", got)
	}
	w.deliversAll()
	_, edited = posts()
	w.traces("F1")
	w.deliversAll()
	if _, e := posts(); e != edited {
		t.Errorf("%d edits when nothing is new", e-edited)
	}
	w.clock.pass(time.Hour)
	if again := w.traces("F1"); again != 0 {
		t.Errorf("after an hour: again after %s, want an end", again)
	}
}

func TestCloudTrailIsNotNeeded(t *testing.T) {
	t.Parallel()
	for name, err := range map[string]error{
		"denied":  &peering.CallError{Action: "cloudtrail:LookupEvents", Class: peering.Denied, Code: "AccessDeniedException"},
		"unknown": errors.New("no such service"),
	} {
		w, tr := traced(t)
		tr.err = err
		if again := w.traces("F1"); again != 0 || tr.calls != 1 {
			t.Errorf("%s: again after %s, want an end", name, again)
		}
		tr.events = []peering.AuditEvent{alice} // one side told, the other may not be read
		w.traces("F1")
		if got := w.open()[0].AuditEvents; len(got) != 1 {
			t.Errorf("%s: events = %+v, want what was told", name, got)
		}
	}
	w, tr := traced(t)
	tr.err = &peering.CallError{Action: "cloudtrail:LookupEvents", Class: peering.Throttled, Code: "ThrottlingException"}
	if again := w.traces("F1"); again <= 0 {
		t.Error("throttled: not looked for again")
	}
	w.Drift.AuditLog = nil
	if again := w.traces("F1"); again != 0 {
		t.Errorf("without a trail: again after %s", again)
	}
	if again := w.traces("F9"); again != 0 {
		t.Errorf("of no finding: again after %s", again)
	}
}

func TestWhatTheFirstSweepFoundIsNotTraced(t *testing.T) {
	t.Parallel()
	s := &surveyor{}
	w := newWorld(t, func(o *bot.Parts) { o.Surveyor, o.Policy, o.Operators = s, once, operators })
	tr := &trail{events: []peering.AuditEvent{alice}}
	s.cloud, w.Drift.AuditLog = w.cloud, tr
	w.active()
	w.unroute(accounts[1].ID)
	w.sweeps()
	if again := w.traces("F1"); again != 0 || tr.calls != 0 {
		t.Errorf("%d looks; nobody knows since when it is so", tr.calls)
	}
}
