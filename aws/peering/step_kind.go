package peering

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Writes reports whether the step changes anything in AWS.
func (s Step) Writes() bool { return !s.Kind.spec().waits }

// Action returns the IAM action that the step needs, "ec2:CreateRoute"; empty
// for a step that writes nothing.
func (s Step) Action() string { return s.Kind.spec().action }

// NeedsTables reports whether the route tables must have been read before the
// step is done. For all other steps it is enough to know the connections.
func (s Step) NeedsTables() bool { return s.Kind.spec().needsTables }

// Removes reports whether the step takes something away.
func (s Step) Removes() bool { return s.Kind.spec().removes }

// MovesConnection reports whether the step changes the status of the
// connection: what was read of it before is out of date afterwards.
func (s Step) MovesConnection() bool { return s.Kind.spec().moves }

// changes reports whether the step changes something for the account of a side.
func (s Step) changes(side Side) bool {
	return s.Writes() && (s.Side == side || s.Kind.spec().bothSides)
}

// key is the canonical text of what the step does. Stored approvals depend on
// it: it may never change for a kind that was released. The connection's id is
// only in the keys of steps that take something away: the others may be about a
// connection that does not exist yet while the plan is approved.
func (s Step) key() string {
	spec := s.Kind.spec()
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s %s %s", s.Kind, s.Side, s.At, s.Peer)
	if spec.removes {
		b.WriteString(" " + s.PCX)
	}
	if s.Table != "" {
		fmt.Fprintf(&b, " %s %s", s.Table, s.Destination)
	}
	if spec.value != nil {
		b.WriteString(" " + spec.value(s))
	}
	tags := asBefore(s.Tags)
	for _, k := range slices.Sorted(maps.Keys(tags)) {
		fmt.Fprintf(&b, " %q=%q", k, tags[k])
	}
	return b.String()
}

// String says what the step does, in the words of a plan.
func (s Step) String() string {
	return cmp.Or(s.fill(s.Kind.spec().text), string(s.Kind))
}
