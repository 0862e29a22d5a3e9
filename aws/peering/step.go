package peering

import (
	"net/netip"
)

// Step is one thing to do with one side's credentials in its Region. What
// follows from its kind is in kindSpecs.
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

// Kind is what a step does.
type Kind string
