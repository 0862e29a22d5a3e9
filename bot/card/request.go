package card

import (
	"fmt"

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
	r := c.Request
	m.more = typed("show " + r.ID)
	m.header(prose(fmt.Sprintf("%s · %s · %s", r.ID, noun(r.Kind), r.State)))
	m.lead("state", join("\n", state(c), asks(c.Names, r, c.Peering)))
	m.lead("reason", quoted(r.Reason))
	m.lifetime(r, c.Peering)
	m.changed(r)
	m.paused(c)
	m.sides(c.Names, r.Plan)
	m.context("about", about(r)...)
	if r.State.Open() || r.State == request.Done {
		m.asIs(c.Names, r, c.Peering, planOf(r))
	}
	switch r.State {
	case request.Pending:
		if len(r.Plan.Blocked()) > 0 {
			m.problems(r.Plan)
			m.plan(c.Names, r.Plan, planOf(r))
		} else {
			m.plan(c.Names, r.Plan, planOf(r))
			m.problems(r.Plan)
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
		look.title, look.pcx = "What was done", pcx(r, c.Peering)
		if !r.Plan.Empty() || look.idle == "" { // what was done outside AWS is said above
			m.plan(c.Names, r.Plan, look)
		}
		m.approvals(r)
	case request.Denied:
		m.approvals(r)
	case request.Withdrawn:
	case request.Expired, request.Void:
		m.failure(c.Names, r)
		m.again(r)
	}
	m.actions("decide", buttons(r)...)
	return
}

// noun is what a request is called in a title.
func noun(k request.Kind) string {
	switch k {
	case request.Create:
		return "Peering request"
	case request.Delete:
		return "Peering removal"
	case request.Repair:
		return "Peering repair"
	case request.Keep:
		return "Peering as it is"
	case request.Adopt:
		return "Peering adoption"
	case request.Release:
		return "Peering release"
	case request.Extend:
		return "Peering extension"
	case request.Admit:
		return "Request from outside"
	}
	return title(string(k))
}

// planOf is how a card shows the plan of a request.
func planOf(r request.Request) planLook {
	look := brief("Plan")
	look.idle = idle(r.Kind)
	return look
}

// idle says why a request of some kinds does nothing in AWS.
func idle(k request.Kind) string {
	switch k {
	case request.Keep:
		return "only what is wished changes"
	case request.Extend:
		return "only its end changes"
	}
	return ""
}

// state says in one line where a request is and what it waits for.
func state(c notice.RequestCard) words {
	r := c.Request
	switch r.State {
	case request.Pending:
		if len(r.Plan.Blocked()) > 0 {
			return say("%s*Cannot be done* as AWS is now: see the problem below. Once it is mended, this waits for %s.", icon("⛔"), waitsFor(r))
		}
		return say("%s*Waiting for %s*", icon("⏳"), waitsFor(r))
	case request.Approved:
		if r.Plan.Empty() {
			return say("%s*Approved*, and about to be written down", icon("👍"))
		}
		return say("%s*Approved*: AWS is about to be changed", icon("👍"))
	case request.Applying:
		if r.Plan.Empty() {
			return say("%s*Being written down*: nothing changes in AWS", icon("🔧"))
		}
		done, total := doneCount(r)
		return say("%s*Changing AWS*: %s", icon("🔧"), join(", ",
			prose(counted(done, total)+" calls done"), elapsed(r, c.Now.Sub(r.StartedAt), "so far")))
	case request.Done:
		return say("%s%s", icon("✅"), outcome(r, c.Peering))
	case request.Denied:
		return denied(r)
	case request.Withdrawn:
		return say("%s*Withdrawn* by %s %s", icon("↩️"), person(r.Asker), when(r.UpdatedAt))
	case request.Expired:
		return say("%s*Expired*: nobody decided before %s", icon("⌛"), when(r.ExpiresAt))
	case request.Void:
		return say("%s*Void*: it cannot be done, or there is nothing left to do", icon("🚫"))
	case request.Failed:
		return say("%s*Failed*: %s", icon("❌"), couldNot(c.Names, r))
	}
	return bold(title(string(r.State)))
}

// waitsFor names who must still say yes: "an owner of tokyo and an owner of
// seoul", without bold, which is around it already.
func waitsFor(r request.Request) words {
	var out []words
	for _, n := range r.Missing() {
		out = append(out, say("an owner of %s", clipped(called(n), maxName, maxName)))
	}
	if len(out) == 0 {
		return say("the work to start")
	}
	return and(out...)
}

// called is the name of the account that a need is about.
func called(n request.Need) string {
	if n.Alias != "" {
		return n.Alias
	}
	return n.Account
}

// asks says who wishes what.
func asks(n directory.Names, r request.Request, p request.Peering) words {
	verb := say("asked")
	if r.State.Open() {
		verb = say("asks")
	}
	end := say(".")
	if line(r.Reason) != "" {
		end = say(":") // the reason follows
	}
	a, b := vpc(n, r.Plan.Requester), vpc(n, r.Plan.Accepter)
	it := join(" ", say("the peering"), named(pcx(r, p)))
	switch r.Kind {
	case request.Delete:
		return say("%s %s to delete %s between %s and %s%s", person(r.Asker), verb, it, a, b, end)
	case request.Repair:
		return say("%s %s to make %s between %s and %s as wished again%s", person(r.Asker), verb, it, a, b, end)
	case request.Keep:
		return say("%s %s to take %s between %s and %s as it is in AWS%s", person(r.Asker), verb, it, a, b, end)
	case request.Adopt:
		return say("%s %s peerbot to manage %s between %s and %s, which was made by somebody else%s", person(r.Asker), verb, it, a, b, end)
	case request.Release:
		return say("%s %s peerbot to let go of %s between %s and %s, which stays in AWS as it is%s", person(r.Asker), verb, it, a, b, end)
	case request.Extend:
		return say("%s %s to let %s between %s and %s live until %s%s", person(r.Asker), verb, it, a, b, when(r.Until), end)
	case request.Admit:
		return say("Somebody asked in AWS, and not peerbot, to connect %s with %s: %s%s", a, b, named(pcx(r, p)), end)
	}
	return say("%s %s to connect %s with %s%s", person(r.Asker), verb, a, b, end)
}

// outcome says what a finished request has made.
func outcome(r request.Request, p request.Peering) words {
	lasted := elapsed(r, r.UpdatedAt.Sub(r.StartedAt), "")
	if lasted != nil {
		lasted = say("took %s", lasted)
	}
	it := named(pcx(r, p))
	switch r.Kind {
	case request.Delete:
		return join(" · ", say("*Deleted*"), it, routesDone(r, peering.RemoveRoute, "removed"), lasted)
	case request.Repair:
		return join(" · ", say("*Repaired*"), it, mended(r), lasted)
	case request.Keep:
		return join(" · ", say("*Taken as it is*: from now on, that is wished"), it)
	case request.Adopt:
		return join(" · ", say("*Managed by peerbot now*, as it was"), it, lasted)
	case request.Release:
		return join(" · ", say("*Released*: it stays in AWS, and peerbot does not look after it any more"), it, lasted)
	case request.Admit:
		return join(" · ", say("*Accepted*: it is active, and peerbot does not look after it"), it, lasted)
	case request.Extend:
		return join(" · ", say("*Extended*: it %s", lives(r.Until)), it)
	}
	return join(" · ", say("*Active*"), it, routesDone(r, peering.AddRoute, "added"), lasted)
}

func routesDone(r request.Request, k peering.Kind, verb string) words {
	return say("%s %s", plural(kindCount(r.Done, k), "count.route"), prose(verb))
}

// mended says what a repair did about routes, where it did something.
func mended(r request.Request) words {
	var out []words
	if kindCount(r.Done, peering.RemoveRoute) > 0 {
		out = append(out, routesDone(r, peering.RemoveRoute, "removed"))
	}
	if kindCount(r.Done, peering.AddRoute) > 0 {
		out = append(out, routesDone(r, peering.AddRoute, "added"))
	}
	return and(out...)
}

// denied says who said no, for which account, and why.
func denied(r request.Request) words {
	d, ok := r.Refusal()
	if !ok {
		return say("%s*Denied*", icon("⛔"))
	}
	who := say("%s*Denied* by %s for %s %s", icon("⛔"), person(d.Person), bold(account(r, d.Account)), when(d.At))
	who = join("\n", who, quoted(d.Reason))
	if r.Kind == request.Admit {
		return join("\n", who, say("peerbot rejects %s in AWS.", named(r.Plan.Peering.PCX)))
	}
	return who
}

// account is the alias that a request has for an account.
func account(r request.Request, id string) string {
	for _, n := range r.Needs {
		if n.Account == id {
			return called(n)
		}
	}
	return id
}

// about is the small print: what does not decide anything, but is looked for.
func about(r request.Request) []words {
	out := []words{named(r.Peering)}
	if r.Ticket != "" {
		out = append(out, say("ticket %s", bold(r.Ticket)))
	}
	if t := when(r.CreatedAt); !t.empty() {
		out = append(out, say("asked %s", t))
	}
	if t := when(r.ExpiresAt); r.State == request.Pending && !t.empty() {
		out = append(out, say("expires %s", t))
	}
	return out
}

// changed says loudly that what is asked for is not what it was.
func (m *message) changed(r request.Request) {
	if r.Replans == 0 || r.State != request.Pending {
		return
	}
	again := say("Please look at it again: a yes to the plan before does not count.")
	if r.Replans > 1 {
		again = say("%s This is change number %s.", again, prose(fmt.Sprint(r.Replans)))
	}
	m.lead("changed", say("%s*The plan changed*, because AWS is not as it was when this was asked.\n%s", icon("🔁"), again))
}

// paused says why nothing happens.
func (m *message) paused(c notice.RequestCard) {
	if !c.Paused.On || !c.Request.State.Open() {
		return
	}
	head := say("%s*Paused* by %s %s: nothing is written to AWS until work is resumed.", icon("⏸️"), person(c.Paused.Person), when(c.Paused.At))
	m.lead("paused", join("\n", head, quoted(c.Paused.Reason)))
}

// approvals adds, per account, who must say yes and who did.
func (m *message) approvals(r request.Request) {
	var rows []words
	for _, n := range r.Needs {
		rows = append(rows, say("%s%s: %s", approvalSign(r, n), bold(called(n)), approval(r, n)))
	}
	if len(rows) > 0 {
		m.list(list{id: "approvals", title: say("*Approvals*"), rows: rows, more: "more.account", must: true})
	}
}

func approvalSign(r request.Request, n request.Need) words {
	if _, ok := r.Yes(n.Account); ok {
		return icon("✅")
	}
	if d, ok := r.Refusal(); ok && d.Account == n.Account {
		return icon("⛔")
	}
	if r.State == request.Pending {
		return icon("⏳")
	}
	return icon("▫️")
}

func approval(r request.Request, n request.Need) words {
	if d, ok := r.Yes(n.Account); ok {
		if d.ByAsking {
			return say("%s, by asking", person(d.Person))
		}
		return say("%s said yes %s", person(d.Person), when(d.At))
	}
	if d, ok := r.Refusal(); ok && d.Account == n.Account {
		return say("%s said no %s", person(d.Person), when(d.At))
	}
	if r.State != request.Pending {
		return say("not decided")
	}
	who := say("waiting for an owner other than the asker")
	if n.AskerMay || r.Asker == request.System {
		who = say("waiting for an owner")
	}
	if d, ok := earlier(r, n.Account); ok {
		return say("%s; %s said yes to the plan before", who, person(d.Person))
	}
	return who
}

// earlier is the last yes to a plan that is no longer asked for.
func earlier(r request.Request, account string) (request.Decision, bool) {
	var last request.Decision
	found := false
	for _, d := range r.Decisions {
		if d.Account == account && d.Verdict == request.Yes && d.Digest != r.Plan.Digest {
			last, found = d, true
		}
	}
	return last, found
}

// decide tells those who cannot press buttons what to type.
func decide(r request.Request) words {
	if r.Asker == request.System {
		return say("To decide: %s or %s.", typed("approve "+r.ID), typed("deny "+r.ID+" reason=…"))
	}
	return say("To decide: %s or %s. The asker may %s.",
		typed("approve "+r.ID), typed("deny "+r.ID+" reason=…"), typed("withdraw "+r.ID))
}

// again says how to ask the same once more.
func (m *message) again(r request.Request) {
	if r.Kind == request.Admit {
		return // it was asked for in AWS, and has to be asked for there
	}
	ask := string(r.Kind) + " " + r.Peering // most kinds are called as their commands
	switch r.Kind {
	case request.Create:
		w := wish(r.Plan.Peering)
		w.TTL = r.TTL
		ask = command.Format(command.Request{Wish: w})
	case request.Adopt:
		ask = command.Format(command.Adopt{PCX: r.Plan.Peering.PCX})
	case request.Extend:
		ask = command.Format(command.Extend{Peering: r.Peering, For: r.Until.Sub(r.CreatedAt)})
	}
	m.lead("again", say("To ask again: %s", typed(ask)))
}
