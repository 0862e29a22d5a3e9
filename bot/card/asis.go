package card

import (
	"slices"
	"strings"

	"peerbot/aws/peering"
	"peerbot/bot/directory"
	"peerbot/bot/request"
)

// asIs adds what a request takes as it is in AWS. Of one that is still open it
// says what would differ in the approved state, by our record; of one that
// is over, all that it took: the record may have moved on.
func (m *message) asIs(n directory.Names, r request.Request, p request.Peering, look planLook) {
	rules := r.Kind.Rules()
	switch {
	case !rules.AsIs:
		return
	case rules.Managed && r.State.Open() && p.ID != "":
		for _, s := range bothSides() {
			rows := stateChanges(*p.Desired.Side(s), *r.Plan.Peering.Side(s), look)
			m.exceptions(format("keep.title", vpc(n, onSide(r.Plan, s))), s, rows, look)
		}
	default:
		m.taken(n, r.Plan.Peering, r.Plan.Requester, r.Plan.Accepter, look)
		if rules.Managed {
			m.context("dns", dns(n, r.Plan))
		}
	}
}

// taken adds the routes that are taken as they are, other than what the choice
// of route tables says.
func (m *message) taken(n directory.Names, desired peering.Peering, requester, accepter peering.VPC, look planLook) {
	for _, s := range bothSides() {
		at, choice := requester, desired.Side(s).Routes
		if s == peering.Accepter {
			at = accepter
		}
		rows := slices.Concat(
			routesIn("as-is.without", choice.Excluded, look),
			routesIn("as-is.with", choice.Extra, look))
		m.exceptions(format("as-is.title", vpc(n, at)), s, rows, look)
	}
}

func (m *message) exceptions(title richText, s peering.Side, rows []richText, look planLook) {
	if len(rows) > 0 {
		m.list(list{id: "as-is-" + string(s), title: title, rows: rows, more: "more.line", most: look.rows, sections: look.sections, fallback: 8})
	}
}

// stateChanges says what of one side the new approved state has differently.
func stateChanges(was, is peering.End, look planLook) []richText {
	old, now := was.Routes, is.Routes
	extra := except(now.Extra, old.Extra)
	fresh := except(extra, old.Excluded)
	over := except(slices.Concat(old.Excluded, old.Extra), slices.Concat(now.Excluded, now.Extra))
	rows := slices.Concat(
		routesIn("keep.without", except(now.Excluded, old.Excluded), look),
		routesIn("keep.with-left-out", except(extra, fresh), look),
		routesIn("keep.with-extra", fresh, look),
		routesIn("keep.over", over, look))
	if was.DNS != is.DNS {
		rows = append(rows, bullet(format("keep.dns", onOff(is.DNS), onOff(was.DNS))))
	}
	return rows
}

// except returns the entries that are not known.
func except(all, known []string) []string {
	return slices.DeleteFunc(slices.Clone(all), func(e string) bool { return slices.Contains(known, e) })
}

// What one row may hold: it has to fit into a block whatever the names are.
const (
	rowRoutes = 10
	rowTables = 40
)

// routesIn fills a text with routes and the route tables that they are in:
// a row for all routes that are in the same tables. Entries are as in
// peering.RouteChoice: "rtb-1 10.2.0.0/16".
func routesIn(k key, entries []string, look planLook) []richText {
	var order []string
	tables := map[string][]string{} // by destination
	for _, e := range entries {
		table, destination, _ := strings.Cut(e, " ")
		if tables[destination] == nil {
			order = append(order, destination)
		}
		tables[destination] = append(tables[destination], table)
	}
	var groups []string
	routes := map[string][]string{} // by tables
	for _, d := range order {
		key := strings.Join(tables[d], " ")
		if routes[key] == nil {
			groups = append(groups, key)
		}
		routes[key] = append(routes[key], d)
	}
	var rows []richText
	for _, key := range groups {
		for some := range slices.Chunk(routes[key], rowRoutes) {
			what := plural(len(some), "as-is.routes", and(each(some)...))
			all := tables[some[0]]
			if look.tables > 0 && len(all) > look.tables {
				rest := plural(len(all)-look.tables, "more.table")
				rows = append(rows, bullet(format(k, what, format("list.and", join(", ", each(all[:look.tables])...), rest))))
				continue
			}
			for in := range slices.Chunk(all, rowTables) {
				rows = append(rows, bullet(format(k, what, and(each(in)...))))
			}
		}
	}
	return rows
}

// each is code for each of them.
func each(all []string) []richText {
	var out []richText
	for _, s := range all {
		out = append(out, code(s))
	}
	return out
}
