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
	admins, err := b.expand(ctx, b.Admins)
	if err != nil {
		return nil, err
	}
	if !slices.Contains(admins, who.ID) {
		ref := &request.Refusal{Text: "only admins can pause and resume peerbot", Users: admins}
		if len(admins) == 0 {
			ref.Hint = "an operator lists them in the configuration, under admins"
		}
		return nil, ref
	}
	now := b.Now()
	p.Person, p.At = who.ID, now
	kind, a := request.ResumedAll, notice.Answer{Text: "Work goes on."}
	if p.On {
		kind, a = request.PausedAll, notice.Answer{Text: "Stopped: nothing is written to AWS until `resume`. Reading and deciding go on."}
	}
	b.Log.WarnContext(ctx, "pause", "on", p.On, "user", who.ID)
	_, err = b.Store.Save(ctx, store.Change{At: now, Pause: &p, Events: []request.Event{{At: now, Kind: kind, Actor: who.ID, Detail: detail("reason", p.Reason)}}})
	if err != nil {
		return nil, err
	}
	return a, b.redraw(ctx)
}

// redraw brings the cards of running requests up to date.
func (b *Bot) redraw(ctx context.Context) error {
	running, err := b.Store.Requests(ctx, store.RequestFilter{States: []request.State{request.Approved, request.Applying}, Limit: 500})
	if err != nil {
		return err
	}
	for _, r := range running {
		// A conflict means that somebody else's change draws the card.
		if _, err := b.Store.Save(ctx, store.Change{At: b.Now(), Request: &r}); err != nil {
			b.Log.InfoContext(ctx, "card not redrawn", "request", r.ID, "error", err)
		}
	}
	return nil
}
