package peeringtest

import (
	"fmt"

	"peerbot/aws/peering"
)

// Write is a write of the bot's that reached AWS, or was lost on its way.
type Write struct {
	Call
	Want peering.Peering  // what the bot was about to do
	Have peering.Observed // what it had read before

	Made    bool  // the call was made
	Err     error // what AWS answered; nil also when the call was not made
	Changed bool  // it had an effect
	Lost    bool  // it was made, and the bot got another answer than AWS gave

	// What the write met: the connection as it was (of Create, the one that was
	// answered), and the route for the destination. Zero if there was none.
	Connection Connection
	Route      peering.Route
}

// Steps returns what writes do.
func Steps(writes []Write) []peering.Step {
	var out []peering.Step
	for _, x := range writes {
		out = append(out, x.Step)
	}
	return out
}

// Foreign says what of somebody else's a write changed, by what was true at its
// moment; "" when nothing. Ours is what peering.Guard takes for ours: what is
// known as the peering's connection, or carries its tags on either side, or is
// a request from outside that is being accepted.
func (x Write) Foreign() string {
	s := x.Step
	switch {
	case !x.Changed || s.Kind == peering.Create:
		return ""
	case s.Kind == peering.AddRoute || s.Kind == peering.RemoveRoute:
		if x.Route.Target != "" && x.Route.Target != s.PCX {
			return fmt.Sprintf("%s: the route for %s in %s went to %s", s.Kind, s.Destination, s.Table, x.Route.Target)
		}
		return ""
	case s.Kind == peering.Tag:
		for k, is := range s.Tags {
			if was := x.Connection.Tags[s.Side][k]; was != "" && was != is {
				return fmt.Sprintf("%s: %s of %s was %q", s.Kind, k, s.PCX, was)
			}
		}
	}
	tags := x.Connection.Tags
	switch _, marked := peering.MarkOf(tags[s.Side]); {
	case x.Want.Owns(tags[s.Side]), x.Want.External, s.Kind == peering.Tag && x.Want.Adopting, s.Kind == peering.Untag:
		return ""
	case s.Side == peering.Accepter && !marked && x.Want.Owns(tags[peering.Requester]) && (x.Want.PCX == "" || x.Connection.Status == peering.Pending):
		return "" // of our own making, and not tagged there yet
	case s.PCX == x.Want.PCX && x.Connection.Status.Terminal():
		return ""
	}
	return fmt.Sprintf("%s: %s does not carry the tags of %s on the %s's side", s.Kind, s.PCX, x.Want.ID, s.Side)
}
