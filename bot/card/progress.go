package card

import (
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
	var rows []richText
	var now peering.Kind
	for _, t := range tasks(r) {
		sign, state := "▫️", key("step.is.to-do")
		switch {
		case t.finished():
			sign, state = "✅", "step.is.done"
		case r.State == request.Failed && r.Failure != nil && sameTask(t, r.Failure.Step):
			sign, state = "❌", "step.is.failed"
		case r.State == request.Applying && (now == "" || now == t.step.Kind):
			now = t.step.Kind
			sign, state = "⏳", "step.is.now"
		}
		row := t.words(n, r, pcx(r, p))
		if t.total > 1 {
			row = join(": ", row, progressCount(t.done, t.total))
		}
		rows = append(rows, spelled(sign, state, row))
	}
	if len(rows) > 0 {
		m.list(list{id: "progress", title: format("step.title"), rows: rows, more: "more.step", sections: 2, fallback: 12})
	}
}

// sameTask reports whether a step is one of a task's.
func sameTask(t task, s *peering.Step) bool {
	return s != nil && t.step.Kind == s.Kind && t.step.Side == s.Side
}

// words says what a task does, and where.
func (t task) words(n directory.Names, r request.Request, pcx string) richText {
	if t.step.PCX != "" {
		pcx = t.step.PCX
	}
	if t.step.Kind == peering.Create && !t.finished() {
		pcx = ""
	}
	return step("step.task.", n, r.Plan, t.step, pcx)
}

// pcx is the id of the connection that a request is about, once there is one.
func pcx(r request.Request, p request.Peering) string {
	for _, v := range slices.Backward(r.Done) {
		if v.Kind == peering.Create && v.PCX != "" {
			return v.PCX
		}
	}
	if p.Desired.PCX != "" {
		return p.Desired.PCX
	}
	for _, v := range slices.Backward(r.Done) {
		if v.PCX != "" {
			return v.PCX
		}
	}
	return r.Plan.Peering.PCX
}

func progressCount(done, total int) richText { return format("count.of", digits(done), digits(total)) }

// elapsed is how long the work on a request has taken; nothing when it never
// began.
func elapsed(r request.Request, d time.Duration, k key) richText {
	if r.StartedAt.IsZero() {
		return nil
	}
	return format(k, took(d))
}
