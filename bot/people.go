package bot

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"peerbot/bot/request"
)

// who reads a person fresh and refuses those who can decide nothing. Any doubt
// is a no: an error while reading means that the person may not.
func (b *Bot) who(ctx context.Context, user, team string) (request.Who, error) {
	p, err := b.Chat.Person(ctx, user)
	if err != nil {
		b.Log.WarnContext(ctx, "could not read a person", "user", user, "error", err)
		return request.Who{}, &request.Refusal{
			Text: "peerbot could not check with Slack who you are, so nothing was done",
			Hint: "try again in a moment",
		}
	}
	who := request.Who{ID: p.ID, Team: p.Team, Bot: p.Bot, Guest: p.Guest, Deleted: p.Deleted, Stranger: p.Stranger}
	if who.ID != user || team != "" && team != b.Home {
		who.Stranger = true
	}
	return who, request.Member(who, b.Home)
}

// policies resolves the owners of accounts, user groups read fresh.
func (b *Bot) policies(ctx context.Context, ids []string) ([]request.Policy, error) {
	var out []request.Policy
	for _, id := range ids {
		a, ok := b.Accounts.Find(id)
		if !ok {
			continue // Needs and the May functions refuse what is not listed
		}
		people, err := b.expand(ctx, a.Owners)
		if err != nil {
			b.Log.WarnContext(ctx, "could not read the owners", "account", id, "error", err)
			return nil, &request.Refusal{
				Text: fmt.Sprintf("peerbot could not read from Slack who owns %s, so nothing was done", a.Alias),
				Hint: "try again in a moment; if it stays so, an operator should check the user groups in the configuration",
			}
		}
		out = append(out, request.Policy{Account: a.ID, Alias: a.Alias, Owners: people, SelfApproval: a.SelfApproval})
	}
	return out, nil
}

// expand turns user ids and user group ids into user ids.
func (b *Bot) expand(ctx context.Context, ids []string) ([]string, error) {
	var out []string
	for _, id := range ids {
		people := []string{id}
		if strings.HasPrefix(id, "S") {
			var err error
			if people, err = b.Chat.Members(ctx, id); err != nil {
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

// needed returns the accounts whose owners matter to a request.
func needed(r request.Request) []string {
	var out []string
	for _, n := range r.Needs {
		out = append(out, n.Account)
	}
	return out
}
