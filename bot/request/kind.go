package request

// Kind is what a request asks for. What a request may do, and how it ends,
// follows from its kind: from its row in the table (kind_table.go), never from
// the steps that happen to be left.
type Kind string

// The kinds. Their values are stored.
const (
	Create         Kind = "create"
	Delete         Kind = "delete"
	Repair         Kind = "repair" // restore AWS to the approved state
	Keep           Kind = "keep"   // make AWS's current state the approved one
	Adopt          Kind = "adopt"  // manage a peering that somebody else made
	Release        Kind = "release"
	Extend         Kind = "extend"
	AcceptExternal Kind = "admit" // accept a peering that was requested directly in AWS
)

// Kinds lists every kind.
var Kinds = []Kind{Create, Delete, Repair, Keep, Adopt, Release, Extend, AcceptExternal}
