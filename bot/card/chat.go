package card

import "peerbot/bot/notice"

// What is said when nothing else could be.

func (m *message) busy(notice.Busy) { m.sorry(say("chat.busy"), nil) }

func (m *message) restarting(notice.Restarting) { m.sorry(say("chat.restarting"), nil) }

func (m *message) broken(b notice.Broken) {
	m.sorry(say("chat.broken", prose(b.Ref)), say("chat.broken.hint"))
}

func (m *message) unreadableButton(notice.UnreadableButton) {
	m.sorry(say("chat.unreadable-button"), say("chat.unreadable-button.hint", typed("help")))
}

func (m *message) unopenedForm(f notice.UnopenedForm) {
	m.sorry(say("chat.unopened-form"), say("chat.unopened-form.hint", instead(f.Action, f.Value.Request)))
}

func (m *message) otherCommand(c notice.OtherCommand) {
	m.sorry(say("chat.other-command", prose(c.Ours), clipped(c.Theirs, 40, 40)), nil)
}

// sorry says that something was not done, and what to do.
func (m *message) sorry(text, hint words) {
	m.lead("text", icon("⚠️", text))
	if hint != nil {
		m.lead("hint", arrow(hint))
	}
}
