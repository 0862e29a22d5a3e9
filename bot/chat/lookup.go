package chat

import (
	"context"
	"errors"

	"github.com/slack-go/slack"

	"peerbot/bot/directory"
	"peerbot/bot/outbox"
)

const (
	lookupPage  = 200 // messages; Slack advises no more; https://docs.slack.dev/reference/methods/conversations.history
	lookupPages = 3   // what is looked up was posted minutes ago
)

// page reads one page of messages, and the cursor of the
// next one.
type page func(cursor string) (messages []slack.Message, next string, err error)

// Lookup finds a message of ours by its key, among the last 600 of the channel
// or of the thread; see outbox.Sender. channel may be a user id, as for Post.
// Errors are *outbox.SendError.
func (c *Client) Lookup(ctx context.Context, channel, thread, key string) (ts string, ok bool, err error) {
	me, err := c.identity(ctx)
	if err != nil {
		return "", false, err
	}
	if channel, err = c.conversation(ctx, channel); err != nil {
		return "", false, err
	}
	read := c.history(ctx, channel)
	if thread != "" {
		read = c.thread(ctx, channel, thread) // history does not show answers
	}
	cursor := ""
	for range lookupPages {
		messages, next, err := read(cursor)
		if err != nil {
			return "", false, sendError(err, false)
		}
		for _, m := range messages {
			if me.isOurs(m) && hasKey(m, key) {
				return m.Timestamp, true, nil
			}
		}
		if cursor = next; cursor == "" {
			break
		}
	}
	return "", false, nil
}

// conversation returns the direct message channel of a user id, which posting
// to the user makes and reading needs. Other ids stay as they are.
func (c *Client) conversation(ctx context.Context, id string) (string, error) {
	if !directory.IsUser(id) {
		return id, nil
	}
	im, _, _, err := c.api.OpenConversationContext(ctx, &slack.OpenConversationParameters{Users: []string{id}})
	if err != nil {
		return "", sendError(err, false)
	}
	if im == nil || im.ID == "" {
		return "", &outbox.SendError{Err: errors.New("the answer does not name the conversation")}
	}
	return im.ID, nil
}

func (c *Client) history(ctx context.Context, channel string) page {
	return func(cursor string) ([]slack.Message, string, error) {
		r, err := c.api.GetConversationHistoryContext(ctx, &slack.GetConversationHistoryParameters{
			ChannelID: channel, Cursor: cursor, Limit: lookupPage, IncludeAllMetadata: true,
		})
		if err != nil {
			return nil, "", err
		}
		return r.Messages, r.ResponseMetaData.NextCursor, nil
	}
}

func (c *Client) thread(ctx context.Context, channel, ts string) page {
	return func(cursor string) ([]slack.Message, string, error) {
		messages, _, next, err := c.api.GetConversationRepliesContext(ctx, &slack.GetConversationRepliesParameters{
			ChannelID: channel, Timestamp: ts, Cursor: cursor, Limit: lookupPage, IncludeAllMetadata: true,
		})
		return messages, next, err
	}
}

// hasKey reports whether a message was posted with key.
func hasKey(m slack.Message, key string) bool {
	got, ok := m.Metadata.EventPayload[metadataKey].(string)
	return ok && m.Metadata.EventType == metadataType && got == key && key != ""
}
