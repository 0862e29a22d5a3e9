package peering

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Check returns what would make the plan fail, and what a person should know
// before approving it: blocking problems first, in a fixed order. A peering
// that should be absent has none.
func Check(want Peering, have Observed) []Problem {
	if want.Absent || want.Released || want.Admitted {
		return nil
	}
	c := checker{want: want, have: have}
	if c.places() && c.found() {
		c.overlap()
		c.existing()
		c.controllers()
		c.tables()
		c.routes()
		c.dns()
	}
	slices.SortStableFunc(c.problems, func(a, b Problem) int {
		return cmp.Or(rank(a)-rank(b), cmp.Compare(a.Code, b.Code), cmp.Compare(b.Side, a.Side), cmp.Compare(a.Text, b.Text))
	})
	return c.problems
}

func rank(p Problem) int {
	if p.Blocking {
		return 0
	}
	return 1
}

type checker struct {
	want     Peering
	have     Observed
	problems []Problem
}

func (c *checker) block(code ProblemCode, side Side, text, hint string) {
	c.problems = append(c.problems, Problem{Code: code, Blocking: true, Side: side, Text: text, Hint: hint})
}

func (c *checker) warn(code ProblemCode, side Side, text, hint string) {
	c.problems = append(c.problems, Problem{Code: code, Side: side, Text: text, Hint: hint})
}

// places checks what needs no look at AWS.
func (c *checker) places() bool {
	r, a := c.want.Requester.VPC, c.want.Accepter.VPC
	if r == a {
		c.block(SameVPC, "", fmt.Sprintf("both sides are %s", r.VPC), "name two different VPCs")
	}
	if r.Partition() != a.Partition() {
		c.block(OtherPartition, "", fmt.Sprintf("%s is in partition %s, %s in %s", r.Region, r.Partition(), a.Region, a.Partition()),
			"AWS cannot peer VPCs of different partitions")
	}
	return len(c.problems) == 0
}

func (c *checker) found() bool {
	ok := true
	for _, s := range sides {
		ref, view := c.want.Side(s).VPC, c.have.Side(s)
		if !view.Found {
			ok = false
			c.block(VPCMissing, s, fmt.Sprintf("%s does not exist in account %s, Region %s", ref.VPC, ref.Account, ref.Region),
				"check the id, and the Region it is in")
			continue
		}
		if view.VPC.State == "pending" {
			c.block(VPCNotReady, s, fmt.Sprintf("%s is still being made", ref.VPC), "try again in a minute")
		}
	}
	return ok
}

func (c *checker) overlap() {
	r, a := c.have.Requester.VPC, c.have.Accepter.VPC
	if x, y, ok := Overlaps(sortedPrefixes(r.CIDRs), sortedPrefixes(a.CIDRs)); ok {
		c.block(CIDROverlap, "", fmt.Sprintf("%s of %s overlaps %s of %s", x, r.Label(), y, a.Label()),
			"AWS refuses to peer VPCs of which any blocks overlap, also when only other blocks are to be used; one of them needs other addresses")
	}
}

func (c *checker) existing() {
	f, ok := foreign(c.want, c.have)
	if !ok {
		return
	}
	text := fmt.Sprintf("%s already connects the two VPCs (%s)", f.ID, f.Status)
	if f.Requester != c.want.Requester.VPC {
		text = fmt.Sprintf("%s already connects the two VPCs in the other direction (%s)", f.ID, f.Status)
	}
	hint := "it was not made by peerbot: use it, or have its owner delete it first"
	if f.Tags[TagManaged] == ManagedBy {
		hint = fmt.Sprintf("it carries the tags of %s: use `show %s`, or delete it first", f.Tags[TagPeering], f.Tags[TagPeering])
	} else if f.Status == Pending {
		hint = "a request made outside peerbot is waiting for its accepter: accept, reject or delete it first"
	}
	c.block(PeeringExists, "", text, hint)
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
			c.warn(OtherController, s, fmt.Sprintf("%s looks as if %s looks after it (tag %s)", j.id, tool, key),
				"only tags are added now; later on, let one of the two change it and not both")
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
			return "a Kubernetes controller", k
		case k == TagManaged && value != ManagedBy:
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
		c.block(TableMissing, "", fmt.Sprintf("no route table %s in either VPC", strings.Join(unknown, ", ")),
			"list tables of these two VPCs, or leave routes= away for every table that subnets use")
	}
}

func (c *checker) routes() {
	ours := c.want.ours()
	if j, ok := current(c.want, c.have); ok {
		ours[j.id] = true
	}
	for _, s := range sides {
		view, peer := c.have.Side(s), c.have.Side(s.Other()).VPC
		for _, p := range sortedPrefixes(peer.CIDRs) {
			if p.Bits() == 0 || isReserved(p) {
				c.warn(RouteReserved, s, fmt.Sprintf("%s of %s cannot be a route destination in AWS", p, peer.Label()), "no route to it will be added")
			}
		}
		choice := c.want.Side(s).Routes
		chosen := view.chosen(choice)
		if len(chosen) == 0 {
			c.warn(NoRoutes, s, fmt.Sprintf("no route table of %s gets a route", view.VPC.Label()), "traffic flows only where both sides have routes")
		}
		for _, t := range chosen {
			for _, dst := range choice.wanted(t, peer) {
				if r, ok := t.route(dst); ok && !ours[r.Target] {
					c.problems = append(c.problems, Problem{
						Code: RouteConflict, Blocking: true, Side: s, Table: t.ID, Destination: dst,
						Text: fmt.Sprintf("route %s in %s (%s) already goes to %s", dst, t.ID, view.VPC.Label(), target(r)),
						Hint: "peerbot never replaces a route: remove it, or leave this table out with routes=",
					})
				}
				for _, r := range t.near(dst) {
					if ours[r.Target] {
						continue
					}
					text, hint := fmt.Sprintf("%s in %s goes to %s, a part of %s", r.Destination.Masked(), t.ID, target(r), dst), "the narrower route wins: that part will not use the peering"
					if r.Destination.Bits() < dst.Bits() {
						text, hint = fmt.Sprintf("%s in %s goes to %s and covers %s", r.Destination.Masked(), t.ID, target(r), dst), "the new route takes that part away from it"
					}
					c.warn(RouteNear, s, text, hint)
				}
			}
		}
	}
}

func target(r Route) string {
	t := r.Target
	if r.Blackhole {
		t += " (blackhole)"
	}
	if r.Propagated {
		t += " (propagated)"
	}
	return t
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
			c.block(DNSOff, s, fmt.Sprintf("%s has %s off, and AWS then refuses the DNS option", v.Label(), strings.Join(off, " and ")),
				"switch it on for the VPC, or leave dns= away")
		}
	}
}
