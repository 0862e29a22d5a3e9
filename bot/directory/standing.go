package directory

import (
	"context"
	"slices"

	"peerbot/bot/request"
)

// Standing returns the policies of accounts, by id, of whose owners it names only
// those of the people that own them now, and are still members who may decide
// something. It asks Slack for these people, and for as many user groups as that
// takes. An account that is not configured any more is left out. Any error means
// that nothing is known: nobody's approval counts, and none is lost.
func (d *Directory) Standing(ctx context.Context, ids, people []string) ([]request.Policy, error) {
	var members []string
	for _, user := range people {
		if user == request.System {
			continue
		}
		p, err := d.People.Person(ctx, user)
		if err != nil {
			d.Log.WarnContext(ctx, "cannot read user from Slack", "user", user, "error", err)
			return nil, &request.UserError{Code: request.ApproverUnreadable, Users: []string{user}}
		}
		if p.ID == user && request.Member(p.caller(), d.Home) == nil {
			members = append(members, user)
		}
	}
	accounts := d.Source.Accounts()
	var out []request.Policy
	for _, id := range ids {
		a, ok := accounts.Find(id)
		if !ok {
			continue
		}
		policy := request.Policy{Account: a.ID, Alias: a.Alias, SelfApproval: a.SelfApproval}
		for _, user := range members {
			owns, err := d.owns(ctx, user, a.Owners)
			if err != nil {
				d.Log.WarnContext(ctx, "cannot read owners from Slack", "account", id, "error", err)
				return nil, &request.UserError{Code: request.OwnersUnreadable, Account: a.ID}
			}
			if owns {
				policy.Owners = append(policy.Owners, user)
			}
		}
		out = append(out, policy)
	}
	return out, nil
}

// owns reports whether a person is among owners, by id or in a user group.
func (d *Directory) owns(ctx context.Context, user string, owners []string) (bool, error) {
	if slices.Contains(owners, user) {
		return true, nil
	}
	for _, id := range owners {
		if !IsUserGroup(id) {
			continue
		}
		members, err := d.People.Members(ctx, id)
		if err != nil {
			return false, err
		}
		if slices.Contains(members, user) {
			return true, nil
		}
	}
	return false, nil
}
