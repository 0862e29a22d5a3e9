package peering

import (
	"net/netip"
	"slices"
)

type drifter struct {
	want Peering
	have Observed
	by   map[DriftClass][]DriftLine
}

func (d *drifter) line(class DriftClass, l DriftLine, queries ...EventQuery) {
	l.Queries = queries
	d.by[class] = append(d.by[class], l)
}

// peeringRoute is a route that leads through a connection.
type peeringRoute struct {
	Route
	table  string
	dst    netip.Prefix
	wanted bool // it should be there
	extra  bool // it was kept as it is
}

// routesVia returns the routes of one side that lead through a connection.
func routesVia(want Peering, have Observed, s Side, id string) []peeringRoute {
	view, peer, choice := have.Side(s), have.Side(s.Other()).VPC, want.Side(s).Routes
	var out []peeringRoute
	for _, t := range view.Tables {
		var wanted []netip.Prefix
		if view.chooses(choice, t) {
			wanted = choice.wanted(t, peer)
		}
		for _, r := range t.Routes {
			if r.Target == id && r.PrefixList == "" {
				dst := r.Destination.Masked()
				out = append(out, peeringRoute{r, t.ID, dst, slices.Contains(wanted, dst), slices.Contains(choice.Extra, entry(t.ID, dst))})
			}
		}
	}
	return out
}
