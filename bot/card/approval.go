package card

import "peerbot/bot/request"

// denied says who denied it, for which account, and why.
func denied(r request.Request) richText {
	d, ok := r.Denial()
	if !ok {
		return icon("⛔", format("request.denied"))
	}
	var rejects richText
	if r.Kind.Rules().External {
		rejects = format("request.rejects", code(r.Plan.Peering.PCX))
	}
	head := format(decided(r, "request.denied-by", "request.rejected-by"), person(d.Person), bold(account(r, d.Account)), when(d.At))
	return join("\n", icon("⛔", head), quoted(d.Reason), rejects)
}

// approvals adds, per account, who has to approve and who did.
func (m *message) approvals(r request.Request) {
	var rows []richText
	for _, n := range r.Approvals {
		rows = append(rows, icon(approvalSign(r, n), join(": ", bold(called(n)), approval(r, n))))
	}
	if len(rows) > 0 {
		m.list(list{id: "approvals", title: format("approval.title"), rows: rows, more: "more.account", must: true})
	}
}

func approvalSign(r request.Request, n request.Approval) string {
	if _, ok := r.ApprovalOf(n.Account); ok {
		return "✅"
	}
	if d, ok := r.Denial(); ok && d.Account == n.Account {
		return "⛔"
	}
	if r.State == request.Pending {
		return "⏳"
	}
	return "▫️"
}

func approval(r request.Request, n request.Approval) richText {
	if d, ok := r.ApprovalOf(n.Account); ok {
		if d.Implied {
			return format("approval.by-asking", person(d.Person))
		}
		return format(decided(r, "approval.approved", "approval.accepted"), person(d.Person), when(d.At))
	}
	if d, ok := r.Denial(); ok && d.Account == n.Account {
		return format(decided(r, "approval.denied", "approval.rejected"), person(d.Person), when(d.At))
	}
	if r.State != request.Pending {
		return format("approval.undecided")
	}
	who := format("approval.waiting-other", person(r.RequestedBy))
	if n.SelfApprovable || r.RequestedBy == request.System {
		who = format("approval.waiting")
	}
	if d, ok := r.Lapsed(n.Account); ok {
		return format("approval.lapsed", who, lapse(d))
	}
	if d, ok := earlier(r, n.Account); ok && d.Lapsed != "" {
		return format("approval.lapsed", who, lapse(d))
	} else if ok {
		return format("approval.earlier", who, person(d.Person))
	}
	return who
}

// lapse says why an approval counts no more.
func lapse(d request.Decision) richText {
	return format("lapse."+key(d.Lapsed), person(d.Person))
}

// lapses adds which approvals count no more, and why.
func (m *message) lapses(r request.Request) {
	var rows []richText
	for _, n := range r.Approvals {
		if d, ok := r.Lapsed(n.Account); ok {
			rows = append(rows, bullet(join(": ", bold(called(n)), lapse(d))))
		}
	}
	if len(rows) > 0 {
		m.list(list{id: "lapsed", rows: rows, more: "more.account"})
	}
}

// earlier is the last approval of a plan that is not the request's any more.
func earlier(r request.Request, account string) (request.Decision, bool) {
	var last request.Decision
	found := false
	for _, d := range r.Decisions {
		if d.Account == account && d.Verdict == request.VerdictApprove && d.Digest != r.Plan.Digest {
			last, found = d, true
		}
	}
	return last, found
}

// decide tells those who cannot press buttons what to type.
func decide(r request.Request) richText {
	if r.Kind.Rules().External && len(r.Plan.Blocked()) > 0 {
		return format("request.decide-reject", typed("deny "+r.ID+" reason=…"))
	}
	if r.RequestedBy == request.System {
		return format("request.decide", typed("approve "+r.ID), typed("deny "+r.ID+" reason=…"))
	}
	return format("request.decide-withdraw",
		typed("approve "+r.ID), typed("deny "+r.ID+" reason=…"), typed("withdraw "+r.ID))
}
