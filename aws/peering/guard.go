package peering

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
	if why := s.Kind.spec().refuses(want, have, s); why != nil {
		return s.Refuse(NotOurs, *why)
	}
	return nil
}

// Refuse returns the error of a step that peerbot itself ended: it was not done,
// or AWS's answer is not what was asked for.
func (s Step) Refuse(class Class, why Refusal) *CallError {
	return &CallError{
		Action: s.Action(), Account: s.At.Account, Region: s.At.Region,
		Class: class, Code: RefusedByPeerbot, Refusal: &why,
	}
}

// refuses returns why a step of the kind must not be done now, nil when it may.
func (k kindSpec) refuses(want Peering, have Observed, s Step) *Refusal {
	switch {
	case k.waits:
		return nil
	case k.guard == nil:
		return &Refusal{Code: UnknownStep, Step: s.Kind}
	case s.At != want.Side(s.Side).VPC || s.Peer != want.Side(s.Side.Other()).VPC:
		return &Refusal{Code: ForeignStep, Step: s.Kind}
	}
	return k.guard(want, have, s)
}
