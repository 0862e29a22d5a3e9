package card

// englishChat are answers when nothing was done.
var englishChat = texts{
	"chat.busy":                   "I have more to do than I can keep up with. Nothing was done about this; please try again in a minute.",
	"chat.restarting":             "I am just being restarted. Nothing was done about this; please try again in a minute.",
	"chat.broken":                 "Something broke here, and it is not your fault. What was asked may be half done; reference %s.",
	"chat.broken.hint":            "Look before you try again; whoever runs this bot finds the reference in its log.",
	"chat.unreadable-button":      "I cannot read that button: it is of another version of this bot.",
	"chat.unreadable-button.hint": "Type the command instead; %s lists them.",
	"chat.unopened-form":          "The form that asks why could not be opened. Nothing was done.",
	"chat.unopened-form.hint":     "Type the command instead, with your reason: %s",
	"chat.other-command":          "I answer to %s, not to %s.",
}

// englishForm are the forms that some buttons open.
var englishForm = texts{
	"form.title.deny":         "Deny %s",
	"form.title.snooze":       "Snooze %s",
	"form.submit.deny":        "Deny",
	"form.submit.snooze":      "Snooze",
	"form.reason":             "Why?",
	"form.reason.hint.deny":   "The person who asked will read this.",
	"form.reason.hint.snooze": "Whoever looks at it later will read this.",
	"form.until":              "Until when?",
	"form.until.hint":         "It is quiet until that day begins, in UTC.",

	// %[1]s is the length of the reason, %[2]s the longest that is accepted, and
	// %[3]s the command that does the same.
	"form.refused.no-reason":   "Please say why, in a few words.",
	"form.refused.long-reason": "That is %[1]s characters; %[2]s is the most.",
	"form.refused.past-day":    "Please pick a day that is still to come.",
	"form.refused.far-day":     "Please pick a day within a year.",
	"form.refused.unreadable":  "I cannot read this form. Close it and type: %[3]s",
	"form.refused.busy":        "I have more to do than I can keep up with. Nothing was done about this; please try again in a minute.",
	"form.refused.restarting":  "I am just being restarted. Nothing was done about this; please try again in a minute.",
}
