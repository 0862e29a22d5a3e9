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
		if len(r.Done) > 0 || r.Failure != nil && acceptedOutside(r.Failure.Connection) {
			record.State = Released
		}
		return record
	},
}

// DecidedInAWS returns why nobody has to decide any more about a connection that
// was requested in AWS: how it ended there, or that somebody accepted it there.
// The Connection of the failure has no status when AWS shows it no more. shown are
// the connections as the accepting account shows them. False while it waits for
// somebody, and for what the request itself may have accepted.
func DecidedInAWS(r Request, shown []peering.Connection) (Failure, bool) {
	why := Failure{Code: ConnectionEnded, Connection: &peering.Connection{ID: r.Plan.Peering.PCX}}
	for _, c := range shown {
		if c.ID != why.Connection.ID {
			continue
		}
		why.Connection.Status, why.Connection.Message = c.Status, c.Message
		switch c.Status {
		case peering.Initiating, peering.Pending:
			return Failure{}, false
		case peering.Provisioning, peering.Active:
			return why, r.StartedAt.IsZero()
		case peering.Deleting, peering.Deleted, peering.Rejected, peering.Expired, peering.Failed:
			return why, true
		}
		return Failure{}, false // a status of the future says nothing
	}
	return why, true
}

// ClosedInAWS returns how AWS showed the connection because of which a request
// was set to Void that was about what somebody requested there; false for all
// other requests.
func (r Request) ClosedInAWS() (peering.Connection, bool) {
	if !r.Kind.Rules().External || r.State != Void || r.Failure == nil || r.Failure.Connection == nil {
		return peering.Connection{}, false
	}
	return *r.Failure.Connection, true
}

// acceptedOutside reports whether a connection was accepted in AWS.
func acceptedOutside(c *peering.Connection) bool {
	return c != nil && (c.Status == peering.Active || c.Status == peering.Provisioning)
}
