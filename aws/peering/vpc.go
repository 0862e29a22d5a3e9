package peering

import (
	"net/netip"
	"slices"
	"strings"
)

// Ref names one VPC exactly.
type Ref struct {
	Account string `json:"account"` // 12 digits
	Region  string `json:"region"`  // "ap-northeast-1"
	VPC     string `json:"vpc"`     // "vpc-…"
}

// String returns account/region/vpc, the form that commands take.
func (r Ref) String() string { return r.Account + "/" + r.Region + "/" + r.VPC }

// SamePlace reports whether both VPCs are in one account and Region. There a
// peering is one object with one set of tags; anywhere else each side has its
// own.
func (r Ref) SamePlace(o Ref) bool { return r.Account == o.Account && r.Region == o.Region }

// Partition returns "aws", "aws-cn" or "aws-us-gov". Peerings never cross it.
func (r Ref) Partition() string {
	switch {
	case strings.HasPrefix(r.Region, "cn-"):
		return "aws-cn"
	case strings.HasPrefix(r.Region, "us-gov-"):
		return "aws-us-gov"
	default:
		return "aws"
	}
}

// VPC is one VPC as AWS describes it.
type VPC struct {
	Ref
	Name  string         `json:"name,omitempty"`  // the Name tag
	State string         `json:"state,omitempty"` // "available" or "pending"
	CIDRs []netip.Prefix `json:"cidrs,omitempty"` // every associated IPv4 and IPv6 block, masked

	// DNS attributes; nil when they were not read.
	DNSSupport   *bool `json:"dns_support,omitempty"`
	DNSHostnames *bool `json:"dns_hostnames,omitempty"`
}

// Label returns the name that people know the VPC by: its Name tag, or its id.
func (v VPC) Label() string {
	if v.Name != "" {
		return v.Name
	}
	return v.VPC
}

// Subnet is one subnet, as far as route tables are concerned.
type Subnet struct {
	ID   string       `json:"id"`
	Name string       `json:"name,omitempty"`
	CIDR netip.Prefix `json:"cidr"`
}

// RouteTable is one route table of one VPC.
type RouteTable struct {
	ID      string   `json:"id"`
	Name    string   `json:"name,omitempty"`
	Main    bool     `json:"main,omitempty"`    // used by subnets without an association
	Subnets []string `json:"subnets,omitempty"` // explicitly associated subnets
	Routes  []Route  `json:"routes,omitempty"`
}

// Route is one entry of a route table.
type Route struct {
	Destination netip.Prefix `json:"destination"`           // zero when the destination is a prefix list
	PrefixList  string       `json:"prefix_list,omitempty"` // "pl-…"
	Target      string       `json:"target"`                // "pcx-…", "igw-…", "local", …
	Blackhole   bool         `json:"blackhole,omitempty"`   // the target is gone, or not active yet
	Propagated  bool         `json:"propagated,omitempty"`  // from a virtual private gateway, not from a person
}

// Overlaps returns the first pair of blocks that share addresses.
func Overlaps(a, b []netip.Prefix) (x, y netip.Prefix, ok bool) {
	for _, x := range a {
		for _, y := range b {
			if x.Overlaps(y) {
				return x, y, true
			}
		}
	}
	return netip.Prefix{}, netip.Prefix{}, false
}

// sortedPrefixes returns a masked, sorted copy without repetition: the order
// in which AWS lists blocks must not change a plan.
func sortedPrefixes(in []netip.Prefix) []netip.Prefix {
	out := make([]netip.Prefix, 0, len(in))
	for _, p := range in {
		out = append(out, p.Masked())
	}
	slices.SortFunc(out, netip.Prefix.Compare)
	return slices.Compact(out)
}
