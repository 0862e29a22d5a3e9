package live

import (
	"cmp"
	"context"
	"maps"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"peerbot/aws/peering"
)

// maxFilterValues is how many values the filters of one call may have
// (FilterLimitExceeded).
const maxFilterValues = 200

// belonging selects what belongs to some VPCs: a filter, which reads no more
// pages than there must be, or none when it would have too many values. Then
// everything comes, and keep says what is of interest.
func belonging(vpcs []string) (keep func(vpc string) bool, filters []types.Filter) {
	if len(vpcs) <= maxFilterValues {
		return func(string) bool { return true }, []types.Filter{filter("vpc-id", vpcs...)}
	}
	wanted := make(map[string]bool, len(vpcs))
	for _, id := range vpcs {
		wanted[id] = true
	}
	return func(id string) bool { return wanted[id] }, nil
}

// readVPCs returns the VPCs that match all filters.
func (p *place) readVPCs(ctx context.Context, filters ...types.Filter) ([]peering.VPC, error) {
	var out []peering.VPC
	err := p.vpcs(ctx, func(raw types.Vpc) error {
		v, err := toVPC(p.region, raw)
		out = append(out, v)
		return err
	}, filters...)
	if err != nil {
		return nil, err
	}
	return out, nil
}

// readTables returns the route tables of some VPCs by VPC, in order of id.
func (p *place) readTables(ctx context.Context, vpcs []string) (map[string][]peering.RouteTable, error) {
	out := map[string][]peering.RouteTable{}
	keep, filters := belonging(vpcs)
	err := p.tables(ctx, func(raw types.RouteTable) error {
		vpc := aws.ToString(raw.VpcId)
		if !keep(vpc) {
			return nil
		}
		t, err := toTable(raw)
		out[vpc] = append(out[vpc], t)
		return err
	}, filters...)
	if err != nil {
		return nil, err
	}
	for list := range maps.Values(out) {
		slices.SortFunc(list, func(a, b peering.RouteTable) int { return cmp.Compare(a.ID, b.ID) })
	}
	return out, nil
}

// readSubnets returns the subnets of some VPCs by VPC, in order of id.
func (p *place) readSubnets(ctx context.Context, vpcs []string) (map[string][]peering.Subnet, error) {
	out := map[string][]peering.Subnet{}
	keep, filters := belonging(vpcs)
	err := p.subnets(ctx, func(raw types.Subnet) error {
		vpc := aws.ToString(raw.VpcId)
		if !keep(vpc) {
			return nil
		}
		s, err := toSubnet(raw)
		out[vpc] = append(out[vpc], s)
		return err
	}, filters...)
	if err != nil {
		return nil, err
	}
	for list := range maps.Values(out) {
		slices.SortFunc(list, func(a, b peering.Subnet) int { return cmp.Compare(a.ID, b.ID) })
	}
	return out, nil
}

// readGroups returns the security groups of some VPCs by VPC, in order of id.
func (p *place) readGroups(ctx context.Context, vpcs []string) (map[string][]peering.Group, error) {
	out := map[string][]peering.Group{}
	keep, filters := belonging(vpcs)
	err := p.groups(ctx, func(raw types.SecurityGroup) error {
		vpc := aws.ToString(raw.VpcId)
		if !keep(vpc) {
			return nil
		}
		g, err := toGroup(raw)
		out[vpc] = append(out[vpc], g)
		return err
	}, filters...)
	if err != nil {
		return nil, err
	}
	for list := range maps.Values(out) {
		slices.SortFunc(list, func(a, b peering.Group) int { return cmp.Compare(a.ID, b.ID) })
	}
	return out, nil
}

// readConnections returns the connections that match all filters, in order of
// id.
func (p *place) readConnections(ctx context.Context, filters ...types.Filter) ([]peering.Connection, error) {
	var out []peering.Connection
	err := p.connections(ctx, func(raw types.VpcPeeringConnection) error {
		c, err := toConnection(raw)
		out = append(out, c)
		return err
	}, filters...)
	if err != nil {
		return nil, err
	}
	slices.SortFunc(out, func(a, b peering.Connection) int { return cmp.Compare(a.ID, b.ID) })
	return out, nil
}
