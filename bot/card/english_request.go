package card

// englishRequest are cards of requests.
var englishRequest = texts{
	// What a request wants: %[1]s is the person, %[2]s the verb, %[3]s the
	// peering, %[4]s and %[5]s the VPCs, %[6]s a time, %[7]s the end and
	// %[8]s the id of the peering.
	"request.asks.create":  "%[1]s %[2]s to connect %[4]s with %[5]s%[7]s",
	"request.asks.delete":  "%[1]s %[2]s to delete %[3]s between %[4]s and %[5]s%[7]s",
	"request.asks.repair":  "%[1]s %[2]s to make %[3]s between %[4]s and %[5]s as wished again%[7]s",
	"request.asks.keep":    "%[1]s %[2]s to take %[3]s between %[4]s and %[5]s as it is in AWS%[7]s",
	"request.asks.adopt":   "%[1]s %[2]s peerbot to manage %[3]s between %[4]s and %[5]s, which was made by somebody else%[7]s",
	"request.asks.release": "%[1]s %[2]s peerbot to let go of %[3]s between %[4]s and %[5]s, which stays in AWS as it is%[7]s",
	"request.asks.extend":  "%[1]s %[2]s to let %[3]s between %[4]s and %[5]s live until %[6]s%[7]s",
	"request.asks.admit":   "Somebody asked in AWS, and not peerbot, to connect %[4]s with %[5]s: %[8]s%[7]s",
	"request.verb.asks":    "asks",
	"request.verb.asked":   "asked",
	"request.end":          ".",
	"request.end.reason":   ":",

	// Where it is.
	"request.blocked":         "*Cannot be done* as AWS is now: see the problem below. Once it is mended, this waits for %s.",
	"request.waiting":         "*Waiting for %s*",
	"request.owner-of":        "an owner of %s",
	"request.work":            "the work to start",
	"request.approved":        "*Approved*: AWS is about to be changed",
	"request.approved.record": "*Approved*, and about to be written down",
	"request.applying":        "*Changing AWS*: %s",
	"request.applying.record": "*Being written down*: nothing changes in AWS",
	"request.calls-done":      "%s calls done",
	"request.denied":          "*Denied*",
	"request.denied-by":       "*Denied* by %s for %s %s",
	"request.rejects":         "peerbot rejects %s in AWS.",
	"request.withdrawn":       "*Withdrawn* by %s %s",
	"request.expired":         "*Expired*: nobody decided before %s",
	"request.void":            "*Void*: it cannot be done, or there is nothing left to do",
	"request.failed":          "*Failed*: %s",

	// What it has made.
	"request.outcome.create":  "*Active*",
	"request.outcome.delete":  "*Deleted*",
	"request.outcome.repair":  "*Repaired*",
	"request.outcome.keep":    "*Taken as it is*: from now on, that is wished",
	"request.outcome.adopt":   "*Managed by peerbot now*, as it was",
	"request.outcome.release": "*Released*: it stays in AWS, and peerbot does not look after it any more",
	"request.outcome.extend":  "*Extended*: it %s",
	"request.outcome.admit":   "*Accepted*: it is active, and peerbot does not look after it",

	"request.replanned":     "*The plan changed*, because AWS is not as it was when this was asked.",
	"request.look-again":    "Please look at it again: a yes to the plan before does not count.",
	"request.change-number": "This is change number %s.",
	"request.paused":        "*Paused* by %s %s: nothing is written to AWS until work is resumed.",

	// Small print.
	"request.ticket":     "ticket %s",
	"request.asked-at":   "asked %s",
	"request.expires-at": "expires %s",

	// For those who cannot press buttons.
	"request.decide":          "To decide: %s or %s.",
	"request.decide-withdraw": "To decide: %s or %s. The asker may %s.",
	"request.again":           "To ask again: %s",
}

// englishRequestState are the states of requests, in titles and lists.
var englishRequestState = texts{
	"request.state.pending":   "pending",
	"request.state.approved":  "approved",
	"request.state.applying":  "applying",
	"request.state.done":      "done",
	"request.state.denied":    "denied",
	"request.state.withdrawn": "withdrawn",
	"request.state.expired":   "expired",
	"request.state.void":      "void",
	"request.state.failed":    "failed",
}

// englishRequestKind are the kinds of requests: in titles, and in lists.
var englishRequestKind = texts{
	"request.title.create":  "Peering request",
	"request.title.delete":  "Peering removal",
	"request.title.repair":  "Peering repair",
	"request.title.keep":    "Peering as it is",
	"request.title.adopt":   "Peering adoption",
	"request.title.release": "Peering release",
	"request.title.extend":  "Peering extension",
	"request.title.admit":   "Request from outside",

	"request.kind.create":  "create",
	"request.kind.delete":  "delete",
	"request.kind.repair":  "repair",
	"request.kind.keep":    "keep",
	"request.kind.adopt":   "adopt",
	"request.kind.release": "release",
	"request.kind.extend":  "extend",
	"request.kind.admit":   "admit",
}

// englishApproval are who approves a request, and who did.
var englishApproval = texts{
	"approval.title":         "*Approvals*",
	"approval.by-asking":     "%s, by asking",
	"approval.approved":      "%s said yes %s",
	"approval.denied":        "%s said no %s",
	"approval.undecided":     "not decided",
	"approval.waiting":       "waiting for an owner",
	"approval.waiting-other": "waiting for an owner other than the asker",
	"approval.earlier":       "%s; %s said yes to the plan before",
}
