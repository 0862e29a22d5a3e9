package card

import (
	"fmt"

	"github.com/slack-go/slack"

	"peerbot/bot"
)

// Slash is the slash command, as people type it and as the manifest declares it.
const Slash = "/peering"

// Render returns what a notice looks like: blocks, and a fallback text of at
// most 3,500 bytes with the same meaning. Every notice of package bot has
// a look; an unknown one is shown as a plain sentence that says so.
//
// Both are safe to send as they are: do not escape again, and send the text
// with parse "none".
func Render(n bot.Notice) (text string, blocks []slack.Block) {
	var m *message
	switch n := n.(type) {
	case bot.RequestCard:
		m = requestCard(n)
	case bot.RequestNote:
		m = requestNote(n)
	case bot.FindingCard:
		m = findingCard(n)
	case bot.FindingNote:
		m = findingNote(n)
	case bot.GroupCard:
		m = groupCard(n)
	case bot.GroupNote:
		m = groupNote(n)
	case bot.FindingsShown:
		m = findingsShown(n)
	case bot.AccessShown:
		m = accessShown(n)
	case bot.Answer:
		m = answer(n)
	case bot.HelpShown:
		m = help(n)
	case bot.PlanShown:
		m = planShown(n)
	case bot.PeeringShown:
		m = peeringShown(n)
	case bot.RequestShown:
		m = requestShown(n)
	case bot.ConnectionShown:
		m = connectionShown(n)
	case bot.Listing:
		m = listing(n)
	case bot.AccountsShown:
		m = accountsShown(n)
	default:
		m = &message{}
		m.lead("unknown", say("%sThis message cannot be shown: there is no card for %s.", icon("⚠️"), named(fmt.Sprintf("%T", n))))
	}
	return m.done()
}
