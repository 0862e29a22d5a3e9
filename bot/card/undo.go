package card

import "peerbot/bot/request"

// undoing is the command that takes back what a request has made.
func undoing(r request.Request) string {
	if r.Kind.Rules().UndoneBy == request.Adopt {
		return "adopt " + r.Plan.Peering.PCX
	}
	return string(r.Kind.Rules().UndoneBy) + " " + r.Peering
}
