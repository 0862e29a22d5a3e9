package peering

import "net/netip"

// Plan is the ordered steps from what is to what should be, with what a
// person must know to approve them. It is stored and shown as it is.
type Plan struct {
	Peering   Peering   `json:"peering"`
	Requester VPC       `json:"requester"` // as observed
	Accepter  VPC       `json:"accepter"`
	Steps     []Step    `json:"steps,omitempty"`    // in order; empty when nothing is to be done
	Problems  []Problem `json:"problems,omitempty"` // blocking ones first
	Digest    string    `json:"digest"`             // 64 hex digits; equal plans have equal digests
}

// Problem is something that a person must know before the plan is approved.
type Problem struct {
	Code     ProblemCode `json:"code"`
	Blocking bool        `json:"blocking,omitempty"` // the plan cannot be done
	Side     Side        `json:"side,omitempty"`     // empty: both
	Text     string      `json:"text"`               // what is wrong, with names
	Hint     string      `json:"hint,omitempty"`     // what to do about it

	// The route that a RouteConflict is about.
	Table       string       `json:"-"`
	Destination netip.Prefix `json:"-"`
}

// ProblemCode names a kind of problem.
type ProblemCode string

// The problems that Check finds.
const (
	SameVPC        ProblemCode = "same-vpc"
	VPCMissing     ProblemCode = "vpc-missing"
	VPCNotReady    ProblemCode = "vpc-not-ready"
	OtherPartition ProblemCode = "other-partition"
	CIDROverlap    ProblemCode = "cidr-overlap"
	PeeringExists  ProblemCode = "peering-exists"
	RouteConflict  ProblemCode = "route-conflict"
	RouteNear      ProblemCode = "route-near" // warning: a wider or narrower route exists
	RouteReserved  ProblemCode = "route-reserved"
	TableMissing   ProblemCode = "table-missing"
	NoRoutes       ProblemCode = "no-routes" // warning
	DNSOff         ProblemCode = "dns-off"

	OtherController ProblemCode = "other-controller" // warning
	UnknownAccount  ProblemCode = "unknown-account"  // warning: an inbound request
)
