package peering

// Side is one of the two AWS sides of a peering. It never means a person.
type Side string

// The two sides.
const (
	Requester Side = "requester"
	Accepter  Side = "accepter"
)

// sides lists both in their usual order.
var sides = [...]Side{Requester, Accepter}

// Other returns the opposite side.
func (s Side) Other() Side {
	if s == Requester {
		return Accepter
	}
	return Requester
}

// Peering is what should be. Plans and drift are the difference between it
// and what is observed.
type Peering struct {
	ID        string `json:"id"` // ours, "P17"; the value of TagPeering
	Requester End    `json:"requester"`
	Accepter  End    `json:"accepter"`
	Absent    bool   `json:"absent,omitempty"` // it should not exist, nor its routes

	// Adopted was made by somebody else: its Name tag stays as it is.
	Adopted bool `json:"adopted,omitempty"`
	// External was requested outside peerbot and is to be accepted, and nothing
	// more: only the accepter's side is read and written. The requester may be
	// an account that we know nothing of.
	External bool `json:"admitted,omitempty"`
	// Released is not to be managed any more: our tags are removed, and nothing
	// else is touched.
	Released bool `json:"released,omitempty"`

	// Install is the name of the installation that manages it, as its tags say;
	// empty: it has the tags of an earlier release.
	Install string `json:"install,omitempty"`
	// OldTags has those count, too; RenewTags replaces them.
	OldTags   bool `json:"old_tags,omitempty"`
	RenewTags bool `json:"renew_tags,omitempty"`
	// Adopting is set while a connection is being adopted: it need not have our
	// tags yet.
	Adopting bool `json:"adopting,omitempty"`

	// PCX is the connection that is ours already; empty until it was created.
	PCX string `json:"pcx,omitempty"`
	// Former lists connections that were ours and are over. Routes that still
	// point to them are ours to delete.
	Former []string `json:"former,omitempty"`
}

// End is one side of what should be.
type End struct {
	VPC    Ref         `json:"vpc"`
	Routes RouteChoice `json:"routes"`
	// DNS lets the other side resolve this side's private host names to
	// private addresses (AllowDnsResolutionFromRemoteVpc).
	DNS bool `json:"dns,omitempty"`
}

// Side returns one end.
func (p *Peering) Side(s Side) *End {
	if s == Accepter {
		return &p.Accepter
	}
	return &p.Requester
}

// RouteMode says which route tables get routes to the other side.
type RouteMode string

// The modes. The zero value is RoutesAll.
const (
	RoutesAll     RouteMode = ""        // every table that a subnet uses; the main one if there are no subnets
	RoutesMain    RouteMode = "main"    // the main table
	RoutesPrivate RouteMode = "private" // as RoutesAll, without tables that lead to an internet gateway
	RoutesNone    RouteMode = "none"    // no table
	RoutesTables  RouteMode = "tables"  // exactly RouteChoice.Tables
)

// RouteChoice is a mode and, for RoutesTables, the ids of the tables. Ids of
// the other side's VPC are ignored here: one list serves both ends.
type RouteChoice struct {
	Mode   RouteMode `json:"mode,omitempty"`
	Tables []string  `json:"tables,omitempty"`

	// What was found different and kept: routes of the choice that there are
	// not to be, and routes to the peering that are not of the choice. Each is
	// a table and a destination, "rtb-1 10.2.0.0/16".
	Excluded []string `json:"excluded,omitempty"`
	Extra    []string `json:"extra,omitempty"`
}

// ownedIDs lists every connection id whose routes are ours.
func (p Peering) ownedIDs() map[string]bool {
	ids := map[string]bool{}
	for _, id := range p.Former {
		ids[id] = true
	}
	if p.PCX != "" {
		ids[p.PCX] = true
	}
	return ids
}
