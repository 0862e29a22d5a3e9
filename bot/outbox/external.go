package outbox

import (
	"context"

	"peerbot/bot/notice"
	"peerbot/bot/request"
	"peerbot/bot/store"
)

// requestCard returns what the card of a request shows. That of the first request
// of many that one account made in AWS shows all that are open; when only one of
// these is left, it is the card of that one.
func (o *Outbox) requestCard(ctx context.Context, r request.Request, record request.Peering) (notice.RequestCard, error) {
	p, err := o.Store.Paused(ctx)
	if err != nil {
		return notice.RequestCard{}, err
	}
	c := notice.RequestCard{Names: o.Directory.Names(), Request: r, Peering: record, Now: o.Now(), Paused: p}
	if !r.Kind.Rules().External {
		return c, nil
	}
	open, err := o.Store.Requests(ctx, store.RequestFilter{States: request.OpenStates(), Account: r.Plan.Peering.Accepter.VPC.Account})
	if err != nil {
		return c, err
	}
	for _, x := range open { // the newest first
		if x.ID == r.ID || x.Lead == r.ID {
			c.Open = append(c.Open, x)
		}
	}
	if len(c.Open) != 1 {
		return c, nil
	}
	c.Request, c.Open = c.Open[0], nil
	if c.Request.Peering != record.ID {
		c.Peering, err = o.Store.Peering(ctx, c.Request.Peering)
	}
	return c, err
}
