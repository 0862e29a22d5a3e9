package card

import (
	"peerbot/aws/peering"
	"peerbot/bot/command"
	"peerbot/bot/directory"
	"peerbot/bot/request"
)

// decidedOutside says how a connection that was requested in AWS ended there, or
// that it was accepted there. The status is empty for one that AWS shows no more.
func decidedOutside(pcx, status string) richText {
	if status == "" {
		status = "gone"
	}
	return format("request.outside."+key(status), code(pcx))
}

// afterOutside is what to do after that: peerbot manages what it can read both
// sides of.
func afterOutside(n directory.Names, r request.Request, c peering.Connection) richText {
	id := r.Plan.Peering.Requester.VPC.Account
	if c.Status != peering.Active || n.Account(id) == id {
		return nil
	}
	return arrow(format("request.outside-adopt", typed(command.Format(command.Adopt{PCX: c.ID}))))
}
