package card

// englishFinding are findings: what differs from the approved state.
var englishFinding = texts{
	"finding.title": "Drift",

	"finding.class.missing":     "missing",
	"finding.class.conflict":    "conflict",
	"finding.class.blackhole":   "blackhole",
	"finding.class.changed":     "changed",
	"finding.class.expiring":    "expiring",
	"finding.class.unmanaged":   "unmanaged",
	"finding.class.stale-group": "stale-group",
	"finding.class.unreadable":  "unreadable",

	"finding.means.missing":     "The peering is not in AWS any more",
	"finding.means.conflict":    "Something else is in the way of the peering",
	"finding.means.blackhole":   "Routes lead to nothing",
	"finding.means.changed":     "AWS is not as it was approved",
	"finding.means.expiring":    "AWS ends it soon, unless it is accepted",
	"finding.means.ending":      "Its time ends soon",
	"finding.means.ended":       "Its time is over, and it is still there",
	"finding.means.unmanaged":   "Something leads through it that nobody asked peerbot for",
	"finding.means.stale-group": "Security groups refer to groups behind it that are gone",
	"finding.means.unreadable":  "AWS cannot be read, so nothing is known of it",

	"finding.end.ends":  "its time ends at %s; then its owners are asked to delete it; to let it live longer: %s",
	"finding.end.ended": "its time ended at %s, and its owners were asked to delete it; to let it live longer: %s",

	"finding.about":         "%s (%s)",
	"finding.resolved":      "resolved",
	"finding.resolved-at":   "*Resolved* %s, after %s",
	"finding.snoozed":       "*Quiet* until %s, says %s",
	"finding.snoozed-until": "quiet until %s",
	"finding.request":       "%s is to settle it: %s",
	"finding.by-hand":       "peerbot leaves it alone; to take it away: %s",
	"finding.and-more":      "%s, and %s",
	"difference.title":      "*Differences*",
	"finding.since":         "since %s",
	"finding.first-seen":    "first seen %s",
	"finding.last-changed":  "last changed %s",

	// The buttons in words.
	"finding.to-extend": "to let it live longer: %s",
	"finding.to-repair": "to repair it: %s",
	"finding.to-keep":   "to take it as it is: %s",
	"finding.to-snooze": "to hear nothing of it for a while: %s",

	"finding.note.changed":  "%s is different now: %s",
	"finding.note.still":    "%s is still so, since %s: %s",
	"finding.note.resolved": "%s is resolved, after %s",

	"findings.title":        "Findings",
	"findings.more":         "There are more than these: %s",
	"findings.none":         "*Everything that was compared is as wished.*",
	"findings.no-sweep":     "Nothing was compared with AWS yet. To do it now: %s",
	"findings.unread_one":   "1 place could not be read, so nothing is known of what is there.",
	"findings.unread_other": "%d places could not be read, so nothing is known of what is there.",
	"findings.swept":        "last compared %s",
}

// englishGroup are many findings that came up at once.
var englishGroup = texts{
	"group.title":          "%s, %s at once",
	"group.at-once":        "%s, in %s at once",
	"group.resolved_one":   "*Resolved*, all 1",
	"group.resolved_other": "*Resolved*, all %d",
	"group.left_one":       "1 of %[2]s are left",
	"group.left_other":     "%d of %s are left",
	"group.snoozed_one":    "1 of them is quiet for a while",
	"group.snoozed_other":  "%d of them are quiet for a while",
	"group.found":          "found %s",
	"group.show-one":       "the card of one, with its buttons: %s",
	"group.to-snooze":      "to hear nothing of them for a while: %s",
	"group.note.changed":   "%s says something else now: %s",
	"group.note.still":     "%s is still so, since %s: %s",
}

// englishTrail are who made what was found, as CloudTrail says.
var englishTrail = texts{
	"trail.title":       "*Who was it?* CloudTrail says",
	"trail.call":        "%s by %s",
	"trail.of-account":  "%s of %s",
	"trail.peerbot":     "peerbot itself, for %s",
	"trail.approved-by": "%s, with the yes of %s",

	"trail.agent.console":        "in the AWS console",
	"trail.agent.cloudformation": "by CloudFormation",
	"trail.agent.terraform":      "with Terraform",
	"trail.agent.opentofu":       "with OpenTofu",
	"trail.agent.pulumi":         "with Pulumi",
	"trail.agent.crossplane":     "by Crossplane",
	"trail.agent.cli":            "with the AWS CLI",
	"trail.agent.python":         "with a Python program",
	"trail.agent.go":             "with a Go program",
	"trail.agent.javascript":     "with a JavaScript program",
	"trail.agent.java":           "with a Java program",
}
