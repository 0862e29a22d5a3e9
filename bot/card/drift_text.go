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
func driftText(n directory.Names, p request.Peering, l peering.DriftLine) richText {
	if l.Code == "" {
		return mixedText(line(l.Text), 600, 240)
	}
	text := format(driftKey(l), driftParts(n, p, l)...)
	if says := userText(l.Message); !says.empty() {
		return format("drift.aws-says", text, says)
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
	case peering.Denied, peering.AssumeRoleFailed, peering.WrongAccount, peering.Throttled, peering.NoRegion:
		return "drift.unreadable." + key(l.Class)
	default:
		if l.AWSCode != "" {
			return "drift.unreadable.code"
		}
		return "drift.unreadable-place"
	}
}

// driftParts are what the texts of differences are made of, in the order in
// which english_drift.go counts them.
func driftParts(n directory.Names, p request.Peering, l peering.DriftLine) []richText {
	id := code(l.PCX)
	if id.empty() {
		id = format("peering.connection")
	}
	rule, side := ruleOf(l), cmp.Or(l.Side, peering.Requester)
	return []richText{
		vpc(n, vpcOf(p, side)), vpc(n, vpcOf(p, side.Other())), code(l.Table), block(l.Destination), target(l.Target, l.Blackhole, l.Propagated),
		id, userText(string(l.Status)), block(l.RequesterCIDR), block(l.AccepterCIDR), firstFew(each(l.Tables), "more.table"), and(each(l.Attributes)...),
		code(l.TagKey), code(l.TagValue), withID(l.GroupName, l.Group), traffic(rule), code(rule.Group), when(l.EndsAt),
		userText(l.Region), code(l.Action), code(l.AWSCode),
	}
}

func ruleOf(l peering.DriftLine) peering.GroupRule {
	if l.Rule == nil {
		return peering.GroupRule{}
	}
	return *l.Rule
}

// traffic is what a rule lets through: "tcp 443".
func traffic(r peering.GroupRule) richText {
	switch {
	case r.Protocol == "-1":
		return format("traffic.all")
	case r.From < 0:
		return userText(r.Protocol)
	case r.Protocol == "tcp", r.Protocol == "udp":
		return format("traffic.ports", userText(r.Protocol), userText(ports(r)))
	}
	return format("traffic.types", userText(r.Protocol), userText(strconv.Itoa(r.From)))
}

func ports(r peering.GroupRule) string {
	if r.From == r.To {
		return strconv.Itoa(r.From)
	}
	return strconv.Itoa(r.From) + "-" + strconv.Itoa(r.To)
}

// target is where a route goes.
func target(id string, blackhole, propagated bool) richText {
	w := code(id)
	if blackhole {
		w = format("target.blackhole", w)
	}
	if propagated {
		w = format("target.propagated", w)
	}
	return w
}

// block is a block of addresses; nothing for the zero value.
func block(p netip.Prefix) richText {
	if !p.IsValid() {
		return nil
	}
	return code(p.String())
}

// vpcOf returns the VPC of one side of a peering.
func vpcOf(p request.Peering, s peering.Side) peering.VPC {
	if s == peering.Accepter {
		return p.Accepter
	}
	return p.Requester
}

// firstFew names the first of some things, and counts the others.
func firstFew(all []richText, more key) richText {
	const most = 3
	if n := len(all) - most; n > 0 {
		return and(append(all[:most:most], plural(n, more))...)
	}
	return and(all...)
}
