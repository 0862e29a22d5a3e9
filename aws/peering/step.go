package peering

import (
	"fmt"
	"maps"
	"net/netip"
	"slices"
	"strings"
)

// Kind is what a step does.
type Kind string

// The kinds, in the order in which a plan may need them. The Await kinds
// write nothing: they say what must be true before the next step.
const (
	RemoveRoute  Kind = "remove-route" // ec2:DeleteRoute, only when the target is our own connection
	Delete       Kind = "delete"       // ec2:DeleteVpcPeeringConnection
	AwaitGone    Kind = "await-gone"
	Create       Kind = "create" // ec2:CreateVpcPeeringConnection, tagged in the same call
	AwaitPending Kind = "await-pending"
	Tag          Kind = "tag"    // ec2:CreateTags on the connection
	Untag        Kind = "untag"  // ec2:DeleteTags on the connection, only tags of ours
	Accept       Kind = "accept" // ec2:AcceptVpcPeeringConnection
	Reject       Kind = "reject" // ec2:RejectVpcPeeringConnection
	AwaitActive  Kind = "await-active"
	AddRoute     Kind = "add-route" // ec2:CreateRoute to our connection
	SetDNS       Kind = "set-dns"   // ec2:ModifyVpcPeeringConnectionOptions
)

// Step is one thing to do with one side's credentials in its Region.
type Step struct {
	Kind Kind   `json:"kind"`
	Side Side   `json:"side"`
	At   Ref    `json:"at"`            // that side's account, Region and VPC
	Peer Ref    `json:"peer"`          // the other side's
	PCX  string `json:"pcx,omitempty"` // empty while it does not exist yet

	Table       string            `json:"table,omitempty"`      // routes: "rtb-…"
	Destination netip.Prefix      `json:"destination,omitzero"` // routes
	DNS         bool              `json:"dns,omitempty"`        // SetDNS: the value to set
	Tags        map[string]string `json:"tags,omitempty"`       // Create, Tag and Untag
}

// Writes reports whether the step changes anything in AWS.
func (s Step) Writes() bool {
	switch s.Kind {
	case AwaitGone, AwaitPending, AwaitActive:
		return false
	}
	return true
}

// Action returns the IAM action that the step needs, "ec2:CreateRoute"; empty
// for a step that writes nothing.
func (s Step) Action() string {
	switch s.Kind {
	case RemoveRoute:
		return "ec2:DeleteRoute"
	case Delete:
		return "ec2:DeleteVpcPeeringConnection"
	case Create:
		return "ec2:CreateVpcPeeringConnection"
	case Tag:
		return "ec2:CreateTags"
	case Untag:
		return "ec2:DeleteTags"
	case Accept:
		return "ec2:AcceptVpcPeeringConnection"
	case Reject:
		return "ec2:RejectVpcPeeringConnection"
	case AddRoute:
		return "ec2:CreateRoute"
	case SetDNS:
		return "ec2:ModifyVpcPeeringConnectionOptions"
	}
	return ""
}

// phase orders the steps of a plan. Steps of one phase do not depend on each
// other and may run at the same time.
func (s Step) phase() int { return slices.Index(phases[:], s.Kind) }

// Routes come before DNS options: a name that resolves to a private address
// before there is a route to it would cut a path that worked until then.
var phases = [...]Kind{
	RemoveRoute, Delete, AwaitGone,
	Untag, Create, AwaitPending, Tag, Accept, Reject, AwaitActive, AddRoute, SetDNS,
}

// key is the canonical text of what the step does. The connection's id is only
// in the keys of steps that take something away: the others may be about a
// connection that does not exist yet while the plan is approved.
func (s Step) key() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s %s %s", s.Kind, s.Side, s.At, s.Peer)
	switch s.Kind {
	case RemoveRoute, Delete, Untag, Reject:
		b.WriteString(" " + s.PCX)
	}
	if s.Table != "" {
		fmt.Fprintf(&b, " %s %s", s.Table, s.Destination)
	}
	if s.Kind == SetDNS {
		fmt.Fprintf(&b, " dns=%t", s.DNS)
	}
	for _, k := range slices.Sorted(maps.Keys(s.Tags)) {
		fmt.Fprintf(&b, " %q=%q", k, s.Tags[k])
	}
	return b.String()
}

// String says what the step does, in the words of a plan.
func (s Step) String() string {
	pcx := s.PCX
	if pcx == "" {
		pcx = "the new peering"
	}
	switch s.Kind {
	case Create:
		return fmt.Sprintf("create the peering from %s to %s", s.At, s.Peer)
	case AwaitPending:
		return "wait until both sides see the request"
	case Tag:
		return fmt.Sprintf("tag %s on the %s's side", pcx, s.Side)
	case Untag:
		return fmt.Sprintf("take our tags from %s on the %s's side", pcx, s.Side)
	case Accept:
		return fmt.Sprintf("accept %s in %s", pcx, s.At.Region)
	case Reject:
		return fmt.Sprintf("reject %s in %s", pcx, s.At.Region)
	case AwaitActive:
		return "wait until AWS says active"
	case AddRoute:
		return fmt.Sprintf("add route %s to %s in %s", s.Destination, pcx, s.Table)
	case SetDNS:
		word := "off"
		if s.DNS {
			word = "on"
		}
		return fmt.Sprintf("switch DNS resolution %s on the %s's side", word, s.Side)
	case RemoveRoute:
		return fmt.Sprintf("remove route %s to %s from %s", s.Destination, pcx, s.Table)
	case Delete:
		return fmt.Sprintf("delete %s", pcx)
	case AwaitGone:
		return "wait until AWS says deleted"
	}
	return string(s.Kind)
}
