package live

import (
	"context"
	"sync"

	"golang.org/x/sync/errgroup"

	"peerbot/aws/peering"
)

// surveyed is how many places are read at once, with up to five lists each.
const surveyed = 64

// Survey reads whole accounts and Regions: the connections of every configured
// place, and where the peerings have VPCs those VPCs, their route tables and,
// where the choice of tables depends on them, their subnets; the security
// groups of VPCs that are peered within their Region, if it may. It makes one
// paginated read per kind and place, however many peerings there are; only DNS
// attributes, for which EC2 has no list, cost two calls for every VPC with a
// peering that wants DNS options.
//
// A place that could not be read to the end has nothing but its error. What is
// wrong with the role of an account is the error of all its Regions, also of
// those that were read before. The survey's time is when reading began.
func (c *Cloud) Survey(ctx context.Context, managed []peering.Peering) peering.Survey {
	s := surveyor{
		cloud: c, slots: make(chan struct{}, surveyed),
		made: peering.Survey{Places: map[peering.Place]peering.PlaceView{}, At: c.now()},
	}
	var wg sync.WaitGroup
	for account, needs := range c.needs(managed) {
		wg.Go(func() { s.account(ctx, account, needs) })
	}
	wg.Wait()
	return s.made
}

// surveyor makes one survey.
type surveyor struct {
	cloud *Cloud
	slots chan struct{} // holds one token for everything that is under way

	mu   sync.Mutex
	made peering.Survey
}

// account reads all places of one account.
func (s *surveyor) account(ctx context.Context, id string, needs []need) {
	views := make([]peering.PlaceView, len(needs))
	err := s.regions(ctx, id, needs, views)
	s.mu.Lock()
	defer s.mu.Unlock()
	for i, n := range needs {
		if err != nil {
			views[i] = peering.PlaceView{Err: err}
		}
		s.made.Places[peering.Place{Account: id, Region: n.region}] = views[i]
	}
}

// regions reads the Regions of an account into views. Its error says why
// nothing of the account is to be believed; an error of one Region is in its
// view.
func (s *surveyor) regions(ctx context.Context, id string, needs []need, views []peering.PlaceView) error {
	// Once for all Regions: each would ask again for a role that cannot be had.
	role, err := s.role(ctx, id)
	if err != nil {
		return err
	}
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error {
		return s.cloud.rescue(peering.Place{Account: id}, func() error { return role.assert(ctx) })
	})
	for i, n := range needs {
		g.Go(func() error {
			at := peering.Place{Account: id, Region: n.region}
			err := s.run(ctx, at, func() (err error) {
				views[i], err = s.cloud.surveyPlace(ctx, at, n)
				return err
			})
			if err != nil {
				views[i] = peering.PlaceView{Err: err}
			}
			if isClass(err, peering.AssumeRoleFailed) || isClass(err, peering.WrongAccount) {
				return err
			}
			return nil
		})
	}
	return g.Wait()
}

// role returns the reading session of an account, with credentials.
func (s *surveyor) role(ctx context.Context, id string) (*session, error) {
	var role *session
	err := s.run(ctx, peering.Place{Account: id}, func() error {
		a, err := s.cloud.account(id)
		if err != nil {
			return err
		}
		role = s.cloud.session(a, peering.Actor{}, pair{})
		return role.ready(ctx)
	})
	return role, err
}

// run runs f as soon as there is a slot. A panic becomes the error.
func (s *surveyor) run(ctx context.Context, at peering.Place, f func() error) error {
	select {
	case s.slots <- struct{}{}:
		defer func() { <-s.slots }()
	case <-ctx.Done():
		return classify(Account{ID: at.Account}, at.Region, ctx.Err())
	}
	return s.cloud.rescue(at, f)
}
