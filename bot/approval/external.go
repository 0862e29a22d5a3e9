package approval

import (
	"context"
	"net/netip"

	"peerbot/aws/peering"
	"peerbot/bot/notice"
	"peerbot/bot/request"
	"peerbot/bot/store"
)

// AcceptExternal asks the owners of the accepting account about a connection
// that was requested directly in AWS. It does nothing while an open request is
// about the same two VPCs, and when AWS has ended the connection.
func (s *Service) AcceptExternal(ctx context.Context, c peering.Connection) error {
	open, err := s.Store.Requests(ctx, store.RequestFilter{States: request.OpenStates(), Account: c.Accepter.Account})
	if err != nil {
		return err
	}
	bare := peering.Peering{Requester: peering.End{VPC: c.Requester}, Accepter: peering.End{VPC: c.Accepter}, PCX: c.ID, External: true}
	for _, r := range open {
		if request.PairKey(r.Plan.Peering) == request.PairKey(bare) {
			return nil
		}
	}
	if bare.ID, err = s.Store.NextPeering(ctx); err != nil {
		return err
	}
	have, err := s.Cloud.Observe(ctx, bare)
	if err != nil {
		return err
	}
	plan := peering.Forecast(bare, have)
	if plan.Empty() {
		return nil // decided in the meantime
	}
	plan.Requester.CIDRs = prefixes(c.RequesterCIDRs)
	if s.Directory.Serves(c.Requester) == nil {
		found, err := s.Cloud.Find(ctx, peering.Query{Account: c.Requester.Account, Region: c.Requester.Region, VPC: c.Requester.VPC})
		if err == nil && len(found) == 1 {
			plan.Requester = found[0]
		}
	} else {
		plan.Problems = append(plan.Problems, peering.Problem{Code: peering.UnknownAccount, Side: peering.Requester})
	}
	record := request.Peering{ID: bare.ID, State: request.Absent, Desired: bare, Requester: plan.Requester, Accepter: plan.Accepter}
	r := request.Request{Kind: request.AcceptExternal, Peering: bare.ID, Until: c.Expires, ExpiresAt: c.Expires, Plan: plan}
	_, err = s.submit(ctx, s.system(), notice.Origin{}, r, record)
	return err
}

// prefixes are CIDR blocks as AWS writes them; what is none is left out.
func prefixes(texts []string) []netip.Prefix {
	var out []netip.Prefix
	for _, t := range texts {
		if p, err := netip.ParsePrefix(t); err == nil {
			out = append(out, p)
		}
	}
	return out
}
