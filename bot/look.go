package bot

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"peerbot/aws/peering"
	"peerbot/bot/command"
	"peerbot/bot/notice"
	"peerbot/bot/request"
	"peerbot/bot/store"
)

// show answers show P, show R, show F, show G and show pcx.
func (b *Bot) show(ctx context.Context, what string) (notice.Notice, error) {
	switch {
	case strings.HasPrefix(what, "R"):
		return b.showRequest(ctx, what)
	case strings.HasPrefix(what, "P"):
		record, err := b.Store.Peering(ctx, what)
		if errors.Is(err, store.ErrNotFound) {
			return nil, &request.Refusal{Text: "there is no peering " + what, Hint: "`list` shows what there is"}
		}
		if err != nil {
			return nil, err
		}
		return b.showPeering(ctx, record)
	case strings.HasPrefix(what, "F"), strings.HasPrefix(what, "G"):
		return b.showFinding(ctx, what)
	default:
		return b.showConnection(ctx, what)
	}
}

// showFinding shows a card as it is in the channels, with its buttons.
func (b *Bot) showFinding(ctx context.Context, id string) (notice.Notice, error) {
	n, _, err := b.message(ctx, store.Message{Finding: id})
	if errors.Is(err, store.ErrNotFound) {
		return nil, &request.Refusal{Text: "there is nothing called " + id, Hint: "`findings` lists what was found"}
	}
	if g, ok := n.(notice.GroupCard); ok {
		g.All = true
		return g, err
	}
	return n, err
}

func (b *Bot) showRequest(ctx context.Context, id string) (notice.Notice, error) {
	r, err := b.Store.Request(ctx, id)
	if errors.Is(err, store.ErrNotFound) {
		return nil, &request.Refusal{Text: "there is no request " + id, Hint: "`list` shows what there is"}
	}
	if err != nil {
		return nil, err
	}
	record, err := b.Store.Peering(ctx, r.Peering)
	if err != nil {
		return nil, err
	}
	events, err := b.Store.Events(ctx, store.EventFilter{Request: id})
	if err != nil {
		return nil, err
	}
	return notice.RequestShown{Names: b.names(), Request: r, Peering: record, Events: events, Links: b.links(ctx, id)}, nil
}

// showPeering puts AWS's live state beside the record, with its time. AWS that
// cannot be read is said, and the record shown all the same.
func (b *Bot) showPeering(ctx context.Context, record request.Peering) (notice.Notice, error) {
	requests, err := b.Store.Requests(ctx, store.RequestFilter{Peering: record.ID, Limit: 10})
	if err != nil {
		return nil, err
	}
	shown := notice.PeeringShown{Names: b.names(), Peering: record, Requests: requests}
	have, err := b.Cloud.Observe(ctx, record.Want)
	shown.ReadAt = b.Now()
	if err != nil {
		b.Log.WarnContext(ctx, "could not observe", "peering", record.ID, "error", err)
		a := b.explain(ctx, "reading AWS", err)
		shown.Unread = strings.TrimSpace(a.Text + "; " + a.Hint)
		return shown, nil
	}
	shown.Plan = peering.Forecast(record.Want, have)
	if c, ok := peering.Current(record.Want, have); ok {
		shown.Connection = &c
	} else if c, ok := peering.Ended(record.Want, have); ok {
		shown.Connection = &c
	}
	return shown, nil
}

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
		return nil, &request.Refusal{Text: fmt.Sprintf("none of the accounts that peerbot knows shows %s", pcx), Hint: "AWS forgets finished peerings after two hours to two days"}
	}
	return notice.ConnectionShown{Names: b.names(), Connections: found, ReadAt: b.Now()}, nil
}

// listed is how many rows a list shows.
const listed = 20

// list answers list.
func (b *Bot) list(ctx context.Context, who request.Who, c command.List) (notice.Notice, error) {
	l := notice.Listing{Names: b.names(), Command: c, Now: b.Now()}
	rf, pf := store.RequestFilter{Limit: listed + 1}, store.PeeringFilter{Limit: listed + 1}
	if c.Account != "" {
		a, err := b.account(c.Account)
		if err != nil {
			return nil, err
		}
		rf.Account, pf.Account = a.ID, a.ID
	}
	if c.Mine {
		rf.Asker = who.ID
	}
	requests, peerings := true, !c.Mine && !c.Waiting
	if c.State != "" {
		rf.States, pf.States = nil, nil
		if s := request.State(c.State); slices.Contains(request.States, s) {
			rf.States = []request.State{s}
		}
		if s := request.PeeringState(c.State); slices.Contains(request.PeeringStates, s) {
			pf.States = []request.PeeringState{s}
		}
		requests, peerings = rf.States != nil, peerings && pf.States != nil
	}
	if c.Waiting {
		rf.States, rf.Limit = []request.State{request.Pending}, 500
	} else if c.State == "" && !c.Mine {
		rf.States = []request.State{request.Pending, request.Approved, request.Applying, request.Failed}
	}
	if c.State == "" {
		pf.States = []request.PeeringState{request.PeerApplying, request.Active, request.Drifted}
	}
	var err error
	if requests {
		if l.Requests, err = b.Store.Requests(ctx, rf); err != nil {
			return nil, err
		}
	}
	if c.Waiting {
		if l.Requests, err = b.waitingFor(ctx, who, l.Requests); err != nil {
			return nil, err
		}
	}
	if peerings {
		if l.Peerings, err = b.Store.Peerings(ctx, pf); err != nil {
			return nil, err
		}
	}
	if len(l.Requests) > listed {
		l.Requests, l.More = l.Requests[:listed], true
	}
	if len(l.Peerings) > listed {
		l.Peerings, l.More = l.Peerings[:listed], true
	}
	return l, nil
}

// waitingFor keeps the requests that this person could say yes to.
func (b *Bot) waitingFor(ctx context.Context, who request.Who, rs []request.Request) ([]request.Request, error) {
	var ids []string
	for _, r := range rs {
		ids = union(ids, needed(r))
	}
	policies, err := b.policies(ctx, ids)
	if err != nil {
		return nil, err
	}
	var out []request.Request
	for _, r := range rs {
		if _, err := request.MayApprove(r, who, policies); err == nil {
			out = append(out, r)
		}
	}
	return out, nil
}

// stale lists security-group rules that a deleted peering leaves behind. It is
// a help, not a part of the deletion: what cannot be read is logged.
func (b *Bot) stale(ctx context.Context, r request.Request) []peering.StaleRule {
	p := r.Plan.Peering
	if p.Requester.VPC.Region != p.Accepter.VPC.Region {
		return nil // groups can be referred to within one Region only
	}
	var out []peering.StaleRule
	for _, vpc := range []peering.Ref{p.Requester.VPC, p.Accepter.VPC} {
		rules, err := b.Cloud.StaleRules(ctx, vpc)
		if err != nil {
			b.Log.WarnContext(ctx, "could not read stale security-group rules", "request", r.ID, "vpc", vpc.String(), "error", err)
			continue
		}
		out = append(out, rules...)
	}
	return out
}
