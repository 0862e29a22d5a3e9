package bot

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"peerbot/aws/peering"
	"peerbot/bot/command"
	"peerbot/bot/notice"
	"peerbot/bot/request"
	"peerbot/bot/store"
)

// Accesses judges peerings by a survey. Found are those that could be narrower,
// worst first.
func Accesses(ps []request.Peering, survey peering.Survey) (shown notice.AccessShown) {
	shown.At = survey.At
	for _, p := range ps {
		have, unread := survey.Observed(p.Want)
		if len(unread) > 0 {
			shown.Unread++
			continue
		}
		if c, ok := peering.Current(p.Want, have); !ok || c.Status != peering.Active {
			shown.Inactive++
			continue
		}
		shown.Judged++
		if remarks := peering.Access(p.Want, have); len(remarks) > 0 {
			shown.Found = append(shown.Found, notice.Accessed{Peering: p, Remarks: remarks})
		}
	}
	slices.SortStableFunc(shown.Found, func(a, b notice.Accessed) int {
		for _, risk := range peering.Risks {
			if c := cmp.Compare(b.Count(risk), a.Count(risk)); c != 0 {
				return c
			}
		}
		return cmp.Or(cmp.Compare(len(a.Peering.ID), len(b.Peering.ID)), cmp.Compare(a.Peering.ID, b.Peering.ID))
	})
	return shown
}

// access answers access. AWS is read once, however many peerings there are.
func (b *Bot) access(ctx context.Context, c command.Access) (notice.Notice, error) {
	ps, err := b.accessOf(ctx, &c)
	if err != nil {
		return nil, err
	}
	if len(ps) == 0 {
		return notice.AccessShown{Names: b.names(), Command: c, At: b.Now()}, nil
	}
	var shown notice.AccessShown
	read, err := b.lease(ctx, "access", sweepTime, func() error {
		shown = Accesses(ps, b.Surveyor.Survey(ctx, wants(ps)))
		return ctx.Err() // what was not read because we stop is not unreadable
	})
	if err != nil {
		return nil, err
	}
	if !read {
		return notice.Answer{Text: "AWS is being read for somebody else's `access`.", Hint: "try again in a moment"}, nil
	}
	shown.Names, shown.Command = b.names(), c
	if n := len(shown.Found) - listed; n > 0 {
		shown.Found, shown.More = shown.Found[:listed], n
	}
	return shown, nil
}

// accessOf returns the peerings that are asked about, and puts the account's
// alias into the command.
func (b *Bot) accessOf(ctx context.Context, c *command.Access) ([]request.Peering, error) {
	if c.Peering != "" {
		p, err := b.Store.Peering(ctx, c.Peering)
		if errors.Is(err, store.ErrNotFound) {
			return nil, &request.Refusal{Text: "there is no peering " + c.Peering, Hint: "`list` shows what there is"}
		}
		if err == nil && !standing(p) {
			return nil, &request.Refusal{Text: fmt.Sprintf("%s is %s", p.ID, p.State), Hint: fmt.Sprintf("`show %s` tells more", p.ID)}
		}
		return []request.Peering{p}, err
	}
	ps, err := b.managed(ctx)
	if err != nil || c.Account == "" {
		return ps, err
	}
	a, err := b.account(c.Account)
	if err != nil {
		return nil, err
	}
	c.Account = a.Alias
	return slices.DeleteFunc(ps, func(p request.Peering) bool {
		return p.Want.Requester.VPC.Account != a.ID && p.Want.Accepter.VPC.Account != a.ID
	}), nil
}
