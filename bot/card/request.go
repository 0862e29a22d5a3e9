package card

import (
	"cmp"

	"peerbot/aws/peering"
	"peerbot/bot/command"
	"peerbot/bot/directory"
	"peerbot/bot/notice"
	"peerbot/bot/request"
)

// requestCard is the card of a request. What to look at changes with the
// state: the plan while people decide, the steps while AWS is changed, the
// outcome when it is over. Buttons are there only while they do something.
func (m *message) requestCard(c notice.RequestCard) {
	c.Request = renamed(c.Names, c.Request)
	r := c.Request
	m.more = typed("show " + r.ID)
	if len(c.Open) > 0 {
		m.externalGroup(c)
		return
	}
	m.header(requestTitle(r))
	m.required("state", join("\n", state(c), asks(c.Names, r, c.Peering)))
	m.required("reason", quoted(r.Reason))
	m.required("cause", cause(r))
	m.lifetime(r, c.Peering)
	m.planChanged(c.Names, r)
	if r.State.Open() {
		m.paused(c.Paused)
	}
	m.sides(c.Names, r.Plan)
	m.context("about", about(r)...)
	if r.State.Open() || r.State == request.Done {
		m.asIs(c.Names, r, c.Peering, planOf(r))
	}
	switch r.State {
	case request.Pending:
		if len(r.Plan.Blocked()) > 0 {
			m.problems(c.Names, r.Plan)
			m.plan(c.Names, r.Plan, planOf(r))
		} else {
			m.plan(c.Names, r.Plan, planOf(r))
			m.problems(c.Names, r.Plan)
		}
		m.approvals(r)
		m.note(decide(r))
	case request.Approved, request.Applying:
		m.progress(c.Names, r, c.Peering)
		m.delayed(c.Names, r)
		m.approvals(r)
	case request.Failed:
		m.failure(c.Names, r)
		m.progress(c.Names, r, c.Peering)
		m.approvals(r)
	case request.Done:
		look := planOf(r)
		look.title, look.pcx = "plan.title.done", pcx(r, c.Peering)
		if rules := r.Kind.Rules(); !r.Plan.Empty() || !rules.RecordOnly && !rules.AsIs { // what was done outside AWS is said above
			m.plan(c.Names, r.Plan, look)
		}
		m.approvals(r)
	case request.Denied:
		m.approvals(r)
	case request.Withdrawn:
		m.leftBehind(r)
	case request.Expired, request.Void:
		if conn, ok := r.ClosedInAWS(); ok {
			m.required("todo", afterOutside(c.Names, r, conn))
			break
		}
		m.failure(c.Names, r)
		m.again(r)
	}
	m.actions("decide", m.buttons(c.Names, r)...)
}

// requestTitle is the head of a request's card: which, what and how far.
func requestTitle(r request.Request) richText {
	return join(" · ", userText(r.ID), format("request.title."+key(r.Kind)), stateWord(r))
}

// stateWord is the state of a request. What was requested in AWS is rejected, as
// its button says.
func stateWord(r request.Request) richText {
	if _, closed := r.ClosedInAWS(); closed {
		return format("request.state.closed")
	}
	if r.State == request.Denied {
		return format(decided(r, "request.state.denied", "request.state.rejected"))
	}
	return format("request.state." + key(r.State))
}

// planOf is how a card shows the plan of a request.
func planOf(r request.Request) planLook {
	look := brief("plan.title")
	look.idle = "plan.idle." + key(r.Kind)
	return look
}

// state says in one line where a request is and what it waits for.
func state(c notice.RequestCard) richText {
	r := c.Request
	switch r.State {
	case request.Pending:
		if len(r.Plan.Blocked()) > 0 {
			return icon("⛔", format("request.blocked", waitsFor(r)))
		}
		return icon("⏳", format("request.waiting", waitsFor(r)))
	case request.Approved:
		if waitsForResume(r, c.Paused) {
			return icon("⏸️", format("request.approved.paused"))
		}
		if r.Plan.Empty() {
			return icon("👍", format("request.approved.record"))
		}
		return icon("👍", format("request.approved"))
	case request.Applying:
		if r.Cancel != nil {
			return icon("🛑", format("request.cancelling", person(r.Cancel.Person)))
		}
		if r.Plan.Empty() {
			return icon("🔧", format("request.applying.record"))
		}
		done, total := doneCount(r)
		if waitsForResume(r, c.Paused) {
			return icon("⏸️", format("request.applying.paused", format("request.calls-done", progressCount(done, total))))
		}
		return icon("🔧", format("request.applying", join(", ",
			format("request.calls-done", progressCount(done, total)), elapsed(r, c.Now.Sub(r.StartedAt), "time.so-far"))))
	case request.Done:
		return icon("✅", outcome(r, c.Peering))
	case request.Denied:
		return denied(r)
	case request.Withdrawn:
		return ended(r)
	case request.Expired:
		return icon("⌛", format("request.expired", when(r.ExpiresAt)))
	case request.Void:
		if c, ok := r.ClosedInAWS(); ok {
			return icon("🚫", format("request.closed", decidedOutside(c.ID, string(c.Status))))
		}
		return icon("🚫", format("request.void"))
	case request.Failed:
		return icon("❌", format("request.failed", couldNot(c.Names, r)))
	}
	return strong(stateWord(r))
}

// asks says who requested what.
func asks(n directory.Names, r request.Request, p request.Peering) richText {
	it := code(cmp.Or(pcx(r, p), r.Peering))
	return format("request.asks."+key(r.Kind), person(r.RequestedBy), it, vpc(n, r.Plan.Requester), vpc(n, r.Plan.Accepter), when(r.Until))
}

// outcome says what a finished request has made, and how long AWS took.
func outcome(r request.Request, p request.Peering) richText {
	var took richText
	if !r.Plan.Empty() {
		took = elapsed(r, r.UpdatedAt.Sub(r.StartedAt), "time.took")
	}
	return join(" · ", format("request.outcome."+key(r.Kind), expiry(r.Until)), code(pcx(r, p)), routesChanged(r), took)
}

// routesDone says how many routes were added or removed.
func routesDone(r request.Request, k peering.Kind) richText {
	return plural(kindCount(r.Done, k), "route.done."+key(k))
}

// routesChanged says how many routes were removed and added, where any were.
func routesChanged(r request.Request) richText {
	var out []richText
	if kindCount(r.Done, peering.RemoveRoute) > 0 {
		out = append(out, routesDone(r, peering.RemoveRoute))
	}
	if kindCount(r.Done, peering.AddRoute) > 0 {
		out = append(out, routesDone(r, peering.AddRoute))
	}
	return and(out...)
}

// about is the small print: what does not decide anything, but is looked for.
func about(r request.Request) []richText {
	out := []richText{code(r.Peering)}
	if r.Ticket != "" {
		out = append(out, format("request.ticket", bold(r.Ticket)))
	}
	if t := when(r.CreatedAt); !t.empty() {
		out = append(out, format("request.asked-at", t))
	}
	if t := when(r.ExpiresAt); r.State == request.Pending && !t.empty() {
		out = append(out, format("request.expires-at", t))
	}
	return out
}

// planChanged adds that the plan is another than the one that was requested.
func (m *message) planChanged(n directory.Names, r request.Request) {
	if r.Replans == 0 || r.State != request.Pending {
		return
	}
	again := format("request.look-again")
	if r.Replans > 1 {
		again = join(" ", again, plural(r.Replans, "request.changes"))
	}
	m.required("changed", icon("🔁", join("\n", format("request.replanned"), again)))
	m.changes(n, r)
}

// changes names the steps that the last change of the plan added and took away.
func (m *message) changes(n directory.Names, r request.Request) {
	if r.Replans == 0 || r.State != request.Pending || len(r.Before) == 0 {
		return
	}
	before := r.Plan
	before.Steps = r.Before
	var rows []richText
	for _, s := range r.Plan.Steps {
		if !before.Covers(s) {
			rows = append(rows, format("request.change.added", step("step.change.", n, r.Plan, s, s.PCX)))
		}
	}
	for _, s := range r.Before {
		if !r.Plan.Covers(s) {
			rows = append(rows, format("request.change.gone", step("step.change.", n, r.Plan, s, s.PCX)))
		}
	}
	if len(rows) > 0 {
		m.list(list{id: "changes", title: format("request.change.title"), rows: rows, most: 6, more: "more.line", sections: 1})
	}
}

// again says how to ask the same once more.
func (m *message) again(r request.Request) {
	rules := r.Kind.Rules()
	ask := string(r.Kind) + " " + r.Peering // most kinds are called as their commands
	switch {
	case rules.External:
		return // it was requested in AWS, and has to be requested there
	case rules.Extends:
		ask = command.Format(command.Extend{Peering: r.Peering, For: r.Until.Sub(r.CreatedAt)})
	case rules.AsIs && !rules.Managed:
		ask = command.Format(command.Adopt{PCX: r.Plan.Peering.PCX})
	case !rules.Managed:
		w := specOf(r.Plan.Peering)
		w.TTL = r.TTL
		ask = command.Format(command.Request{Spec: w})
	}
	m.required("again", format("request.again", typed(ask)))
}

// cause is why a request was made that nobody gave a reason for, where nothing
// else on the card says so: that a peering has expired does.
func cause(r request.Request) richText {
	if r.Cause.Code == request.UndoOf {
		return format("request.undoes", code(r.Cause.ID))
	}
	return nil
}
