package peering

import "slices"

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
	l := DriftLine{Code: MissingRoute, Side: s.Side, Table: s.Table, Destination: s.Destination}
	d.line(Changed, l, append(
		d.ofRoute(s.Side, s.Table, s.Destination, "DeleteRoute", "ReplaceRoute"),
		d.grown(s.Side.Other(), s.Destination)...)...)
}

func (d *drifter) deadRoute(s Step) {
	l := DriftLine{Code: DeadRoute, Side: s.Side, Table: s.Table, Destination: s.Destination, Target: s.PCX}
	d.line(Blackhole, l, d.both([]string{s.PCX}, "DeleteVpcPeeringConnection")...)
}
