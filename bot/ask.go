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

// request asks the owners for a peering.
func (b *Bot) request(ctx context.Context, who request.Who, where notice.Origin, c command.Request) (notice.Notice, error) {
	want, err := b.wish(ctx, c.Wish)
	if err != nil {
		return nil, err
	}
	have, err := b.Cloud.Observe(ctx, want)
	if err != nil {
		return nil, err
	}
	if blocked := peering.Forecast(want, have).Blocked(); len(blocked) > 0 {
		return b.blocked(ctx, have, blocked), nil
	}
	if want.ID, err = b.Store.NextPeering(ctx); err != nil {
		return nil, err
	}
	plan := peering.Forecast(want, have)
	record := request.Peering{ID: want.ID, State: request.Absent, Want: want, Requester: plan.Requester, Accepter: plan.Accepter}
	r := request.Request{Kind: request.Create, Peering: want.ID, Reason: c.Reason, Ticket: c.Ticket, TTL: c.TTL, Plan: plan}
	return b.ask(ctx, who, where, r, record)
}

// remove asks the owners to take a peering down.
func (b *Bot) remove(ctx context.Context, who request.Who, where notice.Origin, c command.Delete) (notice.Notice, error) {
	record, err := b.Store.Peering(ctx, c.Peering)
	if err != nil {
		return nil, err
	}
	if record.State == request.Removed || record.State == request.Released {
		return nil, &request.Refusal{Text: fmt.Sprintf("%s is %s already", record.ID, record.State), Hint: fmt.Sprintf("`show %s` tells its history", record.ID)}
	}
	want := record.Want
	want.Absent = true
	have, err := b.Cloud.Observe(ctx, want)
	if err != nil {
		return nil, err
	}
	r := request.Request{Kind: request.Delete, Peering: record.ID, Reason: c.Reason, Plan: peering.Forecast(want, have)}
	return b.ask(ctx, who, where, r, record)
}

// ask stores a request with its plan, and has its cards posted. A request that
// needs nobody's yes but the asker's is begun at once.
func (b *Bot) ask(ctx context.Context, who request.Who, where notice.Origin, r request.Request, record request.Peering) (notice.Notice, error) {
	r.Asker, r.Team, r.Channel = who.ID, who.Team, where.Channel
	policies, err := b.policies(ctx, r.Accounts())
	if err != nil {
		return nil, err
	}
	needs, given, err := request.Needs(r, who.ID, policies)
	if err != nil {
		return nil, err
	}
	now := b.Now()
	r.Needs = needs
	expires := now.Add(b.Decide)
	if r.Kind == request.Admit && r.Until.After(now) {
		expires = r.Until
	}
	r = request.New(r, given, expires, now)
	record.UpdatedAt = now
	c := store.Change{
		At: now, Request: &r, Cards: b.channels(r, where.Channel),
		Events: []request.Event{{At: now, Kind: request.Asked, Actor: who.ID, To: string(r.State), Detail: detail("digest", r.Plan.Digest, "kind", string(r.Kind), "reason", r.Reason)}},
	}
	if record.Version == 0 {
		record.CreatedAt = now
		c.Peering = &record
	}
	c.Jobs = append(jobsOf(r), lookAgain(r)...)
	saved, err := b.Store.Save(ctx, c)
	if open, ok := errors.AsType[*store.OpenRequestError](err); ok {
		return b.alreadyAsked(ctx, open)
	}
	if err != nil {
		return nil, err
	}
	b.Log.InfoContext(ctx, "asked", "request", saved.Request.ID, "peering", record.ID, "kind", r.Kind, "user", who.ID)
	return b.asked(ctx, *saved.Request), nil
}

// jobsOf returns the work that a request in its present state needs.
func jobsOf(r request.Request) []store.Job {
	switch r.State {
	case request.Approved:
		return []store.Job{{Kind: store.JobApply, Key: r.ID}}
	case request.Pending:
		return []store.Job{{Kind: store.JobExpire, Key: r.ID, At: r.ExpiresAt}}
	default:
		return nil
	}
}

// channels returns where the cards of a request go: the channel of every
// account that must say yes, that of the requester's account, and where it was
// typed unless that is a direct message.
func (b *Bot) channels(r request.Request, typedIn string) []string {
	accounts := needed(r)
	if r.Kind != request.Admit {
		accounts = append(accounts, r.Plan.Peering.Requester.VPC.Account)
	}
	var out []string
	add := func(channel string) {
		if channel != "" && !slices.Contains(out, channel) {
			out = append(out, channel)
		}
	}
	for _, id := range accounts {
		if a, ok := b.Accounts.Find(id); ok {
			add(a.Channel)
		}
	}
	if !strings.HasPrefix(typedIn, "D") {
		add(typedIn)
	}
	return out
}

// asked answers the asker.
func (b *Bot) asked(ctx context.Context, r request.Request) notice.Notice {
	a := notice.Answer{Text: r.ID + " is posted.", Links: b.links(ctx, r.ID)}
	if missing := r.Missing(); len(missing) > 0 {
		var names []string
		for _, n := range missing {
			names = append(names, b.names().Account(n.Account))
		}
		a.Text = fmt.Sprintf("%s is posted and waits for an owner of %s.", r.ID, strings.Join(names, " and one of "))
		a.Hint = fmt.Sprintf("to take it back: `withdraw %s`", r.ID)
	} else {
		a.Text = r.ID + " needs nobody else's yes and has begun."
	}
	return a
}

// alreadyAsked answers who asked for what is asked for already: the same
// command twice is one request.
func (b *Bot) alreadyAsked(ctx context.Context, open *store.OpenRequestError) (notice.Notice, error) {
	r, err := b.Store.Request(ctx, open.ID)
	if err != nil {
		return nil, err
	}
	a := notice.Answer{
		Text: fmt.Sprintf("%s about these two VPCs is open already (%s, %s), so no second one was made.", r.ID, r.Kind, r.State), Links: b.links(ctx, r.ID),
		Hint: fmt.Sprintf("if yours is more urgent: `withdraw %s` or `deny %s` ends that one", r.ID, r.ID),
	}
	if r.State == request.Failed {
		a.Hint = fmt.Sprintf("it failed: `retry %s` when the cause is mended, or `withdraw %s`", r.ID, r.ID)
	}
	return a, nil
}

// blocked answers who asked for something that cannot work.
func (b *Bot) blocked(ctx context.Context, have peering.Observed, problems []peering.Problem) notice.Notice {
	var lines []string
	for _, p := range problems {
		lines = append(lines, p.Text)
	}
	a := notice.Answer{
		Error: true, Title: "This peering cannot be made, and nobody was asked.",
		Text: strings.Join(lines, "\n"), Hint: problems[0].Hint,
	}
	for _, v := range []peering.View{have.Requester, have.Accepter} {
		for _, c := range v.Connections {
			if c.Status.Over() {
				continue
			}
			if hint := b.knownAs(ctx, c.ID); hint != "" {
				a.Hint = hint
				return a
			}
		}
	}
	return a
}

// knownAs says what peerbot knows of a connection: as which peering it is
// managed, or which request about it is open. What cannot be read is left out.
func (b *Bot) knownAs(ctx context.Context, pcx string) string {
	known, err := b.Store.Peerings(ctx, store.PeeringFilter{PCX: pcx})
	if err != nil {
		return ""
	}
	for _, p := range known {
		if p.Want.PCX != pcx {
			continue
		}
		switch p.State {
		case request.PeerApplying, request.Active, request.Drifted:
			return fmt.Sprintf("peerbot manages it as %s: see `show %s`", p.ID, p.ID)
		}
		if open, err := b.mending(ctx, p.ID); err == nil && open[p.ID].ID != "" {
			return fmt.Sprintf("%s is about it, and is open: see `show %s`", open[p.ID].ID, open[p.ID].ID)
		}
	}
	return ""
}

// plan shows what request would do, and asks nobody.
func (b *Bot) plan(ctx context.Context, who request.Who, c command.Plan) (notice.Notice, error) {
	want, err := b.wish(ctx, c.Wish)
	if err != nil {
		return nil, err
	}
	have, err := b.Cloud.Observe(ctx, want)
	if err != nil {
		return nil, err
	}
	plan := peering.Forecast(want, have)
	shown := notice.PlanShown{Names: b.names(), Plan: plan, Command: command.Request(c)}
	if len(plan.Blocked()) > 0 {
		return shown, nil
	}
	policies, err := b.policies(ctx, plan.Accounts())
	if err != nil {
		return nil, err
	}
	if shown.Needs, _, err = request.Needs(request.Request{Plan: plan}, who.ID, policies); err != nil {
		return nil, err
	}
	return shown, nil
}

// detail makes the details of an event from key and value pairs, empty values
// left out.
func detail(pairs ...string) map[string]string {
	m := map[string]string{}
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			m[pairs[i]] = pairs[i+1]
		}
	}
	return m
}
