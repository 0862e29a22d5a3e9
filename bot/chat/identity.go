package chat

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/slack-go/slack"

	"peerbot/bot/outbox"
)

// Identity is who we are in Slack.
type Identity struct {
	Team       string // id of the workspace
	TeamName   string
	URL        string // of the workspace
	Enterprise string // id of the organisation on Enterprise Grid, or empty
	User       string // id of the bot user
	UserName   string
	Bot        string   // bot id, as messages name it
	Scopes     []string // granted to the bot token; nil when Slack did not say
}

// AuthTest asks Slack who the bot token is. Errors are *outbox.SendError.
func (c *Client) AuthTest(ctx context.Context) (Identity, error) {
	r, err := c.api.AuthTestContext(ctx)
	if err != nil {
		return Identity{}, fmt.Errorf("auth.test: %w", sendError(err, false))
	}
	me := Identity{
		Team: r.TeamID, TeamName: r.Team, URL: r.URL, Enterprise: r.EnterpriseID,
		User: r.UserID, UserName: r.User, Bot: r.BotID,
		Scopes: scopes(r.Header.Get("X-OAuth-Scopes")),
	}
	if me.Team == "" || me.User == "" {
		return Identity{}, fmt.Errorf("auth.test: %w", &outbox.SendError{Err: errors.New("the answer names no team or no user")})
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.me = &me
	return me, nil
}

// OpenTest asks Slack for a socket address and does not connect, which shows
// that the app-level token works. Errors are *outbox.SendError.
func (c *Client) OpenTest(ctx context.Context) error {
	if _, _, err := c.api.StartSocketModeContext(ctx); err != nil {
		return fmt.Errorf("%s: %w", openMethod, sendError(err, false))
	}
	return nil
}

// identity returns who we are; Slack is asked only the first time.
func (c *Client) identity(ctx context.Context) (Identity, error) {
	c.mu.Lock()
	me := c.me
	c.mu.Unlock()
	if me != nil {
		return *me, nil
	}
	return c.AuthTest(ctx)
}

// isOurs reports whether a message was posted by us.
func (i Identity) isOurs(m slack.Message) bool {
	return i.Bot != "" && m.BotID == i.Bot || m.User == i.User
}

func scopes(header string) []string {
	var all []string
	for s := range strings.SplitSeq(header, ",") {
		if s = strings.TrimSpace(s); s != "" {
			all = append(all, s)
		}
	}
	return all
}
