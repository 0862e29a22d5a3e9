package request

import (
	"time"

	"peerbot/aws/peering"
)

// appears is how long AWS may take until it shows a connection that it has made.
const appears = 5 * time.Minute

// Vanished returns the connection that the request has made, as deleted, when AWS
// shows none that is ours any more. AWS forgets connections some hours after they
// ended: making another one would be against the will of who ended it. False while
// AWS may only be late in showing it. have must have been read.
func (r Request) Vanished(want peering.Peering, have peering.Observed, now time.Time) (peering.Connection, bool) {
	if _, exists := peering.Current(want, have); exists || want.Absent || now.Sub(r.UpdatedAt) <= appears {
		return peering.Connection{}, false
	}
	made := false
	gone := peering.Connection{Status: peering.Deleted}
	for _, s := range r.Done {
		made = made || s.Kind == peering.Create
		if s.PCX != "" {
			gone.ID = s.PCX
		}
	}
	return gone, made
}
