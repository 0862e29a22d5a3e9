package bot

import (
	"context"
	"errors"

	"peerbot/aws/peering"
	"peerbot/bot/notice"
	"peerbot/bot/request"
	"peerbot/bot/store"
)

// show returns the answer to show: a request, a peering, a finding, a group or a
// connection of AWS, as the id says.
func (b *Bot) show(ctx context.Context, id string) (notice.Notice, error) {
	switch request.SubjectOf(id) {
	case request.SubjectRequest:
		return b.showRequest(ctx, id)
	case request.SubjectPeering:
		record, err := b.Store.Peering(ctx, id)
		if err != nil {
			return nil, err
		}
		return b.showPeering(ctx, record)
	case request.SubjectFinding, request.SubjectGroup:
		return b.Outbox.Show(ctx, id)
	}
	return b.showConnection(ctx, id)
}

// showRequest returns a request with its peering, events and cards.
func (b *Bot) showRequest(ctx context.Context, id string) (notice.Notice, error) {
	r, err := b.Store.Request(ctx, id)
	if err != nil {
		return nil, err
	}
	record, err := b.Store.Peering(ctx, r.Peering)
	if err != nil {
		return nil, err
	}
	events, err := store.Collect(b.Store.Events(ctx, store.EventFilter{Request: id}))
	if err != nil {
		return nil, err
	}
	return notice.RequestShown{Names: b.Directory.Names(), Request: r, Peering: record, Events: events, Links: b.Approval.Links(ctx, id)}, nil
}

// showPeering returns the record of a peering with what AWS shows of it now. When
// AWS cannot be read it returns the record with the error beside it.
func (b *Bot) showPeering(ctx context.Context, record request.Peering) (notice.Notice, error) {
	requests, err := b.Store.Requests(ctx, store.RequestFilter{Peering: record.ID, Limit: 10})
	if err != nil {
		return nil, err
	}
	shown := notice.PeeringShown{Names: b.Directory.Names(), Peering: record, Requests: requests}
	have, err := b.Cloud.Observe(ctx, record.Desired)
	shown.ReadAt = b.Now()
	if call, ok := errors.AsType[*peering.CallError](err); ok {
		b.Log.WarnContext(ctx, "cannot read peering from AWS", "peering", record.ID, "error", err)
		shown.Unread = &notice.CallFailed{Names: shown.Names, Doing: "show", Err: call}
		return shown, nil
	}
	if err != nil {
		return nil, err
	}
	shown.Plan = peering.Forecast(record.Desired, have)
	if c, ok := peering.Current(record.Desired, have); ok {
		shown.Connection = &c
	} else if c, ok := peering.Ended(record.Desired, have); ok {
		shown.Connection = &c
	}
	return shown, nil
}

// showConnection returns the peering that a connection belongs to, or else what
// AWS shows of a connection that is not ours.
func (b *Bot) showConnection(ctx context.Context, pcx string) (notice.Notice, error) {
	ours, err := b.Store.Peerings(ctx, store.PeeringFilter{PCX: pcx, Limit: 1})
	if err != nil {
		return nil, err
	}
	if len(ours) == 1 {
		return b.showPeering(ctx, ours[0])
	}
	found, err := b.Cloud.Connection(ctx, pcx)
	if err != nil {
		return nil, err
	}
	if len(found) == 0 {
		return nil, &request.UserError{Code: request.NotInAWS, ID: pcx}
	}
	return notice.ConnectionShown{Names: b.Directory.Names(), Connections: found, ReadAt: b.Now()}, nil
}
