package approval

import (
	"context"
	"slices"
	"strings"
	"time"

	"peerbot/aws/peering"
	"peerbot/bot/notice"
	"peerbot/bot/request"
	"peerbot/bot/store"
)

// Approve records the approval of a person who pressed a button. saw is the
// beginning of the digest that their card showed.
func (s *Service) Approve(ctx context.Context, who request.Caller, id, saw string) (notice.Notice, error) {
	return s.approve(ctx, who, id, func(r request.Request) (confirm bool, err error) {
		if saw == "" || !strings.HasPrefix(r.Plan.Digest, saw) {
			return false, &request.UserError{Code: request.CardOutdated, ID: r.ID}
		}
		return false, nil
	})
}

// ApproveTyped records the approval of a person who typed it, and tells them
// between which VPCs and for what it is. A plan that changed after the request
// was posted is shown to them first: their next approval counts.
func (s *Service) ApproveTyped(ctx context.Context, who request.Caller, id string) (notice.Notice, error) {
	n, err := s.approve(ctx, who, id, func(r request.Request) (confirm bool, err error) {
		return r.Replans > 0 && !s.shown.has(who.ID, r, s.Now()), nil
	})
	a, ok := n.(notice.Answer)
	if err != nil || !ok {
		return n, err
	}
	a.Plan = a.Blocked == nil && a.Code != notice.Voided
	if a.Plan {
		s.shown.add(who.ID, a.Request, s.Now())
	}
	return a, nil
}

// approve records a person's approval. seen refuses one for a plan that the
// person has not seen, or says that it has to be confirmed.
func (s *Service) approve(ctx context.Context, who request.Caller, id string, seen func(request.Request) (confirm bool, err error)) (notice.Notice, error) {
	if _, err := s.Expire(ctx, id); err != nil { // the job that does it may be late
		return nil, err
	}
	var a notice.Answer
	r, err := s.update(ctx, id, func(r request.Request, p request.Peering) (store.Change, error) {
		r, lapsed, err := s.validate(ctx, r)
		if err != nil {
			return store.Change{}, err
		}
		policies, err := s.owners(ctx, r)
		if err != nil {
			return store.Change{}, err
		}
		accounts, err := request.MayApprove(r, who, policies)
		if err != nil {
			return store.Change{}, err
		}
		confirm, err := seen(r)
		if err != nil {
			return store.Change{}, err
		}
		if c, err := s.closedOutside(ctx, r, p); c.Request != nil || err != nil {
			a = notice.Answer{Code: notice.Voided}
			return c, err
		}
		plan, err := s.replan(ctx, r, p)
		if err != nil {
			return store.Change{}, err
		}
		blocked := plan.Blocked()
		switch void := r.Kind.Rules().Void; {
		case void != nil && void(plan):
			a = notice.Answer{Code: notice.Voided}
			return s.void(ctx, r, p)
		case len(blocked) > 0 && r.Kind.Rules().External:
			return store.Change{}, &request.UserError{Code: request.Blocked, ID: r.ID, Blocked: &plan}
		case len(blocked) > 0 && plan.Digest == r.Plan.Digest && slices.EqualFunc(blocked, r.Plan.Blocked(), peering.Problem.Same):
			// The card says so already: only who pressed is answered.
			return store.Change{}, &request.UserError{Code: request.Blocked, ID: r.ID, Blocked: &plan}
		case len(blocked) > 0 || plan.Digest != r.Plan.Digest:
			a = notice.Answer{Code: notice.PlanChanged}
			if len(blocked) > 0 {
				a.Blocked = &plan
			}
			return s.Reapprove(ctx, r, p, plan)
		}
		if confirm {
			a = notice.Answer{Code: notice.Confirm}
			return store.Change{}, nil
		}
		next, err := r.Approve(who.ID, accounts, s.Now())
		if err != nil {
			return store.Change{}, err
		}
		if len(lapsed) > 0 && next.State == request.Pending {
			next.ExpiresAt = s.Now().Add(s.DecideWithin) // they have as long as at first
		}
		a = notice.Answer{Code: notice.Approved}
		s.Log.InfoContext(ctx, "approval recorded", "request", r.ID, "user", who.ID, "accounts", accounts, "state", next.State)
		c := store.Change{Request: &next, Events: append(lapsed,
			s.event(r, next, request.EventApproved, who.ID, "accounts", strings.Join(accounts, " "), "digest", r.Plan.Digest))}
		switch {
		case next.State == request.Approved:
			c.Jobs = jobsOf(next)
		case len(lapsed) > 0:
			c.Jobs = jobsOf(next)
			c.Notes = []store.Note{{To: store.Thread(), Kind: notice.NoteLapsed}}
		}
		return c, nil
	})
	a.Names, a.Request, a.ID = s.Directory.Names(), r, r.Peering
	return a, err
}

// Deny sets a request to Denied, and sends the reason to who requested it.
func (s *Service) Deny(ctx context.Context, who request.Caller, id, reason string) (notice.Notice, error) {
	if strings.TrimSpace(reason) == "" {
		return nil, &request.UserError{Code: request.DenyNeedsReason, ID: id}
	}
	if _, err := s.Expire(ctx, id); err != nil { // the job that does it may be late
		return nil, err
	}
	code := notice.Denied
	r, err := s.update(ctx, id, func(r request.Request, p request.Peering) (store.Change, error) {
		policies, err := s.owners(ctx, r)
		if err != nil {
			return store.Change{}, err
		}
		account, err := request.MayDeny(r, who, policies)
		if err != nil {
			return store.Change{}, err
		}
		if c, err := s.closedOutside(ctx, r, p); c.Request != nil || err != nil {
			code = notice.Voided // there is nothing left to reject
			return c, err
		}
		next, err := r.Deny(who.ID, account, reason, s.Now())
		if err != nil {
			return store.Change{}, err
		}
		s.Log.InfoContext(ctx, "request denied", "request", r.ID, "user", who.ID)
		c := store.Change{
			Request: &next,
			Events:  []request.Event{s.event(r, next, request.EventDenied, who.ID, "account", account, "reason", reason)},
			Notes:   s.refusedNotes(next, notice.NoteDenied),
		}
		if r.Kind.Rules().External {
			c.Jobs = append(c.Jobs, store.Job{Kind: store.JobReject, Key: r.ID})
		}
		return s.settleRecord(ctx, c, next, p)
	})
	return notice.Answer{Code: code, Names: s.Directory.Names(), Request: r, ID: r.Peering}, err
}

// Withdraw sets a request to Withdrawn, for who requested it.
func (s *Service) Withdraw(ctx context.Context, who request.Caller, id, reason string) (notice.Notice, error) {
	if _, err := s.Expire(ctx, id); err != nil { // the job that does it may be late
		return nil, err
	}
	var c store.Change
	r, err := s.update(ctx, id, func(r request.Request, p request.Peering) (store.Change, error) {
		policies, err := s.owners(ctx, r)
		if err != nil {
			return store.Change{}, err
		}
		if err := request.MayWithdraw(r, who, policies); err != nil {
			return store.Change{}, err
		}
		c, err = s.end(ctx, r, p, request.Cancellation{Person: who.ID, Reason: reason, At: s.Now()})
		return c, err
	})
	exists := len(r.Done) > 0 || c.Peering != nil && c.Peering.Managed()
	return notice.Answer{Code: notice.Withdrawn, Request: r, ID: r.Peering, Exists: exists}, err
}

// Expire sets a request that nobody decided in time to Expired. It returns how
// long it is until then, and 0 when there is nothing more to do.
func (s *Service) Expire(ctx context.Context, id string) (early time.Duration, err error) {
	_, err = s.update(ctx, id, func(r request.Request, p request.Peering) (store.Change, error) {
		now := s.Now()
		early = r.ExpiresAt.Sub(now)
		if r.State != request.Pending {
			early = 0
		}
		if r.State != request.Pending || early > 0 {
			return store.Change{}, nil
		}
		next, err := r.Expire(now)
		if err != nil {
			return store.Change{}, err
		}
		c := store.Change{
			Request: &next,
			Events:  []request.Event{s.event(r, next, request.EventExpired, request.System)},
			Notes:   s.refusedNotes(next, notice.NoteExpired),
		}
		return s.settleRecord(ctx, c, next, p)
	})
	return max(early, 0), err
}
