package approval

import (
	"cmp"
	"context"
	"net/netip"

	"peerbot/aws/peering"
	"peerbot/bot/notice"
	"peerbot/bot/outbox"
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
		Notes:   s.notes(outbox.RequestRefused, next, notice.NoteVoid),
	}
	return s.settleRecord(ctx, c, next, record)
}
