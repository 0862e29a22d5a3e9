package live

import (
	"context"

	"peerbot/aws/peering"
)

// place is one account in one Region, called with one session's credentials.
type place struct {
	*ec2API

	session *session
	account string
	region  string
}

// reader returns a place to read from. Its session has credentials, but is not
// asserted yet: see [place.assert].
func (c *Cloud) reader(ctx context.Context, account, region string) (*place, error) {
	return c.place(ctx, peering.Actor{}, pair{}, account, region)
}

// writer returns a place to write to about a pair of VPCs: its session is asserted.
func (c *Cloud) writer(ctx context.Context, actor peering.Actor, vpcs pair, account, region string) (*place, error) {
	p, err := c.place(ctx, actor, vpcs, account, region)
	if err != nil {
		return nil, err
	}
	if err := p.assert(ctx); err != nil {
		return nil, err
	}
	return p, nil
}

// place returns a configured account in one of its Regions, with credentials for
// an actor.
func (c *Cloud) place(ctx context.Context, actor peering.Actor, vpcs pair, account, region string) (*place, error) {
	a, err := c.inRegion(account, region)
	if err != nil {
		return nil, err
	}
	s := c.session(a, actor, vpcs)
	if err := s.ready(ctx); err != nil {
		return nil, err
	}
	return &place{ec2API: s.client(region), session: s, account: a.ID, region: region}, nil
}

// assert proves that the credentials are of the account. Readers run it beside
// their first reads, where it costs no time, and believe none before it ends.
func (p *place) assert(ctx context.Context) error { return p.session.assert(ctx) }

// fail returns a call's error as a *peering.CallError of this place.
func (p *place) fail(ctx context.Context, err error) error {
	return p.session.fail(ctx, p.region, err)
}
