package live

import (
	"maps"
	"slices"

	"peerbot/aws/peering"
)

// need is what a survey reads of one account and Region. Its connections are
// always read.
type need struct {
	region  string
	vpcs    []string // whose blocks and route tables matter; sorted, like the others
	subnets []string // those of them whose choice of tables depends on subnets
	dns     []string // those of them whose DNS attributes matter
	groups  []string // those of them with a peering that security groups can be referred to across
}

// needs returns what a survey reads, by account: every configured place, and
// those that only a peering names.
func (c *Cloud) needs(managed []peering.Peering) map[string][]need {
	type sets struct{ vpcs, subnets, dns, groups map[string]bool }
	wanted := map[peering.Place]*sets{}
	place := func(at peering.Place) *sets {
		s := wanted[at]
		if s == nil {
			s = &sets{map[string]bool{}, map[string]bool{}, map[string]bool{}, map[string]bool{}}
			wanted[at] = s
		}
		return s
	}
	for _, a := range c.accounts.Roles() {
		for _, region := range a.Regions {
			place(peering.Place{Account: a.ID, Region: region})
		}
	}
	for _, p := range managed {
		for _, end := range [...]peering.End{p.Requester, p.Accepter} {
			s := place(end.VPC.Place())
			s.vpcs[end.VPC.VPC] = true
			if needsSubnets(end.Routes.Mode) {
				s.subnets[end.VPC.VPC] = true
			}
			if needsDNS(p) {
				s.dns[end.VPC.VPC] = true
			}
			if needsGroups(p) {
				s.groups[end.VPC.VPC] = true
			}
		}
	}
	out := map[string][]need{}
	for at, s := range wanted {
		out[at.Account] = append(out[at.Account], need{
			region: at.Region, vpcs: sorted(s.vpcs), subnets: sorted(s.subnets), dns: sorted(s.dns), groups: sorted(s.groups),
		})
	}
	return out
}

// needsSubnets reports whether a mode chooses tables by the subnets that use
// them.
func needsSubnets(m peering.RouteMode) bool {
	switch m {
	case peering.RoutesMain, peering.RoutesNone, peering.RoutesTables:
		return false
	case peering.RoutesAll, peering.RoutesPrivate:
	}
	return true
}

// needsGroups reports whether rules may refer to groups across a peering: within
// one Region only.
func needsGroups(p peering.Peering) bool {
	return !p.Absent && p.Requester.VPC.Region == p.Accepter.VPC.Region
}

func sorted(set map[string]bool) []string { return slices.Sorted(maps.Keys(set)) }
