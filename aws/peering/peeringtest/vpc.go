package peeringtest

import (
	"fmt"
	"net/netip"
	"slices"

	"peerbot/aws/peering"
)

// vpc is a VPC and what belongs to it.
type vpc struct {
	peering.VPC
	number  int // of its id
	made    int // things that have an id after it
	tables  []*table
	subnets []peering.Subnet
	groups  []peering.Group
}

// table is a route table. Blackholes are computed when it is read.
type table struct {
	peering.RouteTable
	vpc  *vpc
	late *lateRoutes // what reads show instead; nil: the routes
}

// lateRoutes is what a table showed before a change.
type lateRoutes struct {
	*countdown
	routes []peering.Route
}

// local is the target of the routes that a VPC has by itself.
const local = "local"

func (v *vpc) addBlock(p netip.Prefix) {
	v.CIDRs = append(v.CIDRs, p.Masked())
	for _, t := range v.tables {
		t.Routes = append(t.Routes, peering.Route{Destination: p.Masked(), Target: "local"})
	}
}

func (v *vpc) id(kind string) string {
	v.made++
	return fmt.Sprintf("%s-%08x", kind, v.number<<8|v.made)
}

// shown is the VPC as it is described. Its DNS attributes are read apart.
func (v *vpc) shown() peering.VPC {
	out := v.VPC
	out.CIDRs = slices.SortedFunc(slices.Values(v.CIDRs), netip.Prefix.Compare)
	out.DNSSupport, out.DNSHostnames = nil, nil
	return out
}

// resolvable reports whether a VPC has both DNS attributes on.
func (v *vpc) resolvable() bool {
	return v.DNSSupport != nil && *v.DNSSupport && v.DNSHostnames != nil && *v.DNSHostnames
}

// route returns the index of the route that somebody made for a destination,
// or of the local one. A propagated one may stand beside it.
func (t *table) route(dst netip.Prefix) int {
	return slices.IndexFunc(t.Routes, func(r peering.Route) bool {
		return r.PrefixList == "" && r.Destination.Masked() == dst.Masked() && !r.Propagated
	})
}
