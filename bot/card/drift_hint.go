package card

import (
	"strings"

	"peerbot/aws/peering"
	"peerbot/bot/request"
)

// driftHint is what a person can do about a difference that no request repairs;
// nothing for most.
func driftHint(p request.Peering, l peering.DriftLine) richText {
	switch {
	case l.Code == "" && l.Hint != "":
		return format("drift.by-hand", idOrCommand(l.Hint))
	case l.Code == peering.StaleGroupRule:
		return format("drift.by-hand", idOrCommand(revoke(p, l)))
	case l.Code == peering.OrphanPeering:
		return format("drift.to-adopt", typed("adopt "+l.PCX))
	case l.Code == peering.LifetimeEnds && !p.EndsAt.IsZero():
		return format("drift.to-extend", extend(p.ID))
	}
	return nil
}

// revoke is the command that takes a rule about a group of another account
// away, for a person to run: peerbot never changes a security group.
func revoke(p request.Peering, l peering.DriftLine) string {
	r, verb := ruleOf(l), "ingress"
	if r.Egress {
		verb = "egress"
	}
	protocol := r.Protocol
	switch protocol {
	case "-1":
		protocol = "all"
	case "icmpv6": // which the command knows by number only
		protocol = "58"
	}
	at, peer := p.Desired.Side(l.Side).VPC, p.Desired.Side(l.Side.Other()).VPC
	args := []string{"aws ec2 revoke-security-group-" + verb, "--region", at.Region, "--group-id", l.Group, "--protocol", protocol}
	switch {
	case protocol == "all":
	case r.From < 0:
		args = append(args, "--port", "all")
	default:
		args = append(args, "--port", ports(r))
	}
	return strings.Join(append(args, "--source-group", r.Group, "--group-owner", peer.Account), " ")
}
