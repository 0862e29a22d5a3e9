package card

import (
	"peerbot/aws/peering"
	"peerbot/bot/directory"
)

// problem says what stands in the way of a plan, and what to do about it.
func problem(_ directory.Names, _ peering.Plan, p peering.Problem) (text, hint words) {
	return sentence(spoken(line(p.Text), 600, 200)), sentence(spoken(line(p.Hint), 600, 200))
}
