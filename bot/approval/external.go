package approval

import (
	"cmp"
	"context"

	"peerbot/aws/peering"
	"peerbot/bot/notice"
	"peerbot/bot/request"
	"peerbot/bot/store"
)

// AcceptExternal asks the owners of the accepting account about a connection
// that was requested directly in AWS. Many that one account requests are shown on
// one card: people are notified of the first. It does nothing while an open request is
// about the same two VPCs, and when AWS has ended the connection.
func (s *Service) AcceptExternal(ctx context.Context, c peering.Connection) error {
	open, err := s.Store.Requests(ctx, store.RequestFilter{States: request.OpenStates(), Account: c.Accepter.Account})
	if err != nil {
		return err
	}
	lead := "" // of those that the same account requested before, and that are open
	bare := peering.Peering{Requester: peering.End{VPC: c.Requester}, Accepter: peering.End{VPC: c.Accepter}, PCX: c.ID, External: true}
	for _, r := range open {
		if request.PairKey(r.Plan.Peering) == request.PairKey(bare) {
			return nil
		}
		if r.Kind.Rules().External && sameAccounts(r.Plan.Peering, bare) {
			lead = cmp.Or(r.Lead, r.ID)
		}
	}
	if bare.ID, err = s.Store.NextPeering(ctx); err != nil {
		return err
	}
	have, err := s.Cloud.Observe(ctx, bare)
	if err != nil {
		return err
	}
	plan := s.externalPlan(bare, have)
	if plan.Empty() {
		return nil // decided in the meantime
	}
	if s.Directory.Serves(c.Requester) == nil {
		found, err := s.Cloud.Find(ctx, peering.Query{Account: c.Requester.Account, Region: c.Requester.Region, VPC: c.Requester.VPC})
		if err == nil && len(found) == 1 {
			plan.Requester = found[0]
		}
	}
	record := request.Peering{ID: bare.ID, State: request.Absent, Desired: bare, Requester: plan.Requester, Accepter: plan.Accepter}
	r := request.Request{Kind: request.AcceptExternal, Peering: bare.ID, Until: c.Expires, ExpiresAt: c.Expires, Plan: plan, Lead: lead}
	_, err = s.submit(ctx, s.system(), notice.Origin{}, r, record)
	return err
}

// sameAccounts reports whether two peerings are between the same accounts, in the
// same direction.
func sameAccounts(a, b peering.Peering) bool {
	return a.Requester.VPC.Account == b.Requester.VPC.Account && a.Accepter.VPC.Account == b.Accepter.VPC.Account
}

// ReviewExternal looks in AWS at the connection of an open request that answers
// what somebody requested there. When it ended or was accepted there, the request
// is set to Void. Otherwise its card is brought up to date, whether the
// requester's account is configured or not.
func (s *Service) ReviewExternal(ctx context.Context, id string) error {
	_, err := s.update(ctx, id, func(r request.Request, p request.Peering) (store.Change, error) {
		if !r.Kind.Rules().External || r.State != request.Pending && r.State != request.Failed {
			return store.Change{}, nil // over, or about to be done
		}
		have, err := s.Cloud.Observe(ctx, r.Plan.Peering)
		if err != nil {
			return store.Change{}, err
		}
		if why, decided := decidedInAWS(r, have); decided {
			return s.close(ctx, r, p, why)
		}
		plan := s.externalPlan(r.Plan.Peering, have)
		if r.State != request.Pending || plan.Digest != r.Plan.Digest || (len(plan.Blocked()) > 0) == (len(r.Plan.Blocked()) > 0) {
			return store.Change{}, nil
		}
		r.Plan.Problems, r.UpdatedAt = plan.Problems, s.Now()
		return store.Change{Request: &r}, nil
	})
	return err
}
