package peering

import "fmt"

// Guard is the last look at a step before it is done. It returns an error, of
// class NotOurs, when the step would touch something that is not ours by what
// was observed: it holds rules 1 and 2 of the safety rules in one place,
// however the step came about.
//
//   - A route is only added where none is, and only removed when its target is
//     our own connection. Never a default route.
//   - A connection is only accepted, changed or deleted when it carries our
//     tags, on the side that acts or on the requester's where we put them at
//     creation; or when it is the connection that we know as ours.
func Guard(want Peering, have Observed, s Step) error {
	if !s.Writes() {
		return nil
	}
	if s.At != want.Side(s.Side).VPC || s.Peer != want.Side(s.Side.Other()).VPC {
		return refuse(s, "the step is not about this peering")
	}
	switch s.Kind {
	case Create:
		if c, ok := live(have); ok {
			return refuse(s, fmt.Sprintf("%s exists already", c.ID))
		}
		return nil
	case AddRoute, RemoveRoute:
		return guardRoute(want, have, s)
	default:
		return guardConnection(want, have, s)
	}
}

func guardRoute(want Peering, have Observed, s Step) error {
	if !s.Destination.IsValid() || s.Destination.Bits() == 0 {
		return refuse(s, "a default route is never touched")
	}
	table, ok := have.Side(s.Side).table(s.Table)
	if !ok {
		return refuse(s, fmt.Sprintf("%s is not a route table of %s", s.Table, s.At.VPC))
	}
	route, exists := table.route(s.Destination)
	if s.Kind == RemoveRoute {
		if !exists || route.Target != s.PCX || !isOurs(want, have, s.PCX) {
			return refuse(s, fmt.Sprintf("route %s in %s does not lead to our peering", s.Destination, s.Table))
		}
		return nil
	}
	if exists {
		return refuse(s, fmt.Sprintf("route %s in %s already goes to %s", s.Destination, s.Table, route.Target))
	}
	if !isOurs(want, have, s.PCX) {
		return refuse(s, fmt.Sprintf("%s is not our peering", s.PCX))
	}
	return nil
}

func guardConnection(want Peering, have Observed, s Step) error {
	if !isOurs(want, have, s.PCX) {
		return refuse(s, fmt.Sprintf("%s does not carry our tags", s.PCX))
	}
	return nil
}

func refuse(s Step, why string) error {
	return &CallError{
		Action: s.Action(), Account: s.At.Account, Region: s.At.Region,
		Class: NotOurs, Code: "RefusedByPeerbot", Message: why,
	}
}
