package card

// englishButton are buttons and the dialogs that ask once more.
var englishButton = texts{
	"button.approve":    "Approve",
	"button.accept":     "Accept",
	"button.deny":       "Deny",
	"button.reject":     "Reject",
	"button.withdraw":   "Withdraw",
	"button.retry":      "Retry",
	"button.undo":       "Undo",
	"button.repair":     "Repair",
	"button.keep":       "Accept as is",
	"button.extend":     "Extend",
	"button.snooze":     "Snooze…",
	"button.snooze-all": "Snooze all…",
	"button.cancel":     "Cancel",

	"confirm.delete":        "Delete this peering?",
	"confirm.delete.text":   "This deletes %s. Traffic between %s and %s stops.",
	"confirm.withdraw":      "Withdraw this request?",
	"confirm.withdraw.text": "%s ends, and nobody is asked any more. Nothing was changed in AWS.",
	"confirm.undo":          "Undo this request?",
	"confirm.undo.text":     "%s is given up, and the owners are asked to delete what it made.",
	"confirm.undo.exists":   "AWS has now: %s",
}
