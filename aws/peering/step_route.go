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

func guardAddRoute(want Peering, have Observed, s Step) *Refusal {
	route, exists, why := guardRoute(have, s)
	switch {
	case why != nil:
		return why
	case exists:
		return &Refusal{Code: RouteTaken, Destination: s.Destination, Table: s.Table, Target: route.Target}
	case !isOurs(want, have, s.PCX), !mayAct(want, have, s):
		return &Refusal{Code: NotOurConnection, PCX: s.PCX}
	}
	return nil
}

func guardRemoveRoute(want Peering, have Observed, s Step) *Refusal {
	route, exists, why := guardRoute(have, s)
	switch {
	case why != nil:
		return why
	case !exists, route.Target != s.PCX, !isOurs(want, have, s.PCX), !mayAct(want, have, s):
		return &Refusal{Code: NotOurRoute, Destination: s.Destination, Table: s.Table}
	}
	return nil
}

// guardRoute returns the route that is there for the step's destination, or why
// no route for it may be touched.
func guardRoute(have Observed, s Step) (r Route, exists bool, why *Refusal) {
	if !s.Destination.IsValid() || s.Destination.Bits() == 0 {
		return Route{}, false, &Refusal{Code: DefaultRoute, Table: s.Table}
	}
	table, ok := have.Side(s.Side).table(s.Table)
	if !ok {
		return Route{}, false, &Refusal{Code: OtherVPCsTable, Table: s.Table, VPC: s.At.VPC}
	}
	r, exists = table.route(s.Destination)
	return r, exists, nil
}
