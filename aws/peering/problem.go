package peering

import (
	"cmp"
	"net/netip"
	"reflect"
	"slices"
)

// Problem is something that a person must know before a plan is approved: a
// code, and the ids and values that it is about. It holds no sentence and no
// name of a VPC; both VPCs are in the plan, and whoever shows it finds the
// words. It is stored with the plan.
type Problem struct {
	Code     ProblemCode `json:"code"`
	Blocking bool        `json:"blocking,omitempty"` // the plan cannot be done
	Side     Side        `json:"side,omitempty"`     // whose VPC it is about; empty: both

	// The values; the codes say which of them they have.
	PCX           string       `json:"pcx,omitempty"`           // "pcx-…"
	Status        Status       `json:"status,omitempty"`        // of PCX
	Reverse       bool         `json:"reverse,omitempty"`       // PCX was requested from the accepter's VPC
	Peering       string       `json:"peering,omitempty"`       // "P3", whose tags PCX carries
	Install       string       `json:"install,omitempty"`       // the peerbot installation whose tags PCX carries
	Tool          string       `json:"tool,omitempty"`          // that seems to manage PCX, "Terraform"
	TagKey        string       `json:"tag_key,omitempty"`       // of the tag that tells so
	Table         string       `json:"table,omitempty"`         // "rtb-…"
	Destination   netip.Prefix `json:"destination,omitzero"`    // of the route that the plan needs
	Existing      netip.Prefix `json:"existing,omitzero"`       // destination of the route that is there
	Target        string       `json:"target,omitempty"`        // of the route that is there, "tgw-…"
	Blackhole     bool         `json:"blackhole,omitempty"`     // Target is gone
	Propagated    bool         `json:"propagated,omitempty"`    // from a virtual private gateway
	RequesterCIDR netip.Prefix `json:"requester_cidr,omitzero"` // a block of the requester's VPC
	AccepterCIDR  netip.Prefix `json:"accepter_cidr,omitzero"`  // a block of the accepter's VPC
	Tables        []string     `json:"tables,omitempty"`        // "rtb-…", sorted
	Attributes    []string     `json:"attributes,omitempty"`    // of a VPC, "enableDnsSupport"

	// Text and Hint are what an earlier release stored where they hold more
	// than the values above. They are never written again.
	Text string `json:"text,omitempty"`
	Hint string `json:"hint,omitempty"`
}

// ProblemCode names a kind of problem.
type ProblemCode string

// The problems that Check finds, each with the values that it has. All but
// those called warnings are blocking.
const (
	SameVPC        ProblemCode = "same-vpc"
	OtherPartition ProblemCode = "other-partition"
	VPCMissing     ProblemCode = "vpc-missing"    // Side
	VPCNotReady    ProblemCode = "vpc-not-ready"  // Side
	CIDROverlap    ProblemCode = "cidr-overlap"   // RequesterCIDR, AccepterCIDR
	PeeringExists  ProblemCode = "peering-exists" // PCX, Status, Reverse, Peering or Install
	TagsChanged    ProblemCode = "tags-changed"   // Side, PCX, which does not carry our tags any more; Install
	// Side, PCX, Install: to be adopted, and another installation manages it.
	OtherInstallation ProblemCode = "other-installation"
	TableMissing      ProblemCode = "table-missing"  // Tables
	RouteConflict     ProblemCode = "route-conflict" // Side, Table, Destination, Target, Blackhole, Propagated
	DNSOff            ProblemCode = "dns-off"        // Side, Attributes

	RouteNear       ProblemCode = "route-near"       // warning: a wider or narrower route exists. As RouteConflict, and Existing
	RouteReserved   ProblemCode = "route-reserved"   // warning: Side, Destination
	NoRoutes        ProblemCode = "no-routes"        // warning: Side
	OtherController ProblemCode = "other-controller" // warning: Side, PCX, Tool, TagKey
	UnknownAccount  ProblemCode = "unknown-account"  // Side; of a peering that was requested outside peerbot, which it may not accept
)

// ProblemCodes lists every code.
var ProblemCodes = []ProblemCode{
	SameVPC, OtherPartition, VPCMissing, VPCNotReady, CIDROverlap, PeeringExists, TagsChanged, OtherInstallation, TableMissing, RouteConflict, DNSOff,
	RouteNear, RouteReserved, NoRoutes, OtherController, UnknownAccount,
}

// Same reports whether two problems are one. Of what an earlier release stored
// as text, only code and side can be compared.
func (p Problem) Same(o Problem) bool {
	if p.Text != "" || o.Text != "" {
		return p.Code == o.Code && p.Side == o.Side
	}
	return reflect.DeepEqual(p, o)
}

// sortProblems puts blocking ones first, and every list of the same problems
// into the same order.
func sortProblems(all []Problem) {
	slices.SortStableFunc(all, func(a, b Problem) int {
		return cmp.Or(
			rank(a)-rank(b), cmp.Compare(a.Code, b.Code), cmp.Compare(b.Side, a.Side),
			cmp.Compare(a.Table, b.Table), a.Destination.Compare(b.Destination), a.Existing.Compare(b.Existing),
		)
	})
}

func rank(p Problem) int {
	if p.Blocking {
		return 0
	}
	return 1
}
