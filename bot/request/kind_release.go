package request

import (
	"time"

	"peerbot/aws/peering"
)

// release ends that a peering is managed, and leaves it in AWS as it is.
var release = Rules{
	Approvers: BothAccounts,
	Implied:   OneSide,
	Managed:   true,
	Resolves:  peering.DriftClasses,
	Desired: func(record Peering, _ peering.Observed, _ time.Time) (peering.Peering, error) {
		record.Desired.Released = true
		return record.Desired, nil
	},
	Done: func(record Peering, _ Request, _ Outcome) Peering {
		record.State, record.Snooze = Released, Snooze{}
		return record
	},
	Abandoned: driftedIfApplying,
}
