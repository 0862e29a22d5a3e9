package card

// englishFailure are requests that failed, and calls that AWS did not do.
var englishFailure = texts{
	"failure.unknown-step": "it could not be finished",
	"failure.error":        "*Error*",
	"failure.why":          "*Why:* %s",
	"failure.exists":       "*In AWS now:* %s",
	"failure.hint":         "*What to do:* %s",
	"failure.retry":        "To try again: %s.",
	"failure.undo":         "To undo: %s, then %s.",
	"failure.withdraw":     "To give up and leave AWS as it is: %s.",
	"failure.delayed":      "Retrying automatically: %s",

	"failure.exists.unchanged":  "nothing was changed",
	"failure.exists.nothing":    "no peering connection of ours",
	"failure.exists.connection": "%s (%s)",
	"failure.exists.routes":     "%s (%s), %s to it",

	"failure.code.waited-too-long":      "AWS didn't get there in %s.",
	"failure.code-hint.waited-too-long": "Look at what AWS has now, then retry.",
	"failure.code.nothing-to-do":        "What it asked for is no longer possible, or already done.",
	"failure.code-hint.nothing-to-do":   "Request it again if you still need it.",

	// Our connection ended on its own: %[1]s is its id, %[2]s AWS's message.
	"failure.ended.failed":        "AWS couldn't make %[1]s: %[2]s.",
	"failure.ended-hint.failed":   "One of the VPC ids, account ids or CIDR blocks doesn't fit. Correct it, then retry.",
	"failure.ended.rejected":      "%[1]s was rejected in AWS, outside peerbot.",
	"failure.ended-hint.rejected": "Find out why from the accepting account, then retry or withdraw.",
	"failure.ended.expired":       "%[1]s expired in AWS: nobody accepted it within seven days.",
	"failure.ended-hint.expired":  "Retry to make a new one.",
	"failure.ended.deleted":       "%[1]s was deleted in AWS, outside peerbot, while it was being made.",
	"failure.ended-hint.deleted":  "Find out who deleted it and why, then retry or withdraw.",
}

// englishCall are what to do about calls that AWS did not do, by class: %[1]s is
// the account, %[2]s the Region, %[3]s the missing action, %[4]s AWS's code, %[5]s
// AWS's request id, %[6]s the call.
var englishCall = texts{
	// Why peerbot ended a call itself: %[1]s is a connection, %[2]s its status,
	// %[3]s and %[4]s its VPCs, %[5]s a destination, %[6]s a route table, %[7]s
	// what the route goes to, %[8]s a VPC, %[9]s whose credentials they are,
	// %[10]s the step, %[11]s the account, %[12]s the Region, %[13]s all of them.
	"call.refusal.unknown-step":         "peerbot doesn't know the step %[10]s.",
	"call.refusal.foreign-step":         "The step %[10]s is not about this peering.",
	"call.refusal.connection-exists":    "%[1]s already connects these VPCs.",
	"call.refusal.without-our-tags":     "%[1]s doesn't have peerbot's tags.",
	"call.refusal.not-our-connection":   "%[1]s isn't peerbot's, so no route may go to it.",
	"call.refusal.route-taken":          "%[5]s in %[6]s already goes to %[7]s.",
	"call.refusal.not-our-route":        "%[5]s in %[6]s doesn't go to our peering.",
	"call.refusal.default-route":        "peerbot never touches a default route (%[6]s).",
	"call.refusal.other-vpcs-table":     "%[6]s isn't a route table of %[8]s.",
	"call.refusal.nobody-named":         "It isn't known on whose behalf AWS would be changed.",
	"call.refusal.not-as-approved":      "%[1]s is from %[3]s to %[4]s, which is not what was approved.",
	"call.refusal.not-visible":          "%[1]s isn't visible in %[11]s, %[12]s.",
	"call.refusal.account-unconfigured": "Account %[11]s isn't configured.",
	"call.refusal.region-unconfigured":  "%[12]s isn't configured for %[11]s. Configured: %[13]s.",
	"call.refusal.other-credentials":    "The credentials for %[11]s belong to account %[9]s.",
	"call.refusal.cancelled":            "The call was cancelled before AWS answered.",
	"call.refusal.no-answer":            "AWS didn't answer in time.",
	"call.refusal.answered-nothing":     "AWS didn't say what it created.",
	"call.refusal.answered-other":       "AWS returned %[1]s, which is from %[3]s to %[4]s.",
	"call.refusal.answered-existing":    "AWS returned %[1]s, which is already %[2]s.",
	"call.refusal.answered-untagged":    "AWS returned %[1]s, which doesn't have peerbot's tags.",
	"call.refusal.endless-list":         "AWS's list didn't end.",
	"call.refusal.no-dry-run":           "The endpoint carried out a dry run, so it isn't AWS.",

	"call.hint.throttled":        "AWS is throttling peerbot, which retries automatically.",
	"call.hint.passing":          "AWS didn't answer properly. peerbot retries automatically.",
	"call.hint.denied":           "The role of account %[1]s lacks %[3]s. Add it, then retry.",
	"call.hint.denied.tags":      "See first whether the connection still has peerbot's tags: the role of account %[1]s may change no other, and shouldn't. If it has them, the role lacks %[3]s.",
	"call.hint.no-role":          "Check the role's trust policy, external id and ARN for account %[1]s in the configuration, then retry.",
	"call.hint.wrong-place":      "The role configured for %[1]s belongs to another account. Correct the configuration.",
	"call.hint.not-found":        "It's gone, or AWS doesn't show it yet.",
	"call.hint.exists":           "It already exists. Look at what AWS has now.",
	"call.hint.limit":            "A quota of account %[1]s is used up. Ask AWS to raise it, or remove what isn't needed, then retry.",
	"call.hint.wrong-state":      "AWS says that isn't possible in its current state. Look at what AWS has now.",
	"call.hint.invalid":          "AWS doesn't accept this. See its message.",
	"call.hint.not-ours":         "peerbot doesn't touch what isn't its own. Look at what AWS has now.",
	"call.hint.no-region":        "%[2]s isn't enabled for account %[1]s.",
	"call.hint.unknown":          "See AWS's message. When the cause is fixed, retry (AWS request id %[5]s).",
	"call.hint.unknown-untraced": "See AWS's message. When the cause is fixed, retry.",
}
