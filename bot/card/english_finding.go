package card

// englishFinding are findings: what differs from the approved state.
var englishFinding = texts{
	"finding.title": "Drift",

	"finding.class.missing":     "missing",
	"finding.class.conflict":    "conflict",
	"finding.class.blackhole":   "blackhole",
	"finding.class.changed":     "changed",
	"finding.class.expiring":    "expiring",
	"finding.class.orphan":      "orphan",
	"finding.class.unmanaged":   "unmanaged",
	"finding.class.stale-group": "stale security group rule",
	"finding.class.unreadable":  "unreadable",

	"finding.means.missing":     "The peering is not in AWS any more",
	"finding.means.conflict":    "Something else is using its routes or addresses",
	"finding.means.blackhole":   "Routes point to something that no longer exists",
	"finding.means.changed":     "AWS differs from the approved state",
	"finding.means.expiring":    "Expires in AWS soon unless accepted",
	"finding.means.ending":      "Expires soon",
	"finding.means.ended":       "Expired, but still there",
	"finding.means.orphan":      "Peerings with peerbot's tags that its database doesn't know",
	"finding.means.unmanaged":   "In AWS, but not requested through peerbot",
	"finding.means.stale-group": "Security group rules refer to deleted groups on the other side",
	"finding.means.unreadable":  "Can't read this account; its peerings aren't being checked",

	"finding.about":              "%s (%s)",
	"finding.resolved":           "resolved",
	"finding.resolved-at":        "*Resolved* %s, after %s",
	"finding.was":                "What was found:",
	"finding.superseded":         "superseded",
	"finding.superseded-by":      "*Superseded by %s*: %s",
	"finding.superseded-unknown": "*Superseded* by a newer finding of this peering",
	"finding.snoozed":            "*Snoozed* until %s by %s",
	"finding.snoozed-until":      "snoozed until %s",
	"finding.request":            "%s will fix this: %s",
	"finding.and-more":           "%s, and %s",
	"difference.title":           "*Differences*",
	"finding.since":              "since %s",
	"finding.first-seen":         "first seen %s",
	"finding.last-changed":       "last changed %s",

	// The buttons in words.
	"finding.to-extend": "to extend it: %s",
	"finding.to-repair": "to repair it: %s",
	"finding.to-keep":   "to keep it as is: %s",
	"finding.to-snooze": "to snooze it: %s",

	"finding.note.changed":  "%s changed: %s",
	"finding.note.still":    "%s still open since %s: %s",
	"finding.note.resolved": "%s is resolved, after %s",

	"findings.title":        "Findings",
	"findings.more":         "There are more. To see those of one peering: %s",
	"findings.none":         "*No open drift.* Everything checked is in its approved state.",
	"findings.no-sweep":     "Nothing has been checked yet. To check now: %s",
	"findings.unread_one":   "Can't read 1 account Region; its peerings aren't being checked.",
	"findings.unread_other": "Can't read %d account Regions; their peerings aren't being checked.",
	"findings.swept":        "last check %s",
}

// englishGroup are many findings that came up at once.
var englishGroup = texts{
	"group.title":          "%s, %s at once",
	"group.at-once":        "%s, %s at once",
	"group.resolved_one":   "*Resolved*",
	"group.resolved_other": "*All %d resolved*",
	"group.both-resolved":  "*Both resolved*",
	"group.left_one":       "1 of %[2]s still open",
	"group.left_other":     "%d of %s still open",
	"group.snoozed_one":    "1 of them is snoozed",
	"group.snoozed_other":  "%d of them are snoozed",
	"group.found":          "found %s",
	"group.show-one":       "to see one with its buttons: %s",
	"group.to-snooze":      "to snooze them all: %s",
	"group.note.changed":   "%s changed: %s",
	"group.note.still":     "%s still open since %s: %s",

	"group.note.resolved_one":   "%[2]s: resolved",
	"group.note.resolved_other": "%[2]s: all %[1]d resolved",
	"group.note.both-resolved":  "%s: both resolved",
}

// englishTrail are who made what was found, as CloudTrail says.
var englishTrail = texts{
	"trail.title":       "*Who did this?* From CloudTrail:",
	"trail.call":        "%s by %s",
	"trail.of-account":  "%s in %s",
	"trail.peerbot":     "peerbot, for %s",
	"trail.approved-by": "%s, approved by %s",

	"trail.agent.console":        "in the AWS console",
	"trail.agent.cloudformation": "by CloudFormation",
	"trail.agent.terraform":      "with Terraform",
	"trail.agent.opentofu":       "with OpenTofu",
	"trail.agent.pulumi":         "with Pulumi",
	"trail.agent.crossplane":     "by Crossplane",
	"trail.agent.cli":            "with the AWS CLI",
	"trail.agent.python":         "with boto3",
	"trail.agent.go":             "with the AWS SDK for Go",
	"trail.agent.javascript":     "with the AWS SDK for JavaScript",
	"trail.agent.java":           "with the AWS SDK for Java",
}
