package chat

import (
	"cmp"
	"context"
	"fmt"

	"github.com/slack-go/slack"

	"peerbot/bot/directory"
)

// slackbot is Slack's own bot, which Slack does not mark as one.
const slackbot = "USLACKBOT"

// Person reads a user fresh. Any error means that nothing is known of them.
func (c *Client) Person(ctx context.Context, user string) (directory.Person, error) {
	me, err := c.identity(ctx)
	if err != nil {
		return directory.Person{}, fmt.Errorf("read user %s: %w", user, err)
	}
	u, err := c.api.GetUserInfoContext(ctx, user)
	if code := codeOf(err); code == "user_not_found" || code == "user_not_visible" {
		return directory.Person{ID: user, Unknown: true}, nil
	}
	if err != nil {
		return directory.Person{}, fmt.Errorf("read user %s: %w", user, sendError(err, false))
	}
	if u.ID != user {
		return directory.Person{}, fmt.Errorf("read user %s: Slack answered about %q", user, clip(u.ID, 20))
	}
	return person(*u, me), nil
}

// person is what we keep of a user.
func person(u slack.User, me Identity) directory.Person {
	return directory.Person{
		ID:       u.ID,
		Team:     cmp.Or(u.TeamID, u.Enterprise.EnterpriseID),
		Name:     cmp.Or(u.Profile.DisplayName, u.RealName, u.Name),
		Bot:      u.IsBot || u.IsWorkflowBot || u.IsConnectorBot || u.ID == slackbot,
		Guest:    u.IsRestricted || u.IsUltraRestricted,
		Deleted:  u.Deleted,
		Stranger: u.IsStranger || !me.sameOrganisation(u),
	}
}

// sameOrganisation reports whether u is of our workspace, or of another one of
// our Enterprise Grid organisation. On Grid a user's team may be the
// organisation itself. The list of a user's teams says nothing: the organisation
// that gives it may be another one.
func (i Identity) sameOrganisation(u slack.User) bool {
	if u.TeamID != "" && u.TeamID == i.Team {
		return true
	}
	return i.Enterprise != "" && (u.TeamID == i.Enterprise || u.Enterprise.EnterpriseID == i.Enterprise)
}

// Members reads the user ids of a user group fresh. Any error means that
// nobody is known to be in it.
func (c *Client) Members(ctx context.Context, group string) ([]string, error) {
	me, err := c.identity(ctx)
	if err != nil {
		return nil, fmt.Errorf("read user group %s: %w", group, err)
	}
	var opts []slack.GetUserGroupMembersOption
	if me.Enterprise != "" { // an app that is installed in the whole organisation must say where
		opts = append(opts, slack.GetUserGroupMembersOptionTeamID(me.Team))
	}
	users, err := c.api.GetUserGroupMembersContext(ctx, group, opts...)
	if err != nil {
		return nil, fmt.Errorf("read user group %s: %w", group, sendError(err, false))
	}
	return users, nil
}
