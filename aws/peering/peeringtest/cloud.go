package peeringtest

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"peerbot/aws/peering"
)

// Parts that are read by Observe only.
const (
	theVPC peering.Part = 1 << (iota + 8)
	theDNS
	theSubnets
)

// Actions of the reads, as hooks see them.
const (
	DescribeVPCs        = "ec2:DescribeVpcs"
	DescribeAttribute   = "ec2:DescribeVpcAttribute"
	DescribeTables      = "ec2:DescribeRouteTables"
	DescribeSubnets     = "ec2:DescribeSubnets"
	DescribeConnections = "ec2:DescribeVpcPeeringConnections"
	DescribeGroups      = "ec2:DescribeSecurityGroups"
	DescribeStale       = "ec2:DescribeStaleSecurityGroups"
	LookupEvents        = "cloudtrail:LookupEvents"
)

func (w *World) configuredPlaces() []peering.Place {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.configured()
}

// Find returns the VPCs of an account that have the id or the name, in order of
// Region and id.
func (w *World) Find(ctx context.Context, q peering.Query) ([]peering.VPC, error) {
	places := slices.DeleteFunc(w.configuredPlaces(), func(at peering.Place) bool {
		return at.Account != q.Account || q.Region != "" && at.Region != q.Region
	})
	if len(places) == 0 {
		places = []peering.Place{{Account: q.Account, Region: q.Region}}
	}
	var out []peering.VPC
	for _, at := range places {
		err := w.read(ctx, at, DescribeVPCs, func() {
			for _, v := range w.vpcs {
				if v.Place() == at && (v.VPC.VPC == q.VPC || v.Name == q.VPC) {
					out = append(out, v.shown())
				}
			}
		})
		if err != nil {
			return nil, err
		}
	}
	slices.SortFunc(out, func(a, b peering.VPC) int {
		return cmp.Or(strings.Compare(a.Region, b.Region), strings.Compare(a.VPC, b.VPC))
	})
	return out, nil
}

// Observe reads both sides of a pair; of one that was asked for from outside,
// the accepter's.
func (w *World) Observe(ctx context.Context, p peering.Peering) (peering.Observed, error) {
	what := peering.Connections | peering.Tables | theVPC | theSubnets
	if needsDNS(p) {
		what |= theDNS
	}
	return w.observe(ctx, p, peering.Observed{}, what)
}

// Refresh reads the named parts again.
func (w *World) Refresh(ctx context.Context, p peering.Peering, have peering.Observed, what peering.Part) (peering.Observed, error) {
	return w.observe(ctx, p, have, what&(peering.Connections|peering.Tables))
}

// needsDNS reports whether the DNS attributes of both VPCs matter.
func needsDNS(p peering.Peering) bool { return !p.Absent && (p.Requester.DNS || p.Accepter.DNS) }

func (w *World) observe(ctx context.Context, p peering.Peering, have peering.Observed, what peering.Part) (peering.Observed, error) {
	w.look()
	places := []peering.Place{p.Requester.VPC.Place(), p.Accepter.VPC.Place()}
	if p.External {
		places = places[1:]
	}
	for _, at := range slices.Compact(places) {
		for _, r := range w.reads(p, at) {
			if what&r.part == 0 {
				continue
			}
			err := w.read(ctx, at, r.action, func() {
				for _, s := range sides {
					if ref := p.Side(s).VPC; ref.Place() == at {
						r.fill(have.Side(s), ref, w.vpc(ref))
					}
				}
			})
			if err != nil {
				return peering.Observed{}, err
			}
		}
	}
	return have, nil
}

// read is one call of Observe. fill puts what it shows of a VPC, which is nil
// when there is none, into the view of its side.
type read struct {
	part   peering.Part
	action string
	fill   func(view *peering.View, ref peering.Ref, v *vpc)
}

// reads are the calls that Observe makes in a place, in their order.
func (w *World) reads(p peering.Peering, at peering.Place) []read {
	return []read{
		{theVPC, DescribeVPCs, func(view *peering.View, _ peering.Ref, v *vpc) {
			if view.Found = v != nil; view.Found {
				view.VPC = v.shown()
			}
		}},
		{theDNS, DescribeAttribute, func(view *peering.View, _ peering.Ref, v *vpc) {
			if v != nil {
				view.VPC.DNSSupport, view.VPC.DNSHostnames = v.DNSSupport, v.DNSHostnames
			}
		}},
		{peering.Tables, DescribeTables, func(view *peering.View, _ peering.Ref, v *vpc) {
			if view.Tables = nil; v != nil {
				view.Tables = w.shownTables(v)
			}
		}},
		{theSubnets, DescribeSubnets, func(view *peering.View, _ peering.Ref, v *vpc) {
			if v != nil {
				view.Subnets = slices.Clone(v.subnets)
			}
		}},
		{peering.Connections, DescribeConnections, func(view *peering.View, _ peering.Ref, _ *vpc) {
			view.Connections = w.shownAt(at, func(c *connection) bool { return c.joins(p.Requester.VPC, p.Accepter.VPC) })
		}},
	}
}

// Connection finds a connection in every configured place: one entry per place
// that shows it, the requester's first. An error beside entries means that one
// of its sides could not be read.
func (w *World) Connection(ctx context.Context, pcx string) ([]peering.Connection, error) {
	if !isPCX(pcx) {
		return nil, fmt.Errorf("%q is not the id of a peering connection (pcx-…)", pcx)
	}
	w.look()
	var out []peering.Connection
	failed := map[peering.Place]error{}
	for _, at := range w.configuredPlaces() {
		err := w.read(ctx, at, DescribeConnections, func() {
			for _, c := range w.shownAt(at, func(c *connection) bool { return c.id == pcx }) {
				if c.Requester.Place() == at {
					out = slices.Insert(out, 0, c)
				} else {
					out = append(out, c)
				}
			}
		})
		if err != nil {
			failed[at] = err
		}
	}
	var errs []error
	for _, at := range slices.SortedFunc(maps.Keys(failed), comparePlaces) {
		if len(out) == 0 || out[0].Requester.Place() == at || out[0].Accepter.Place() == at {
			errs = append(errs, failed[at])
		}
	}
	return out, errors.Join(errs...)
}

// StaleRules lists the groups of a VPC with rules about groups behind a
// connection that is gone.
func (w *World) StaleRules(ctx context.Context, ref peering.Ref) ([]peering.StaleRule, error) {
	var out []peering.StaleRule
	err := w.read(ctx, ref.Place(), DescribeStale, func() {
		v := w.vpc(ref)
		if v == nil {
			return
		}
		for _, g := range v.groups {
			for _, r := range g.Rules {
				if r.PCX != "" && w.truth(r.PCX).Status != peering.Active {
					out = append(out, peering.StaleRule{Group: g.ID, Name: g.Name, VPC: ref.VPC, PCX: r.PCX})
				}
			}
		}
	})
	slices.SortFunc(out, func(a, b peering.StaleRule) int {
		return cmp.Or(strings.Compare(a.Group, b.Group), strings.Compare(a.PCX, b.PCX))
	})
	return slices.Compact(out), err
}
