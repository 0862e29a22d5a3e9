package card

import (
	"time"

	"github.com/slack-go/slack"
	"golang.org/x/text/language"

	"peerbot/bot/notice"
)

// The blocks of a form, and what is filled in there.
const (
	ReasonBlock = "reason"
	ReasonInput = "reason"
	UntilBlock  = "until"
	UntilInput  = "until"
)

// maxModalTitle is in characters; https://docs.slack.dev/reference/views/modal-views
const maxModalTitle = 24

// RenderForm returns what a form looks like in English.
func RenderForm(f notice.Form) slack.ModalViewRequest { return In(language.English).RenderForm(f) }

// RenderForm returns what a form looks like. Its callback id is its button; the
// caller adds what it must know when the form comes back.
func (l *Language) RenderForm(f notice.Form) slack.ModalViewRequest {
	m := &message{lang: l}
	var blocks []slack.Block
	if _, day := f.Action.Asks(); day {
		date := slack.NewDatePickerBlockElement(UntilInput)
		date.InitialDate = f.Until.UTC().Format(time.DateOnly)
		blocks = append(blocks, m.input(UntilBlock, format("form.until"), format("form.until.hint"), date))
	}
	reason := slack.NewPlainTextInputBlockElement(nil, ReasonInput)
	reason.Multiline = true
	reason.MaxLength = notice.MaxReason
	blocks = append(blocks, m.input(ReasonBlock, format("form.reason"), format("form.reason.hint."+key(f.Action)), reason))
	return slack.ModalViewRequest{
		Type:       slack.VTModal,
		CallbackID: string(f.Action),
		Title:      m.label(format("form.title."+key(f.Action), userText(f.Value.Request)), maxModalTitle),
		Submit:     m.label(format("form.submit."+key(f.Action)), maxModalTitle),
		Close:      m.label(format("button.cancel"), maxModalTitle),
		Blocks:     slack.Blocks{BlockSet: blocks},
	}
}

// maxInput is the characters of a label, and of a hint; https://docs.slack.dev/reference/block-kit/blocks/input-block
const maxInput = 2000

func (m *message) input(id string, title, hint richText, e slack.BlockElement) slack.Block {
	return slack.NewInputBlock(id, m.label(title, maxInput), m.label(hint, maxInput), e)
}

// RenderRefusal returns in English why a form is not accepted.
func RenderRefusal(r notice.FormRefusal) string { return In(language.English).RenderRefusal(r) }

// RenderRefusal returns why a form is not accepted, as plain text.
func (l *Language) RenderRefusal(r notice.FormRefusal) string {
	w := format("form.refused."+key(r.Problem), digits(r.Length), digits(notice.MaxReason), instead(r.Action, "<id>"))
	return w.in(l, label)
}

// instead is the command that does what a form is for.
func instead(a notice.Action, id string) richText {
	if a == notice.ActSnooze {
		return typed("snooze " + id + " for=7d <reason>")
	}
	return typed(string(a) + " " + id + " <reason>")
}
