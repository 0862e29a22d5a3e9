package request

import "peerbot/aws/peering"

// extend pushes a peering's expiry date back.
var extend = Rules{
	Approvers:  BothAccounts,
	Implied:    OneSide,
	Managed:    true,
	RecordOnly: true,
	Extends:    true,
	Resolves:   []peering.DriftClass{peering.Expiring},
	Done: func(record Peering, r Request, _ Outcome) Peering {
		record.EndsAt, record.EndRequested = r.Until, false
		return record
	},
	Abandoned: unchanged,
}
