package bot

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"peerbot/aws/peering"
	"peerbot/bot/notice"
	"peerbot/bot/request"
	"peerbot/bot/store"
)

// attempts is how often a decision is made again when somebody else changed
// the request in between. Each time everything is read anew.
const attempts = 4

// decide loads a request, has f make the change, and saves it. When the
// request was changed in the meantime, f decides again on what it has become:
// of two clicks at once one wins, and the other hears who decided.
func (b *Bot) decide(ctx context.Context, id string, f func(r request.Request) (store.Change, notice.Notice, error)) (notice.Notice, error) {
	for range attempts {
		r, err := b.Store.Request(ctx, id)
		if errors.Is(err, store.ErrNotFound) {
			return nil, &request.Refusal{Text: "there is no request " + id, Hint: "`list` shows what there is"}
		}
		if err != nil {
			return nil, err
		}
		c, n, err := f(r)
		if err != nil {
			return nil, err
		}
		c.At = b.Now()
		_, err = b.Store.Save(ctx, c)
		if !errors.Is(err, store.ErrConflict) {
			return n, err
		}
	}
	return nil, store.ErrConflict
}

// approve records a person's yes. saw is the digest that their card showed;
// empty when they typed.
func (b *Bot) approve(ctx context.Context, who request.Who, id, saw string) (notice.Notice, error) {
	return b.decide(ctx, id, func(r request.Request) (store.Change, notice.Notice, error) {
		policies, err := b.policies(ctx, needed(r))
		if err != nil {
			return store.Change{}, nil, err
		}
		accounts, err := request.MayApprove(r, who, policies)
		if err != nil {
			return store.Change{}, nil, err
		}
		if saw != "" && !strings.HasPrefix(r.Plan.Digest, saw) {
			return store.Change{}, nil, &request.Refusal{Text: "the plan of " + r.ID + " changed after your card was drawn, so your yes was not counted", Hint: "look at the card again, and press once more if you agree"}
		}
		plan, err := b.replan(ctx, r)
		if err != nil {
			return store.Change{}, nil, err
		}
		blocked := plan.Blocked()
		switch {
		case len(blocked) > 0 && plan.Digest == r.Plan.Digest && slices.EqualFunc(blocked, r.Plan.Blocked(), sameProblem):
			// The card says so already: another press is no news to anybody else.
			return store.Change{}, nil, &request.Refusal{Text: fmt.Sprintf("%s cannot be done as it is, so your yes was not counted: %s", r.ID, blocked[0].Text), Hint: blocked[0].Hint}
		case len(blocked) > 0 || plan.Digest != r.Plan.Digest:
			return b.askAgain(ctx, r, plan)
		}
		next, err := r.Approve(who.ID, accounts, b.Now())
		if err != nil {
			return store.Change{}, nil, err
		}
		b.Log.InfoContext(ctx, "yes", "request", r.ID, "user", who.ID, "accounts", accounts, "state", next.State)
		c := store.Change{Request: &next, Events: []request.Event{b.event(r, next, request.SaidYes, who.ID, detail("accounts", strings.Join(accounts, " "), "digest", r.Plan.Digest))}}
		if next.State == request.Approved {
			c.Jobs = jobsOf(next)
		}
		return c, notice.Answer{Text: b.thanks(next)}, nil
	})
}

func sameProblem(a, b peering.Problem) bool { return a.Code == b.Code && a.Text == b.Text }

// thanks tells somebody what their yes did.
func (b *Bot) thanks(r request.Request) string {
	missing := r.Missing()
	if len(missing) == 0 {
		return fmt.Sprintf("Thank you: %s has everybody's yes, and the work begins.", r.ID)
	}
	var names []string
	for _, n := range missing {
		names = append(names, b.names().Account(n.Account))
	}
	return fmt.Sprintf("Thank you: %s still waits for an owner of %s.", r.ID, strings.Join(names, " and one of "))
}

// replan observes and forecasts again for a request that waits.
func (b *Bot) replan(ctx context.Context, r request.Request) (peering.Plan, error) {
	if r.Kind == request.Extend {
		return r.Plan, nil // nothing in AWS
	}
	want, err := b.wanted(ctx, r)
	if err != nil {
		return peering.Plan{}, err
	}
	have, err := b.Cloud.Observe(ctx, want)
	if err != nil {
		return peering.Plan{}, err
	}
	return peering.Forecast(want, have), nil
}

// wanted returns what a request wishes, with the connections that are known by
// now to have been ours and to be over.
func (b *Bot) wanted(ctx context.Context, r request.Request) (peering.Peering, error) {
	record, err := b.Store.Peering(ctx, r.Peering)
	if err != nil {
		return peering.Peering{}, err
	}
	if gone := record.State == request.Released || record.State == request.Removed; gone && manages(r.Kind) {
		// It was let go, or taken down, after this was asked for.
		return peering.Peering{}, &request.Refusal{
			Text: fmt.Sprintf("%s is %s by now, so there is nothing left that %s may change", record.ID, record.State, r.ID),
			Hint: fmt.Sprintf("`withdraw %s` ends it", r.ID),
		}
	}
	want := r.Plan.Peering
	want.Former = union(want.Former, record.Want.Former)
	return want, nil
}

// manages reports whether a request is about a peering that is managed already.
func manages(k request.Kind) bool {
	return k != request.Create && k != request.Adopt && k != request.Admit
}

// askAgain replaces the plan of a request and asks everybody again. A plan
// that cannot be done stays as a warning on the card: nothing is lost, and the
// next yes looks again.
func (b *Bot) askAgain(ctx context.Context, r request.Request, plan peering.Plan) (store.Change, notice.Notice, error) {
	asked := r
	asked.Plan = plan
	policies, err := b.policies(ctx, union(asked.Accounts(), needed(r)))
	if err != nil {
		return store.Change{}, nil, err
	}
	needs, given, err := request.Needs(asked, r.Asker, policies)
	if err != nil {
		return store.Change{}, nil, err
	}
	if len(needs) == 0 {
		needs = r.Needs // nothing to write: let them say yes to that, too
	}
	now := b.Now()
	next, err := r.Replan(plan, needs, given, now.Add(b.Decide), now)
	if err != nil {
		return store.Change{}, nil, err
	}
	b.Log.InfoContext(ctx, "the plan changed", "request", r.ID, "from", short(r.Plan.Digest), "to", short(plan.Digest))
	c := store.Change{
		Request: &next,
		Events:  []request.Event{b.event(r, next, request.Replanned, request.System, detail("from", r.Plan.Digest, "to", plan.Digest))},
		Notes:   []store.Note{{Thread: true, Kind: notice.NoteAgain}},
		Jobs:    jobsOf(next),
	}
	a := notice.Answer{Error: true, Text: fmt.Sprintf("AWS changed since %s was planned, so your yes was not counted.", r.ID), Hint: "the card shows the new plan; press again if you agree"}
	if blocked := plan.Blocked(); len(blocked) > 0 {
		a.Text = fmt.Sprintf("%s cannot be done any more, so your yes was not counted: %s.", r.ID, blocked[0].Text)
		a.Hint = blocked[0].Hint
	}
	return c, a, nil
}

// deny ends a request with a reason, which the asker is told.
func (b *Bot) deny(ctx context.Context, who request.Who, id, reason string) (notice.Notice, error) {
	if strings.TrimSpace(reason) == "" {
		return nil, &request.Refusal{Text: "a no needs a reason, which the asker is told", Hint: fmt.Sprintf("`deny %s <reason>`", id)}
	}
	return b.decide(ctx, id, func(r request.Request) (store.Change, notice.Notice, error) {
		policies, err := b.policies(ctx, needed(r))
		if err != nil {
			return store.Change{}, nil, err
		}
		account, err := request.MayDeny(r, who, policies)
		if err != nil {
			return store.Change{}, nil, err
		}
		next, err := r.Deny(who.ID, account, reason, b.Now())
		if err != nil {
			return store.Change{}, nil, err
		}
		b.Log.InfoContext(ctx, "no", "request", r.ID, "user", who.ID)
		c := store.Change{
			Request: &next,
			Events:  []request.Event{b.event(r, next, request.SaidNo, who.ID, detail("account", account, "reason", reason))},
			Notes:   toAsker(r, notice.NoteDenied),
		}
		a := notice.Answer{Text: fmt.Sprintf("%s is denied.", r.ID)}
		if len(c.Notes) > 0 {
			a.Text += " The asker is told why."
		}
		if r.Kind == request.Admit {
			c.Jobs = append(c.Jobs, store.Job{Kind: store.JobReject, Key: r.ID})
			a.Text = fmt.Sprintf("%s is denied, and %s is being rejected in AWS.", r.ID, r.Plan.Peering.PCX)
		}
		c, err = b.dropped(ctx, c, next)
		return c, a, err
	})
}

// toAsker tells the asker something; what peerbot asked for itself is seen on
// the card.
func toAsker(r request.Request, kind notice.NoteKind) []store.Note {
	if r.Asker == request.System {
		return nil
	}
	return []store.Note{{User: r.Asker, Kind: kind}}
}

// withdraw takes a request back.
func (b *Bot) withdraw(ctx context.Context, who request.Who, id string) (notice.Notice, error) {
	return b.decide(ctx, id, func(r request.Request) (store.Change, notice.Notice, error) {
		policies, err := b.policies(ctx, needed(r))
		if err != nil {
			return store.Change{}, nil, err
		}
		if err := request.MayWithdraw(r, who, policies); err != nil {
			return store.Change{}, nil, err
		}
		next, err := r.Withdraw(b.Now())
		if err != nil {
			return store.Change{}, nil, err
		}
		c := store.Change{Request: &next, Events: []request.Event{b.event(r, next, request.TookBack, who.ID, nil)}}
		a := notice.Answer{Text: r.ID + " is withdrawn."}
		if c, err = b.dropped(ctx, c, next); err != nil {
			return store.Change{}, nil, err
		}
		if len(r.Done) > 0 || r.Kind == request.Create && c.Peering == nil {
			a.Hint = fmt.Sprintf("what it did in AWS already is still there: `delete %s` removes it", r.Peering)
		}
		return c, a, nil
	})
}

// dropped brings the record of a peering back to rest when a request about it
// ends undone. One that was to be created, and of which nothing was done, goes;
// one that existed before is looked at again.
func (b *Bot) dropped(ctx context.Context, c store.Change, r request.Request) (store.Change, error) {
	c.Jobs = append(c.Jobs, lookAgain(r)...)
	fresh := r.Kind == request.Create || r.Kind == request.Adopt || r.Kind == request.Admit
	if r.Kind == request.Create && len(r.Done) > 0 {
		return c, nil
	}
	record, err := b.Store.Peering(ctx, r.Peering)
	if err != nil {
		return c, err
	}
	switch {
	case r.Kind == request.Create && !r.StartedAt.IsZero() && !b.nothing(ctx, record.Want):
		return c, nil
	case r.Kind == request.Admit && len(r.Done) > 0:
		record.State = request.Released // accepted, and never ours
	case fresh && len(r.Done) == 0:
		record.State = request.Removed
	case record.State == request.PeerApplying: // also one that was adopted in part: release lets it go
		record.State = request.Drifted
	default:
		return c, nil
	}
	record.UpdatedAt = b.Now()
	c.Peering = &record
	return c, nil
}

// nothing reports whether AWS has nothing of a peering: answers get lost, so
// what was done is more than what we heard of. When in doubt it has.
func (b *Bot) nothing(ctx context.Context, want peering.Peering) bool {
	want.Absent = true
	have, err := b.Cloud.Observe(ctx, want)
	if err != nil {
		b.Log.WarnContext(ctx, "could not observe", "peering", want.ID, "error", err)
		return false
	}
	return len(peering.Diff(want, have)) == 0
}

// retry queues a failed request again.
func (b *Bot) retry(ctx context.Context, who request.Who, id string) (notice.Notice, error) {
	return b.decide(ctx, id, func(r request.Request) (store.Change, notice.Notice, error) {
		policies, err := b.policies(ctx, needed(r))
		if err != nil {
			return store.Change{}, nil, err
		}
		if err := request.MayRetry(r, who, policies); err != nil {
			return store.Change{}, nil, err
		}
		next, err := r.Retry(b.Now())
		if err != nil {
			return store.Change{}, nil, err
		}
		c := store.Change{Request: &next, Events: []request.Event{b.event(r, next, request.Retried, who.ID, nil)}, Jobs: jobsOf(next)}
		c, err = b.forget(ctx, c, r)
		return c, notice.Answer{Text: r.ID + " is being tried again."}, err
	})
}

// forget lets a retried request start anew beside a connection of ours that
// ended on its own: it is written down as former, so that it is not waited for.
func (b *Bot) forget(ctx context.Context, c store.Change, r request.Request) (store.Change, error) {
	want, err := b.wanted(ctx, r)
	if err != nil {
		return c, err
	}
	have, err := b.Cloud.Observe(ctx, want)
	if err != nil {
		return c, err
	}
	ended, ok := peering.Ended(want, have)
	if !ok || want.Absent {
		return c, nil
	}
	record, err := b.Store.Peering(ctx, r.Peering)
	if err != nil {
		return c, err
	}
	record.Want.Former = append(slices.Clone(record.Want.Former), ended.ID)
	record.UpdatedAt = b.Now()
	c.Peering = &record
	return c, nil
}

// undo gives a failed request up, and asks to delete what it made.
func (b *Bot) undo(ctx context.Context, who request.Who, where notice.Origin, id string) (notice.Notice, error) {
	var gone request.Request
	n, err := b.decide(ctx, id, func(r request.Request) (store.Change, notice.Notice, error) {
		policies, err := b.policies(ctx, needed(r))
		if err != nil {
			return store.Change{}, nil, err
		}
		if err := request.MayRetry(r, who, policies); err != nil {
			return store.Change{}, nil, err
		}
		next, err := r.Withdraw(b.Now())
		if err != nil {
			return store.Change{}, nil, err
		}
		gone = next
		c := store.Change{Request: &next, Events: []request.Event{b.event(r, next, request.TookBack, who.ID, detail("by", "undo"))}}
		c, err = b.dropped(ctx, c, next)
		return c, notice.Answer{Text: r.ID + " is given up; it had changed nothing in AWS."}, err
	})
	if err != nil || gone.Kind != request.Create {
		return n, err
	}
	record, err := b.Store.Peering(ctx, gone.Peering)
	if err != nil || record.State == request.Removed {
		return n, err
	}
	want := record.Want
	want.Absent = true
	have, err := b.Cloud.Observe(ctx, want)
	if err != nil {
		return nil, err
	}
	r := request.Request{Kind: request.Delete, Peering: record.ID, Reason: "undo " + gone.ID, Plan: peering.Forecast(want, have)}
	return b.ask(ctx, who, where, r, record)
}

// event is an audit event about a step in a request's life.
func (b *Bot) event(from, to request.Request, kind request.EventKind, actor string, d map[string]string) request.Event {
	return request.Event{At: b.Now(), Kind: kind, Request: to.ID, Peering: to.Peering, Actor: actor, From: string(from.State), To: string(to.State), Detail: d}
}

// short is how much of a digest a button and a log line carry.
func short(digest string) string {
	if len(digest) > 16 {
		return digest[:16]
	}
	return digest
}

func union(a, b []string) []string {
	out := slices.Clone(a)
	for _, x := range b {
		if !slices.Contains(out, x) {
			out = append(out, x)
		}
	}
	return out
}
