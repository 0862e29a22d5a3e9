package peering

import (
	"fmt"
	"slices"
)

func expectRoute(have *Observed, s Step, _ string) {
	have.Side(s.Side).editRoutes(s.Table, func(r []Route) []Route {
		return append(r, Route{Destination: s.Destination, Target: s.PCX})
	})
}

func expectNoRoute(have *Observed, s Step, _ string) {
	have.Side(s.Side).editRoutes(s.Table, func(r []Route) []Route {
		return slices.DeleteFunc(r, func(x Route) bool { return x.Destination.Masked() == s.Destination && x.Target == s.PCX })
	})
}

func (d *drifter) missingRoute(s Step) {
	d.line(Changed, s.Side, route(s), fmt.Sprintf("route %s is missing from %s", s.Destination, s.Table),
		append(d.ofRoute(s.Side, s.Table, s.Destination, "DeleteRoute", "ReplaceRoute"), d.grown(s.Side.Other(), s.Destination)...)...)
}

func (d *drifter) deadRoute(s Step) {
	d.line(Blackhole, s.Side, route(s), fmt.Sprintf("route %s in %s leads to %s, which is gone", s.Destination, s.Table, s.PCX),
		d.both([]string{s.PCX}, "DeleteVpcPeeringConnection")...)
}

func route(s Step) string { return "route " + s.Destination.String() + " " + s.Table }
