package request

import (
	"slices"
	"time"

	"peerbot/aws/peering"
)

// repair restores AWS to the approved state. What is restored was approved by
// both sides before, so an owner needs nobody else for an account of their own.
var repair = Rules{
	Approvers:  WrittenAccounts,
	Implied:    OwnSides,
	Managed:    true,
	RenewsTags: true,
	Resolves:   []peering.DriftClass{peering.Missing, peering.Blackhole, peering.Changed},
	Desired: func(record Peering, have peering.Observed, _ time.Time) (peering.Peering, error) {
		return withoutConnection(record.Desired, have), nil
	},
	Done:      asApproved,
	Abandoned: driftedIfApplying,
}

// withoutConnection lets a peering whose connection is over get a new one.
func withoutConnection(desired peering.Peering, have peering.Observed) peering.Peering {
	c, ok := peering.Current(desired, have)
	if ok && c.Status != peering.Deleting {
		return desired
	}
	former := slices.Clone(desired.Former)
	add := func(id string) {
		if id != "" && !slices.Contains(former, id) {
			former = append(former, id)
		}
	}
	if ok {
		add(c.ID)
	}
	if ended, ok := peering.Ended(desired, have); ok {
		add(ended.ID)
	}
	add(desired.PCX)
	desired.PCX, desired.Former = "", former
	return desired
}
