package bot

import (
	"cmp"
	"context"
	"errors"
	"slices"

	"peerbot/bot/notice"
	"peerbot/bot/outbox"
	"peerbot/bot/request"
	"peerbot/bot/store"
)

// pause stores whether all writes to AWS are paused, with an audit event, and has
// every place that shows an open request told. Every replica reads that before each
// write. Reading AWS, and deciding, go on. What is so already is only said.
func (b *Bot) pause(ctx context.Context, who request.Caller, p request.Pause) (notice.Notice, error) {
	admin, err := b.Directory.IsAdmin(ctx, who.ID)
	if err != nil {
		return nil, err
	}
	if !admin {
		admins, err := b.Directory.AdminUsers(ctx)
		return nil, errors.Join(err, &request.UserError{Code: request.AdminsOnly, Users: admins})
	}
	current, err := b.Store.Paused(ctx)
	switch {
	case err != nil && !p.On:
		return nil, err
	case err != nil: // to stop once more does no harm
		b.Log.WarnContext(ctx, "cannot read whether writes are paused", "error", err)
	case p.On && current.On:
		return notice.Answer{Code: notice.AlreadyPaused, Paused: current}, nil
	case !p.On && !current.On:
		return notice.Answer{Code: notice.NotPaused}, nil
	}
	now := b.Now()
	p.Person, p.At = who.ID, now
	kind, code, note := request.EventResumed, notice.ResumedAll, notice.NoteResumed
	if p.On {
		kind, code, note = request.EventPaused, notice.PausedAll, notice.NotePaused
		b.Log.WarnContext(ctx, "writes to AWS paused", "user", who.ID)
	} else {
		b.Log.WarnContext(ctx, "writes to AWS resumed", "user", who.ID)
	}
	cards, leads, err := b.openCards(ctx)
	if err != nil { // stopping matters more than who hears of it
		b.Log.WarnContext(ctx, "cannot read where open requests are shown, not everybody hears of it", "error", err)
	}
	notes := outbox.Notes(b.Outbox.Routing.Routes(outbox.Subject{Occasion: outbox.PauseChanged, Cards: cards}), note)
	for i := range notes {
		notes[i].Pause = &p
	}
	_, err = b.Store.Save(ctx, store.Change{At: now, Pause: &p, Notes: notes, Redraw: leads, Events: []request.Event{
		{At: now, Kind: kind, Actor: who.ID, Detail: request.Detail("reason", p.Reason)},
	}})
	return notice.Answer{Code: code}, err
}

// openCards are where the cards of open requests are. leads are requests that
// ended, and whose cards show others that are open.
func (b *Bot) openCards(ctx context.Context) (cards []store.Destination, leads []string, err error) {
	open, err := b.Store.Requests(ctx, store.RequestFilter{States: request.OpenStates()})
	if err != nil {
		return nil, nil, err
	}
	for _, r := range open {
		messages, err := b.Store.Messages(ctx, cmp.Or(r.Lead, r.ID))
		if err != nil {
			return cards, leads, err
		}
		for _, m := range messages {
			if m.IsCard() && !m.Final {
				cards = append(cards, m.To)
			}
		}
		isLead := func(x request.Request) bool { return x.ID == r.Lead }
		if r.Lead != "" && !slices.ContainsFunc(open, isLead) && !slices.Contains(leads, r.Lead) {
			leads = append(leads, r.Lead)
		}
	}
	return cards, leads, nil
}

// withPause adds to what is said of requests that their work waits while writes to
// AWS are paused. When that cannot be read it is left out: cards say it, too.
func (b *Bot) withPause(ctx context.Context, n notice.Notice) notice.Notice {
	switch n.(type) {
	case notice.Answer, notice.RequestShown, notice.Listing:
	default:
		return n
	}
	p, err := b.Store.Paused(ctx)
	if err != nil {
		b.Log.WarnContext(ctx, "cannot read whether writes are paused", "error", err)
		return n
	}
	switch shown := n.(type) {
	case notice.Answer:
		if shown.Request.ID != "" {
			shown.Paused = p
		}
		return shown
	case notice.RequestShown:
		shown.Paused = p
		return shown
	case notice.Listing:
		shown.Paused = p
		return shown
	}
	return n
}
