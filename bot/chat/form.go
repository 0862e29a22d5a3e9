package chat

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/slack-go/slack"

	"peerbot/bot"
	"peerbot/bot/card"
	"peerbot/bot/notice"
)

// question is what a form asks before its button does anything.
type question struct {
	title, submit string // of the form; the title is followed by an id
	hint          string // below the reason
	until         bool   // it asks for a date, too
	command       string // that does the same: a verb, and what follows the id
}

// questions are the buttons that open a form. A form's callback id is its
// button.
var questions = map[notice.Action]question{
	notice.ActDeny:   {title: "Deny", submit: "Deny", hint: "The person who asked will read this.", command: "deny %s <reason>"},
	notice.ActSnooze: {title: "Snooze", submit: "Snooze", hint: "Whoever looks at it later will read this.", until: true, command: "ignore %s for=7d <reason>"},
}

// Names inside a form.
const (
	reasonBlock = "reason"
	reasonInput = "reason"
	untilBlock  = "until"
	untilInput  = "until"
)

const (
	maxReason = 500 // characters; ours
	maxTitle  = 24  // characters; https://docs.slack.dev/reference/views/modal-views
	// openWithin leaves some of the three seconds that a trigger lives; https://docs.slack.dev/surfaces/modals#lifecycle
	openWithin = 2500 * time.Millisecond
	// quietDays is how long a snooze is when nobody picks another date.
	quietDays = 7
)

// formOrigin is what the form keeps about the button that opened it. Like the
// button's value it is not trusted: it says where to answer and what the
// person saw.
type formOrigin struct {
	Button      string `json:"value"`
	Channel     string `json:"channel"`
	TS          string `json:"ts"`
	ResponseURL string `json:"response_url,omitempty"`

	value notice.Value // Button, read
}

// readFormOrigin returns what a form kept.
func readFormOrigin(private string) (formOrigin, error) {
	var from formOrigin
	if err := json.Unmarshal([]byte(private), &from); err != nil {
		return formOrigin{}, fmt.Errorf("the form's origin: %w", err)
	}
	value, err := card.ParseValue(from.Button)
	if err != nil {
		return formOrigin{}, fmt.Errorf("the form's origin: %w", err)
	}
	if from.Channel == "" {
		return formOrigin{}, fmt.Errorf("the form's origin names no channel")
	}
	from.value = value
	return from, nil
}

// openForm asks the person who pressed a button what it still has to know.
func (c *Client) openForm(ctx context.Context, click bot.Interaction) error {
	q := questions[click.Action]
	private, err := json.Marshal(formOrigin{
		Button: card.FormatValue(click.Value), Channel: click.Where.Channel, TS: click.TS, ResponseURL: click.Where.ResponseURL,
	})
	if err != nil {
		return fmt.Errorf("open the form: %w", err)
	}
	var blocks []slack.Block
	if q.until {
		date := slack.NewDatePickerBlockElement(untilInput)
		date.InitialDate = c.opts.Now().UTC().AddDate(0, 0, quietDays).Format(time.DateOnly)
		blocks = append(blocks, slack.NewInputBlock(untilBlock, plain("Until when?"), plain("It is quiet until that day begins, in UTC."), date))
	}
	input := slack.NewPlainTextInputBlockElement(nil, reasonInput)
	input.Multiline = true
	input.MaxLength = maxReason
	view := slack.ModalViewRequest{
		Type:            slack.VTModal,
		CallbackID:      string(click.Action),
		PrivateMetadata: string(private),
		Title:           plain(firstRunes(q.title+" "+click.Value.Request, maxTitle)),
		Submit:          plain(q.submit),
		Close:           plain("Cancel"),
		Blocks:          slack.Blocks{BlockSet: append(blocks, slack.NewInputBlock(reasonBlock, plain("Why?"), plain(q.hint), input))},
	}
	if _, err := c.api.OpenViewContext(ctx, click.Trigger, view); err != nil {
		return fmt.Errorf("views.open: %w", sendError(err, false))
	}
	return nil
}

// wrong returns what is wrong with a form, by block; nothing when it is right.
func (f form) wrong(now time.Time) map[string]string {
	wrong := map[string]string{}
	switch n := utf8.RuneCountInString(f.Clicked.Reason); {
	case strings.TrimSpace(f.Clicked.Reason) == "":
		wrong[reasonBlock] = "Please say why, in a few words."
	case n > maxReason:
		wrong[reasonBlock] = fmt.Sprintf("That is %d characters; %d is the most.", n, maxReason)
	}
	if questions[f.Clicked.Action].until && !f.Clicked.Until.After(now) {
		wrong[untilBlock] = "Please pick a day that is still to come."
	} else if questions[f.Clicked.Action].until && f.Clicked.Until.Sub(now) > 366*24*time.Hour {
		wrong[untilBlock] = "Please pick a day within a year."
	}
	return wrong
}

func plain(text string) *slack.TextBlockObject {
	return slack.NewTextBlockObject(slack.PlainTextType, text, false, false)
}

// firstRunes returns at most the first n characters of s.
func firstRunes(s string, n int) string {
	r := []rune(s)
	return string(r[:min(n, len(r))])
}
