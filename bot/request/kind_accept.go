package request

import "peerbot/aws/peering"

// acceptExternal accepts a peering that was requested directly in AWS. It is not
// managed after that, unless somebody adopts it.
var acceptExternal = Rules{
	Approvers: AcceptingAccount,
	External:  true,
	// It was decided in AWS, or AWS ended it.
	Void: peering.Plan.Empty,
	Done: func(record Peering, _ Request, _ Outcome) Peering {
		record.State = Released
		return record
	},
	Abandoned: func(record Peering, r Request, _ bool) Peering {
		record.State = Removed
		if len(r.Done) > 0 {
			record.State = Released
		}
		return record
	},
}
