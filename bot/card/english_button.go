package card

// englishButton are buttons and the dialogs that ask once more.
var englishButton = texts{
	"button.approve":        "Approve",
	"button.accept":         "Accept",
	"button.deny":           "Deny",
	"button.reject":         "Reject",
	"button.withdraw":       "Withdraw",
	"button.cancel-request": "Cancel request",
	"button.retry":          "Retry",
	"button.undo":           "Undo",
	"button.repair":         "Repair",
	"button.keep":           "Keep as is",
	"button.extend":         "Extend",
	"button.snooze":         "Snooze…",
	"button.snooze-all":     "Snooze all…",
	"button.cancel":         "Cancel",

	"confirm.delete":        "Delete this peering?",
	"confirm.delete.text":   "This deletes %s. Traffic between %s and %s stops.",
	"confirm.withdraw":      "Withdraw this request?",
	"confirm.withdraw.text": "Nobody will be asked to approve %s any more. Nothing has changed in AWS.",
	"confirm.cancel":        "Cancel this request?",
	"confirm.cancel.text":   "%s stops after the AWS calls under way. What it has done by then stays in AWS.",
	"confirm.undo":          "Undo this request?",
	"confirm.undo.text":     "This ends %s and asks the owners to approve deleting what it created.",
	"confirm.undo.exists":   "AWS now has: %s",
}
