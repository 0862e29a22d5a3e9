package card

import (
	"peerbot/bot/notice"
	"peerbot/bot/request"
)

// answer is a short reply: what happened, what to do next, and where to look.
func (m *message) answer(a notice.Answer) {
	a.Request = renamed(a.Names, a.Request)
	switch a.Code {
	case notice.CannotPeer, notice.CannotRepair, notice.CannotDelete, notice.PlanChanged, notice.Confirm:
		m.cannot(a)
		m.toApprove(a)
	case notice.Recorded:
		text := sentence(mixedText(a.Text, 2600, 1200))
		if text.empty() {
			text = format("answer.done")
		}
		m.required("text", text)
	case notice.Voided:
		if c, ok := a.Request.ClosedInAWS(); ok {
			m.required("text", format("refused.decided-outside", code(a.Request.ID), decidedOutside(c.ID, string(c.Status))))
			m.required("hint", afterOutside(a.Names, a.Request, c))
			return
		}
		m.answered(a)
	default:
		m.answered(a)
	}
}

// answered says what happened, by the code of the answer, and what to do next.
func (m *message) answered(a notice.Answer) {
	m.required("text", format("answer.text."+key(answerCode(a)), answerParts(a)...))
	m.required("hint", m.answerHint(a))
	m.approvedPlan(a)
	m.cardLinks(a.Links)
}

// approvedPlan says between which VPCs, and for what, an approval is that was
// typed: whoever meant another request sees it here.
func (m *message) approvedPlan(a notice.Answer) {
	if a.Plan {
		m.sides(a.Names, a.Request.Plan)
		m.changes(a.Names, a.Request)
		m.plan(a.Names, a.Request.Plan, planOf(a.Request))
	}
}

// toApprove shows a plan that has to be approved once more, with the button for it.
func (m *message) toApprove(a notice.Answer) {
	m.approvedPlan(a)
	if a.Plan && a.Blocked == nil && a.Request.State == request.Pending {
		m.actions("decide", m.approveButton(a.Names, a.Request))
	}
}

// answerCode is the code of an answer, and where it has several texts, which of
// them.
func answerCode(a notice.Answer) string {
	code := string(a.Code)
	switch a.Code {
	case notice.Posted, notice.Approved:
		if len(a.Request.Outstanding()) == 0 {
			return code + ".complete"
		}
	case notice.Denied:
		switch {
		case a.Request.Kind.Rules().External && a.Paused.On:
			return code + ".rejects-later"
		case a.Request.Kind.Rules().External:
			return code + ".rejects"
		case a.Request.RequestedBy == request.System:
			return code + ".system"
		}
	case notice.Retrying:
		switch {
		case a.Request.State == request.Pending:
			return code + ".lapsed"
		case waitsForResume(a.Request, a.Paused):
			return code + ".paused"
		}
	case notice.PlanChanged:
		if a.Blocked != nil {
			return code + ".blocked"
		}
	case notice.Snoozed:
		return code + "." + string(request.SubjectOf(a.ID))
	default: // one text
	}
	return code
}

// answerHint is what to do after an answer; nothing when there is nothing.
func (m *message) answerHint(a notice.Answer) richText {
	code := answerCode(a)
	switch a.Code {
	case notice.AlreadyOpen:
		if a.Request.State == request.Failed {
			code += ".failed"
		}
	case notice.Withdrawn, notice.Cancelled:
		if !a.Exists {
			return nil
		}
		return arrow(leftover(a.Request))
	case notice.NothingToRepair:
		if !a.Exists {
			return nil
		}
	default:
	}
	if hint := m.optional("answer.hint."+key(code), answerParts(a)...); hint != nil {
		return arrow(hint)
	}
	return nil
}

// answerParts are what the texts of answers are made of, in the order in which
// english_answer.go counts them.
func answerParts(a notice.Answer) []richText {
	r := a.Request
	return []richText{
		code(r.ID), code(a.ID), waitsFor(r), when(a.Until), plural(a.Count, "count.finding"),
		format("request.title." + key(r.Kind)), format("request.state." + key(r.State)), code(r.Plan.Peering.PCX),
		userText(r.ID), userText(a.ID), doing(a), typed(undoing(r)), person(r.RequestedBy), when(r.CreatedAt),
		person(a.Paused.Person), when(a.Paused.At),
	}
}

// cannot says what stands in the way of what was asked for, and what to do
// about it.
func (m *message) cannot(a notice.Answer) {
	m.required("title", icon("⚠️", strong(format("answer.text."+key(answerCode(a)), answerParts(a)...))))
	var rows []richText
	hint := m.optional("answer.hint."+key(answerCode(a)), answerParts(a)...)
	if a.Blocked != nil {
		for i, x := range a.Blocked.Blocked() {
			text, advice := problem(a.Names, *a.Blocked, x)
			if rows = append(rows, text); i == 0 {
				hint = advice
			}
		}
	}
	if len(rows) > 0 {
		m.list(list{id: "text", rows: rows, more: "more.problem", sections: 3, must: true})
	}
	if a.Known != nil {
		hint = join(" ", both(m.refusal(a.Names, a.Known))...)
	}
	if !hint.empty() {
		m.required("hint", arrow(hint))
	}
	m.cardLinks(a.Links)
}

func both(text, hint richText) []richText { return []richText{text, hint} }

// undeliverable tells operators that a message cannot be posted.
func (m *message) undeliverable(n notice.Undeliverable) {
	about := code(n.About)
	if n.About == "" {
		about = format("undeliverable.message")
	}
	if n.Code == notice.ChannelExternal {
		m.required("text", icon("⚠️", format("undeliverable.external", about, channel(n.Channel))))
		if n.About != "" {
			m.required("show", arrow(format("undeliverable.external-show", typed("show "+n.About))))
		}
		m.required("hint", arrow(format("undeliverable.external-hint")))
		return
	}
	m.required("text", icon("⚠️", format("undeliverable", about, channel(n.Channel), code(n.Code))))
	m.required("hint", arrow(format("undeliverable.hint", took(n.Retry))))
}

// moved says where to read what was shown here.
func (m *message) moved(n notice.Moved) {
	m.required("text", icon("🔒", format("undeliverable.moved", code(n.About))))
	m.required("hint", arrow(format("undeliverable.external-show", typed("show "+n.About))))
}

// firstSweep is the one sentence that a new installation posts.
func (m *message) firstSweep(n notice.FirstSweep) {
	s := n.Sweep
	switch {
	case s.Peerings == 0 && s.Open == 0:
		m.required("text", format("first-sweep.empty"))
	case s.Open == 0:
		m.required("text", format("first-sweep.clean", plural(s.Peerings, "count.peering")))
	default:
		m.required("text", format("first-sweep", plural(s.Peerings, "count.peering"), plural(s.Open, "count.finding"), typed("findings")))
	}
}
