package card

import "peerbot/aws/peering"

// hinted adds to a difference the command that a person can run where peerbot
// does nothing: security groups are their owners'.
func hinted(row words, l peering.DriftLine) words {
	if l.Hint == "" {
		return row
	}
	return join("\n   ", row, say("finding.by-hand", code(l.Hint)))
}
