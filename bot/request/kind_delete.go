package request

import (
	"time"

	"peerbot/aws/peering"
)

// deletePeering takes a peering and its routes away. It takes one person of each
// side, also when there is nothing left to take away: the record is theirs.
var deletePeering = Rules{
	Approvers: BothAccounts,
	Implied:   OneSide,
	Managed:   true,
	Removes:   true,
	Resolves:  peering.DriftClasses,
	Desired: func(record Peering, _ peering.Observed, _ time.Time) (peering.Peering, error) {
		record.Desired.Absent = true
		return record.Desired, nil
	},
	Done: func(record Peering, _ Request, _ Outcome) Peering {
		record.State, record.Desired.Absent = Removed, true
		return record
	},
	Abandoned: driftedIfApplying,
}
