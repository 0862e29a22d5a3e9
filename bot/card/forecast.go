package card

import (
	"peerbot/aws/peering"
	"peerbot/bot/command"
	"peerbot/bot/directory"
	"peerbot/bot/notice"
)

// planShown is the answer to plan: all of it, and who would be asked.
func (m *message) planShown(p notice.PlanShown) {
	m.header(prose("Plan: what a request would do"))
	blocked := p.Plan.Blocked()
	switch {
	case len(blocked) > 0:
		m.lead("state", say("%s*It cannot be done* as it is: %s. Nothing was changed, and nobody was asked.",
			icon("⛔"), plural(len(blocked), "count.problem")))
	case p.Plan.Empty():
		m.lead("state", say("%s*Nothing to do*: AWS is already as wished.", icon("✅")))
	default:
		m.lead("state", say("Connect %s with %s. Nothing was changed, and nobody was asked.",
			vpc(p.Names, p.Plan.Requester), vpc(p.Names, p.Plan.Accepter)))
	}
	if r, ok := p.Command.(command.Request); ok && r.TTL > 0 {
		m.lead("lifetime", say("%sIt lives *%s* from when it is active; then its owners are asked to delete it.", icon("🗓️"), lasts(r.TTL)))
	}
	m.sides(p.Names, p.Plan)
	m.problems(p.Plan)
	if len(blocked) > 0 || p.Plan.Empty() {
		return
	}
	m.plan(p.Names, p.Plan, whole("Plan"))
	m.calls(p.Names, p.Plan)
	var needs []words
	for _, n := range p.Needs {
		needs = append(needs, say("an owner of %s", bold(called(n))))
	}
	if len(needs) > 0 {
		m.lead("needs", say("*Must say yes:* %s", and(needs...)))
	}
	if c := command.Format(p.Command); c != "" {
		m.lead("command", say("*To ask for it:* %s", typed(c)))
	}
	return
}

// calls adds every kind of AWS call, where it is made and how often.
func (m *message) calls(n directory.Names, p peering.Plan) {
	var rows []words
	count := map[[3]string]int{}
	var order [][3]string
	for _, s := range p.Writes() {
		key := [3]string{s.Action(), s.At.Account, s.At.Region}
		if count[key] == 0 {
			order = append(order, key)
		}
		count[key]++
	}
	for _, k := range order {
		rows = append(rows, say("• %s in %s, %s", named(k[0]), place(n, k[1], k[2]), plural(count[k], "count.call")))
	}
	m.list(list{id: "calls", title: say("*AWS calls*"), rows: rows, more: "more.kind", sections: 2, fallback: 12})
}
