package card

import (
	"peerbot/aws/peering"
	"peerbot/bot/command"
	"peerbot/bot/directory"
	"peerbot/bot/notice"
)

// planShown is the answer to plan: all of it, and who would be asked.
func (m *message) planShown(p notice.PlanShown) {
	m.header(say("forecast.title"))
	blocked := p.Plan.Blocked()
	switch {
	case len(blocked) > 0:
		m.lead("state", icon("⛔", say("forecast.blocked", plural(len(blocked), "count.problem"))))
	case p.Plan.Empty():
		m.lead("state", icon("✅", say("forecast.nothing")))
	default:
		m.lead("state", say("forecast.connect",
			vpc(p.Names, p.Plan.Requester), vpc(p.Names, p.Plan.Accepter)))
	}
	if r, ok := p.Command.(command.Request); ok && r.TTL > 0 {
		m.lead("lifetime", icon("🗓️", say("lifetime.ttl", lasts(r.TTL))))
	}
	m.sides(p.Names, p.Plan)
	m.problems(p.Names, p.Plan)
	if len(blocked) > 0 || p.Plan.Empty() {
		return
	}
	m.plan(p.Names, p.Plan, whole("plan.title"))
	m.calls(p.Names, p.Plan)
	var needs []words
	for _, n := range p.Needs {
		needs = append(needs, say("request.owner-of", bold(called(n))))
	}
	if len(needs) > 0 {
		m.lead("needs", say("forecast.needs", and(needs...)))
	}
	if c := command.Format(p.Command); c != "" {
		m.lead("command", say("forecast.command", typed(c)))
	}
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
		rows = append(rows, bullet(say("forecast.calls", named(k[0]), place(n, k[1], k[2]), plural(count[k], "count.call"))))
	}
	m.list(list{id: "calls", title: say("forecast.calls-title"), rows: rows, more: "more.kind", sections: 2, fallback: 12})
}
