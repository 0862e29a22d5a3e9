package card

// englishNote are the messages below cards, and direct messages.
var englishNote = texts{
	"note.deleted":   "%s is done: the peering %s is deleted. %s",
	"note.denied":    "%s (%s) did not pass.",
	"note.failed":    "%s (%s) failed: %s.",
	"note.replanned": "The plan of %s (%s) changed, because AWS is not as it was. Waiting for %s again; a yes to the plan before does not count.",
	"note.expired":   "%s (%s) expired: nobody decided before %s.",
	"note.other":     "%s (%s) is %s.",

	"note.done.create":   "is active: %s. %s",
	"note.done.lifetime": "%s. It %s.",
	"note.done.repair":   "is done: %s is repaired. %s",
	"note.done.keep":     "is done: %s is kept as it is, and from now on that is wished. %s",
	"note.done.adopt":    "is done: %s is managed by peerbot now, as %s. %s",
	"note.done.release":  "is done: %s is released. It stays in AWS, and peerbot does not look after it any more. %s",
	"note.done.admit":    "is done: %s is accepted, and active. %s",
	"note.done.extend":   "is done: %s %s. %s",
	"note.to-adopt":      "%s. To have it managed by peerbot: %s",

	"note.stale_one":    "*Rules are left over in 1 security group.* They refer to groups behind the deleted peering %[2]s. peerbot does not touch security groups: please remove them.",
	"note.stale_other":  "*Rules are left over in %d security groups.* They refer to groups behind the deleted peering %s. peerbot does not touch security groups: please remove them.",
	"note.stale.behind": "was behind %s",
}
