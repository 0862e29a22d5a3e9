package bot

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"peerbot/aws/peering"
	"peerbot/bot/command"
	"peerbot/bot/request"
)

// Accessed is a peering that could be narrower.
type Accessed struct {
	Peering request.Peering
	Remarks []peering.Remark // at least one; worst first
}

// Accesses judges peerings by a survey. Found are those that could be narrower,
// worst first.
func Accesses(ps []request.Peering, survey peering.Survey) (shown AccessShown) {
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
			shown.Found = append(shown.Found, Accessed{p, remarks})
		}
	}
	slices.SortStableFunc(shown.Found, func(a, b Accessed) int {
		for _, risk := range peering.Risks {
			if c := cmp.Compare(b.risks(risk), a.risks(risk)); c != 0 {
				return c
			}
		}
		return cmp.Or(cmp.Compare(len(a.Peering.ID), len(b.Peering.ID)), cmp.Compare(a.Peering.ID, b.Peering.ID))
	})
	return shown
}

func (a Accessed) risks(r peering.Risk) (n int) {
	for _, x := range a.Remarks {
		if x.Risk == r {
			n++
		}
	}
	return n
}

// access answers access. AWS is read once, however many peerings there are.
func (b *Bot) access(ctx context.Context, c command.Access) (Notice, error) {
	ps, err := b.accessOf(ctx, &c)
	if err != nil {
		return nil, err
	}
	if len(ps) == 0 {
		return AccessShown{Names: b.names(), Command: c, At: b.Now()}, nil
	}
	var shown AccessShown
	read, err := b.lease(ctx, "access", sweepTime, func() error {
		shown = Accesses(ps, b.Surveyor.Survey(ctx, wants(ps)))
		return ctx.Err() // what was not read because we stop is not unreadable
	})
	if err != nil {
		return nil, err
	}
	if !read {
		return Answer{Text: "AWS is being read for somebody else's `access`.", Hint: "try again in a moment"}, nil
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
		if errors.Is(err, ErrNotFound) {
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
