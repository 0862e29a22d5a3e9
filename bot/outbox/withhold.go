package outbox

import (
	"context"
	"errors"
	"slices"
	"time"

	"peerbot/bot/finding"
	"peerbot/bot/notice"
	"peerbot/bot/request"
	"peerbot/bot/store"
)

// Nothing is posted in a channel that people of other organisations read, and
// nothing new is written there into what was posted before. This is where
// everything that goes to a channel passes. A card waits until the channel is
// theirs no more; those who must act hear of it in a direct message.

// withheld reports whether a message may not go where it should, and if so what
// to do with it.
func (o *Outbox) withheld(ctx context.Context, m store.Message) (held bool, again time.Duration, err error) {
	if m.To.Kind != store.DestinationChannel {
		return false, 0, nil
	}
	external, err := o.Audience.External(ctx, m.To.Address)
	if err != nil {
		again, err = o.handleSendError(context.WithoutCancel(ctx), m, err)
		return true, again, err
	}
	if !external {
		return false, 0, nil
	}
	// What becomes of it is marked also when the time for it is over.
	after := context.WithoutCancel(ctx)
	held = true
	switch no := (&SendError{Code: notice.ChannelExternal, Final: true, Err: errors.New("people of other organisations read it")}); {
	case !m.IsCard():
		return held, 0, o.Store.MarkFailed(after, m.ID, no.Error(), store.Undeliverable, o.Now())
	case m.TS != "" && m.Reason != no.Error():
		if _, _, err := o.post(ctx, m, "", notice.Moved{About: m.About}); err != nil {
			again, err = o.handleSendError(after, m, err)
			return held, again, err
		}
		fallthrough
	default:
		again, err = o.handleSendError(after, m, no)
		return held, again, err
	}
}

// deciders are the people who must act on what a card is about, and read of it in
// one channel: the owners of the accounts of that channel. Nobody else is told
// directly; guests and people of other organisations never.
func (o *Outbox) deciders(ctx context.Context, m store.Message) ([]Route, error) {
	ids, err := o.accountsOf(ctx, m)
	if err != nil {
		return nil, err
	}
	ids = slices.DeleteFunc(ids, func(id string) bool {
		a, ok := o.Directory.Accounts().Find(id)
		return !ok || a.Channel != m.To.Address
	})
	policies, err := o.Directory.OwnersOf(ctx, ids)
	if err != nil {
		return nil, err
	}
	var people []string
	for _, p := range policies {
		people = append(people, p.Owners...)
	}
	if policies, err = o.Directory.Standing(ctx, ids, once(people)); err != nil {
		return nil, err
	}
	people = nil
	for _, p := range policies {
		people = append(people, p.Owners...)
	}
	var out []Route
	for _, user := range once(people) {
		out = append(out, Route{To: store.User(user), Mentions: []string{user}})
	}
	return out, nil
}

// accountsOf are the accounts whose owners must act on what a card is about.
func (o *Outbox) accountsOf(ctx context.Context, m store.Message) ([]string, error) {
	var ids []string
	about := func(f finding.Finding, p request.Peering) {
		if ids = append(ids, f.Account); f.Peering != "" {
			ids = append(ids, p.Desired.Requester.VPC.Account, p.Desired.Accepter.VPC.Account)
		}
	}
	switch request.SubjectOf(m.About) {
	case request.SubjectRequest:
		r, err := o.Store.Request(ctx, m.About)
		if err != nil {
			return nil, err
		}
		for _, n := range r.Approvals {
			ids = append(ids, n.Account)
		}
	case request.SubjectFinding:
		f, err := o.Store.Finding(ctx, m.About)
		if err != nil {
			return nil, err
		}
		peerings, err := o.PeeringsOf(ctx, []finding.Finding{f})
		if err != nil {
			return nil, err
		}
		about(f, peerings[f.Peering])
	case request.SubjectGroup:
		c, err := o.groupCard(ctx, m.About)
		if err != nil {
			return nil, err
		}
		for _, f := range c.Findings {
			about(f, c.Peerings[f.Peering])
		}
	case request.SubjectPeering: // no message is about one
	}
	return once(ids), nil
}

// once returns each id once, without empty ones.
func once(ids []string) []string {
	ids = slices.Clone(ids)
	slices.Sort(ids)
	return slices.DeleteFunc(slices.Compact(ids), func(id string) bool { return id == "" })
}
