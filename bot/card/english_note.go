package card

// englishNote are the messages below cards, and direct messages.
var englishNote = texts{
	"note.deleted":   "%s is done: %s is deleted. %s",
	"note.denied":    "%s (%s) was denied.",
	"note.rejected":  "%s (%s) was rejected.",
	"note.failed":    "%s (%s) failed: %s.",
	"note.replanned": "The plan of %s (%s) changed, because AWS changed. Waiting for %s again; earlier approvals no longer count.",
	"note.expired":   "%s (%s) expired: no approval before %s.",
	"note.other":     "%s (%s) is %s.",

	"note.done.create":   "is done: %[1]s is active. %[2]s",
	"note.with-lifetime": "%s. %s",
	"note.done.repair":   "is done: %[1]s is repaired. %[2]s",
	"note.done.keep":     "is done: %[1]s is kept as is; this is its approved state now. %[2]s",
	"note.done.adopt":    "is done: peerbot manages %[1]s now, as %[3]s. %[2]s",
	"note.done.release":  "is done: %[1]s is released. It stays in AWS, no longer managed by peerbot. %[2]s",
	"note.done.admit":    "is done: %[1]s is accepted and active. %[2]s",
	"note.done.extend":   "is done: %[1]s is extended and %[4]s. %[2]s",
	"note.to-adopt":      "%s. To have peerbot manage it: %s",

	"note.stale_one":    "*1 security group still has rules for the deleted peering %[2]s.* peerbot never changes security groups; please remove these rules.",
	"note.stale_other":  "*%d security groups still have rules for the deleted peering %s.* peerbot never changes security groups; please remove these rules.",
	"note.stale.behind": "through %s",
}
