package request

// adopt has a peering managed that somebody else made. Only tags are added,
// and both sides approve also where the tags are there already.
var adopt = Rules{
	Approvers: BothAccounts,
	Implied:   OneSide,
	AsIs:      true,
	Void:      creates,
	Done:      asApproved,
	// One that was tagged in part can be released again.
	Abandoned: func(record Peering, r Request, exists bool) Peering {
		if !exists {
			record.State = Removed
			return record
		}
		return driftedIfApplying(record, r, true)
	},
}
