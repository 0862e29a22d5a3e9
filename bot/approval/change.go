package approval

import (
	"context"
	"slices"

	"peerbot/bot/notice"
	"peerbot/bot/outbox"
	"peerbot/bot/request"
	"peerbot/bot/store"
)

// update has f make a change of a request, and returns what the request is
// then. When the request was changed in the meantime, f decides again on what
// it has become: of two clicks at once one wins, and the other is answered who
// decided.
func (s *Service) update(ctx context.Context, id string, f func(request.Request, request.Peering) (store.Change, error)) (request.Request, error) {
	var r request.Request
	saved, err := s.Store.UpdateRequest(ctx, id, func(now request.Request, p request.Peering) (store.Change, error) {
		r = now
		c, err := f(now, p)
		if c.Request != nil {
			c.At = s.Now()
		}
		return c, err
	})
	if saved.Request != nil {
		r = *saved.Request
	}
	return r, err
}

// owners returns the policies of the accounts whose owners matter to a
// request.
func (s *Service) owners(ctx context.Context, r request.Request) ([]request.Policy, error) {
	ends := r.Plan.Peering
	ids := append(r.RequiredAccounts(), ends.Requester.VPC.Account, ends.Accepter.VPC.Account)
	for _, n := range r.Approvals {
		ids = append(ids, n.Account)
	}
	return s.Directory.OwnersOf(ctx, distinct(ids))
}

// distinct returns each id once, in order.
func distinct(ids []string) []string {
	ids = slices.Clone(ids)
	slices.Sort(ids)
	return slices.Compact(ids)
}

// refusedNotes returns the messages of one kind that go to who requested it, since
// it was refused or ended.
func (s *Service) refusedNotes(r request.Request, kind notice.NoteKind) []store.Note {
	return outbox.Notes(s.Routing.Routes(outbox.Subject{Occasion: outbox.RequestRefused, Request: r}), kind)
}

// event is an audit event about a step in a request's life.
func (s *Service) event(from, to request.Request, kind request.EventKind, actor string, details ...string) request.Event {
	return request.Event{
		At: s.Now(), Kind: kind, Request: to.ID, Peering: to.Peering, Actor: actor,
		From: string(from.State), To: string(to.State), Detail: request.Detail(details...),
	}
}
