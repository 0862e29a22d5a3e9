package directory

import (
	"context"

	"peerbot/bot/request"
)

// AnyMember reports whether one of these people may decide something: a full,
// active member of the team, and no guest or bot. It asks Slack for as few as it
// takes. An error means that this is not known.
func (d *Directory) AnyMember(ctx context.Context, users []string) (bool, error) {
	for _, user := range users {
		p, err := d.People.Person(ctx, user)
		if err != nil {
			d.Log.WarnContext(ctx, "cannot read user from Slack", "user", user, "error", err)
			return false, err
		}
		if p.ID == user && !p.Unknown && request.Member(p.caller(), d.Home) == nil {
			return true, nil
		}
	}
	return false, nil
}
