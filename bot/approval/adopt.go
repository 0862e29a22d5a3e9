package approval

import (
	"context"

	"peerbot/aws/peering"
	"peerbot/bot/notice"
	"peerbot/bot/request"
	"peerbot/bot/store"
)

// Adopt asks to manage a peering that somebody else made. Only tags are added.
func (s *Service) Adopt(ctx context.Context, who request.Caller, where notice.Origin, pcx, reason string) (notice.Notice, error) {
	known := append(request.InUseStates(), request.Absent)
	ours, err := s.Store.Peerings(ctx, store.PeeringFilter{PCX: pcx, States: known, Limit: 1})
	if err != nil {
		return nil, err
	}
	if len(ours) == 1 {
		if known := s.known(ctx, pcx); known != nil {
			return nil, known
		}
		return nil, &request.UserError{Code: request.RequestedAs, ID: pcx, Other: ours[0].ID}
	}
	found, err := s.Cloud.Connection(ctx, pcx)
	if err != nil {
		return nil, err
	}
	if len(found) == 0 {
		return nil, &request.UserError{Code: request.NotInAWS, ID: pcx}
	}
	for _, ref := range []peering.Ref{found[0].Requester, found[0].Accepter} {
		if err := s.Directory.Serves(ref); err != nil {
			return nil, err
		}
	}
	bare := peering.Peering{Requester: peering.End{VPC: found[0].Requester}, Accepter: peering.End{VPC: found[0].Accepter}, PCX: pcx, Adopted: true}
	bare.Requester.DNS, bare.Accepter.DNS = true, true // read the attributes, too
	have, err := s.Cloud.Observe(ctx, bare)
	if err != nil {
		return nil, err
	}
	id, err := s.Store.NextPeering(ctx)
	if err != nil {
		return nil, err
	}
	desired, ok := peering.Adopt(s.Install, id, found[0], have)
	if !ok {
		return nil, &request.UserError{Code: request.NotActive, ID: pcx, State: string(found[0].Status)}
	}
	plan := peering.Forecast(desired, have)
	if len(plan.Blocked()) > 0 {
		return s.blocked(ctx, have, plan), nil
	}
	record := request.Peering{ID: id, State: request.Absent, Desired: desired, Requester: plan.Requester, Accepter: plan.Accepter}
	record.Desired.Adopting = false // that is of the request alone
	return s.submit(ctx, who, where, request.Request{Kind: request.Adopt, Peering: id, Reason: reason, Plan: plan}, record)
}
