package chat

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"peerbot/bot"
	"peerbot/bot/card"
	"peerbot/bot/notice"
)

const (
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
	private, err := json.Marshal(formOrigin{
		Button: card.FormatValue(click.Value), Channel: click.Where.Channel, TS: click.TS, ResponseURL: click.Where.ResponseURL,
	})
	if err != nil {
		return fmt.Errorf("open the form: %w", err)
	}
	view := card.RenderForm(notice.Form{Action: click.Action, Value: click.Value, Until: c.opts.Now().UTC().AddDate(0, 0, quietDays)})
	view.PrivateMetadata = string(private)
	if _, err := c.api.OpenViewContext(ctx, click.Trigger, view); err != nil {
		return fmt.Errorf("views.open: %w", sendError(err, false))
	}
	return nil
}

// wrong returns what is wrong with a form, by block; nothing when it is right.
func (f form) wrong(now time.Time) map[string]notice.FormRefusal {
	wrong := map[string]notice.FormRefusal{}
	refuse := func(block string, p notice.FormProblem, length int) {
		wrong[block] = notice.FormRefusal{Problem: p, Action: f.Interaction.Action, Length: length}
	}
	switch n := utf8.RuneCountInString(f.Interaction.Reason); {
	case strings.TrimSpace(f.Interaction.Reason) == "":
		refuse(card.ReasonBlock, notice.FormNoReason, 0)
	case n > notice.MaxReason:
		refuse(card.ReasonBlock, notice.FormLongReason, n)
	}
	if _, day := f.Interaction.Action.Asks(); !day {
		return wrong
	}
	if until := f.Interaction.Until; !until.After(now) {
		refuse(card.UntilBlock, notice.FormPastDay, 0)
	} else if until.Sub(now) > 366*24*time.Hour {
		refuse(card.UntilBlock, notice.FormFarDay, 0)
	}
	return wrong
}
