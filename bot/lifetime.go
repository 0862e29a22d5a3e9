package bot

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"peerbot/aws/peering"
	"peerbot/bot/command"
	"peerbot/bot/notice"
	"peerbot/bot/request"
	"peerbot/bot/store"
)

// A peering with an end is spoken of this long before it.
const endWarning = 3 * 24 * time.Hour

// defaultExtension is how long extend prolongs when nobody says how long.
const defaultExtension = 30 * 24 * time.Hour

// adopt asks to manage a peering that somebody else made. Only tags are added.
func (b *Bot) adopt(ctx context.Context, who request.Who, where notice.Origin, c command.Adopt) (notice.Notice, error) {
	ours, err := b.Store.Peerings(ctx, store.PeeringFilter{PCX: c.PCX, States: []request.PeeringState{request.Absent, request.PeerApplying, request.Active, request.Drifted}, Limit: 1})
	if err != nil {
		return nil, err
	}
	if len(ours) == 1 {
		text := fmt.Sprintf("%s is managed already, as %s", c.PCX, ours[0].ID)
		if ours[0].State == request.Absent {
			text = "a request about " + c.PCX + " is open already"
		}
		return nil, &request.Refusal{Text: text, Hint: cmp.Or(b.knownAs(ctx, c.PCX), fmt.Sprintf("see `show %s`", ours[0].ID))}
	}
	found, err := b.Cloud.Connection(ctx, c.PCX)
	if err != nil {
		return nil, err
	}
	if len(found) == 0 {
		return nil, &request.Refusal{Text: fmt.Sprintf("none of the accounts that peerbot knows shows %s", c.PCX), Hint: "check the id; both accounts have to be in the configuration"}
	}
	for _, ref := range []peering.Ref{found[0].Requester, found[0].Accepter} {
		if err := b.known(ref); err != nil {
			return nil, err
		}
	}
	bare := peering.Peering{Requester: peering.End{VPC: found[0].Requester}, Accepter: peering.End{VPC: found[0].Accepter}, PCX: c.PCX, Adopted: true}
	bare.Requester.DNS, bare.Accepter.DNS = true, true // read the attributes, too
	have, err := b.Cloud.Observe(ctx, bare)
	if err != nil {
		return nil, err
	}
	id, err := b.Store.NextPeering(ctx)
	if err != nil {
		return nil, err
	}
	want, ok := peering.Adopt(id, found[0], have)
	if !ok {
		return nil, &request.Refusal{Text: fmt.Sprintf("%s is %s, and only active peerings can be adopted", c.PCX, found[0].Status), Hint: "when it is active, try again"}
	}
	plan := peering.Forecast(want, have)
	if blocked := plan.Blocked(); len(blocked) > 0 {
		return b.blocked(ctx, have, blocked), nil
	}
	record := request.Peering{ID: id, State: request.Absent, Want: want, Requester: plan.Requester, Accepter: plan.Accepter}
	r := request.Request{Kind: request.Adopt, Peering: id, Reason: c.Reason, Plan: plan}
	return b.ask(ctx, who, where, r, record)
}

// known refuses a VPC whose account or Region is not configured.
func (b *Bot) known(ref peering.Ref) error {
	a, ok := b.Accounts.Find(ref.Account)
	if !ok {
		return &request.Refusal{Text: fmt.Sprintf("account %s is not in the configuration", ref.Account), Hint: "peerbot manages peerings of which it can read both sides; an operator can add the account"}
	}
	if !slices.Contains(a.Regions, ref.Region) {
		return &request.Refusal{Text: fmt.Sprintf("peerbot does not look after %s in account %s", ref.Region, a.Alias), Hint: "an operator can add the Region"}
	}
	return nil
}

// release asks to stop managing a peering.
func (b *Bot) release(ctx context.Context, who request.Who, where notice.Origin, c command.Release) (notice.Notice, error) {
	record, have, err := b.standing(ctx, c.Peering)
	if err != nil {
		return nil, err
	}
	want := record.Want
	want.Released = true
	r := request.Request{Kind: request.Release, Peering: record.ID, Reason: c.Reason, Plan: peering.Forecast(want, have)}
	return b.ask(ctx, who, where, r, record)
}

// extend asks to let a peering live longer.
func (b *Bot) extend(ctx context.Context, who request.Who, where notice.Origin, c command.Extend) (notice.Notice, error) {
	record, err := b.Store.Peering(ctx, c.Peering)
	if errors.Is(err, store.ErrNotFound) {
		return nil, &request.Refusal{Text: "there is no peering " + c.Peering, Hint: "`list` shows what there is"}
	}
	if err != nil {
		return nil, err
	}
	if !standing(record) {
		return nil, &request.Refusal{Text: fmt.Sprintf("%s is %s", record.ID, record.State), Hint: fmt.Sprintf("`show %s` tells more", record.ID)}
	}
	if record.EndsAt.IsZero() {
		return nil, &request.Refusal{Text: record.ID + " has no end, so there is nothing to extend"}
	}
	open, err := b.Findings.Findings(ctx, store.FindingFilter{Peering: record.ID})
	if err != nil {
		return nil, err
	}
	for _, f := range open {
		if f.Class == peering.Missing {
			return nil, &request.Refusal{Text: fmt.Sprintf("%s is not in AWS any more (%s)", record.ID, f.ID), Hint: fmt.Sprintf("`repair %s` first, or `delete %s`", record.ID, record.ID)}
		}
	}
	until := b.Now().Add(cmp.Or(c.For, defaultExtension))
	if !until.After(record.EndsAt) {
		return nil, &request.Refusal{
			Text: fmt.Sprintf("%s lives until %s already, which is later", record.ID, record.EndsAt.UTC().Format("2006-01-02 15:04 UTC")),
			Hint: "the time is counted from now; choose a longer one",
		}
	}
	r := request.Request{Kind: request.Extend, Peering: record.ID, Reason: c.Reason, Until: until, Plan: peering.Unchanged(record.Want, record.Requester, record.Accepter)}
	return b.ask(ctx, who, where, r, record)
}

// lifetime returns the line of a peering that ends soon, or has ended and is
// still there.
func lifetime(p request.Peering, now time.Time) (peering.DriftLine, bool) {
	if p.EndsAt.IsZero() || p.EndsAt.Sub(now) > endWarning {
		return peering.DriftLine{}, false
	}
	at := p.EndsAt.UTC().Format("2006-01-02 15:04 UTC")
	text := fmt.Sprintf("its time ends at %s; then its owners are asked to delete it. `extend %s` asks for more", at, p.ID)
	if p.EndAsked {
		text = fmt.Sprintf("its time ended at %s, its owners were asked to delete it, and it is still there", at)
	}
	return peering.DriftLine{What: "end", Text: text}, true
}

// OpenStates returns the states in which a request stands in the way of
// another about the same VPCs.
func OpenStates() []request.State {
	return slices.DeleteFunc(slices.Clone(request.States), func(s request.State) bool { return !s.Open() })
}

// end asks the owners, once, to delete what has come to its end. That nobody
// could be asked is said in the finding, which stays open.
func (b *Bot) end(ctx context.Context, ps []request.Peering) error {
	now := b.Now()
	for _, p := range ps {
		if p.EndsAt.IsZero() || p.EndAsked || now.Before(p.EndsAt) {
			continue
		}
		open, err := b.Store.Requests(ctx, store.RequestFilter{Peering: p.ID, States: OpenStates(), Limit: 1})
		if err != nil {
			return err
		}
		if len(open) > 0 {
			continue // one thing at a time: the next sweep tries again
		}
		want := p.Want
		want.Absent = true
		have, err := b.Cloud.Observe(ctx, want)
		if err != nil {
			b.Log.WarnContext(ctx, "its time is over, and it could not be looked at", "peering", p.ID, "error", err)
			continue // the next sweep tries again
		}
		r := request.Request{Kind: request.Delete, Peering: p.ID, Reason: "its time is over", Plan: peering.Forecast(want, have)}
		if _, err := b.ask(ctx, request.Who{ID: request.System, Team: b.Home}, notice.Origin{}, r, p); err != nil {
			b.Log.WarnContext(ctx, "its time is over, and nobody could be asked", "peering", p.ID, "error", err)
			continue
		}
		p.EndAsked, p.UpdatedAt = true, now
		if _, err := b.Store.Save(ctx, store.Change{At: now, Peering: &p}); err != nil && !errors.Is(err, store.ErrConflict) {
			return err
		}
	}
	return nil
}
