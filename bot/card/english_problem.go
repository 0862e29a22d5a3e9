package card

// englishProblem are what is wrong with plans, by code, and what to do about it:
// %[1]s is the VPC (the requester's when it is about both), %[2]s the other one,
// %[3]s the id of the first, %[4]s its account and Region; %[5]s a route table,
// %[6]s the destination that is needed, %[7]s the one that is there, %[8]s where
// that goes; %[9]s a connection, %[10]s its status, %[11]s the peering whose tags
// it has, %[12]s the command that shows it; %[13]s a CIDR of the requester's VPC,
// %[14]s one of the accepter's; %[15]s route tables, %[16]s attributes of a VPC;
// %[17]s a tool, %[18]s the tag that tells; %[19]s and %[20]s the partitions; %[21]s
// the account of the first; %[22]s another installation of peerbot; %[23]s and
// %[24]s the commands that release the peering, and adopt the connection.
var englishProblem = texts{
	"problem.same-vpc":            "Both sides are the same VPC, %[3]s.",
	"problem.other-partition":     "%[1]s is in partition %[19]s, %[2]s in %[20]s.",
	"problem.vpc-missing":         "%[3]s doesn't exist in %[4]s.",
	"problem.vpc-not-ready":       "%[1]s is still being created.",
	"problem.cidr-overlap":        "%[13]s of %[1]s overlaps %[14]s of %[2]s.",
	"problem.peering-exists":      "%[9]s already connects these two VPCs (%[10]s).",
	"problem.peering-exists.back": "%[9]s already connects these two VPCs, requested from the other side (%[10]s).",
	"problem.tags-changed":        "%[9]s no longer has peerbot's tags in the account of %[1]s.",
	"problem.other-installation":  "%[9]s is managed by another peerbot installation, %[22]s.",
	"problem.table-missing":       "Neither VPC has route table %[15]s.",
	"problem.route-conflict":      "%[5]s of %[1]s already routes %[6]s to %[8]s.",
	"problem.route-near":          "%[5]s of %[1]s routes %[7]s, a part of %[6]s, to %[8]s.",
	"problem.route-near.wider":    "%[5]s of %[1]s routes %[7]s, which covers %[6]s, to %[8]s.",
	"problem.route-reserved":      "AWS can't route to %[6]s of %[2]s.",
	"problem.no-routes":           "No route table of %[1]s gets a route.",
	"problem.dns-off":             "%[1]s has %[16]s turned off, so AWS refuses the DNS option.",
	"problem.other-controller":    "%[9]s looks managed by %[17]s (tag %[18]s).",
	"problem.unknown-account":     "Account %[21]s isn't in peerbot's configuration, so peerbot can't accept this.",

	"problem-hint.same-vpc":                    "Name two different VPCs.",
	"problem-hint.other-partition":             "AWS can't peer VPCs in different partitions.",
	"problem-hint.vpc-missing":                 "Check the id and its Region.",
	"problem-hint.vpc-not-ready":               "Try again in a minute.",
	"problem-hint.cidr-overlap":                "AWS can't peer VPCs with overlapping CIDRs, even if you'd use only the others. One of them needs other addresses.",
	"problem-hint.peering-exists":              "peerbot didn't create it: use it, or have its owner delete it first.",
	"problem-hint.peering-exists.managed":      "It has the tags of %[11]s: see %[12]s, or delete it first.",
	"problem-hint.peering-exists.pending":      "It was requested directly in AWS and waits for its accepter: accept, reject or delete it first.",
	"problem-hint.peering-exists.installation": "Another peerbot installation, %[22]s, manages it.",
	"problem-hint.tags-changed":                "Somebody removed or changed them, so peerbot changes nothing about it. To stop managing it: %[23]s. To manage it again: the same, then %[24]s.",
	"problem-hint.tags-changed.installation":   "It has the tags of another peerbot installation, %[22]s, so peerbot changes nothing about it. To stop managing it here: %[23]s.",
	"problem-hint.other-installation":          "Have it released there first.",
	"problem-hint.table-missing":               "List route tables of these two VPCs, or leave out `routes=` for every table in use.",
	"problem-hint.route-conflict":              "peerbot never replaces a route: remove it, or leave this table out with `routes=`.",
	"problem-hint.route-near":                  "The narrower route wins: that part won't use the peering.",
	"problem-hint.route-near.wider":            "The new route is narrower and wins: that traffic moves to the peering.",
	"problem-hint.route-reserved":              "No route to it will be added.",
	"problem-hint.no-routes":                   "Traffic flows only where both sides have routes.",
	"problem-hint.dns-off":                     "Turn it on for the VPC, or leave out `dns=`.",
	"problem-hint.other-controller":            "Only tags are added now. From then on, change it with only one of the two.",
	"problem-hint.unknown-account":             "Find out whose account it is: a peering opens a way into your network. If it's yours, have an operator add it to the configuration, or accept in the AWS console. Otherwise reject it.",

	"problem.is-warning":  "Warning: %s",
	"problem.is-blocking": "Problem: %s",
}
