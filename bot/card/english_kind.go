package card

// englishKind are the kinds of requests: their command, the title, what is asked for, why AWS is
// not changed, what is being done, what it has made, and the note when it is done.
//
// Of request.asks %[1]s is the person, %[2]s the peering, %[3]s and %[4]s the VPCs,
// and %[5]s a time. Of note.done %[1]s is the two VPCs, %[2]s the peering and its
// routes, %[3]s its id in peerbot, and %[4]s when it expires.
var englishKind = texts{
	"verb.request":           "Request a peering between VPC A and VPC B",
	"request.title.create":   "New peering",
	"request.asks.create":    "Requested by %[1]s: connect %[3]s with %[4]s",
	"plan.idle.create":       "no AWS changes: AWS already matches",
	"request.doing.create":   "Creating the peering…",
	"request.outcome.create": "*Active*",
	"note.done.create":       "is done: %[1]s is active. %[2]s",

	"verb.delete":            "Delete a peering: its routes first, then the connection",
	"request.title.delete":   "Delete peering",
	"request.asks.delete":    "Requested by %[1]s: delete peering %[2]s between %[3]s and %[4]s",
	"plan.idle.delete":       "no AWS changes: there is nothing left to delete",
	"request.doing.delete":   "Deleting the peering…",
	"request.outcome.delete": "*Deleted*",

	"verb.repair":            "Restore a peering to its approved state",
	"request.title.repair":   "Repair peering",
	"request.asks.repair":    "Requested by %[1]s: restore peering %[2]s between %[3]s and %[4]s to its approved state",
	"plan.idle.repair":       "no AWS changes: AWS already matches",
	"request.doing.repair":   "Repairing now…",
	"request.outcome.repair": "*Repaired*",
	"note.done.repair":       "is done: %[1]s is repaired. %[2]s",

	"verb.keep":            "Accept AWS's current state as the approved one",
	"request.title.keep":   "Keep as is",
	"request.asks.keep":    "Requested by %[1]s: keep peering %[2]s between %[3]s and %[4]s as it is in AWS",
	"plan.idle.keep":       "no AWS changes, only peerbot's record",
	"request.doing.keep":   "Updating the approved state…",
	"request.outcome.keep": "*Kept as is*: this is the approved state now",
	"note.done.keep":       "is done: %[1]s is kept as is; this is its approved state now. %[2]s",

	"verb.adopt":            "Manage a peering that was created outside peerbot; only tags are added",
	"request.title.adopt":   "Adopt peering",
	"request.asks.adopt":    "Requested by %[1]s: manage peering %[2]s between %[3]s and %[4]s, which was created outside peerbot",
	"plan.idle.adopt":       "no AWS changes: AWS already matches",
	"request.doing.adopt":   "Adopting the peering…",
	"request.outcome.adopt": "*Managed by peerbot* now",
	"note.done.adopt":       "is done: peerbot manages %[1]s now, as %[3]s. %[2]s",

	"verb.release":            "Stop managing a peering; only peerbot's tags are removed",
	"request.title.release":   "Release peering",
	"request.asks.release":    "Requested by %[1]s: stop managing peering %[2]s between %[3]s and %[4]s, and leave it in AWS",
	"plan.idle.release":       "no AWS changes: AWS already matches",
	"request.doing.release":   "Releasing the peering…",
	"request.outcome.release": "*Released*: still in AWS, no longer managed by peerbot",
	"note.done.release":       "is done: %[1]s is released. It stays in AWS, no longer managed by peerbot. %[2]s",

	"verb.extend":            "Push back a peering's expiry date",
	"meaning.extend.for":     "New time until it expires, from now, in hours, days or weeks (default %[1]s)",
	"request.title.extend":   "Extend peering",
	"request.asks.extend":    "Requested by %[1]s: extend peering %[2]s between %[3]s and %[4]s until %[5]s",
	"plan.idle.extend":       "no AWS changes, only the expiry date",
	"request.doing.extend":   "Updating the expiry date…",
	"request.outcome.extend": "*Extended*: %s",
	"note.done.extend":       "is done: %[1]s is extended and %[4]s. %[2]s",

	"request.title.admit":   "Peering request from AWS",
	"request.asks.admit":    "Peering request made directly in AWS: %[3]s → %[4]s, %[2]s",
	"plan.idle.admit":       "no AWS changes: AWS already matches",
	"request.doing.admit":   "Accepting the peering…",
	"request.outcome.admit": "*Accepted*: active in AWS, not managed by peerbot",
	"note.done.admit":       "is done: %[1]s is accepted and active. %[2]s",
}
