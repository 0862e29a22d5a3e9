package drift

import (
	"context"

	"peerbot/aws/peering"
	"peerbot/bot/request"
	"peerbot/bot/store"
)

// requestExternal asks the owners about connections that were requested
// directly in AWS and wait for one of our accounts: once for each.
func (s *Service) requestExternal(ctx context.Context, survey peering.Survey) error {
	for _, c := range survey.Inbound() {
		if carriesOurTags(survey, c) {
			continue // a request of ours is making it
		}
		known, err := s.Store.Peerings(ctx, store.PeeringFilter{PCX: c.ID, Limit: 1})
		if err != nil {
			return err
		}
		if len(known) > 0 {
			continue
		}
		if err := s.Requests.AcceptExternal(ctx, c); err != nil {
			// One that cannot be asked about must not keep the others.
			s.Log.WarnContext(ctx, "cannot request approval of peering requested in AWS", "pcx", c.ID, "error", err)
		}
	}
	return nil
}

// carriesOurTags reports whether either side of a connection shows tags of peerbot.
func carriesOurTags(survey peering.Survey, c peering.Connection) bool {
	if _, ok := peering.MarkOf(c.Tags); ok {
		return true
	}
	for _, x := range survey.Places[c.Requester.Place()].Connections[c.Requester.VPC] {
		if _, ok := peering.MarkOf(x.Tags); ok && x.ID == c.ID {
			return true
		}
	}
	return false
}

// reviewExternal brings the open requests about connections that were requested
// directly in AWS up to date with what is decided there. What a survey shows as
// waiting, and what it could not read, is left alone, unless it is the requester's
// account that came into the configuration or left it.
func (s *Service) reviewExternal(ctx context.Context, survey peering.Survey) error {
	open, err := s.Store.Requests(ctx, store.RequestFilter{States: []request.State{request.Pending, request.Failed}})
	if err != nil {
		return err
	}
	waits := map[string]bool{}
	for _, c := range survey.Inbound() {
		waits[c.ID] = true
	}
	for _, r := range open {
		p := r.Plan.Peering
		if !r.Kind.Rules().External {
			continue
		}
		if view, ok := survey.Places[p.Accepter.VPC.Place()]; !ok || view.Err != nil {
			continue
		}
		_, known := s.Directory.Accounts().Find(p.Requester.VPC.Account)
		if waits[p.PCX] && known == (len(r.Plan.Blocked()) == 0) {
			continue
		}
		if err := s.Requests.ReviewExternal(ctx, r.ID); err != nil {
			// One that cannot be looked at must not keep the others.
			s.Log.WarnContext(ctx, "cannot look at peering requested in AWS", "request", r.ID, "error", err)
		}
	}
	return nil
}
