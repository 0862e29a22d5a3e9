package store

// Destination is where a message goes.
type Destination struct {
	Kind    DestinationKind
	Address string // what it is depends on the Kind
}

// DestinationKind says who sends a message, and how.
type DestinationKind string

// The kinds of destinations.
const (
	DestinationChannel DestinationKind = "channel" // Address: the id of a Slack channel
	DestinationUser    DestinationKind = "user"    // a direct message; Address: the id of a Slack user
	DestinationThread  DestinationKind = "thread"  // of a Note: below every card of what it is about; no Address
)

// Channel is the destination of what is posted in a channel.
func Channel(id string) Destination { return Destination{Kind: DestinationChannel, Address: id} }

// Channels are the destinations of what is posted in several channels.
func Channels(ids ...string) []Destination {
	out := make([]Destination, len(ids))
	for i, id := range ids {
		out[i] = Channel(id)
	}
	return out
}

// User is the destination of a direct message.
func User(id string) Destination { return Destination{Kind: DestinationUser, Address: id} }

// Thread is the destination of a note that is posted below every card of what
// it is about; each of these becomes a message to where the card is.
func Thread() Destination { return Destination{Kind: DestinationThread} }
