package chat

import (
	"context"
	"errors"

	"github.com/slack-go/slack"

	"peerbot/bot/card"
	"peerbot/bot/notice"
	"peerbot/bot/outbox"
)

// What a message of ours carries in its metadata. Anybody in the workspace can
// read it, and other apps can write the same.
const (
	metadataType = "peerbot"
	metadataKey  = "key"
)

// Post sends a message; see outbox.Sender. It is never tried twice in here: when
// the outcome is unknown the error says so. Errors are *outbox.SendError.
func (c *Client) Post(ctx context.Context, channel, thread, key string, n notice.Notice) (postedIn, ts string, err error) {
	text, blocks := card.Render(n)
	opts := []slack.MsgOption{
		slack.MsgOptionText(text, false), // card has escaped what needs it
		slack.MsgOptionMetadata(slack.SlackMetadata{EventType: metadataType, EventPayload: map[string]any{metadataKey: key}}),
		slack.MsgOptionDisableLinkUnfurl(),
		slack.MsgOptionDisableMediaUnfurl(),
		slack.MsgOptionParse(false),
	}
	if len(blocks) > 0 {
		opts = append(opts, slack.MsgOptionBlocks(blocks...))
	}
	if thread != "" {
		opts = append(opts, slack.MsgOptionTS(thread))
	}
	postedIn, ts, err = c.api.PostMessageContext(ctx, channel, opts...)
	if err != nil {
		return "", "", sendError(err, true)
	}
	if postedIn == "" || ts == "" {
		return "", "", &outbox.SendError{Unknown: true, Err: errors.New("the answer does not say where the message is")}
	}
	return postedIn, ts, nil
}

// Update replaces a message of ours; see outbox.Sender. channel may be a user id, as
// for Post. Errors are *outbox.SendError.
func (c *Client) Update(ctx context.Context, channel, ts string, n notice.Notice) error {
	channel, err := c.conversation(ctx, channel)
	if err != nil {
		return err
	}
	text, blocks := card.Render(n)
	_, updated, _, err := c.api.UpdateMessageContext(ctx, channel, ts,
		slack.MsgOptionText(text, false),
		slack.MsgOptionBlocks(blocks...), // none at all also takes away the old ones
		slack.MsgOptionParse(false),      // chat.update has another default than chat.postMessage
	)
	if err == nil && updated == "" {
		return &outbox.SendError{Unknown: true, Err: errors.New("the answer does not say that the message was changed")}
	}
	return sendError(err, true)
}
