package card

import (
	"fmt"
	"slices"
	"time"

	"peerbot/aws/peering"
	"peerbot/bot/directory"
	"peerbot/bot/request"
)

// task is steps of one kind on one side: a line of the checklist.
type task struct {
	step  peering.Step // the first of them
	total int
	done  int
}

func (t task) finished() bool { return t.done >= t.total }

// tasks compares what was approved with what is done. Waiting leaves no trace
// of its own: it is over when something after it was done.
func tasks(r request.Request) []task {
	var out []task
	for _, s := range r.Plan.Steps {
		if n := len(out); n == 0 || out[n-1].step.Kind != s.Kind || out[n-1].step.Side != s.Side {
			out = append(out, task{step: s})
		}
		t := &out[len(out)-1]
		t.total++
		if s.Writes() && didStep(r.Done, s) {
			t.done++
			for i := range out[:len(out)-1] {
				if !out[i].step.Writes() {
					out[i].done = out[i].total
				}
			}
		}
	}
	return out
}

// didStep reports whether a step is among those done. The connection's id is
// not compared: it was unknown when the step was planned.
func didStep(done []peering.Step, s peering.Step) bool {
	for _, d := range done {
		if d.Kind == s.Kind && d.Side == s.Side && d.Table == s.Table && d.Destination == s.Destination {
			return true
		}
	}
	return false
}

// doneCount is how many of the plan's writes are done.
func doneCount(r request.Request) (done, total int) {
	for _, t := range tasks(r) {
		if t.step.Writes() {
			done, total = done+t.done, total+t.total
		}
	}
	return done, total
}

// progress adds the checklist. While work is going on, what is being done now
// has a sign of its own.
func (m *message) progress(n directory.Names, r request.Request, p request.Peering) {
	var rows []words
	var now peering.Kind
	for _, t := range tasks(r) {
		sign := raw("▫️ ", "To do: ")
		switch {
		case t.finished():
			sign = raw("✅ ", "Done: ")
		case r.State == request.Failed && r.Failure != nil && sameTask(t, r.Failure.Step):
			sign = raw("❌ ", "Failed: ")
		case r.State == request.Applying && (now == "" || now == t.step.Kind):
			now = t.step.Kind
			sign = raw("⏳ ", "Now: ")
		}
		row := say("%s%s", sign, t.words(n, r, pcx(r, p)))
		if t.total > 1 {
			row = say("%s: %s", row, prose(counted(t.done, t.total)))
		}
		rows = append(rows, row)
	}
	if len(rows) > 0 {
		m.list(list{id: "progress", title: say("*Steps*"), rows: rows, more: "more.step", sections: 2, fallback: 12})
	}
}

// sameTask reports whether a step is one of a task's.
func sameTask(t task, s *peering.Step) bool {
	return s != nil && t.step.Kind == s.Kind && t.step.Side == s.Side
}

// words says what a task does, and where.
func (t task) words(n directory.Names, r request.Request, pcx string) words {
	at := vpc(n, onSide(r.Plan, t.step.Side))
	it := say("the peering")
	if t.step.PCX != "" {
		pcx = t.step.PCX
	}
	if pcx != "" {
		it = named(pcx)
	}
	switch t.step.Kind {
	case peering.RemoveRoute:
		return say("Remove routes of %s", at)
	case peering.Delete:
		return say("Delete %s", it)
	case peering.AwaitGone:
		return say("Wait until AWS says deleted")
	case peering.Create:
		if t.finished() {
			return say("Create %s from %s", it, at)
		}
		return say("Create the peering from %s", at)
	case peering.AwaitPending:
		return say("Wait until both sides see it")
	case peering.Tag:
		return say("Tag it for %s", at)
	case peering.Untag:
		return say("Take peerbot's tags off it for %s", at)
	case peering.Accept:
		return say("Accept it in %s", at)
	case peering.AwaitActive:
		return say("Wait until AWS says active")
	case peering.AddRoute:
		return say("Add routes to %s", at)
	case peering.SetDNS:
		return say("Set the DNS option of %s", at)
	}
	return prose(t.step.String())
}

// pcx is the id of the connection that a request is about, once there is one.
func pcx(r request.Request, p request.Peering) string {
	for _, v := range slices.Backward(r.Done) {
		if v.Kind == peering.Create && v.PCX != "" {
			return v.PCX
		}
	}
	if p.Want.PCX != "" {
		return p.Want.PCX
	}
	for _, v := range slices.Backward(r.Done) {
		if v.PCX != "" {
			return v.PCX
		}
	}
	return r.Plan.Peering.PCX
}

func counted(done, total int) string { return fmt.Sprintf("%d of %d", done, total) }

// elapsed is how long the work on a request has taken; nothing when it never
// began.
func elapsed(r request.Request, d time.Duration, after string) words {
	if r.StartedAt.IsZero() {
		return nil
	}
	return join(" ", took(d), prose(after))
}
