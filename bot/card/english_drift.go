package card

// englishDrift are differences from the approved state, by code: %[1]s is the
// VPC, %[2]s the other one; %[3]s a route table, %[4]s a destination, %[5]s where
// it goes; %[6]s a connection, %[7]s its status; %[8]s a CIDR of the requester's
// VPC, %[9]s one of the accepter's, %[10]s route tables, %[11]s attributes of a
// VPC; %[12]s a tag, %[13]s what it should be; %[14]s a security group, %[15]s
// what a rule of it lets through, %[16]s the group that the rule is about; %[17]s
// a time; %[18]s a Region, %[19]s a call, %[20]s what AWS answered. They have no
// full stop: a list has more of them on one line.
var englishDrift = texts{
	"drift.ended-peering":           "%[6]s is not in AWS any more; it ended more than a few hours ago, so AWS doesn't say how",
	"drift.ended.deleting":          "%[6]s is being deleted",
	"drift.ended.deleted":           "%[6]s was deleted",
	"drift.ended.rejected":          "%[6]s was rejected by its accepter",
	"drift.ended.expired":           "%[6]s expired: nobody accepted it within 7 days",
	"drift.ended.failed":            "%[6]s failed",
	"drift.missing-vpc":             "the VPC itself is gone",
	"drift.other-peering":           "%[6]s connects the two VPCs (%[7]s), and peerbot didn't create it",
	"drift.other-peering.back":      "%[6]s connects the two VPCs, requested from the other side (%[7]s), and peerbot didn't create it",
	"drift.orphan-peering":          "%[6]s (%[7]s, %[18]s) is tagged as %[13]s, and peerbot has no record of it",
	"drift.to-adopt":                "to manage it again: %s",
	"drift.conflicting-route":       "%[3]s routes %[4]s to %[5]s, not to the peering",
	"drift.overlapping-cidrs":       "%[8]s of %[1]s overlaps %[9]s of %[2]s",
	"drift.dead-route":              "%[3]s still routes %[4]s to %[5]s, which is gone",
	"drift.blackhole-route":         "the route to %[4]s in %[3]s is a blackhole",
	"drift.inactive-peering":        "%[6]s is %[7]s and should be active",
	"drift.missing-route":           "the route to %[4]s is missing from %[3]s",
	"drift.missing-table":           "neither VPC has route table %[10]s any more",
	"drift.missing-tag":             "tag %[12]s should be %[13]s",
	"drift.wrong-dns-option":        "DNS resolution is off and should be on",
	"drift.wrong-dns-option.on":     "DNS resolution is on and should be off",
	"drift.dns-attributes-off":      "%[11]s is turned off, so AWS refuses the DNS option",
	"drift.acceptance-due":          "%[6]s is waiting to be accepted; AWS ends it %[17]s",
	"drift.lifetime-ends":           "expires %[17]s; then its owners are asked to delete it",
	"drift.lifetime-ends.asked":     "expired %[17]s; its owners were asked to delete it, and it is still there",
	"drift.extra-route":             "%[3]s routes %[4]s to the peering, and nobody requested that",
	"drift.stale-group-rule":        "security group %[14]s allows %[15]s in from %[16]s, a group of %[2]s that is gone",
	"drift.stale-group-rule.egress": "security group %[14]s allows %[15]s out to %[16]s, a group of %[2]s that is gone",
	"drift.unreadable-place":        "%[18]s: AWS didn't answer",
	"drift.unreadable.code":         "%[18]s: AWS answered %[20]s to %[19]s",
	"drift.unreadable.denied":       "%[18]s: the role may not call %[19]s",
	"drift.unreadable.no-role":      "%[18]s: the role can't be assumed",
	"drift.unreadable.wrong-place":  "%[18]s: the role belongs to another account",
	"drift.unreadable.throttled":    "%[18]s: AWS is being asked too often",
	"drift.unreadable.no-region":    "%[18]s: the Region isn't enabled",

	"drift.aws-says":  "%s (AWS: %s)",
	"drift.by-hand":   "peerbot never changes security groups. To remove the rule: %s",
	"drift.to-extend": "To keep it longer: %s",

	"peering.connection": "the peering connection",

	// Where a route goes.
	"target.blackhole":  "%s (blackhole)",
	"target.propagated": "%s (propagated)",

	// What a rule of a security group lets through.
	"traffic.all":   "all traffic",
	"traffic.ports": "%s %s",
	"traffic.types": "%s type %s",
}
