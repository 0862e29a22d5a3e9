package sim

import (
	"errors"
	"fmt"
	"net/netip"
	"time"
)

// ErrUnknown says that a method of [Cloud] was given the id of something that
// does not exist. Test for it with errors.Is.
var ErrUnknown = errors.New("no such resource")

func unknown(id string) error { return fmt.Errorf("%q: %w", id, ErrUnknown) }

// VPC is a VPC as tests and demos make and read it.
type VPC struct {
	ID, Account, Region string
	Name                string         // tag Name; "" for none
	CIDRs               []netip.Prefix // the first is the primary one and IPv4; IPv6 may follow
	MainTable           string         // id; set by the cloud
	NoDNSSupport        bool           // enableDnsSupport off; it is on by itself, as on AWS
	DNSHostnames        bool           // enableDnsHostnames on; it is off by itself, as on AWS
	Tags                map[string]string
}

// Subnet is a subnet as tests and demos make and read it.
type Subnet struct {
	ID, VPC string
	Name    string
	CIDR    netip.Prefix
	Table   string // the route table of its own; "" for the main one
}

// Table is a route table as tests and demos make and read it.
type Table struct {
	ID, VPC string
	Name    string
	Main    bool
	Subnets []string // ids of those with an explicit association
	Routes  []Route
	Tags    map[string]string
}

// Route is a line of a route table.
type Route struct {
	Destination netip.Prefix
	PrefixList  string // pl- id, instead of Destination
	Target      string // local or an id
	State       string // active or blackhole
	// Propagated routes come from a VPN gateway. They stand beside a static
	// one with the same destination.
	Propagated bool
}

// Side is one end of a peering.
type Side struct {
	Account, Region, VPC string
	DNS                  bool              // AllowDnsResolutionFromRemoteVpc
	Tags                 map[string]string // as seen there
}

// Peering is a peering as it truly is, without what AWS hides or delays.
type Peering struct {
	ID                  string
	Requester, Accepter Side
	State, Message      string
	Created             time.Time
	Since               time.Time // when State began
	DeletedBy           string    // account; empty while nobody has deleted it
}
