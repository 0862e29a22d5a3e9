package bot

import (
	"context"
	"slices"

	"peerbot/bot/notice"
	"peerbot/bot/request"
	"peerbot/bot/store"
)

// pause stores whether all writes to AWS are paused, and an audit event. Every
// replica reads that before each write. Reading AWS, and deciding, go on.
func (b *Bot) pause(ctx context.Context, who request.Caller, p request.Pause) (notice.Notice, error) {
	admins, err := b.Directory.AdminUsers(ctx)
	if err != nil {
		return nil, err
	}
	if !slices.Contains(admins, who.ID) {
		return nil, &request.UserError{Code: request.AdminsOnly, Users: admins}
	}
	now := b.Now()
	p.Person, p.At = who.ID, now
	kind, code := request.EventResumed, notice.ResumedAll
	if p.On {
		kind, code = request.EventPaused, notice.PausedAll
		b.Log.WarnContext(ctx, "writes to AWS paused", "user", who.ID)
	} else {
		b.Log.WarnContext(ctx, "writes to AWS resumed", "user", who.ID)
	}
	_, err = b.Store.Save(ctx, store.Change{At: now, Pause: &p, Events: []request.Event{
		{At: now, Kind: kind, Actor: who.ID, Detail: request.Detail("reason", p.Reason)},
	}})
	return notice.Answer{Code: code}, err
}
