package approval

import (
	"context"
	"errors"
	"fmt"

	"peerbot/aws/peering"
	"peerbot/bot/notice"
	"peerbot/bot/outbox"
	"peerbot/bot/request"
	"peerbot/bot/store"
)

// submit stores a request with its plan, and has its cards posted. One that
// needs no further approval is begun at once. An ExpiresAt that is set already
// is kept.
func (s *Service) submit(ctx context.Context, who request.Caller, where notice.Origin, r request.Request, record request.Peering) (notice.Notice, error) {
	r.RequestedBy, r.Team, r.Channel = who.ID, who.Team, where.Channel
	policies, err := s.Directory.OwnersOf(ctx, r.RequiredAccounts())
	if err != nil {
		return nil, err
	}
	approvals, implied, err := s.required(ctx, r, who.ID, policies)
	if err != nil {
		return nil, err
	}
	now := s.Now()
	r.Approvals = approvals
	if !r.ExpiresAt.After(now) {
		r.ExpiresAt = now.Add(s.DecideWithin)
	}
	r = request.New(r, implied, r.ExpiresAt, now)
	record.UpdatedAt = now
	c := store.Change{
		At: now, Request: &r,
		Events: []request.Event{{
			At: now, Kind: request.EventRequested, Actor: who.ID, To: string(r.State),
			Detail: request.Detail("digest", r.Plan.Digest, "kind", string(r.Kind), "reason", r.Reason),
		}},
	}
	if r.Lead == "" {
		c.Cards = outbox.Destinations(s.Routing.Routes(outbox.Subject{Occasion: outbox.RequestCard, Request: r}))
	}
	if record.Version == 0 {
		record.CreatedAt = now
		c.Peering = &record
	}
	c.Jobs = append(jobsOf(r), recheckJob(r)...)
	saved, err := s.Store.Save(ctx, c)
	if open, ok := errors.AsType[*store.OpenRequestError](err); ok {
		return s.alreadyOpen(ctx, open)
	}
	if err != nil {
		return nil, err
	}
	r = *saved.Request
	s.Log.InfoContext(ctx, "request submitted", "request", r.ID, "peering", record.ID, "kind", r.Kind, "user", who.ID)
	code := notice.Posted
	if len(r.Outstanding()) == 0 {
		code = notice.Begun
	}
	return s.answer(ctx, code, r), nil
}

// answer is a short reply about a request, with where its cards are.
func (s *Service) answer(ctx context.Context, code notice.AnswerCode, r request.Request) notice.Answer {
	return notice.Answer{Code: code, Names: s.Directory.Names(), Request: r, ID: r.Peering, Links: s.Links(ctx, r.ID)}
}

// alreadyOpen answers somebody who requests what an open request is about: the
// same command twice is one request.
func (s *Service) alreadyOpen(ctx context.Context, open *store.OpenRequestError) (notice.Notice, error) {
	r, err := s.Store.Request(ctx, open.ID)
	if err != nil {
		return nil, err
	}
	return s.answer(ctx, notice.AlreadyOpen, r), nil
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

// recheckJob has the findings of a managed peering brought up to date after a
// request about it came or went.
func recheckJob(r request.Request) []store.Job {
	if !r.Kind.Rules().Managed {
		return nil // nothing was found about what is not managed
	}
	return []store.Job{{Kind: store.JobRecheck, Key: r.Peering}}
}

// blocked answers somebody who requests a peering that cannot be made, with the
// blocking problems and what peerbot knows of a connection that is in the way.
func (s *Service) blocked(ctx context.Context, have peering.Observed, plan peering.Plan) notice.Notice {
	a := notice.Answer{Code: notice.CannotPeer, Names: s.Directory.Names(), Blocked: &plan}
	for _, v := range []peering.View{have.Requester, have.Accepter} {
		for _, c := range v.Connections {
			if a.Known == nil && !c.Status.Terminal() {
				a.Known = s.known(ctx, c.ID)
			}
		}
	}
	return a
}

// known returns an error that says as which peering a connection is managed, or
// which open request is about it; nil for a connection that we do not know, and
// when the database cannot be read.
func (s *Service) known(ctx context.Context, pcx string) *request.UserError {
	records, err := s.Store.Peerings(ctx, store.PeeringFilter{PCX: pcx})
	if err != nil {
		s.Log.WarnContext(ctx, "cannot look up connection", "pcx", pcx, "error", err)
		return nil
	}
	for _, p := range records {
		if p.Desired.PCX != pcx {
			continue
		}
		if p.InUse() {
			return &request.UserError{Code: request.ManagedAs, ID: pcx, Other: p.ID}
		}
		if open, err := s.openRequest(ctx, p.ID); err == nil && open != nil {
			return &request.UserError{Code: request.RequestedAs, ID: pcx, Other: open.ID}
		}
	}
	return nil
}

// openRequest returns the open request about a peering; nil when there is
// none.
func (s *Service) openRequest(ctx context.Context, peeringID string) (*request.Request, error) {
	open, err := s.Store.Requests(ctx, store.RequestFilter{Peering: peeringID, States: request.OpenStates(), Limit: 1})
	if err != nil || len(open) == 0 {
		return nil, err
	}
	return &open[0], nil
}

// record reads the record of a peering.
func (s *Service) record(ctx context.Context, id string) (request.Peering, error) {
	p, err := s.Store.Peering(ctx, id)
	if err != nil {
		return p, fmt.Errorf("read peering: %w", err)
	}
	return p, nil
}

// managed reads the record of a peering. It is a *request.UserError when the
// peering is not managed.
func (s *Service) managed(ctx context.Context, id string) (request.Peering, error) {
	p, err := s.record(ctx, id)
	if err == nil && !p.Managed() {
		return p, &request.UserError{Code: request.PeeringIs, ID: id, State: string(p.State)}
	}
	return p, err
}

// planFor reads AWS and returns the plan of a kind for a managed peering, with
// what was read.
func (s *Service) planFor(ctx context.Context, k request.Kind, record request.Peering) (peering.Plan, peering.Observed, error) {
	look := record.Desired
	look.Absent = k.Rules().Removes
	have, err := s.Cloud.Observe(ctx, look)
	if err != nil {
		return peering.Plan{}, have, err
	}
	desired, err := k.Rules().Desired(record, have, s.Now())
	if err != nil {
		return peering.Plan{}, have, err
	}
	if k.Rules().RenewsTags && (desired.Install == "" || desired.OldTags) {
		desired.Install, desired.OldTags, desired.RenewTags = s.Install, true, true
	}
	return peering.Forecast(desired, have), have, nil
}

// Links returns where the cards of a request are. None is in a channel that people
// of other organisations read, or may read for all that is known.
func (s *Service) Links(ctx context.Context, requestID string) []notice.Link {
	messages, err := s.Store.Messages(ctx, requestID)
	if r, rerr := s.Store.Request(ctx, requestID); err == nil && rerr == nil && r.Lead != "" {
		messages, err = s.Store.Messages(ctx, r.Lead)
	}
	if err != nil {
		s.Log.WarnContext(ctx, "cannot look up cards", "request", requestID, "error", err)
		return nil
	}
	var out []notice.Link
	for _, m := range messages {
		if external, err := s.Audience.External(ctx, m.To.Address); external || err != nil {
			continue
		}
		if m.IsCard() && !m.Final {
			out = append(out, notice.Link{Request: requestID, Channel: m.To.Address, TS: m.TS})
		}
	}
	return out
}
