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
)

// Names inside the form that asks why.
const (
	denyForm    = "deny"
	reasonBlock = "reason"
	reasonInput = "reason"
)

const (
	maxReason = 500 // characters; ours
	maxTitle  = 24  // characters; https://docs.slack.dev/reference/views/modal-views
	// openWithin leaves some of the three seconds that a trigger lives; https://docs.slack.dev/surfaces/modals#lifecycle
	openWithin = 2500 * time.Millisecond
)

// formOrigin is what the form keeps about the button that opened it. Like the
// button's value it is not trusted: it says where to answer and what the
// person saw.
type formOrigin struct {
	Button      string `json:"value"`
	Channel     string `json:"channel"`
	TS          string `json:"ts"`
	ResponseURL string `json:"response_url,omitempty"`

	value bot.Value // Button, read
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

// openDenyForm asks the person who pressed Deny for the reason.
func (c *Client) openDenyForm(ctx context.Context, click bot.Clicked) error {
	private, err := json.Marshal(formOrigin{
		Button: card.FormatValue(click.Value), Channel: click.Where.Channel, TS: click.TS, ResponseURL: click.Where.ResponseURL,
	})
	if err != nil {
		return fmt.Errorf("open the form: %w", err)
	}
	input := slack.NewPlainTextInputBlockElement(nil, reasonInput)
	input.Multiline = true
	input.MaxLength = maxReason
	view := slack.ModalViewRequest{
		Type:            slack.VTModal,
		CallbackID:      denyForm,
		PrivateMetadata: string(private),
		Title:           plain(firstRunes("Deny "+click.Value.Request, maxTitle)),
		Submit:          plain("Deny"),
		Close:           plain("Cancel"),
		Blocks: slack.Blocks{BlockSet: []slack.Block{
			slack.NewInputBlock(reasonBlock, plain("Why?"), plain("The person who asked will read this."), input),
		}},
	}
	if _, err := c.api.OpenViewContext(ctx, click.Trigger, view); err != nil {
		return fmt.Errorf("views.open: %w", sendError(err, false))
	}
	return nil
}

// wrongReason returns what is wrong with a reason, or nothing.
func wrongReason(reason string) string {
	switch n := utf8.RuneCountInString(reason); {
	case strings.TrimSpace(reason) == "":
		return "Please say why, in a few words."
	case n > maxReason:
		return fmt.Sprintf("That is %d characters; %d is the most.", n, maxReason)
	}
	return ""
}

func plain(text string) *slack.TextBlockObject {
	return slack.NewTextBlockObject(slack.PlainTextType, text, false, false)
}

// firstRunes returns at most the first n characters of s.
func firstRunes(s string, n int) string {
	r := []rune(s)
	return string(r[:min(n, len(r))])
}
