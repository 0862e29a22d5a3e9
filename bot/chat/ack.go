package chat

import (
	"encoding/json"

	"github.com/slack-go/slack"

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

// ephemeral returns n as a message that only one person sees.
func ephemeral(n notice.Notice) ackMessage {
	text, blocks := card.Render(n)
	return ackMessage{ResponseType: slack.ResponseTypeEphemeral, Text: text, Blocks: blocks}
}

// fits reports whether payload can be the payload of an acknowledgement.
func fits(id string, payload any) bool {
	js, err := json.Marshal(map[string]any{"envelope_id": id, "payload": payload})
	return err == nil && len(js) < maxAck
}

// refusals is the acknowledgement that keeps a form open and says below its
// blocks why it is not accepted.
func refusals(wrong map[string]notice.FormRefusal) any {
	texts := map[string]string{}
	for block, r := range wrong {
		texts[block] = card.RenderRefusal(r)
	}
	return slack.NewErrorsViewSubmissionResponse(texts)
}
