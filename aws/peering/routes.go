package peering

import (
	"cmp"
	"net/netip"
	"slices"
)

// reserved are blocks that AWS refuses as route destinations, they and what
// lies inside them (VPC user guide, "Route tables").
var reserved = [...]netip.Prefix{
	netip.MustParsePrefix("169.254.168.0/22"),
	netip.MustParsePrefix("fd00:ec2::/32"),
}

func isReserved(p netip.Prefix) bool {
	for _, r := range reserved {
		if r.Bits() <= p.Bits() && r.Contains(p.Addr()) {
			return true
		}
	}
	return false
}

// destinations returns what one side needs routes to: every block of the other
// side's VPC, without default routes and reserved blocks.
func destinations(peer VPC) []netip.Prefix {
	var out []netip.Prefix
	for _, p := range sortedPrefixes(peer.CIDRs) {
		if p.Bits() > 0 && !isReserved(p) {
			out = append(out, p)
		}
	}
	return out
}

// chosen returns the route tables that a choice means, in order of id. A
// subnet without an association uses the main table; a VPC without any subnet
// is routed through its main table, so that subnets made later have a way.
func (v *View) chosen(c RouteChoice) []RouteTable {
	var out []RouteTable
	for _, t := range v.Tables {
		if v.chooses(c, t) {
			out = append(out, t)
		}
	}
	slices.SortFunc(out, func(a, b RouteTable) int { return cmp.Compare(a.ID, b.ID) })
	return out
}

// wanted returns the destinations that a choice puts into one of its tables.
func (c RouteChoice) wanted(t RouteTable, peer VPC) []netip.Prefix {
	return slices.DeleteFunc(destinations(peer), func(dst netip.Prefix) bool {
		return slices.Contains(c.Excluded, entry(t.ID, dst))
	})
}

// entry names a route in RouteChoice.
func entry(table string, dst netip.Prefix) string { return table + " " + dst.String() }

func (v *View) chooses(c RouteChoice, t RouteTable) bool {
	switch c.Mode {
	case RoutesNone:
		return false
	case RoutesMain:
		return t.Main
	case RoutesTables:
		return slices.Contains(c.Tables, t.ID)
	case RoutesPrivate:
		return v.used(t) && !t.public()
	default:
		return v.used(t)
	}
}

// used reports whether traffic of any subnet goes through the table.
func (v *View) used(t RouteTable) bool {
	if len(t.Subnets) > 0 {
		return true
	}
	if !t.Main {
		return false
	}
	associated := map[string]bool{}
	for _, t := range v.Tables {
		for _, s := range t.Subnets {
			associated[s] = true
		}
	}
	return len(v.Subnets) == 0 || slices.ContainsFunc(v.Subnets, func(s Subnet) bool { return !associated[s.ID] })
}

// public reports whether the table leads to an internet gateway.
func (t RouteTable) public() bool {
	return slices.ContainsFunc(t.Routes, func(r Route) bool {
		return r.Destination.IsValid() && r.Destination.Bits() == 0 && len(r.Target) > 4 && r.Target[:4] == "igw-"
	})
}

// overlapping returns routes that overlap a destination without being equal to it,
// default routes and local ones left out: our route would shadow the wider
// ones and be shadowed by the narrower ones.
func (t RouteTable) overlapping(dst netip.Prefix) []Route {
	var out []Route
	for _, r := range t.Routes {
		if r.PrefixList != "" || r.Target == "local" || !r.Destination.IsValid() || r.Destination.Bits() == 0 {
			continue
		}
		if d := r.Destination.Masked(); d != dst && d.Overlaps(dst) {
			out = append(out, r)
		}
	}
	slices.SortFunc(out, func(a, b Route) int { return a.Destination.Compare(b.Destination) })
	return out
}
