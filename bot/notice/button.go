package notice

// Action names a button.
type Action string

// The buttons.
const (
	ActApprove  Action = "approve"
	ActDeny     Action = "deny"
	ActWithdraw Action = "withdraw"
	ActCancel   Action = "cancel" // what is being carried out
	ActRetry    Action = "retry"
	ActUndo     Action = "undo" // a failed request: delete what exists

	ActRepair Action = "repair" // a finding: request that AWS be restored to the approved state
	ActKeep   Action = "keep"   // a finding: request that AWS's current state be the approved one
	ActExtend Action = "extend" // a finding: request a later expiry date
	ActSnooze Action = "snooze" // a finding: nobody is notified for a while
)

// Value is what a button carries: which request, and what its card showed.
// Nothing in it is trusted; it only says what the person saw.
type Value struct {
	Request string // or the id of a finding, "F12"
	Version int64
	Digest  string // the first 16 hex digits of the plan's digest
}
