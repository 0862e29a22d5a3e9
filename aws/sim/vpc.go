package sim

import (
	"net/netip"
	"slices"
)

// vpc is a VPC with what belongs to it alone.
type vpc struct {
	base
	placeKey
	blocks       []*block // the first IPv4 one is the primary CIDR
	dhcpOptions  string
	isDefault    bool
	dnsSupport   bool
	dnsHostnames bool
	usageMetrics bool
	mainTable    string // id
}

// block is a CIDR of a VPC, IPv4 or IPv6.
type block struct {
	id     string
	prefix netip.Prefix
	gone   bool // disassociated
}

func (b *block) state() string {
	if b.gone {
		return "disassociated"
	}
	return "associated"
}

// prefixes returns the associated CIDRs of one family, the primary first.
func (v *vpc) prefixes(ipv6 bool) []netip.Prefix {
	var list []netip.Prefix
	for _, b := range v.blocks {
		if !b.gone && b.prefix.Addr().Is6() == ipv6 {
			list = append(list, b.prefix)
		}
	}
	return list
}

// meets says whether a CIDR overlaps an associated one of the VPC.
func (v *vpc) meets(p netip.Prefix) bool {
	return slices.ContainsFunc(v.blocks, func(b *block) bool { return !b.gone && b.prefix.Overlaps(p) })
}

func (v *vpc) eachBlock(ipv6 bool, value func(*block) string) []string {
	var list []string
	for _, b := range v.blocks {
		if b.prefix.Addr().Is6() == ipv6 {
			list = append(list, value(b))
		}
	}
	return list
}

// texts returns CIDRs as AWS writes them.
func texts(list []netip.Prefix) []string {
	out := make([]string, len(list))
	for i, p := range list {
		out[i] = p.String()
	}
	return out
}

// subnet is a subnet of a VPC. Its explicit route table, if any, knows it; see
// [table].
type subnet struct {
	base
	vpc    *vpc
	prefix netip.Prefix
	zone   string
}

func (s *subnet) zoneID() string {
	return zoneID(s.vpc.region, int(s.zone[len(s.zone)-1]-'a')+1)
}

// gateway is anything but a peering that a route can go to.
type gateway struct {
	base
	kind idKind
	vpc  *vpc // what it is attached to or lives in; nil for a transit gateway
}
