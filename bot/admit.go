package bot

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"time"

	"peerbot/aws/peering"
	"peerbot/bot/notice"
	"peerbot/bot/request"
	"peerbot/bot/store"
)

// admit asks the owners about requests that somebody made outside peerbot and
// that wait for one of our accounts: once for each, and until AWS ends it.
func (b *Bot) admit(ctx context.Context, s peering.Survey) error {
	for _, c := range s.Inbound() {
		if oursInTheMaking(s, c) {
			continue
		}
		known, err := b.Store.Peerings(ctx, store.PeeringFilter{PCX: c.ID, Limit: 1})
		if err != nil {
			return err
		}
		if len(known) > 0 {
			continue
		}
		if err := b.askToAdmit(ctx, c); err != nil {
			// One that cannot be asked about must not keep the others.
			b.Log.WarnContext(ctx, "an inbound request, and nobody could be asked", "pcx", c.ID, "error", err)
		}
	}
	return nil
}

// oursInTheMaking reports whether either side shows our tags.
func oursInTheMaking(s peering.Survey, c peering.Connection) bool {
	if c.Tags[peering.TagManaged] == peering.ManagedBy {
		return true
	}
	for _, x := range s.Places[c.Requester.Place()].Connections[c.Requester.VPC] {
		if x.ID == c.ID && x.Tags[peering.TagManaged] == peering.ManagedBy {
			return true
		}
	}
	return false
}

func (b *Bot) askToAdmit(ctx context.Context, c peering.Connection) error {
	open, err := b.Store.Requests(ctx, store.RequestFilter{States: OpenStates(), Account: c.Accepter.Account, Limit: 1 << 30})
	if err != nil {
		return err
	}
	bare := peering.Peering{Requester: peering.End{VPC: c.Requester}, Accepter: peering.End{VPC: c.Accepter}, PCX: c.ID, Admitted: true}
	for _, r := range open {
		if request.PairKey(r.Plan.Peering) == request.PairKey(bare) {
			return nil // a request of ours about the two; the next sweep looks again
		}
	}
	if bare.ID, err = b.Store.NextPeering(ctx); err != nil {
		return err
	}
	have, err := b.Cloud.Observe(ctx, bare)
	if err != nil {
		return err
	}
	plan := peering.Forecast(bare, have)
	if plan.Empty() {
		return nil // decided in the meantime
	}
	plan.Requester.CIDRs = blocks(c.RequesterCIDRs)
	if b.known(c.Requester) == nil {
		if found, err := b.Cloud.Find(ctx, peering.Query{Account: c.Requester.Account, Region: c.Requester.Region, VPC: c.Requester.VPC}); err == nil && len(found) == 1 {
			plan.Requester = found[0]
		}
	} else {
		plan.Problems = append(plan.Problems, peering.Problem{
			Code: peering.UnknownAccount, Side: peering.Requester,
			Text: fmt.Sprintf("account %s is not one that peerbot knows", c.Requester.Account),
			Hint: "make sure who it is before you accept: a peering opens a way into the network",
		})
	}
	record := request.Peering{ID: bare.ID, State: request.Absent, Want: bare, Requester: plan.Requester, Accepter: plan.Accepter}
	r := request.Request{Kind: request.Admit, Peering: bare.ID, Until: c.Expires, Plan: plan}
	_, err = b.ask(ctx, request.Who{ID: request.System, Team: b.Home}, notice.Origin{}, r, record)
	return err
}

func blocks(texts []string) []netip.Prefix {
	var out []netip.Prefix
	for _, t := range texts {
		if p, err := netip.ParsePrefix(t); err == nil {
			out = append(out, p)
		}
	}
	return out
}

// Reject carries out, in AWS, the no to an inbound request.
func (b *Bot) Reject(ctx context.Context, id string) (again time.Duration, err error) {
	r, err := b.Store.Request(ctx, id)
	if err != nil {
		return 0, fmt.Errorf("reject %s: %w", id, err)
	}
	no, denied := r.Refusal()
	if r.Kind != request.Admit || r.State != request.Denied || !denied {
		return 0, nil
	}
	got, err := b.lease(ctx, "peering/"+r.Peering, leaseTime, func() error {
		again, err = b.reject(ctx, r, no.Person)
		return err
	})
	if err == nil && !got {
		return b.Poll, nil
	}
	return again, err
}

func (b *Bot) reject(ctx context.Context, r request.Request, person string) (time.Duration, error) {
	a := &application{Bot: b, r: r, want: r.Plan.Peering}
	if wait, err := a.paused(ctx); wait > 0 || err != nil {
		return wait, err
	}
	if err := a.observe(ctx); err != nil {
		return b.rejectLater(ctx, r, err)
	}
	if c, ok := peering.Current(a.want, a.have); !ok || c.Status != peering.Pending {
		return 0, nil // it is over already
	}
	end := a.want.Accepter.VPC
	step := peering.Step{Kind: peering.Reject, Side: peering.Accepter, At: end, Peer: a.want.Requester.VPC, PCX: a.want.PCX}
	if err := a.saveEvents(ctx, a.stepEvents(request.StepBegun, []peering.Step{step}, nil)); err != nil {
		return 0, err
	}
	_, err := b.Cloud.Do(ctx, peering.Actor{Request: r.ID, Person: person}, a.want, a.have, step)
	kind, errs := request.StepDone, []error(nil)
	if err != nil {
		kind, errs = request.StepError, []error{err}
	}
	if serr := a.saveEvents(context.WithoutCancel(ctx), a.stepEvents(kind, []peering.Step{step}, errs)); serr != nil {
		return 0, serr
	}
	if err != nil {
		return b.rejectLater(ctx, r, err)
	}
	return 0, nil
}

// rejectLater decides what an error means: try again, or say that a person has
// to do it.
func (b *Bot) rejectLater(ctx context.Context, r request.Request, err error) (time.Duration, error) {
	var call *peering.CallError
	if !errors.As(err, &call) {
		return 0, err
	}
	if call.Again() && b.since(r.UpdatedAt) < b.Patience {
		return 2 * b.Poll, nil
	}
	f := b.failure(call)
	text := fmt.Sprintf("%s was denied, and %s could not be rejected in AWS: %s. %s.", r.ID, r.Plan.Peering.PCX, f.Message, f.Hint)
	var notes []store.Note
	for _, channel := range b.channels(r, "") {
		notes = append(notes, store.Note{Channel: channel, Kind: notice.NotePlain, Text: text})
	}
	_, err = b.Store.Save(ctx, store.Change{At: b.Now(), Notes: notes})
	return 0, err
}
