package bot

import (
	"context"
	"slices"

	"peerbot/bot/command"
	"peerbot/bot/finding"
	"peerbot/bot/notice"
	"peerbot/bot/request"
	"peerbot/bot/store"
)

// listed is how many rows a list shows.
const listed = 20

// list returns the answer to list: open requests and managed peerings, or those
// that the command's filters name.
func (b *Bot) list(ctx context.Context, who request.Caller, c command.List) (notice.Notice, error) {
	l := notice.Listing{Names: b.Directory.Names(), Command: c, Now: b.Now()}
	rf, pf := store.RequestFilter{Limit: listed + 1}, store.PeeringFilter{Limit: listed + 1}
	if c.Account != "" {
		a, err := b.Directory.Account(c.Account)
		if err != nil {
			return nil, err
		}
		rf.Account, pf.Account = a.ID, a.ID
	}
	if c.Mine {
		rf.RequestedBy = who.ID
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
		rf.States = request.OpenStates()
	}
	if c.State == "" {
		pf.States = request.InUseStates()
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

// waitingFor returns those of rs that this person may approve.
func (b *Bot) waitingFor(ctx context.Context, who request.Caller, rs []request.Request) ([]request.Request, error) {
	var ids []string
	for _, r := range rs {
		ids = append(ids, r.RequiredAccounts()...)
	}
	slices.Sort(ids)
	policies, err := b.Directory.OwnersOf(ctx, slices.Compact(ids))
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

// sweepNow runs a sweep and returns the open findings; another answer when one
// is running already.
func (b *Bot) sweepNow(ctx context.Context) (notice.Notice, error) {
	swept, err := b.Drift.Sweep(ctx)
	if err != nil {
		return nil, err
	}
	if !swept {
		return notice.Answer{Code: notice.SweepRunning}, nil
	}
	return b.findings(ctx, "")
}

// findings returns the answer to findings: the open ones of a peering, or of
// everything when id is empty.
func (b *Bot) findings(ctx context.Context, id string) (notice.Notice, error) {
	if id != "" {
		if _, err := b.Store.Peering(ctx, id); err != nil {
			return nil, err
		}
	}
	open, err := b.Store.Findings(ctx, store.FindingFilter{Peering: id})
	if err != nil {
		return nil, err
	}
	last, err := b.Store.LastSweep(ctx)
	if err != nil {
		return nil, err
	}
	finding.Sort(open)
	shown := notice.FindingsShown{Names: b.Directory.Names(), Findings: open, Sweep: last, Now: b.Now()}
	if len(open) > listed {
		shown.Findings, shown.More = open[:listed], true
	}
	shown.Peerings, err = b.Outbox.PeeringsOf(ctx, shown.Findings)
	return shown, err
}

// access returns the answer to access: what peerings open up more widely than
// is needed; another answer when it is being found out already.
func (b *Bot) access(ctx context.Context, c command.Access) (notice.Notice, error) {
	shown, ok, err := b.Drift.Access(ctx, c)
	if err != nil {
		return nil, err
	}
	if !ok {
		return notice.Answer{Code: notice.AccessRunning}, nil
	}
	if n := len(shown.Found) - listed; n > 0 {
		shown.Found, shown.More = shown.Found[:listed], n
	}
	return shown, nil
}
