package chat

import (
	"encoding/json"
	"fmt"

	"github.com/slack-go/slack"

	"peerbot/bot"
	"peerbot/bot/card"
	"peerbot/bot/notice"
)

// maxAck is the size in bytes at which Slack drops an answer without a word:
// found out by users of slack-go and of Slack's own client, and written down
// nowhere. slack-go refuses to send one (maxResponseSize in its socketmode).
const maxAck = 20 * 1024

// ackMessage is a message inside an acknowledgement, or sent to a response URL.
type ackMessage struct {
	ResponseType    string        `json:"response_type"`
	ReplaceOriginal bool          `json:"replace_original"`
	Text            string        `json:"text"`
	Blocks          []slack.Block `json:"blocks,omitempty"`
}

// whisper returns n as a message that only one person sees.
func whisper(n notice.Notice) ackMessage {
	text, blocks := card.Render(n)
	return ackMessage{ResponseType: slack.ResponseTypeEphemeral, Text: text, Blocks: blocks}
}

// fits reports whether payload can be the payload of an acknowledgement.
func fits(id string, payload any) bool {
	js, err := json.Marshal(map[string]any{"envelope_id": id, "payload": payload})
	return err == nil && len(js) < maxAck
}

// formErrors is the acknowledgement that keeps a form open and shows texts
// below its blocks.
func formErrors(texts map[string]string) any {
	return slack.NewErrorsViewSubmissionResponse(texts)
}

// What we say ourselves. Everything else is said by the bot.

const (
	busyText    = "I have more to do than I can keep up with. Nothing was done about this; please try again in a minute."
	closingText = "I am just being restarted. Nothing was done about this; please try again in a minute."
)

func sorry(text string) notice.Notice { return notice.Answer{Text: text, Error: true} }

func broken(ref string) notice.Notice {
	return notice.Answer{
		Text:  fmt.Sprintf("Something broke here, and it is not your fault. What was asked may be half done; reference %s.", ref),
		Hint:  "Look before you try again; whoever runs this bot finds the reference in its log.",
		Error: true,
	}
}

func oldButton() notice.Notice {
	return notice.Answer{
		Text:  "I cannot read that button: it is of another version of this bot.",
		Hint:  "Type the command instead; help lists them.",
		Error: true,
	}
}

func otherCommand(ours, theirs string) notice.Notice {
	return notice.Answer{Text: fmt.Sprintf("I answer to %s, not to %s.", ours, clip(theirs, 40)), Error: true}
}

// noForm says what to type when the form of a button could not be opened.
func noForm(command string, c bot.Interaction) notice.Notice {
	return notice.Answer{
		Text:  "The form that asks why could not be opened. Nothing was done.",
		Hint:  "Type the command instead, with your reason:",
		Code:  command + " " + fmt.Sprintf(questions[c.Action].command, c.Value.Request),
		Error: true,
	}
}
