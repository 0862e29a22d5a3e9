package card

// englishRequest are cards of requests.
var englishRequest = texts{
	// Where it is.
	"request.blocked":         "*Blocked*: see the problem below. Once it is fixed, this waits for %s.",
	"request.waiting":         "*Waiting for %s*",
	"request.owner-of":        "an owner of %s",
	"request.work":            "peerbot to start",
	"request.approved":        "*Approved*. Changing AWS next",
	"request.approved.paused": "*Approved*. Starts once peerbot is resumed",
	"request.approved.record": "*Approved*. Updating peerbot's record next",
	"request.applying":        "*Changing AWS*: %s",
	"request.applying.paused": "*Paused while changing AWS*: %s",
	"request.applying.record": "*Updating peerbot's record*: no AWS changes",
	"request.calls-done":      "%s calls done",
	"request.denied":          "*Denied*",
	"request.denied-by":       "*Denied* by %s for %s, %s",
	"request.rejected-by":     "*Rejected* by %s for %s, %s",
	"request.rejects":         "peerbot rejects %s in AWS.",
	"request.cancelling":      "*Stopping*: cancelled by %s. The AWS calls under way are finished first",
	"request.cancelled":       "*Cancelled* by %s, %s",
	"request.left.create":     "What it made is still in AWS, and watched for drift: see %[1]s. To remove it: %[2]s",
	"request.left.delete":     "What is left is still managed, and watched for drift: see %[1]s.",
	"request.left.repair":     "What it restored stays. What still differs is watched: see %[1]s.",
	"request.left.keep":       "Nothing changed in AWS, and the approved state is as before: see %[1]s.",
	"request.left.adopt":      "The peering itself is as it was. It may have got some of peerbot's tags: to take them back, %[3]s",
	"request.left.release":    "The peering itself is as it was, and still managed: see %[1]s.",
	"request.left.extend":     "The expiry date is as before: see %[1]s.",
	"request.left.admit":      "The connection is as AWS shows it: see %[1]s.",
	"request.withdrawn":       "*Withdrawn* by %s, %s",
	"request.expired":         "*Expired*: no approval before %s",
	"request.void":            "*Cancelled*: no longer possible, or nothing left to do",
	"request.failed":          "*Failed*: %s",

	// Many that one account requested in AWS: %[1]s is how many, %[2]s and %[3]s are
	// the accounts, %[4]s is the newest and %[5]s when it came.
	"external.title":   "%s made directly in AWS",
	"external.waiting": "*%[1]s* from account %[2]s to %[3]s are open, the newest %[4]s, %[5]s",
	"external.decide":  "For one of them: %s. To accept it: %s. To reject it: %s.",
	"external.reject":  "For one of them: %s. To reject it: %s.",

	// What somebody decided in AWS about what was requested there: %s is its id.
	"request.closed":               "*Closed*: %s",
	"request.outside.deleting":     "%s was deleted in AWS, so there is nothing left to accept or reject.",
	"request.outside.deleted":      "%s was deleted in AWS, so there is nothing left to accept or reject.",
	"request.outside.rejected":     "%s was rejected in AWS, outside peerbot.",
	"request.outside.expired":      "%s expired in AWS: nobody accepted it within seven days.",
	"request.outside.failed":       "%s failed in AWS, which can't make it.",
	"request.outside.provisioning": "%s was accepted in AWS, outside peerbot. peerbot doesn't manage it.",
	"request.outside.active":       "%s was accepted in AWS, outside peerbot. peerbot doesn't manage it.",
	"request.outside.gone":         "%s is no longer in AWS: it ended there, outside peerbot.",
	"request.outside-adopt":        "To have peerbot manage it: %s",

	"request.replanned":     "*The plan changed*, because AWS changed after this was requested.",
	"request.look-again":    "Please review it again: earlier approvals no longer count.",
	"request.changes_one":   "The plan has changed once.",
	"request.changes_other": "The plan has changed %d times.",
	"request.change.title":  "*What changed*",
	"request.change.added":  "new: %s",
	"request.change.gone":   "no longer: %s",
	"request.paused":        "*Paused* by %s, %s: peerbot changes nothing in AWS until an admin runs %s.",
	"request.resumed":       "*Resumed* by %s, %s: peerbot changes AWS again.",

	"request.undoes": "Undoes %s.",

	// Small print.
	"request.ticket":     "ticket %s",
	"request.asked-at":   "requested %s",
	"request.expires-at": "expires %s",

	// For those who cannot press buttons.
	"request.decide":          "To decide by command: %s or %s.",
	"request.decide-reject":   "To reject it by command: %s.",
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
	"request.state.closed":    "closed",
	"request.state.failed":    "failed",
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
	"approval.lapsed":        "%s; %s",

	"lapse.not-owner":        "the approval of %s no longer counts, because they can't approve for this account any more",
	"lapse.no-self-approval": "the approval of %s no longer counts, because another owner has to approve their request",
	"lapse.too-old":          "the approval of %s is too old to count",
	"lapse.rejected":         "the approval of %s no longer counts, because the connection was rejected in AWS afterwards",
	"lapse.deleted":          "the approval of %s no longer counts, because the connection was deleted in AWS afterwards",
}
