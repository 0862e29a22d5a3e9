package chat

import (
	"context"
	"fmt"

	"github.com/slack-go/slack"

	"peerbot/bot/directory"
)

// Channel reads a channel fresh. Any error means that nothing is known of who
// reads it. The cause is an *outbox.SendError.
func (c *Client) Channel(ctx context.Context, id string) (directory.Channel, error) {
	got, err := c.api.GetConversationInfoContext(ctx, &slack.GetConversationInfoInput{ChannelID: id})
	if err != nil {
		return directory.Channel{}, fmt.Errorf("read channel %s: %w", id, sendError(err, false))
	}
	return directory.Channel{
		ID: got.ID, Name: got.Name,
		ExtShared: got.IsExtShared, PendingExtShared: got.IsPendingExtShared, Shared: got.IsShared, OrgShared: got.IsOrgShared,
	}, nil
}
