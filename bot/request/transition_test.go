package request_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"peerbot/aws/peering"
	"peerbot/bot/request"
)

var start = time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)

const (
	tokyo = "111111111111"
	seoul = "222222222222"
)

// asked is a request that waits for an owner of each account.
func asked(given ...string) request.Request {
	return request.New(request.Request{
		ID: "R1", Kind: request.Create, Peering: "P1", RequestedBy: "U0MINA",
		Plan: peering.Plan{Digest: "d0", Peering: peering.Peering{
			Requester: peering.End{VPC: peering.Ref{Account: tokyo}}, Accepter: peering.End{VPC: peering.Ref{Account: seoul}},
		}},
		Approvals: []request.Approval{{Account: tokyo, SelfApprovable: true}, {Account: seoul}},
	}, given, start.Add(time.Hour), start)
}

// model is what a request should be after some events, told again in the
// simplest way: it knows nothing of how the package keeps decisions.
type model struct {
	state   request.State
	yes     map[string]bool // accounts that said yes to the present plan
	digest  int
	done    int
	failure bool
}

func (m model) with(f func(*model)) model {
	out := m
	out.yes = map[string]bool{}
	for a := range m.yes {
		out.yes[a] = true
	}
	f(&out)
	return out
}

// event is one thing that may happen, the states in which it may, and what it
// does to the model.
type event struct {
	name string
	from []request.State
	do   func(r request.Request, m model, now time.Time) (request.Request, error)
	want func(m *model)
}

func events() []event {
	type states = []request.State
	why := request.Failure{Code: request.BlockedBy}
	say := func(account string) event {
		return event{
			"yes " + account,
			states{request.Pending},
			func(r request.Request, _ model, now time.Time) (request.Request, error) {
				return r.Approve("U0OWNER", []string{account}, now)
			},
			func(m *model) {
				m.yes[account] = true
				if m.yes[tokyo] && m.yes[seoul] {
					m.state = request.Approved
				}
			},
		}
	}
	return []event{
		say(tokyo),
		say(seoul),
		{"deny", states{request.Pending}, func(r request.Request, _ model, now time.Time) (request.Request, error) {
			return r.Deny("U0OWNER", seoul, "no", now)
		}, func(m *model) { m.state = request.Denied }},
		{"end", states{request.Pending, request.Approved, request.Applying, request.Failed}, func(r request.Request, _ model, now time.Time) (request.Request, error) {
			return r.End(request.Cancellation{Person: "U0MINA", At: now}, now)
		}, func(m *model) { m.state = request.Withdrawn }},
		{"expire", states{request.Pending}, func(r request.Request, _ model, _ time.Time) (request.Request, error) {
			return r.Expire(r.ExpiresAt)
		}, func(m *model) { m.state = request.Expired }},
		{"replan", states{request.Pending, request.Approved, request.Applying, request.Failed}, func(r request.Request, m model, now time.Time) (request.Request, error) {
			plan := peering.Plan{Digest: fmt.Sprint("d", m.digest+1)}
			return r.Replan(plan, r.Approvals, []string{tokyo}, now.Add(time.Hour), now)
		}, func(m *model) {
			*m = model{state: request.Pending, yes: map[string]bool{tokyo: true}, digest: m.digest + 1}
		}},
		{"void", states{request.Pending, request.Approved, request.Applying, request.Failed}, func(r request.Request, _ model, now time.Time) (request.Request, error) {
			return r.Void(why, now)
		}, func(m *model) { m.state, m.failure = request.Void, true }},
		{"start", states{request.Approved, request.Applying}, func(r request.Request, _ model, now time.Time) (request.Request, error) {
			return r.Start(now)
		}, func(m *model) {
			if m.state == request.Approved {
				m.state, m.failure = request.Applying, false
			}
		}},
		{"progress", states{request.Applying}, func(r request.Request, _ model, now time.Time) (request.Request, error) {
			return r.Progress([]peering.Step{{Kind: peering.Create}}, now)
		}, func(m *model) { m.done, m.failure = m.done+1, false }},
		{"finish", states{request.Applying}, func(r request.Request, _ model, now time.Time) (request.Request, error) {
			return r.Finish(now)
		}, func(m *model) { m.state, m.failure = request.Done, false }},
		{"fail", states{request.Approved, request.Applying}, func(r request.Request, _ model, now time.Time) (request.Request, error) {
			return r.Fail(why, now)
		}, func(m *model) { m.state, m.failure = request.Failed, true }},
		{"delay", states{request.Approved, request.Applying}, func(r request.Request, _ model, now time.Time) (request.Request, error) {
			return r.Delay(why, now)
		}, func(m *model) { m.failure = true }},
		{"retry", states{request.Failed}, func(r request.Request, _ model, now time.Time) (request.Request, error) {
			return r.Retry(now)
		}, func(m *model) { m.state = request.Approved }},
	}
}

// depth lets a request be approved by two, done half, fail and be retried.
const depth = 6

func TestEverySequenceOfEvents(t *testing.T) {
	t.Parallel()
	w := walker{t: t, events: events(), reached: map[request.State]bool{}}
	w.walk(asked(), model{state: request.Pending, yes: map[string]bool{}}, nil)
	for _, s := range request.States {
		if !w.reached[s] {
			t.Errorf("no sequence reached %s", s)
		}
	}
	t.Logf("%d sequences", w.sequences)
}

type walker struct {
	t         *testing.T
	events    []event
	reached   map[request.State]bool
	sequences int
}

// walk tries every event on a request, and goes on from what the legal ones
// lead to. A request must stay as it is, whatever is made from it.
func (w *walker) walk(r request.Request, m model, path []string) {
	w.sequences++
	w.reached[r.State] = true
	w.check(r, m, path)
	if len(path) == depth {
		return
	}
	before := text(w.t, r)
	now := start.Add(time.Duration(len(path)+1) * time.Minute)
	type child struct {
		r      request.Request
		before string
	}
	var children []child
	for _, e := range w.events {
		next, err := e.do(r, m, now)
		here := append(slices.Clone(path), e.name)
		if !slices.Contains(e.from, m.state) {
			var illegal *request.IllegalError
			if !errors.As(err, &illegal) || illegal.From != m.state {
				w.t.Fatalf("%v from %s: error %v, want an *IllegalError from %s", here, m.state, err, m.state)
			}
			if got := text(w.t, next); got != before {
				w.t.Fatalf("%v is illegal and returned\n%s, want it unchanged:\n%s", here, got, before)
			}
			continue
		}
		if err != nil {
			w.t.Fatalf("%v: %v", here, err)
		}
		children = append(children, child{next, text(w.t, next)})
		w.walk(next, m.with(e.want), here)
	}
	if got := text(w.t, r); got != before {
		w.t.Fatalf("after %v, what was made of the request changed it to\n%s, want\n%s", path, got, before)
	}
	for _, c := range children {
		if got := text(w.t, c.r); got != c.before {
			w.t.Fatalf("after %v, what its sisters did changed a request to\n%s, want\n%s", path, got, c.before)
		}
	}
	if !r.State.Open() && len(children) > 0 {
		w.t.Fatalf("%v ends in %s, and goes on", path, r.State)
	}
}

func (w *walker) check(r request.Request, m model, path []string) {
	w.t.Helper()
	if r.State != m.state {
		w.t.Fatalf("%v: state %s, want %s", path, r.State, m.state)
	}
	var missing []string
	for _, a := range []string{tokyo, seoul} {
		if !m.yes[a] {
			missing = append(missing, a)
		}
	}
	var got []string
	for _, n := range r.Outstanding() {
		got = append(got, n.Account)
	}
	if !slices.Equal(got, missing) {
		w.t.Fatalf("%v: waits for %v, want %v", path, got, missing)
	}
	if len(r.Done) != m.done || (r.Failure != nil) != m.failure || r.Replans != m.digest {
		w.t.Fatalf("%v: %d writes, failure %v, %d replans; want %d, %t, %d", path, len(r.Done), r.Failure, r.Replans, m.done, m.failure, m.digest)
	}
	working := r.State == request.Approved || r.State == request.Applying || r.State == request.Done || r.State == request.Failed
	if working && len(missing) > 0 {
		w.t.Fatalf("%v: %s without the yes of %v", path, r.State, missing)
	}
}

func text(t *testing.T, r request.Request) string {
	t.Helper()
	raw, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

func TestOpenStatesAreThoseThatGoOn(t *testing.T) {
	t.Parallel()
	open := []request.State{request.Pending, request.Approved, request.Applying, request.Failed}
	for _, s := range request.States {
		if got, want := s.Open(), slices.Contains(open, s); got != want {
			t.Errorf("%s.Open() = %t, want %t", s, got, want)
		}
	}
}

func TestARequestExpiresAtItsTimeAndNotBefore(t *testing.T) {
	t.Parallel()
	r := asked()
	got, err := r.Expire(r.ExpiresAt.Add(-time.Nanosecond))
	if err == nil || got.State != request.Pending {
		t.Errorf("Expire before its time = %s, %v, want pending and an error", got.State, err)
	}
	if got, err = r.Expire(r.ExpiresAt); err != nil || got.State != request.Expired {
		t.Errorf("Expire at its time = %s, %v, want expired", got.State, err)
	}
}

func TestAskingIsAYesToOnesOwnAccount(t *testing.T) {
	t.Parallel()
	one := asked(tokyo)
	if one.State != request.Pending || len(one.Outstanding()) != 1 || one.Outstanding()[0].Account != seoul {
		t.Errorf("asked by an owner of one = %s, waits for %v; want pending, for %s", one.State, one.Outstanding(), seoul)
	}
	d, ok := one.ApprovalOf(tokyo)
	if !ok || !d.Implied || d.Person != "U0MINA" || !d.At.Equal(start) {
		t.Errorf("Yes(%s) = %+v, %t, want the asker's, by asking", tokyo, d, ok)
	}
	if both := asked(tokyo, seoul); both.State != request.Approved {
		t.Errorf("asked by who may say everything = %s, want approved", both.State)
	}
}

func TestAYesToAnOlderPlanDoesNotCount(t *testing.T) {
	t.Parallel()
	r := asked(tokyo)
	r, err := r.Replan(peering.Plan{Digest: "d1"}, r.Approvals, nil, start.Add(time.Hour), start)
	if err != nil {
		t.Fatal(err)
	}
	approved, err := r.Approve("U0JOON", []string{tokyo, seoul}, start)
	if err != nil || approved.State != request.Approved {
		t.Fatalf("Approve = %s, %v", approved.State, err)
	}
	again, err := approved.Replan(peering.Plan{Digest: "d2"}, r.Approvals, nil, start.Add(time.Hour), start)
	if err != nil {
		t.Fatal(err)
	}
	if got := len(again.Outstanding()); got != 2 {
		t.Errorf("after a new plan it waits for %d accounts, want both", got)
	}
	if _, ok := again.ApprovalOf(seoul); ok {
		t.Error("a yes to the old plan counts for the new one")
	}
	if got := again.Approver(); got != "U0MINA" {
		t.Errorf("Approver = %s, want the asker: nobody approved the new plan", got)
	}
	// Back to the plan that was approved: what was said of it holds.
	back, err := again.Replan(peering.Plan{Digest: "d1"}, r.Approvals, nil, start.Add(time.Hour), start)
	if err != nil || back.State != request.Approved {
		t.Errorf("the approved plan again is %s, %v, and waits for %v; want approved", back.State, err, back.Outstanding())
	}
}

func TestWhoIsActedFor(t *testing.T) {
	t.Parallel()
	r := asked(tokyo)
	if got := r.Approver(); got != "U0MINA" {
		t.Errorf("Approver before a click = %s, want the asker", got)
	}
	r, err := r.Approve("U0JOON", []string{seoul}, start)
	if err != nil {
		t.Fatal(err)
	}
	want := peering.Actor{Request: "R1", Person: "U0JOON"}
	if got := r.Actor(); got != want {
		t.Errorf("Actor = %+v, want %+v", got, want)
	}
	two := asked()
	for _, yes := range []struct{ person, account string }{{"U0AIKO", tokyo}, {"U0JOON", seoul}} {
		if two, err = two.Approve(yes.person, []string{yes.account}, start); err != nil {
			t.Fatal(err)
		}
	}
	if got := two.Approver(); got != "U0JOON" {
		t.Errorf("Approver of two = %s, want the last", got)
	}
}

func TestTheRefusalIsTheLastNo(t *testing.T) {
	t.Parallel()
	r := asked(tokyo)
	if _, ok := r.Denial(); ok {
		t.Error("a request that nobody denied has a refusal")
	}
	r, err := r.Deny("U0JOON", seoul, "use the hub", start)
	if err != nil {
		t.Fatal(err)
	}
	d, ok := r.Denial()
	if !ok || d.Person != "U0JOON" || d.Account != seoul || d.Reason != "use the hub" || d.Digest != "d0" {
		t.Errorf("Refusal = %+v, %t, want Joon's with its reason", d, ok)
	}
	if _, ok := r.ApprovalOf(seoul); ok {
		t.Error("a no counts as a yes")
	}
}

func TestOnePairWhicheverWayItIsWritten(t *testing.T) {
	t.Parallel()
	a := peering.End{VPC: peering.Ref{Account: tokyo, Region: "ap-northeast-1", VPC: "vpc-0a"}}
	b := peering.End{VPC: peering.Ref{Account: seoul, Region: "ap-northeast-2", VPC: "vpc-0b"}}
	there, back := request.PairKey(peering.Peering{Requester: a, Accepter: b}), request.PairKey(peering.Peering{Requester: b, Accepter: a})
	if there != back {
		t.Errorf("PairKey = %s one way and %s the other, want the same", there, back)
	}
	b.VPC.VPC = "vpc-0c"
	if other := request.PairKey(peering.Peering{Requester: a, Accepter: b}); other == there {
		t.Errorf("PairKey of another pair is the same: %s", other)
	}
}
