package card

import (
	"cmp"
	"fmt"
	"maps"
	"strings"
	"unicode/utf8"

	"peerbot/aws/peering"
	"peerbot/bot/directory"
)

// planLook is how much of a plan is shown.
type planLook struct {
	title    key    // "plan.title"
	pcx      string // the connection that was made since; may be empty
	idle     key    // why there is nothing to do
	rows     int    // of routes per side; 0 is all that fit
	tables   int    // named per group of equal tables; 0 is all
	sections int    // blocks per side
}

// brief is the look on a card, where the plan is one part of many.
func brief(title key) planLook {
	return planLook{title: title, idle: "plan.idle", rows: 24, tables: 8, sections: 1}
}

// whole is the look where the plan is what was requested.
func whole(title key) planLook { return planLook{title: title, idle: "plan.idle", sections: 8} }

// plan adds what a plan does: the calls in one line, and the routes per side.
func (m *message) plan(n directory.Names, p peering.Plan, look planLook) {
	if p.Empty() {
		m.required("plan", join(" · ", format(look.title), format(look.idle)))
		return
	}
	m.required("plan", join(" · ", format(look.title), format("plan.calls", plural(len(p.Writes()), "count.aws-call"), tally(n, p))))
	for _, s := range bothSides() {
		rows := m.routeRows(p.Steps, s, look.pcx, look.tables)
		if len(rows) == 0 {
			continue
		}
		m.list(list{
			id: "routes-" + string(s), more: "more.line", rows: rows, code: true,
			title: format("plan.routes", vpc(n, onSide(p, s))),
			most:  look.rows, sections: look.sections, fallback: 10,
		})
	}
	m.context("tags", tagging(n, p)...)
	if p.Peering.External {
		m.context("leaves", format("plan.outside"))
		return
	}
	m.context("dns", dns(n, p))
}

// tagging says which tags a plan adds to a connection that exists, or takes
// away: there they are all that changes, or a part of it that people look for.
func tagging(n directory.Names, p peering.Plan) []richText {
	if kindCount(p.Steps, peering.Create) > 0 {
		return nil // tagged as it is made
	}
	var out []richText
	for _, kind := range []peering.Kind{peering.Tag, peering.Untag} {
		var sides []peering.Step
		for _, s := range p.Steps {
			if s.Kind == kind {
				sides = append(sides, s)
			}
		}
		if len(sides) == 2 && maps.Equal(sides[0].Tags, sides[1].Tags) {
			out = append(out, format("plan.both-sides."+key(kind), tags(sides[0].Tags)))
			continue
		}
		for _, s := range sides {
			out = append(out, step("plan.one-side.", n, p, s, s.PCX))
		}
	}
	return out
}

// tally says what the calls of a plan are, in order.
func tally(n directory.Names, p peering.Plan) richText {
	var parts []richText
	seen := map[peering.Kind]bool{}
	for _, s := range p.Steps {
		if !s.Writes() || seen[s.Kind] {
			continue
		}
		seen[s.Kind] = true
		parts = append(parts, plural(kindCount(p.Steps, s.Kind), "step.tally."+key(s.Kind), stepParts(n, p, s, s.PCX)...))
	}
	return and(parts...)
}

func kindCount(steps []peering.Step, k peering.Kind) int {
	n := 0
	for _, s := range steps {
		if s.Kind == k {
			n++
		}
	}
	return n
}

// dns says which host names become private addresses where. The option of a
// side is about its own names, asked for by the other side.
func dns(n directory.Names, p peering.Plan) richText {
	if p.Peering.Absent || p.Peering.Released {
		return nil
	}
	r, a := vpc(n, p.Requester), vpc(n, p.Accepter)
	own, other := p.Peering.Requester.DNS, p.Peering.Accepter.DNS
	switch {
	case own && other:
		return format("dns.both")
	case own:
		return format("dns.one", r, a)
	case other:
		return format("dns.one", a, r)
	}
	return format("dns.none")
}

// routeChange is one line of a route table's difference.
type routeChange struct {
	sign, destination, target string
}

// tableGroup are route tables that a plan changes alike.
type tableGroup struct {
	ids     []string
	changes []routeChange
}

// groupTables groups the route steps of one side: 300 tables that get the same ten
// routes are one group, and can be read.
func groupTables(steps []peering.Step, side peering.Side, pcx string) []tableGroup {
	var order []string
	byTable := map[string][]routeChange{}
	for _, s := range steps {
		if s.Side != side || s.Table == "" {
			continue
		}
		if byTable[s.Table] == nil {
			order = append(order, s.Table)
		}
		byTable[s.Table] = append(byTable[s.Table], changeOf(s, pcx))
	}
	var out []tableGroup
	at := map[string]int{}
	for _, id := range order {
		key := fmt.Sprint(byTable[id])
		i, ok := at[key]
		if !ok {
			i = len(out)
			at[key] = i
			out = append(out, tableGroup{changes: byTable[id]})
		}
		out[i].ids = append(out[i].ids, id)
	}
	return out
}

func changeOf(s peering.Step, pcx string) routeChange {
	c := routeChange{sign: "+", destination: s.Destination.String(), target: cmp.Or(s.PCX, pcx)}
	if s.Removes() {
		c.sign = "-"
	}
	return c
}

// routeRows are the lines of one side's difference: routes, and below them the
// tables that get or lose them, an id on a line so that none wraps on a phone.
// Of groups with more tables than most, the first ones are named; 0 names all.
func (m *message) routeRows(steps []peering.Step, side peering.Side, pcx string, most int) []richText {
	var rows []richText
	groups := groupTables(steps, side, pcx)
	width := 0
	for _, g := range groups {
		for _, c := range g.changes {
			width = max(width, len(c.destination))
		}
	}
	for _, g := range groups {
		for _, c := range g.changes {
			target := cmp.Or(c.target, m.cell(format("route.new-peering")))
			fixed := inCode(fmt.Sprintf("%s %-*s → %s", c.sign, width, c.destination, target), maxRow)
			rows = append(rows, raw(fixed, c.inWords(g.ids).in(m.lang, fallback)))
		}
		rows = append(rows, m.tableRows(g.ids, most)...)
	}
	return rows
}

// inWords is a change for those who hear it.
func (c routeChange) inWords(ids []string) richText {
	target, where := format("route.new-peering"), userText(ids[0])
	if c.target != "" {
		target = userText(c.target)
	}
	if n := len(ids); n > 1 {
		where = plural(n, "count.route-table")
	}
	if c.sign == "-" {
		return format("route.removed", userText(c.destination), target, where)
	}
	return format("route.added", userText(c.destination), target, where)
}

// tableRows lists table ids. The text of a change names a single table itself,
// so that the fallback text leaves it out here.
func (m *message) tableRows(ids []string, most int) []richText {
	in := m.cell(format("route.in"))
	single := len(ids) == 1
	rest := 0
	if most > 0 && len(ids) > most {
		rest = len(ids) - most
		ids = ids[:most]
	}
	var rows []richText
	for i, id := range ids {
		if i > 0 {
			in = strings.Repeat(" ", utf8.RuneCountInString(in))
		}
		plain := neutral(id, maxRow)
		if single {
			plain = ""
		}
		rows = append(rows, raw("  "+inCode(in+" "+id, maxRow), plain))
	}
	if rest > 0 {
		rows = append(rows, join("", raw("  ", "  "), format("more.left", plural(rest, "more.table"))))
	}
	return rows
}
