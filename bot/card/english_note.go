package card

// englishNote are the messages below cards, and direct messages.
var englishNote = texts{
	"note.deleted":   "%s is done: %s is deleted. %s",
	"note.denied":    "%s (%s) was denied.",
	"note.rejected":  "%s (%s) was rejected.",
	"note.failed":    "%s (%s) failed: %s.",
	"note.replanned": "The plan of %s (%s) changed, because AWS changed. Waiting for %s again; earlier approvals no longer count.",
	"note.lapsed":    "%s (%s) needs approval again. Waiting for %s.",
	"note.cancelled": "%s (%s) was cancelled.",
	"note.expired":   "%s (%s) expired: no approval before %s.",
	"note.other":     "%s (%s) is %s.",

	"note.with-lifetime": "%s. %s",
	"note.to-adopt":      "%s. To have peerbot manage it: %s",

	"note.stale_one":    "*1 security group still has rules for the deleted peering %[2]s.* peerbot never changes security groups; please remove these rules.",
	"note.stale_other":  "*%d security groups still have rules for the deleted peering %s.* peerbot never changes security groups; please remove these rules.",
	"note.stale.behind": "through %s",
}
