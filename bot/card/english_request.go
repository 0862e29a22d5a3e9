package card

// englishRequest are cards of requests.
var englishRequest = texts{
	// What a request wants: %[1]s is the person, %[2]s the peering, %[3]s and
	// %[4]s the VPCs, and %[5]s a time.
	"request.asks.create":  "Requested by %[1]s: connect %[3]s with %[4]s",
	"request.asks.delete":  "Requested by %[1]s: delete peering %[2]s between %[3]s and %[4]s",
	"request.asks.repair":  "Requested by %[1]s: restore peering %[2]s between %[3]s and %[4]s to its approved state",
	"request.asks.keep":    "Requested by %[1]s: keep peering %[2]s between %[3]s and %[4]s as it is in AWS",
	"request.asks.adopt":   "Requested by %[1]s: manage peering %[2]s between %[3]s and %[4]s, which was created outside peerbot",
	"request.asks.release": "Requested by %[1]s: stop managing peering %[2]s between %[3]s and %[4]s, and leave it in AWS",
	"request.asks.extend":  "Requested by %[1]s: extend peering %[2]s between %[3]s and %[4]s until %[5]s",
	"request.asks.admit":   "Peering request made directly in AWS: %[3]s → %[4]s, %[2]s",

	// Where it is.
	"request.blocked":         "*Blocked*: see the problem below. Once it is fixed, this waits for %s.",
	"request.waiting":         "*Waiting for %s*",
	"request.owner-of":        "an owner of %s",
	"request.work":            "peerbot to start",
	"request.approved":        "*Approved*. Changing AWS next",
	"request.approved.record": "*Approved*. Updating peerbot's record next",
	"request.applying":        "*Changing AWS*: %s",
	"request.applying.record": "*Updating peerbot's record*: no AWS changes",
	"request.calls-done":      "%s calls done",
	"request.denied":          "*Denied*",
	"request.denied-by":       "*Denied* by %s for %s, %s",
	"request.rejected-by":     "*Rejected* by %s for %s, %s",
	"request.rejects":         "peerbot rejects %s in AWS.",
	"request.withdrawn":       "*Withdrawn* by %s, %s",
	"request.expired":         "*Expired*: no approval before %s",
	"request.void":            "*Cancelled*: no longer possible, or nothing left to do",
	"request.failed":          "*Failed*: %s",

	// What it has made.
	"request.outcome.create":  "*Active*",
	"request.outcome.delete":  "*Deleted*",
	"request.outcome.repair":  "*Repaired*",
	"request.outcome.keep":    "*Kept as is*: this is the approved state now",
	"request.outcome.adopt":   "*Managed by peerbot* now",
	"request.outcome.release": "*Released*: still in AWS, no longer managed by peerbot",
	"request.outcome.extend":  "*Extended*: %s",
	"request.outcome.admit":   "*Accepted*: active in AWS, not managed by peerbot",

	"request.replanned":     "*The plan changed*, because AWS changed after this was requested.",
	"request.look-again":    "Please review it again: earlier approvals no longer count.",
	"request.changes_one":   "The plan has changed once.",
	"request.changes_other": "The plan has changed %d times.",
	"request.paused":        "*Paused* by %s, %s: peerbot changes nothing in AWS until an admin runs %s.",

	"request.undoes": "Undoes %s.",

	// Small print.
	"request.ticket":     "ticket %s",
	"request.asked-at":   "requested %s",
	"request.expires-at": "expires %s",

	// For those who cannot press buttons.
	"request.decide":          "To decide by command: %s or %s.",
	"request.decide-withdraw": "To decide by command: %s or %s. To withdraw your own request: %s.",
	"request.again":           "To request it again: %s",
}

// englishRequestState are the states of requests, in titles and lists.
var englishRequestState = texts{
	"request.state.pending":   "pending",
	"request.state.approved":  "approved",
	"request.state.applying":  "applying",
	"request.state.done":      "done",
	"request.state.denied":    "denied",
	"request.state.rejected":  "rejected",
	"request.state.withdrawn": "withdrawn",
	"request.state.expired":   "expired",
	"request.state.void":      "cancelled",
	"request.state.failed":    "failed",
}

// englishRequestKind are the kinds of requests, in titles and lists.
var englishRequestKind = texts{
	"request.title.create":  "New peering",
	"request.title.delete":  "Delete peering",
	"request.title.repair":  "Repair peering",
	"request.title.keep":    "Keep as is",
	"request.title.adopt":   "Adopt peering",
	"request.title.release": "Release peering",
	"request.title.extend":  "Extend peering",
	"request.title.admit":   "Peering request from AWS",
}

// englishApproval are who approves a request, and who did.
var englishApproval = texts{
	"approval.title":         "*Approvals*",
	"approval.by-asking":     "%s, who requested it",
	"approval.approved":      "approved by %s, %s",
	"approval.accepted":      "accepted by %s, %s",
	"approval.rejected":      "rejected by %s, %s",
	"approval.denied":        "denied by %s, %s",
	"approval.undecided":     "no decision",
	"approval.waiting":       "waiting for an owner",
	"approval.waiting-other": "waiting for an owner other than %s",
	"approval.earlier":       "%s; %s approved the previous plan",
}
