package drift

import (
	"cmp"
	"context"
	"slices"

	"peerbot/aws/peering"
	"peerbot/bot/command"
	"peerbot/bot/notice"
	"peerbot/bot/request"
)

// JudgeAccess judges peerings by a survey. Found are those that could be narrower,
// worst first.
func JudgeAccess(ps []request.Peering, survey peering.Survey) (shown notice.AccessShown) {
	shown.At = survey.At
	for _, p := range ps {
		have, unread := survey.Observed(p.Desired)
		if len(unread) > 0 {
			shown.Unread++
			continue
		}
		if c, ok := peering.Current(p.Desired, have); !ok || c.Status != peering.Active {
			shown.Inactive++
			continue
		}
		shown.Judged++
		if remarks := peering.Access(p.Desired, have); len(remarks) > 0 {
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

// Access judges the peerings that a command is about. AWS is read once, however
// many there are. It reports false, without an answer, while AWS is being read
// for somebody else's.
func (s *Service) Access(ctx context.Context, c command.Access) (shown notice.AccessShown, ok bool, err error) {
	ps, err := s.accessOf(ctx, &c)
	if err != nil || len(ps) == 0 {
		return notice.AccessShown{Names: s.Directory.Names(), Command: c, At: s.Now()}, true, err
	}
	ok, err = s.Locks.Hold(ctx, "access", func(ctx context.Context) error {
		shown = JudgeAccess(ps, s.Surveyor.Survey(ctx, desiredOf(ps)))
		return ctx.Err() // reads that were cut off by our own stop are not findings
	})
	shown.Names, shown.Command = s.Directory.Names(), c
	return shown, ok, err
}

// accessOf returns the peerings that are asked about, and puts the account's
// alias into the command.
func (s *Service) accessOf(ctx context.Context, c *command.Access) ([]request.Peering, error) {
	if c.Peering != "" {
		p, err := s.Store.Peering(ctx, c.Peering)
		if err == nil && !p.Managed() {
			return nil, &request.UserError{Code: request.PeeringIs, ID: p.ID, State: string(p.State)}
		}
		return []request.Peering{p}, err
	}
	ps, err := s.managed(ctx)
	if err != nil || c.Account == "" {
		return ps, err
	}
	a, err := s.Directory.Account(c.Account)
	if err != nil {
		return nil, err
	}
	c.Account = a.Alias
	return slices.DeleteFunc(ps, func(p request.Peering) bool {
		return p.Desired.Requester.VPC.Account != a.ID && p.Desired.Accepter.VPC.Account != a.ID
	}), nil
}
