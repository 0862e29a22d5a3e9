package card

import (
	"fmt"

	"github.com/slack-go/slack"

	"peerbot/aws/peering"
	"peerbot/bot/notice"
	"peerbot/bot/request"
)

// buttons are what can be pressed in the state that a request is in. Slack
// cannot grey a button out: what no longer does anything is not there.
func buttons(r request.Request) []slack.BlockElement {
	switch r.State {
	case request.Pending:
		yes := button(r, notice.ActApprove, "Approve", slack.StylePrimary)
		switch r.Kind {
		case request.Create, request.Admit:
			yes = button(r, notice.ActApprove, "Accept", slack.StylePrimary)
		case request.Delete:
			yes = yes.WithConfirm(
				confirm("Delete this peering?", deleteLoses(r), "Approve", slack.StyleDanger))
		}
		no := "Deny"
		if r.Kind == request.Admit {
			no = "Reject" // as AWS calls it
		}
		out := []slack.BlockElement{yes, button(r, notice.ActDeny, no, slack.StyleDanger)}
		if r.Asker != request.System { // nobody could press it
			out = append(out, button(r, notice.ActWithdraw, "Withdraw", slack.StyleDefault).WithConfirm(
				confirm("Withdraw this request?", r.ID+" ends, and nobody is asked any more. Nothing was changed in AWS.", "Withdraw", slack.StyleDanger)))
		}
		return out
	case request.Failed:
		out := []slack.BlockElement{button(r, notice.ActRetry, "Retry", slack.StylePrimary)}
		if r.Kind == request.Create {
			out = append(out, button(r, notice.ActUndo, "Undo", slack.StyleDanger).WithConfirm(
				confirm("Undo this request?", undoLoses(r), "Undo", slack.StyleDanger)))
		}
		return out
	}
	return nil
}

func button(r request.Request, a notice.Action, label string, style slack.Style) *slack.ButtonBlockElement {
	digest := r.Plan.Digest
	if len(digest) > digestChars {
		digest = digest[:digestChars]
	}
	return pressed(a, notice.Value{Request: r.ID, Version: r.Version, Digest: digest}, label, style)
}

func pressed(a notice.Action, v notice.Value, label string, style slack.Style) *slack.ButtonBlockElement {
	b := slack.NewButtonBlockElement(string(a), FormatValue(v),
		slack.NewTextBlockObject(slack.PlainTextType, label, true, false)).WithStyle(style)
	b.AccessibilityLabel = label + " " + v.Request // "Accept" alone says little to who hears it
	return b
}

// confirm asks once more before something is lost. Its texts are plain text.
func confirm(title, text, yes string, style slack.Style) *slack.ConfirmationBlockObject {
	plain := func(s string, limit int) *slack.TextBlockObject {
		return slack.NewTextBlockObject(slack.PlainTextType, inPlain(s, limit), true, false)
	}
	return slack.NewConfirmationBlockObject(plain(title, 100), plain(text, maxConfirm), plain(yes, 30), plain("Cancel", 30)).WithStyle(style)
}

// deleteLoses names what a yes to a delete request takes away.
func deleteLoses(r request.Request) string {
	what := r.Plan.Peering.PCX
	if what == "" {
		what = "the peering"
	}
	if n := kindCount(r.Plan.Steps, peering.RemoveRoute); n > 0 {
		what += " and " + fmt.Sprintf("%d routes", n)
	}
	a, b := r.Plan.Requester, r.Plan.Accepter
	return "This deletes " + what + ". Traffic between " + shortName(a) + " and " + shortName(b) + " stops."
}

// undoLoses says what Undo does.
func undoLoses(r request.Request) string {
	text := r.ID + " is given up, and the owners are asked to delete what it made."
	if f := r.Failure; f != nil && f.Exists != "" {
		text += " AWS has now: " + f.Exists
	}
	return text
}

func shortName(v peering.VPC) string { return inPlain(v.Label(), 60) }
