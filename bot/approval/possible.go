package approval

import (
	"context"
	"slices"

	"peerbot/bot/request"
)

// required returns the approvals that a request takes, and the accounts for which
// the person gives it by requesting. It is a *request.UserError when nobody could
// give one of them: an account has no owners, or they are guests, deactivated or
// unknown to Slack.
func (s *Service) required(ctx context.Context, r request.Request, by string, policies []request.Policy) (approvals []request.Approval, implied []string, err error) {
	approvals, implied, err = request.RequiredApprovals(r, by, policies)
	if err != nil {
		return nil, nil, err
	}
	for _, n := range approvals {
		if slices.Contains(implied, n.Account) {
			continue
		}
		i := slices.IndexFunc(policies, func(p request.Policy) bool { return p.Account == n.Account })
		owners := policies[i].Owners // RequiredApprovals has seen that there are some
		if n.SelfApprovable && slices.Contains(owners, by) {
			continue // who requests it was read just now
		}
		others := slices.DeleteFunc(slices.Clone(owners), func(o string) bool { return o == by })
		able, err := s.Directory.AnyMember(ctx, others)
		switch {
		case err != nil:
			return nil, nil, &request.UserError{Code: request.OwnersUnreadable, Account: n.Account}
		case !able:
			return nil, nil, &request.UserError{Code: request.NoAbleOwner, Account: n.Account, Users: others}
		}
	}
	return approvals, implied, nil
}
