package directory

import (
	"context"
	"fmt"
	"log/slog"
	"slices"

	"peerbot/aws/peering"
	"peerbot/bot/request"
)

// Source knows the accounts that peerbot may work in. Nobody keeps a copy: it is
// read at each use, and a change takes effect at the next one. Implementations
// are safe for concurrent use, and answer at once.
type Source interface {
	Accounts() Accounts
}

// Accounts are a Source that never changes.
func (a Accounts) Accounts() Accounts { return a }

// People is who Slack says that people are. Both read fresh: the answers
// decide what somebody may do.
type People interface {
	// Person reads a person.
	Person(ctx context.Context, user string) (Person, error)
	// Members reads the user ids of a user group.
	Members(ctx context.Context, group string) ([]string, error)
}

// Directory answers who somebody is, and who owns what. It is safe for
// concurrent use. Errors that a person can do something about are
// *request.UserError; any error means no.
type Directory struct {
	Source Source
	People People
	Home   string   // the Slack team (or Enterprise Grid organisation) whose members count
	Admins []string // user ids and user group ids that may pause, resume, and snooze anything
	Log    *slog.Logger
}

// Caller reads a person, and refuses those who can decide nothing. team is the
// person's team as the socket names it; it may be empty.
func (d *Directory) Caller(ctx context.Context, user, team string) (request.Caller, error) {
	p, err := d.People.Person(ctx, user)
	if err != nil {
		d.Log.WarnContext(ctx, "cannot read user from Slack", "user", user, "error", err)
		return request.Caller{}, &request.UserError{Code: request.PersonUnreadable}
	}
	if p.Unknown {
		return request.Caller{}, &request.UserError{Code: request.PersonUnreadable}
	}
	who := p.caller()
	if who.ID != user || team != "" && team != d.Home {
		who.Stranger = true
	}
	return who, request.Member(who, d.Home)
}

// OwnersOf returns the policies of accounts, by id, with their user groups
// resolved. Accounts that are not configured are left out:
// request.RequiredApprovals and the May functions refuse them.
func (d *Directory) OwnersOf(ctx context.Context, ids []string) ([]request.Policy, error) {
	accounts := d.Source.Accounts()
	var out []request.Policy
	for _, id := range ids {
		a, ok := accounts.Find(id)
		if !ok {
			continue
		}
		people, err := d.resolveGroups(ctx, a.Owners)
		if err != nil {
			d.Log.WarnContext(ctx, "cannot read owners from Slack", "account", id, "error", err)
			return nil, &request.UserError{Code: request.OwnersUnreadable, Account: a.ID}
		}
		out = append(out, request.Policy{Account: a.ID, Alias: a.Alias, Owners: people, SelfApproval: a.SelfApproval})
	}
	return out, nil
}

// AdminUsers returns the user ids of the admins.
func (d *Directory) AdminUsers(ctx context.Context) ([]string, error) {
	return d.resolveGroups(ctx, d.Admins)
}

// resolveGroups turns user ids and user group ids into user ids, each once.
func (d *Directory) resolveGroups(ctx context.Context, ids []string) ([]string, error) {
	var out []string
	for _, id := range ids {
		people := []string{id}
		if IsUserGroup(id) {
			var err error
			if people, err = d.People.Members(ctx, id); err != nil {
				return nil, fmt.Errorf("members of %s: %w", id, err)
			}
		}
		for _, p := range people {
			if !slices.Contains(out, p) {
				out = append(out, p)
			}
		}
	}
	return out, nil
}

// Accounts returns every account.
func (d *Directory) Accounts() Accounts { return d.Source.Accounts() }

// Names returns what people call the accounts.
func (d *Directory) Names() Names { return d.Source.Accounts().Names() }

// Account returns an account by alias or id.
func (d *Directory) Account(name string) (Account, error) {
	accounts := d.Source.Accounts()
	if a, ok := accounts.Find(name); ok {
		return a, nil
	}
	known := make([]string, 0, len(accounts))
	for _, a := range accounts {
		known = append(known, a.Alias)
	}
	slices.Sort(known)
	return Account{}, &request.UserError{Code: request.UnknownAccount, Account: name, Choices: known}
}

// Serves refuses a VPC whose account or Region is not configured.
func (d *Directory) Serves(ref peering.Ref) error {
	a, ok := d.Source.Accounts().Find(ref.Account)
	if !ok {
		return &request.UserError{Code: request.AccountNotManaged, Account: ref.Account}
	}
	return a.Serves(ref.Region)
}

// Serves refuses a Region that is not configured.
func (a Account) Serves(region string) error {
	if slices.Contains(a.Regions, region) {
		return nil
	}
	return &request.UserError{Code: request.RegionNotServed, Account: a.ID, Region: region, Choices: a.Regions}
}
