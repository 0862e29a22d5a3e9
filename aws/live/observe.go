package live

import (
	"context"
	"slices"

	"github.com/aws/aws-sdk-go-v2/service/ec2/types"
	"golang.org/x/sync/errgroup"

	"peerbot/aws/peering"
)

// theVPC is what Observe reads besides the parts that Refresh can name: the
// VPC itself, its subnets, and its DNS attributes when the peering needs them.
const (
	theVPC peering.Part = 1 << (iota + 16)
	theDNS
	theSubnets
)

// Observe reads both sides of a pair at once: the VPCs, their route tables and
// subnets, and the connections between them in either direction. DNS
// attributes are read only when the peering wants DNS options. A VPC that does
// not exist is not an error: its view says Found false.
func (c *Cloud) Observe(ctx context.Context, p peering.Peering) (peering.Observed, error) {
	what := theVPC | theSubnets | peering.Connections | peering.Tables
	if needsDNS(p) {
		what |= theDNS
	}
	return c.observe(ctx, p, peering.Observed{}, what)
}

// needsDNS reports whether the DNS attributes of both VPCs matter.
func needsDNS(p peering.Peering) bool {
	return !p.Absent && (p.Requester.DNS || p.Accepter.DNS)
}

// Refresh reads the named parts again and returns a copy of what was observed
// with them replaced.
func (c *Cloud) Refresh(ctx context.Context, p peering.Peering, have peering.Observed, what peering.Part) (peering.Observed, error) {
	return c.observe(ctx, p, have, what&(peering.Connections|peering.Tables))
}

func (c *Cloud) observe(ctx context.Context, p peering.Peering, have peering.Observed, what peering.Part) (peering.Observed, error) {
	scopes := scopesOf(p)
	g, gctx := errgroup.WithContext(ctx)
	for i := range scopes {
		s := &scopes[i]
		g.Go(func() error { return c.read(gctx, s, what) })
	}
	if err := g.Wait(); err != nil {
		return peering.Observed{}, err
	}
	for i := range scopes {
		s := &scopes[i]
		for side, ref := range s.sides {
			s.fill(have.Side(side), ref, what)
		}
	}
	return have, nil
}

// scope is what one account and Region shows of a pair: of one side, or of
// both where they are in the same place.
type scope struct {
	account, region string
	sides           map[peering.Side]peering.Ref
	vpcs            []string // of those sides
	pair            []string // the VPCs of both sides of the peering
	between         [2]peering.Ref

	foundVPCs   []peering.VPC
	tables      map[string][]peering.RouteTable // by VPC
	subnets     map[string][]peering.Subnet     // by VPC
	connections []peering.Connection
	support     []*bool // by index of vpcs
	hostnames   []*bool
}

// scopesOf returns one scope, or two when the sides are in different places.
func scopesOf(p peering.Peering) []scope {
	r, a := p.Requester.VPC, p.Accepter.VPC
	pair := slices.Compact([]string{r.VPC, a.VPC})
	one := func(sides map[peering.Side]peering.Ref, ref peering.Ref, vpcs []string) scope {
		return scope{
			account: ref.Account, region: ref.Region, sides: sides, vpcs: vpcs, pair: pair, between: [2]peering.Ref{r, a},
			support: make([]*bool, len(vpcs)), hostnames: make([]*bool, len(vpcs)),
		}
	}
	if p.External { // the requester may be anybody
		return []scope{one(map[peering.Side]peering.Ref{peering.Accepter: a}, a, []string{a.VPC})}
	}
	if r.SamePlace(a) {
		return []scope{one(map[peering.Side]peering.Ref{peering.Requester: r, peering.Accepter: a}, r, pair)}
	}
	return []scope{
		one(map[peering.Side]peering.Ref{peering.Requester: r}, r, []string{r.VPC}),
		one(map[peering.Side]peering.Ref{peering.Accepter: a}, a, []string{a.VPC}),
	}
}

// read makes every call of a scope at once.
func (c *Cloud) read(ctx context.Context, s *scope, what peering.Part) error {
	p, err := c.reader(ctx, s.account, s.region)
	if err != nil {
		return err
	}
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error { return p.assert(ctx) })
	if what&theVPC != 0 {
		g.Go(func() (err error) {
			s.foundVPCs, err = p.readVPCs(ctx, filter("vpc-id", s.vpcs...))
			return err
		})
	}
	if what&theDNS != 0 {
		for i, vpc := range s.vpcs {
			g.Go(func() (err error) {
				s.support[i], err = p.attribute(ctx, vpc, types.VpcAttributeNameEnableDnsSupport)
				return err
			})
			g.Go(func() (err error) {
				s.hostnames[i], err = p.attribute(ctx, vpc, types.VpcAttributeNameEnableDnsHostnames)
				return err
			})
		}
	}
	if what&peering.Tables != 0 {
		g.Go(func() (err error) {
			s.tables, err = p.readTables(ctx, s.vpcs)
			return err
		})
	}
	if what&theSubnets != 0 {
		g.Go(func() (err error) {
			s.subnets, err = p.readSubnets(ctx, s.vpcs)
			return err
		})
	}
	if what&peering.Connections != 0 {
		g.Go(func() (err error) {
			s.connections, err = p.readConnections(ctx, // both ids on both sides: either direction in one call
				filter("requester-vpc-info.vpc-id", s.pair...), filter("accepter-vpc-info.vpc-id", s.pair...))
			return err
		})
	}
	return g.Wait()
}

// fill puts what was read of one VPC into a side's view.
func (s *scope) fill(v *peering.View, ref peering.Ref, what peering.Part) {
	if what&theVPC != 0 {
		v.Found, v.VPC = false, peering.VPC{}
		for _, vpc := range s.foundVPCs {
			if vpc.Ref == ref {
				v.Found, v.VPC = true, vpc
			}
		}
	}
	if i := slices.Index(s.vpcs, ref.VPC); what&theDNS != 0 && i >= 0 && v.Found {
		v.VPC.DNSSupport, v.VPC.DNSHostnames = s.support[i], s.hostnames[i]
	}
	if what&peering.Tables != 0 {
		v.Tables = s.tables[ref.VPC]
	}
	if what&theSubnets != 0 {
		v.Subnets = s.subnets[ref.VPC]
	}
	if what&peering.Connections != 0 {
		v.Connections = nil
		for _, c := range s.connections {
			// The filter knows nothing of accounts and Regions.
			if c.Requester == s.between[0] && c.Accepter == s.between[1] ||
				c.Requester == s.between[1] && c.Accepter == s.between[0] {
				v.Connections = append(v.Connections, c)
			}
		}
	}
}
