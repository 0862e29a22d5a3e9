package bot

import (
	"context"
	"slices"

	"peerbot/bot/notice"
	"peerbot/bot/request"
	"peerbot/bot/store"
)

// pause stops or resumes every write to AWS, on every replica: each looks
// before each write. Reading and deciding go on.
func (b *Bot) pause(ctx context.Context, who request.Who, p request.Pause) (notice.Notice, error) {
	admins, err := b.Directory.AdminUsers(ctx)
	if err != nil {
		return nil, err
	}
	if !slices.Contains(admins, who.ID) {
		return nil, &request.UserError{Code: request.AdminsOnly, Users: admins}
	}
	now := b.Now()
	p.Person, p.At = who.ID, now
	kind, code := request.ResumedAll, notice.ResumedAll
	if p.On {
		kind, code = request.PausedAll, notice.PausedAll
	}
	b.Log.WarnContext(ctx, "pause", "on", p.On, "user", who.ID)
	_, err = b.Store.Save(ctx, store.Change{At: now, Pause: &p, Events: []request.Event{
		{At: now, Kind: kind, Actor: who.ID, Detail: request.Detail("reason", p.Reason)},
	}})
	if err != nil {
		return nil, err
	}
	return notice.Answer{Code: code}, b.redraw(ctx)
}

// redraw brings the cards of running requests up to date.
func (b *Bot) redraw(ctx context.Context) error {
	running, err := b.Store.Requests(ctx, store.RequestFilter{States: []request.State{request.Approved, request.Applying}, Limit: 500})
	if err != nil {
		return err
	}
	for _, r := range running {
		// A conflict means that somebody else's change draws the card.
		_, err := b.Store.UpdateRequest(ctx, r.ID, func(r request.Request, _ request.Peering) (store.Change, error) {
			return store.Change{At: b.Now(), Request: &r}, nil
		})
		if err != nil {
			b.Log.InfoContext(ctx, "card not redrawn", "request", r.ID, "error", err)
		}
	}
	return nil
}
