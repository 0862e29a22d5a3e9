package request

// create makes a peering.
var create = Rules{
	Approvers: BothAccounts,
	Implied:   RequesterSide,
	Done: func(record Peering, r Request, o Outcome) Peering {
		record = asApproved(record, r, o)
		if r.TTL > 0 {
			record.EndsAt = o.At.Add(r.TTL)
		}
		return record
	},
	// What exists carries our tags: it is managed like any other, and a finding
	// says what is missing.
	Abandoned: func(record Peering, _ Request, exists bool) Peering {
		record.State = Removed
		if exists {
			record.State = Drifted
		}
		return record
	},
}
