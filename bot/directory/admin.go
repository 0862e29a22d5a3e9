package directory

import (
	"context"
	"slices"
)

// IsAdmin reports whether a person is an admin. User groups are only read for
// those who are not listed by id: these are admins also while Slack is down.
func (d *Directory) IsAdmin(ctx context.Context, user string) (bool, error) {
	if slices.Contains(d.Admins, user) {
		return true, nil
	}
	all, err := d.AdminUsers(ctx)
	return slices.Contains(all, user), err
}
