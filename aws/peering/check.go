package peering

import (
	"maps"
	"slices"
	"strings"
)

// Check returns what would make the plan fail, and what a person should know
// before approving it: blocking problems first, in a fixed order. A peering
// that should be absent has none, but for tags that are not ours.
func Check(want Peering, have Observed) []Problem {
	if want.Released || want.External {
		return nil
	}
	c := checker{want: want, have: have}
	if want.Absent {
		c.tags()
		return c.problems
	}
	if c.places() && c.found() {
		c.overlap()
		c.existing()
		c.tags()
		c.controllers()
		c.tables()
		c.routes()
		c.dns()
	}
	sortProblems(c.problems)
	return c.problems
}

type checker struct {
	want     Peering
	have     Observed
	problems []Problem
}

func (c *checker) block(p Problem) {
	p.Blocking = true
	c.problems = append(c.problems, p)
}

func (c *checker) warn(p Problem) { c.problems = append(c.problems, p) }

// places checks what needs no look at AWS.
func (c *checker) places() bool {
	r, a := c.want.Requester.VPC, c.want.Accepter.VPC
	if r == a {
		c.block(Problem{Code: SameVPC})
	}
	if r.Partition() != a.Partition() {
		c.block(Problem{Code: OtherPartition})
	}
	return len(c.problems) == 0
}

func (c *checker) found() bool {
	ok := true
	for _, s := range sides {
		switch view := c.have.Side(s); {
		case !view.Found:
			ok = false
			c.block(Problem{Code: VPCMissing, Side: s})
		case view.VPC.State == "pending":
			c.block(Problem{Code: VPCNotReady, Side: s})
		}
	}
	return ok
}

func (c *checker) overlap() {
	r, a := c.have.Requester.VPC, c.have.Accepter.VPC
	if x, y, ok := Overlaps(sortedPrefixes(r.CIDRs), sortedPrefixes(a.CIDRs)); ok {
		c.block(Problem{Code: CIDROverlap, RequesterCIDR: x, AccepterCIDR: y})
	}
}

func (c *checker) existing() {
	f, ok := foreign(c.want, c.have)
	if !ok {
		return
	}
	p := Problem{Code: PeeringExists, PCX: f.ID, Status: f.Status, Reverse: f.Requester != c.want.Requester.VPC}
	switch m, ok := MarkOf(f.Tags); {
	case !ok:
	case m.Install == c.want.Install:
		p.Peering = m.ID
	default: // its ids mean nothing here
		p.Install = m.Install
	}
	c.block(p)
}

// tags checks that our connection still carries our tags, and that one that is
// to be adopted carries nobody else's.
func (c *checker) tags() {
	if j, side, found := lost(c.want, c.have); found {
		p := Problem{Code: TagsChanged, Side: side, PCX: j.id}
		if m, ok := MarkOf(j.views[side].Tags); ok && m.Install != c.want.Install {
			p.Install = m.Install
		}
		c.block(p)
	}
	if j, ok := current(c.want, c.have); ok && c.want.Adopting {
		for _, s := range sides {
			if v := j.views[s]; v != nil {
				if m, ok := MarkOf(v.Tags); ok && m.Install != "" && m.Install != c.want.Install {
					c.block(Problem{Code: OtherInstallation, Side: s, PCX: j.id, Install: m.Install})
				}
			}
		}
	}
}

// controllers warns of an adopted connection that something else looks after:
// the two would undo each other's work.
func (c *checker) controllers() {
	if !c.want.Adopted {
		return
	}
	j, ok := current(c.want, c.have)
	if !ok {
		return
	}
	for _, s := range sides {
		v := j.views[s]
		if v == nil || c.want.Owns(v.Tags) {
			continue
		}
		if tool, key := controller(v.Tags); tool != "" {
			c.warn(Problem{Code: OtherController, Side: s, PCX: j.id, Tool: tool, TagKey: key})
		}
	}
}

// controller tells by the marks that tools leave which one made something.
func controller(tags map[string]string) (tool, key string) {
	for _, k := range slices.Sorted(maps.Keys(tags)) {
		name, value := strings.ToLower(k), strings.ToLower(tags[k])
		switch {
		case strings.HasPrefix(name, "aws:cloudformation:"):
			return "CloudFormation", k
		case strings.Contains(name, "terraform"), strings.Contains(value, "terraform"):
			return "Terraform", k
		case strings.Contains(name, "pulumi"), value == "pulumi":
			return "Pulumi", k
		case strings.HasPrefix(name, "crossplane-"), strings.Contains(name, "crossplane.io"):
			return "Crossplane", k
		case strings.HasPrefix(name, "services.k8s.aws/"):
			return "Kubernetes", k
		case k == OldTagManaged && value != OldManagedBy:
			return tags[k], k
		}
	}
	return "", ""
}

// tables checks that a list of tables names existing ones of either side.
func (c *checker) tables() {
	known := map[string]bool{}
	listed := map[string]bool{}
	for _, s := range sides {
		for _, t := range c.have.Side(s).Tables {
			known[t.ID] = true
		}
		if choice := c.want.Side(s).Routes; choice.Mode == RoutesTables {
			for _, id := range choice.Tables {
				listed[id] = true
			}
		}
	}
	var unknown []string
	for id := range listed {
		if !known[id] {
			unknown = append(unknown, id)
		}
	}
	if len(unknown) > 0 {
		slices.Sort(unknown)
		c.block(Problem{Code: TableMissing, Tables: unknown})
	}
}

func (c *checker) routes() {
	ours := c.want.ownedIDs()
	if j, ok := current(c.want, c.have); ok {
		ours[j.id] = true
	}
	for _, s := range sides {
		view, peer := c.have.Side(s), c.have.Side(s.Other()).VPC
		for _, p := range sortedPrefixes(peer.CIDRs) {
			if p.Bits() == 0 || isReserved(p) {
				c.warn(Problem{Code: RouteReserved, Side: s, Destination: p})
			}
		}
		choice := c.want.Side(s).Routes
		chosen := view.chosen(choice)
		if len(chosen) == 0 {
			c.warn(Problem{Code: NoRoutes, Side: s})
		}
		for _, t := range chosen {
			for _, dst := range choice.wanted(t, peer) {
				at := Problem{Side: s, Table: t.ID, Destination: dst}
				if r, ok := t.route(dst); ok && !ours[r.Target] {
					c.block(at.leadsTo(RouteConflict, r))
				}
				for _, r := range t.overlapping(dst) {
					if !ours[r.Target] {
						near := at.leadsTo(RouteNear, r)
						near.Existing = r.Destination.Masked()
						c.warn(near)
					}
				}
			}
		}
	}
}

// leadsTo returns the problem with the route that is there already.
func (p Problem) leadsTo(code ProblemCode, r Route) Problem {
	p.Code, p.Target, p.Blackhole, p.Propagated = code, r.Target, r.Blackhole, r.Propagated
	return p
}

// dns checks the attributes without which AWS refuses the option
// (InvalidVpcPeeringConnectionState.DnsHostnamesDisabled): both VPCs need both.
func (c *checker) dns() {
	if !c.want.Requester.DNS && !c.want.Accepter.DNS {
		return
	}
	for _, s := range sides {
		v := c.have.Side(s).VPC
		var off []string
		if v.DNSSupport != nil && !*v.DNSSupport {
			off = append(off, "enableDnsSupport")
		}
		if v.DNSHostnames != nil && !*v.DNSHostnames {
			off = append(off, "enableDnsHostnames")
		}
		if len(off) > 0 {
			c.block(Problem{Code: DNSOff, Side: s, Attributes: off})
		}
	}
}
