package store

// Destination is where a message goes.
type Destination struct {
	Kind    DestinationKind
	Address string // an id, as the kind has it
}

// DestinationKind says what an address is.
type DestinationKind string

// The kinds of destinations.
const (
	Channel DestinationKind = "channel" // Slack channel id
	User    DestinationKind = "user"    // Slack user id: a direct message
)
