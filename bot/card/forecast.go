package card

import (
	"peerbot/aws/peering"
	"peerbot/bot/command"
	"peerbot/bot/directory"
	"peerbot/bot/notice"
)

// planShown is the answer to plan: all of it, and who would be asked.
func (m *message) planShown(p notice.PlanShown) {
	m.header(format("forecast.title"))
	blocked := p.Plan.Blocked()
	switch {
	case len(blocked) > 0:
		m.required("state", icon("⛔", format("forecast.blocked", plural(len(blocked), "count.problem"))))
	case p.Plan.Empty():
		m.required("state", icon("✅", format("forecast.nothing")))
	default:
		m.required("state", format("forecast.connect",
			vpc(p.Names, p.Plan.Requester), vpc(p.Names, p.Plan.Accepter)))
	}
	if r, ok := p.Command.(command.Request); ok && r.TTL > 0 {
		m.required("lifetime", icon("🗓️", format("lifetime.ttl", lasts(r.TTL))))
	}
	m.sides(p.Names, p.Plan)
	m.problems(p.Names, p.Plan)
	if len(blocked) > 0 || p.Plan.Empty() {
		return
	}
	m.plan(p.Names, p.Plan, whole("plan.title"))
	m.calls(p.Names, p.Plan)
	var needs []richText
	for _, n := range p.Approvals {
		needs = append(needs, format("request.owner-of", bold(called(n))))
	}
	if len(needs) > 0 {
		m.required("needs", format("forecast.needs", and(needs...)))
	}
	if c := command.Format(p.Command); c != "" {
		m.required("command", format("forecast.command", typed(c)))
	}
}

// calls adds every kind of AWS call, where it is made and how often.
func (m *message) calls(n directory.Names, p peering.Plan) {
	var rows []richText
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
		rows = append(rows, bullet(format("forecast.calls", code(k[0]), place(n, k[1], k[2]), plural(count[k], "count.call"))))
	}
	m.list(list{id: "calls", title: format("forecast.calls-title"), rows: rows, more: "more.kind", sections: 2, fallback: 12})
}
