package request

import (
	"time"

	"peerbot/aws/peering"
)

// keep makes AWS's current state the approved one.
var keep = Rules{
	Approvers: BothAccounts,
	Implied:   OneSide,
	Managed:   true,
	AsIs:      true,
	Resolves:  []peering.DriftClass{peering.Changed, peering.Unmanaged},
	// Only routes and DNS options can be kept.
	Desired: func(record Peering, have peering.Observed, now time.Time) (peering.Peering, error) {
		desired, ok := peering.AsIs(record.Desired, have, now)
		if !ok {
			return desired, &UserError{Code: CannotKeep, ID: record.ID}
		}
		return desired, nil
	},
	Void:      creates,
	Done:      asApproved,
	Abandoned: driftedIfApplying,
}
