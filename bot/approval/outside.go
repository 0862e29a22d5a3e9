package approval

import (
	"context"
	"net/netip"

	"peerbot/aws/peering"
	"peerbot/bot/notice"
	"peerbot/bot/request"
	"peerbot/bot/store"
)

// externalPlan is the plan of accepting what somebody requested in AWS. It is
// blocked when the requester's account is not configured: the roles may accept
// what comes from the configured accounts, and nothing else. Rejecting is possible
// all the same.
func (s *Service) externalPlan(desired peering.Peering, have peering.Observed) peering.Plan {
	plan := peering.Forecast(desired, have)
	for _, c := range have.Accepter.Connections {
		if c.ID == desired.PCX && !have.Requester.Found {
			plan.Requester.CIDRs = prefixes(c.RequesterCIDRs)
		}
	}
	if _, known := s.Directory.Accounts().Find(desired.Requester.VPC.Account); !known {
		plan.Problems = append(plan.Problems, peering.Problem{Code: peering.UnknownAccount, Side: peering.Requester, Blocking: true})
	}
	return plan
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

// closedOutside returns the change that sets a request to Void because somebody
// decided in AWS about what it is about. It has no request while nobody did, and
// for what was requested here.
func (s *Service) closedOutside(ctx context.Context, r request.Request, p request.Peering) (store.Change, error) {
	if !r.Kind.Rules().External || !r.State.Open() {
		return store.Change{}, nil
	}
	have, err := s.Cloud.Observe(ctx, r.Plan.Peering)
	if err != nil {
		return store.Change{}, err
	}
	if why, decided := decidedInAWS(r, have); decided {
		return s.close(ctx, r, p, why)
	}
	return store.Change{}, nil
}

// decidedInAWS is request.DecidedInAWS by what the accepting account shows.
func decidedInAWS(r request.Request, have peering.Observed) (request.Failure, bool) {
	if !have.Accepter.Found && len(have.Accepter.Connections) == 0 {
		return request.Failure{}, false // the account or its Region is not read any more
	}
	return request.DecidedInAWS(r, have.Accepter.Connections)
}

// Close is closedOutside for a connection that AWS is known to have ended.
func (s *Service) Close(ctx context.Context, r request.Request, record request.Peering, c peering.Connection) (store.Change, error) {
	return s.close(ctx, r, record, request.Failure{
		Code: request.ConnectionEnded, Connection: &peering.Connection{ID: c.ID, Status: c.Status, Message: c.Message},
	})
}

// close is the change that sets a request to Void, with the reason.
func (s *Service) close(ctx context.Context, r request.Request, record request.Peering, why request.Failure) (store.Change, error) {
	next, err := r.Void(why, s.Now())
	if err != nil {
		return store.Change{}, err
	}
	s.Log.InfoContext(ctx, "request closed", "request", r.ID, "why", why.Summary())
	c := store.Change{
		Request: &next,
		Events:  []request.Event{s.event(r, next, request.EventVoid, request.System, why.Details()...)},
		Notes:   s.refusedNotes(next, notice.NoteVoid),
	}
	return s.settleRecord(ctx, c, next, record)
}
