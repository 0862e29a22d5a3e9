package card

import "peerbot/bot/notice"

// What is said when nothing else could be.

func (m *message) busy(notice.Busy) { m.sorry(format("chat.busy"), nil) }

func (m *message) restarting(notice.Restarting) { m.sorry(format("chat.restarting"), nil) }

func (m *message) broken(b notice.Broken) {
	m.sorry(format("chat.broken", userText(b.Ref)), format("chat.broken.hint"))
}

func (m *message) unreadableButton(notice.UnreadableButton) {
	m.sorry(format("chat.unreadable-button"), format("chat.unreadable-button.hint", typed("help")))
}

func (m *message) unopenedForm(f notice.UnopenedForm) {
	m.sorry(format("chat.unopened-form"), format("chat.unopened-form.hint", instead(f.Action, f.Value.Request)))
}

func (m *message) otherCommand(c notice.OtherCommand) {
	m.sorry(format("chat.other-command", userText(c.Ours), clipped(c.Theirs, 40, 40)), nil)
}

// sorry says that something was not done, and what to do.
func (m *message) sorry(text, hint richText) {
	m.required("text", icon("⚠️", text))
	if hint != nil {
		m.required("hint", arrow(hint))
	}
}
