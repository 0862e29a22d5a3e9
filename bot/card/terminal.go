package card

import (
	"golang.org/x/text/language"

	"peerbot/aws/peering"
	"peerbot/bot/directory"
	"peerbot/bot/request"
)

// DriftLine returns what differs between a peering and its approved state, and
// what a person can do about it where no request repairs it; hint may be empty.
// Both are for a terminal: one line of plain English, without what could steer
// the terminal.
func DriftLine(n directory.Names, p request.Peering, l peering.DriftLine) (text, hint string) {
	return onTerminal(driftText(n, p, l)), onTerminal(driftHint(p, l))
}

// Remark returns what of a peering is wider than it may need to be, and what
// makes it narrower, as DriftLine does.
func Remark(n directory.Names, p request.Peering, r peering.Remark) (text, hint string) {
	return onTerminal(remarkText(n, p, r)), onTerminal(remarkHint(p, r))
}

func onTerminal(w richText) string { return line(w.in(In(language.English), terminal)) }

// CallError returns what AWS answered to a call, or why peerbot ended it, as
// DriftLine does.
func CallError(n directory.Names, e *peering.CallError) string {
	return onTerminal(join(" ", place(n, e.Account, e.Region), join(": ", userText(e.Action), callText(n, e))))
}
