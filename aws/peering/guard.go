package peering

import "fmt"

// Guard is the last look at a step before it is done. It returns an error, of
// class NotOurs, when the step would touch something that is not ours by what
// was observed, or when nobody knows what it would touch. It holds rules 1 and
// 2 of the safety rules in one place, however the step came about.
//
//   - A route is only added where none is, and only removed when its target is
//     our own connection. Never a default route.
//   - A connection is only accepted, changed or deleted when it carries our
//     tags, on the side that acts or on the requester's where we put them at
//     creation; or when it is the connection that we know as ours.
//   - A step that writes and whose kind has no guard in kindSpecs is refused.
func Guard(want Peering, have Observed, s Step) error {
	if why := s.Kind.spec().refuses(want, have, s); why != "" {
		return &CallError{
			Action: s.Action(), Account: s.At.Account, Region: s.At.Region,
			Class: NotOurs, Code: "RefusedByPeerbot", Message: why,
		}
	}
	return nil
}

// refuses returns why a step of the kind must not be done now, "" when it may.
func (k kindSpec) refuses(want Peering, have Observed, s Step) string {
	switch {
	case k.waits:
		return ""
	case k.guard == nil:
		return fmt.Sprintf("%q is an unknown step", s.Kind)
	case s.At != want.Side(s.Side).VPC || s.Peer != want.Side(s.Side.Other()).VPC:
		return "the step is not about this peering"
	}
	return k.guard(want, have, s)
}

func guardCreate(_ Peering, have Observed, _ Step) string {
	if c, ok := live(have); ok {
		return fmt.Sprintf("%s exists already", c.ID)
	}
	return ""
}

func guardAddRoute(want Peering, have Observed, s Step) string {
	route, exists, why := guardRoute(have, s)
	switch {
	case why != "":
		return why
	case exists:
		return fmt.Sprintf("route %s in %s already goes to %s", s.Destination, s.Table, route.Target)
	case !isOurs(want, have, s.PCX):
		return fmt.Sprintf("%s is not our peering", s.PCX)
	}
	return ""
}

func guardRemoveRoute(want Peering, have Observed, s Step) string {
	route, exists, why := guardRoute(have, s)
	switch {
	case why != "":
		return why
	case !exists, route.Target != s.PCX, !isOurs(want, have, s.PCX):
		return fmt.Sprintf("route %s in %s does not lead to our peering", s.Destination, s.Table)
	}
	return ""
}

// guardRoute returns the route that is there for the step's destination, or why
// no route for it may be touched.
func guardRoute(have Observed, s Step) (r Route, exists bool, why string) {
	if !s.Destination.IsValid() || s.Destination.Bits() == 0 {
		return Route{}, false, "a default route is never touched"
	}
	table, ok := have.Side(s.Side).table(s.Table)
	if !ok {
		return Route{}, false, fmt.Sprintf("%s is not a route table of %s", s.Table, s.At.VPC)
	}
	r, exists = table.route(s.Destination)
	return r, exists, ""
}

func guardConnection(want Peering, have Observed, s Step) string {
	if !isOurs(want, have, s.PCX) {
		return fmt.Sprintf("%s does not carry our tags", s.PCX)
	}
	return ""
}
