package card

import (
	"github.com/slack-go/slack"

	"peerbot/aws/peering"
	"peerbot/bot/directory"
	"peerbot/bot/notice"
	"peerbot/bot/request"
)

// buttons are what can be pressed in the state that a request is in. Slack
// cannot grey a button out: what no longer does anything is not there.
func (m *message) buttons(n directory.Names, r request.Request) []slack.BlockElement {
	switch r.State {
	case request.Pending:
		no := m.button(r, notice.ActDeny, decided(r, "button.deny", "button.reject"), slack.StyleDanger)
		if r.Kind.Rules().External && len(r.Plan.Blocked()) > 0 {
			return []slack.BlockElement{no} // rejecting is always possible
		}
		out := []slack.BlockElement{m.approveButton(n, r), no}
		if r.RequestedBy != request.System { // nobody could press it
			out = append(out, m.button(r, notice.ActWithdraw, "button.withdraw", slack.StyleDefault).WithConfirm(
				m.confirm(format("confirm.withdraw"), format("confirm.withdraw.text", userText(r.ID)), "button.withdraw")))
		}
		return out
	case request.Failed:
		out := []slack.BlockElement{m.button(r, notice.ActRetry, "button.retry", slack.StylePrimary)}
		if r.Kind.Rules().UndoneBy.Rules().Removes {
			out = append(out, m.button(r, notice.ActUndo, "button.undo", slack.StyleDanger).WithConfirm(
				m.confirm(format("confirm.undo"), undoLoses(r), "button.undo")))
		}
		return out
	case request.Approved, request.Applying:
		if r.Cancel != nil {
			return nil
		}
		return []slack.BlockElement{m.button(r, notice.ActCancel, "button.cancel-request", slack.StyleDanger).WithConfirm(
			m.confirm(format("confirm.cancel"), format("confirm.cancel.text", userText(r.ID)), "button.cancel-request"))}
	case request.Done, request.Denied, request.Withdrawn, request.Expired, request.Void:
	}
	return nil
}

// approveButton approves the plan that is shown beside it.
func (m *message) approveButton(n directory.Names, r request.Request) *slack.ButtonBlockElement {
	yes := m.button(r, notice.ActApprove, decided(r, "button.approve", "button.accept"), slack.StylePrimary)
	if r.Kind.Rules().Removes {
		yes = yes.WithConfirm(
			m.confirm(format("confirm.delete"), deleteLoses(n, r), "button.approve"))
	}
	return yes
}

// decided picks the word for a decision: what somebody requested in AWS is
// accepted or rejected, as AWS calls it.
func decided(r request.Request, word, external key) key {
	if r.Kind.Rules().External {
		return external
	}
	return word
}

func (m *message) button(r request.Request, a notice.Action, text key, style slack.Style) *slack.ButtonBlockElement {
	digest := r.Plan.Digest
	if len(digest) > digestChars {
		digest = digest[:digestChars]
	}
	return m.pressed(a, notice.Value{Request: r.ID, Version: r.Version, Digest: digest}, text, style)
}

const (
	maxButton = 75 // characters; https://docs.slack.dev/reference/block-kit/block-elements/button-element
	maxAnswer = 30 // of a button in a dialog; https://docs.slack.dev/reference/block-kit/composition-objects/confirmation-dialog-object
)

func (m *message) pressed(a notice.Action, v notice.Value, text key, style slack.Style) *slack.ButtonBlockElement {
	b := slack.NewButtonBlockElement(string(a), FormatValue(v), m.label(format(text), maxButton)).WithStyle(style)
	b.AccessibilityLabel = b.Text.Text + " " + v.Request // "Accept" alone says little to who hears it
	return b
}

// confirm asks once more before something is lost.
func (m *message) confirm(title, text richText, yes key) *slack.ConfirmationBlockObject {
	return slack.NewConfirmationBlockObject(m.label(title, 100), m.label(text, maxConfirm),
		m.label(format(yes), maxAnswer), m.label(format("button.cancel"), maxAnswer)).WithStyle(slack.StyleDanger)
}

// deleteLoses names what approving a delete request takes away.
func deleteLoses(n directory.Names, r request.Request) richText {
	what := code(r.Plan.Peering.PCX)
	if what == nil {
		what = format("peering.it")
	}
	if n := kindCount(r.Plan.Steps, peering.RemoveRoute); n > 0 {
		what = format("list.and", what, plural(n, "count.route"))
	}
	return format("confirm.delete.text", what, shortName(n, r.Plan.Requester), shortName(n, r.Plan.Accepter))
}

// undoLoses says what Undo does.
func undoLoses(r request.Request) richText {
	text := format("confirm.undo.text", userText(r.ID))
	if f := r.Failure; f != nil && f.Exists != nil {
		text = join(" ", text, format("confirm.undo.exists", exists(*f.Exists)))
	}
	return text
}

func shortName(n directory.Names, v peering.VPC) richText {
	return clipped(n.Account(v.Account)+"/"+v.Label(), 60, 60)
}
