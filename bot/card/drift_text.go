package card

import (
	"cmp"
	"net/netip"
	"strconv"

	"peerbot/aws/peering"
	"peerbot/bot/directory"
	"peerbot/bot/request"
)

// driftText says what differs. What an earlier release wrote down is said as it
// is.
func driftText(n directory.Names, p request.Peering, l peering.DriftLine) words {
	if l.Code == "" {
		return spoken(line(l.Text), 600, 240)
	}
	text := say(driftKey(l), driftParts(n, p, l)...)
	if says := prose(l.Message); !says.empty() {
		return say("drift.aws-says", text, says)
	}
	return text
}

func driftKey(l peering.DriftLine) key {
	switch {
	case l.Code == peering.EndedPeering && l.Status != "":
		return "drift.ended." + key(l.Status)
	case l.Code == peering.OtherPeering && l.Reverse:
		return "drift.other-peering.back"
	case l.Code == peering.WrongDNSOption && l.On:
		return "drift.wrong-dns-option.on"
	case l.Code == peering.LifetimeEnds && l.Asked:
		return "drift.lifetime-ends.asked"
	case l.Code == peering.StaleGroupRule && ruleOf(l).Egress:
		return "drift.stale-group-rule.egress"
	case l.Code == peering.UnreadablePlace:
		return unreadableKey(l)
	}
	return "drift." + key(l.Code)
}

// unreadableKey is the text of why a place cannot be read: by the class of the
// error where that says what a person has to do, or else with AWS's code.
func unreadableKey(l peering.DriftLine) key {
	switch l.Class {
	case peering.Denied, peering.NoRole, peering.WrongPlace, peering.Throttled, peering.NoRegion:
		return "drift.unreadable." + key(l.Class)
	}
	if l.AWSCode != "" {
		return "drift.unreadable.code"
	}
	return "drift.unreadable-place"
}

// driftParts are what the texts of differences are made of, in the order in
// which english_drift.go counts them.
func driftParts(n directory.Names, p request.Peering, l peering.DriftLine) []words {
	id := named(l.PCX)
	if id.empty() {
		id = say("peering.connection")
	}
	rule, side := ruleOf(l), cmp.Or(l.Side, peering.Requester)
	return []words{
		vpc(n, vpcOf(p, side)), vpc(n, vpcOf(p, side.Other())), named(l.Table), block(l.Destination), target(l.Target, l.Blackhole, l.Propagated),
		id, prose(string(l.Status)), block(l.RequesterCIDR), block(l.AccepterCIDR), firstFew(each(l.Tables), "more.table"), and(each(l.Attributes)...),
		named(l.TagKey), named(l.TagValue), withID(l.GroupName, l.Group), traffic(rule), named(rule.Group), when(l.EndsAt),
		prose(l.Region), named(l.Action), named(l.AWSCode),
	}
}

func ruleOf(l peering.DriftLine) peering.GroupRule {
	if l.Rule == nil {
		return peering.GroupRule{}
	}
	return *l.Rule
}

// traffic is what a rule lets through: "tcp 443".
func traffic(r peering.GroupRule) words {
	switch {
	case r.Protocol == "-1":
		return say("traffic.all")
	case r.From < 0:
		return prose(r.Protocol)
	case r.Protocol == "tcp", r.Protocol == "udp":
		return say("traffic.ports", prose(r.Protocol), prose(ports(r)))
	}
	return say("traffic.types", prose(r.Protocol), prose(strconv.Itoa(r.From)))
}

func ports(r peering.GroupRule) string {
	if r.From == r.To {
		return strconv.Itoa(r.From)
	}
	return strconv.Itoa(r.From) + "-" + strconv.Itoa(r.To)
}

// target is where a route goes.
func target(id string, blackhole, propagated bool) words {
	w := named(id)
	if blackhole {
		w = say("target.blackhole", w)
	}
	if propagated {
		w = say("target.propagated", w)
	}
	return w
}

// block is a block of addresses; nothing for the zero value.
func block(p netip.Prefix) words {
	if !p.IsValid() {
		return nil
	}
	return named(p.String())
}

// vpcOf returns the VPC of one side of a peering.
func vpcOf(p request.Peering, s peering.Side) peering.VPC {
	if s == peering.Accepter {
		return p.Accepter
	}
	return p.Requester
}

// firstFew names the first of some things, and counts the others.
func firstFew(all []words, more key) words {
	const most = 3
	if n := len(all) - most; n > 0 {
		return and(append(all[:most:most], plural(n, more))...)
	}
	return and(all...)
}
