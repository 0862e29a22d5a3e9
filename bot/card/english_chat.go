package card

// englishChat are answers when nothing was done.
var englishChat = texts{
	"chat.busy":                   "I'm too busy right now, so nothing was done. Please try again in a minute.",
	"chat.restarting":             "I'm restarting, so nothing was done. Please try again in a minute.",
	"chat.broken":                 "Something broke on my side, and part of it may be done already. Reference: %s.",
	"chat.broken.hint":            "Check before you try again. The operator finds the reference in peerbot's log.",
	"chat.unreadable-button":      "I can't read that button: another version of peerbot posted it.",
	"chat.unreadable-button.hint": "Type the command instead; %s lists them.",
	"chat.unopened-form":          "I couldn't open the form, so nothing was done.",
	"chat.unopened-form.hint":     "Type your reason in a command instead: %s",
	"chat.other-command":          "I answer to %s, not %s.",
}

// englishForm are the forms that some buttons open.
var englishForm = texts{
	"form.title.deny":         "Deny %s",
	"form.title.snooze":       "Snooze %s",
	"form.submit.deny":        "Deny",
	"form.submit.snooze":      "Snooze",
	"form.reason":             "Why?",
	"form.reason.hint.deny":   "Whoever requested it will read this.",
	"form.reason.hint.snooze": "Others will read this.",
	"form.until":              "Until when?",
	"form.until.hint":         "Snoozed until that day begins, in UTC.",

	// %[1]s is the length of the reason, %[2]s the longest that is accepted, and
	// %[3]s the command that does the same.
	"form.refused.no-reason":   "Please give a reason.",
	"form.refused.long-reason": "That is %[1]s characters; the limit is %[2]s.",
	"form.refused.past-day":    "Please pick a day in the future.",
	"form.refused.far-day":     "Please pick a day within a year.",
	"form.refused.unreadable":  "I can't read this form. Close it and type: %[3]s",
	"form.refused.busy":        "I'm too busy right now, so nothing was done. Please try again in a minute.",
	"form.refused.restarting":  "I'm restarting, so nothing was done. Please try again in a minute.",
}
