package upgrade

import (
	"net/netip"
	"regexp"
	"strings"

	"peerbot/aws/peering"
)

// sentence is a problem as it was stored.
type sentence struct {
	Code     peering.ProblemCode `json:"code"`
	Blocking bool                `json:"blocking"`
	Side     peering.Side        `json:"side"`
	Text     string              `json:"text"`
	Hint     string              `json:"hint"`
}

// What the sentences were. Names of VPCs may hold anything, and stand where
// nothing else depends on them.
var (
	overlaps    = regexp.MustCompile(`^(\S+) of .* overlaps (\S+) of .*$`)
	connects    = regexp.MustCompile(`^(pcx-\S+) already connects the two VPCs( in the other direction)? \(([a-z-]+)\)$`)
	carries     = regexp.MustCompile("^it carries the tags of (P[0-9]+): use `show P[0-9]+`, or delete it first$")
	noTable     = regexp.MustCompile(`^no route table (rtb-\S+(?:, rtb-\S+)*) in either VPC$`)
	alreadyGoes = regexp.MustCompile(`^route (\S+) in (rtb-\S+) \(.*\) already goes to (\S+?)( \(blackhole\))?( \(propagated\))?$`)
	near        = regexp.MustCompile(`^(\S+) in (rtb-\S+) goes to (\S+?)( \(blackhole\))?( \(propagated\))?(?:, a part of| and covers) (\S+)$`)
	reserved    = regexp.MustCompile(`^(\S+) of .* cannot be a route destination in AWS$`)
	attributes  = regexp.MustCompile(`^.* has (enableDnsSupport|enableDnsHostnames|enableDnsSupport and enableDnsHostnames) off, and AWS then refuses the DNS option$`)
	looksAfter  = regexp.MustCompile(`^(pcx-\S+) looks as if (.+) looks after it \(tag (.+)\)$`)
)

// problem returns the facts of a sentence, or the sentence.
func (s sentence) problem() peering.Problem {
	facts := peering.Problem{Code: s.Code, Blocking: s.Blocking, Side: s.Side}
	p := facts
	ok := false
	switch s.Code {
	case peering.SameVPC, peering.OtherPartition, peering.VPCMissing, peering.VPCNotReady, peering.NoRoutes, peering.UnknownAccount:
		ok = true // all of it is in the plan
	case peering.CIDROverlap:
		ok = s.overlap(&p)
	case peering.PeeringExists:
		if m := connects.FindStringSubmatch(s.Text); m != nil {
			p.PCX, p.Reverse, p.Status, ok = m[1], m[2] != "", peering.Status(m[3]), true
		}
		if m := carries.FindStringSubmatch(s.Hint); m != nil {
			p.Peering = m[1]
		}
	case peering.TableMissing:
		if m := noTable.FindStringSubmatch(s.Text); m != nil {
			p.Tables, ok = strings.Split(m[1], ", "), true
		}
	case peering.RouteConflict:
		if m := alreadyGoes.FindStringSubmatch(s.Text); m != nil {
			p.Table, p.Target, p.Blackhole, p.Propagated = m[2], m[3], m[4] != "", m[5] != ""
			ok = prefix(m[1], &p.Destination)
		}
	case peering.RouteNear:
		if m := near.FindStringSubmatch(s.Text); m != nil {
			p.Table, p.Target, p.Blackhole, p.Propagated = m[2], m[3], m[4] != "", m[5] != ""
			ok = prefix(m[1], &p.Existing) && prefix(m[6], &p.Destination)
		}
	case peering.RouteReserved:
		if m := reserved.FindStringSubmatch(s.Text); m != nil {
			ok = prefix(m[1], &p.Destination)
		}
	case peering.DNSOff:
		if m := attributes.FindStringSubmatch(s.Text); m != nil {
			p.Attributes, ok = strings.Split(m[1], " and "), true
		}
	case peering.OtherController:
		if m := looksAfter.FindStringSubmatch(s.Text); m != nil {
			p.PCX, p.Tool, p.TagKey, ok = m[1], strings.TrimPrefix(m[2], "a "), m[3], true
		}
	case peering.TagsChanged, peering.OtherInstallation: // release 1 had none
	}
	if ok {
		return p
	}
	facts.Text, facts.Hint = s.Text, s.Hint
	return facts
}

func (s sentence) overlap(p *peering.Problem) bool {
	m := overlaps.FindStringSubmatch(s.Text)
	return m != nil && prefix(m[1], &p.RequesterCIDR) && prefix(m[2], &p.AccepterCIDR)
}

// prefix reads a block of addresses.
func prefix(text string, into *netip.Prefix) bool {
	p, err := netip.ParsePrefix(text)
	*into = p
	return err == nil
}
