package card

import (
	"fmt"

	"github.com/slack-go/slack"
	"golang.org/x/text/language"

	"peerbot/bot/notice"
)

// Render returns what a notice looks like in English.
func Render(n notice.Notice) (text string, blocks []slack.Block) {
	return In(language.English).Render(n)
}

// Render returns what a notice looks like: blocks, and a fallback text of at
// most 3,500 bytes with the same meaning. Every notice of package bot has
// a look; an unknown one is shown as a plain sentence that says so.
//
// Both are safe to send as they are: do not escape again, and send the text
// with parse "none".
func (l *Language) Render(n notice.Notice) (text string, blocks []slack.Block) {
	m := &message{lang: l}
	switch n := n.(type) {
	case notice.RequestCard:
		m.requestCard(n)
	case notice.RequestNote:
		m.requestNote(n)
	case notice.FindingCard:
		m.findingCard(n)
	case notice.FindingNote:
		m.findingNote(n)
	case notice.GroupCard:
		m.groupCard(n)
	case notice.GroupNote:
		m.groupNote(n)
	case notice.FindingsShown:
		m.findingsShown(n)
	case notice.AccessShown:
		m.accessShown(n)
	case notice.Answer:
		m.answer(n)
	case notice.Refused:
		m.refused(n)
	case notice.CallFailed:
		m.callFailed(n)
	case notice.Broken:
		m.broken(n)
	case notice.Undeliverable:
		m.undeliverable(n)
	case notice.PauseNote:
		m.pauseNote(n)
	case notice.OtherProcess:
		m.required("text", icon("⚠️", plural(n.Others, "other-process")))
		m.required("hint", arrow(format("other-process.hint")))
	case notice.Moved:
		m.moved(n)
	case notice.FirstSweep:
		m.firstSweep(n)
	case notice.Rejected:
		m.rejected(n)
	case notice.HelpShown:
		m.help(n)
	case notice.PlanShown:
		m.planShown(n)
	case notice.PeeringShown:
		m.peeringShown(n)
	case notice.RequestShown:
		m.requestShown(n)
	case notice.ConnectionShown:
		m.connectionShown(n)
	case notice.Listing:
		m.listing(n)
	case notice.AccountsShown:
		m.accountsShown(n)
	case notice.Busy:
		m.busy(n)
	case notice.Restarting:
		m.restarting(n)
	case notice.UnreadableButton:
		m.unreadableButton(n)
	case notice.UnopenedForm:
		m.unopenedForm(n)
	case notice.OtherCommand:
		m.otherCommand(n)
	default:
		m.required("unknown", icon("⚠️", format("notice.unknown", code(fmt.Sprintf("%T", n)))))
	}
	return m.done()
}
