package card

// englishAnswer are short replies, by code. %[1]s is the request, %[2]s what
// else it is about, %[3]s who is waited for, %[4]s a time, %[5]s a number of
// findings, %[6]s the kind and %[7]s the state of the request, %[8]s the id in AWS,
// %[9]s and %[10]s the first two for use in a command, %[11]s what the request does
// now, %[12]s the command that undoes it, %[13]s who requested it, %[14]s when.
var englishAnswer = texts{
	"answer.card": "card in %s",
	"answer.done": "Done.",

	"answer.text.posted":               "%[1]s is waiting for %[3]s.",
	"answer.hint.posted":               "To take it back: `/peering withdraw %[9]s`",
	"answer.text.posted.complete":      "%[1]s is posted.",
	"answer.text.begun":                "%[1]s needs no further approval. %[11]s",
	"answer.text.approved":             "You approved %[1]s. It's still waiting for %[3]s.",
	"answer.text.approved.complete":    "%[1]s approved. %[11]s",
	"answer.text.denied":               "%[1]s is denied. Whoever requested it gets your reason.",
	"answer.text.denied.system":        "%[1]s is denied.",
	"answer.text.denied.rejects":       "%[1]s is denied, and %[8]s is being rejected in AWS.",
	"answer.text.withdrawn":            "%[1]s is withdrawn.",
	"answer.text.cancelled":            "%[1]s is cancelled.",
	"answer.text.cancelling":           "%[1]s is being cancelled: it stops after the AWS calls under way, and its card then says what exists.",
	"answer.text.retrying":             "Trying %[1]s again.",
	"answer.text.given-up":             "%[1]s is withdrawn. It had changed nothing in AWS.",
	"answer.text.void":                 "%[1]s is cancelled: what it asked for is no longer possible.",
	"answer.hint.void":                 "To see its history: `/peering show %[9]s`",
	"answer.text.snoozed.F":            "%[2]s is snoozed until %[4]s.",
	"answer.hint.snoozed.F":            "It stays in `/peering findings`, and you'll hear when it's resolved.",
	"answer.text.snoozed.G":            "%[5]s of %[2]s snoozed until %[4]s.",
	"answer.hint.snoozed.G":            "They stay in `/peering findings`, and you'll hear when all are resolved.",
	"answer.text.snoozed.P":            "%[2]s is snoozed until %[4]s.",
	"answer.hint.snoozed.P":            "Its findings stay in `/peering findings %[10]s`",
	"answer.text.paused":               "Paused. No more writes to AWS until `/peering resume`. Reading and approving go on.",
	"answer.text.resumed":              "Resumed. Writes to AWS go on.",
	"answer.text.already-open":         "%[1]s about these two VPCs is already open (%[6]s, %[7]s, requested by %[13]s, %[14]s), so no second request was made.",
	"answer.hint.already-open":         "To see it: `/peering show %[9]s`. To end it: `/peering cancel %[9]s`",
	"answer.hint.already-open.failed":  "It failed. Once the cause is fixed: `/peering retry %[9]s`. To end it: `/peering cancel %[9]s`",
	"answer.text.nothing-to-repair":    "Nothing to repair: AWS has %[2]s as approved.",
	"answer.hint.nothing-to-repair":    "AWS also has something that wasn't approved. To approve it as it is: `/peering keep %[10]s`",
	"answer.text.nothing-to-keep":      "Nothing to keep: AWS has %[2]s as approved.",
	"answer.text.sweep-running":        "A drift check is already running.",
	"answer.hint.sweep-running":        "In a moment: `/peering findings`",
	"answer.text.access-running":       "Another `/peering access` is still running.",
	"answer.hint.access-running":       "Try again in a moment.",
	"answer.text.cannot-peer":          "These VPCs can't be peered. Nobody was asked.",
	"answer.text.cannot-repair":        "%[2]s can't be repaired as things are. Nobody was asked.",
	"answer.text.cannot-delete":        "%[2]s can't be deleted as things are. Nobody was asked.",
	"answer.text.plan-changed":         "AWS changed since %[1]s was planned, so your approval wasn't counted.",
	"answer.hint.plan-changed":         "The card shows the new plan. Approve it if you agree.",
	"answer.text.confirm":              "The plan of %[1]s changed after it was posted, so your approval wasn't counted yet.",
	"answer.hint.confirm":              "If you agree with the plan below, press *Approve*, or run `/peering approve %[9]s` again.",
	"answer.text.plan-changed.blocked": "%[1]s can't be carried out any more, so your approval wasn't counted.",

	"undeliverable":         "Can't post %s in %s: Slack answers %s.",
	"undeliverable.message": "a message",
	"undeliverable.hint":    "Invite peerbot, unarchive the channel, or correct the configuration. peerbot retries every %s.",

	"first-sweep.empty": "Drift check is on. No peerings yet. I'll post changes here.",
	"first-sweep.clean": "Drift check is on. %s, all as approved. I'll post changes here.",
	"first-sweep":       "Drift check is on. %s, %s already open (see %s). I'll post changes here.",
}

// englishCallFailed are what somebody was doing when AWS did not do its part:
// %[1]s is the account, %[2]s the Region, %[6]s the call.
var englishCallFailed = texts{
	"call.other":          "%[6]s failed in %[1]s %[2]s.",
	"call.doing.request":  "Couldn't look at the two VPCs: %[6]s failed in %[1]s %[2]s.",
	"call.doing.plan":     "Couldn't look at the two VPCs: %[6]s failed in %[1]s %[2]s.",
	"call.doing.delete":   "Couldn't plan the deletion: %[6]s failed in %[1]s %[2]s.",
	"call.doing.approve":  "Couldn't approve: %[6]s failed in %[1]s %[2]s.",
	"call.doing.deny":     "Couldn't deny: %[6]s failed in %[1]s %[2]s.",
	"call.doing.withdraw": "Couldn't withdraw: %[6]s failed in %[1]s %[2]s.",
	"call.doing.retry":    "Couldn't retry: %[6]s failed in %[1]s %[2]s.",
	"call.doing.undo":     "Couldn't undo: %[6]s failed in %[1]s %[2]s.",
	"call.doing.repair":   "Couldn't look at the peering: %[6]s failed in %[1]s %[2]s.",
	"call.doing.keep":     "Couldn't look at the peering: %[6]s failed in %[1]s %[2]s.",
	"call.doing.adopt":    "Couldn't look at the peering: %[6]s failed in %[1]s %[2]s.",
	"call.doing.release":  "Couldn't look at the peering: %[6]s failed in %[1]s %[2]s.",
	"call.doing.extend":   "Couldn't look at the peering: %[6]s failed in %[1]s %[2]s.",
	"call.doing.show":     "Couldn't read AWS: %[6]s failed in %[1]s %[2]s.",
}

// englishHistory is what happened to a request: %s is a person.
var englishHistory = texts{
	"history.title":      "*History*",
	"history.title-last": "*History* · the last %s of %s",

	"event.asked":      "%s requested it",
	"event.yes":        "%s approved it",
	"event.no":         "%s denied it",
	"event.withdrawn":  "%s withdrew it",
	"event.cancelling": "%s cancelled it while it was being carried out",
	"event.cancelled":  "%s cancelled it",
	"event.expired":    "%s closed it: not approved in time",
	"event.lapsed":     "%s asked for approval again: an approval no longer counts",
	"event.replanned":  "%s asked for approval again: the plan changed",
	"event.void":       "%s cancelled it",
	"event.started":    "%s started changing AWS",
	"event.step-begun": "step started, for %s",
	"event.step-done":  "step done, for %s",
	"event.step-error": "step failed, for %s",
	"event.done":       "%s finished",
	"event.failed":     "%s stopped: it failed",
	"event.retried":    "%s retried it",
	"event.paused":     "%s paused all changes",
	"event.resumed":    "%s resumed all changes",
	"event.ignored":    "%s snoozed a finding",

	"event.detail.accounts": "for %s",
	"event.detail.reason":   "“%s”",
	"event.detail.until":    "until %s",
}
