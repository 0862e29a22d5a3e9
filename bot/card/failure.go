package card

import (
	"peerbot/aws/peering"
	"peerbot/bot/directory"
	"peerbot/bot/request"
)

// couldNot says in words which step failed.
func couldNot(n directory.Names, r request.Request) richText {
	f := r.Failure
	if f == nil || f.Step == nil {
		return format("failure.unknown-step")
	}
	return step("step.failed.", n, r.Plan, *f.Step, f.Step.PCX)
}

// failure adds why a request stopped, what is in AWS now, and what to do.
func (m *message) failure(n directory.Names, r request.Request) {
	f := r.Failure
	if f == nil {
		m.nextSteps(r, nil)
		return
	}
	why, hint := m.whyFailed(n, r)
	if f.Call != nil {
		m.required("failure", join(" · ", format("failure.error"), code(f.Call.Code), place(n, f.Call.Account, f.Call.Region), when(f.At)))
		m.callMessage(n, f.Call)
	} else {
		m.required("message", format("failure.why", why))
	}
	if f.Exists != nil {
		m.required("exists", format("failure.exists", exists(*f.Exists)))
	}
	m.nextSteps(r, hint)
}

// whyFailed says why a request stopped, and what to do about it.
func (m *message) whyFailed(n directory.Names, r request.Request) (why, hint richText) {
	f := r.Failure
	switch {
	case f.Text != "": // of an earlier release
		return sentence(mixedText(f.Text, 1500, 400)), sentence(mixedText(f.Hint, 1000, 300))
	case f.Call != nil:
		return answered(n, f.Call), callHint(n, f.Call)
	case f.Problem != nil:
		return problem(n, r.Plan, *f.Problem)
	case f.Err != nil:
		return m.refusal(n, f.Err)
	case f.Connection != nil:
		parts := []richText{code(f.Connection.ID), clipped(f.Connection.Message, 400, 200)}
		status := f.Connection.Status
		return format("failure.ended."+key(status), parts...), format("failure.ended-hint."+key(status), parts...)
	}
	return format("failure.code."+key(f.Code), took(f.Waited)), format("failure.code-hint." + key(f.Code))
}

// answered says what AWS answered to a call, and where.
func answered(n directory.Names, e *peering.CallError) richText {
	return join(" · ", code(e.Code), place(n, e.Account, e.Region), callText(n, e))
}

// exists says what of a request is in AWS.
func exists(e request.Existing) richText {
	switch {
	case e.Unchanged:
		return format("failure.exists.unchanged")
	case e.PCX == "":
		return format("failure.exists.nothing")
	case e.Routes == 0:
		return format("failure.exists.connection", code(e.PCX), userText(string(e.Status)))
	}
	return format("failure.exists.routes", code(e.PCX), userText(string(e.Status)), plural(e.Routes, "count.route"))
}

// nextSteps adds what to do, with what can be typed instead of the buttons.
func (m *message) nextSteps(r request.Request, hint richText) {
	what := hint
	if !what.empty() {
		what = format("failure.hint", what)
	}
	if r.State == request.Failed {
		what = join("\n", what, join(" ", format("failure.retry", typed("retry "+r.ID)), givingUp(r)))
	}
	m.required("todo", what)
}

// givingUp is what to type instead of trying again. To withdraw changes
// nothing in AWS, so what was made has to be undone after it.
func givingUp(r request.Request) richText {
	if r.RequestedBy == request.System { // nobody requested it, so nobody can withdraw it
		return format("failure.withdraw", typed("cancel "+r.ID))
	}
	if r.Kind.Rules().UndoneBy != "" && len(r.Done) > 0 {
		return format("failure.undo", typed("withdraw "+r.ID), typed(undoing(r)))
	}
	return format("failure.withdraw", typed("withdraw "+r.ID))
}

// delayed adds an error that may pass by itself.
func (m *message) delayed(n directory.Names, r request.Request) {
	if r.Failure == nil {
		return
	}
	why, _ := m.whyFailed(n, r)
	m.required("delayed", icon("⚠️", format("failure.delayed", why)))
}
