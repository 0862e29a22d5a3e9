package live

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"peerbot/aws/peering"
)

// Page sizes: what EC2 allows at most.
const (
	pageSize      = 1000
	tablePageSize = 100
	stalePageSize = 255
)

func (p *place) vpcs(ctx context.Context, f func(types.Vpc) error, filters ...types.Filter) error {
	pages := ec2.NewDescribeVpcsPaginator(vpcPager(p.DescribeVpcs), &ec2.DescribeVpcsInput{
		Filters: filters, MaxResults: aws.Int32(pageSize),
	})
	return scan(ctx, p, "ec2:DescribeVpcs", pages, func(o *ec2.DescribeVpcsOutput) []types.Vpc { return o.Vpcs }, f)
}

func (p *place) subnets(ctx context.Context, f func(types.Subnet) error, filters ...types.Filter) error {
	pages := ec2.NewDescribeSubnetsPaginator(subnetPager(p.DescribeSubnets), &ec2.DescribeSubnetsInput{
		Filters: filters, MaxResults: aws.Int32(pageSize),
	})
	return scan(ctx, p, "ec2:DescribeSubnets", pages, func(o *ec2.DescribeSubnetsOutput) []types.Subnet { return o.Subnets }, f)
}

func (p *place) tables(ctx context.Context, f func(types.RouteTable) error, filters ...types.Filter) error {
	pages := ec2.NewDescribeRouteTablesPaginator(tablePager(p.DescribeRouteTables), &ec2.DescribeRouteTablesInput{
		Filters: filters, MaxResults: aws.Int32(tablePageSize),
	})
	return scan(ctx, p, "ec2:DescribeRouteTables", pages, func(o *ec2.DescribeRouteTablesOutput) []types.RouteTable { return o.RouteTables }, f)
}

func (p *place) connections(ctx context.Context, f func(types.VpcPeeringConnection) error, filters ...types.Filter) error {
	pages := ec2.NewDescribeVpcPeeringConnectionsPaginator(connectionPager(p.DescribeVpcPeeringConnections),
		&ec2.DescribeVpcPeeringConnectionsInput{Filters: filters, MaxResults: aws.Int32(pageSize)})
	return scan(ctx, p, "ec2:DescribeVpcPeeringConnections", pages, func(o *ec2.DescribeVpcPeeringConnectionsOutput) []types.VpcPeeringConnection {
		return o.VpcPeeringConnections
	}, f)
}

func (p *place) groups(ctx context.Context, f func(types.SecurityGroup) error, filters ...types.Filter) error {
	pages := ec2.NewDescribeSecurityGroupsPaginator(groupPager(p.DescribeSecurityGroups),
		&ec2.DescribeSecurityGroupsInput{Filters: filters, MaxResults: aws.Int32(pageSize)})
	return scan(ctx, p, "ec2:DescribeSecurityGroups", pages, func(o *ec2.DescribeSecurityGroupsOutput) []types.SecurityGroup { return o.SecurityGroups }, f)
}

func (p *place) staleRules(ctx context.Context, vpc string) ([]types.StaleSecurityGroup, error) {
	pages := ec2.NewDescribeStaleSecurityGroupsPaginator(stalePager(p.DescribeStaleSecurityGroups),
		&ec2.DescribeStaleSecurityGroupsInput{VpcId: aws.String(vpc), MaxResults: aws.Int32(stalePageSize)})
	return collect(ctx, p, "ec2:DescribeStaleSecurityGroups", pages, func(o *ec2.DescribeStaleSecurityGroupsOutput) []types.StaleSecurityGroup {
		return o.StaleSecurityGroupSet
	})
}

// attribute reads one DNS attribute of a VPC; nil when the VPC is not there.
func (p *place) attribute(ctx context.Context, vpc string, name types.VpcAttributeName) (*bool, error) {
	out, err := p.DescribeVpcAttribute(ctx, &ec2.DescribeVpcAttributeInput{VpcId: aws.String(vpc), Attribute: name})
	if err != nil {
		err := p.fail(ctx, err)
		if isClass(err, peering.NotFound) {
			return nil, nil //nolint:nilnil // not read is a value here: see peering.VPC
		}
		return nil, err
	}
	value := out.EnableDnsHostnames
	if name == types.VpcAttributeNameEnableDnsSupport {
		value = out.EnableDnsSupport
	}
	if value == nil {
		return nil, nil //nolint:nilnil // as above
	}
	return value.Value, nil
}

// pager is a paginator of the SDK.
type pager[Out any] interface {
	HasMorePages() bool
	NextPage(context.Context, ...func(*ec2.Options)) (*Out, error)
}

// maxPages ends a list that does not end by itself: 100,000 route tables, of
// which a VPC has 200.
const maxPages = 1000

// scan reads all pages and calls f for every item as it comes, so that what f
// does not keep is not held. An error of f means that the item makes no sense.
func scan[Out, Item any](ctx context.Context, p *place, action string, pages pager[Out], items func(*Out) []Item, f func(Item) error) error {
	for n := 0; pages.HasMorePages(); n++ {
		if n == maxPages {
			return &peering.CallError{
				Action: action, Account: p.account, Region: p.region,
				Class: peering.Unknown, Code: "Endless", Refusal: &peering.Refusal{Code: peering.EndlessList},
			}
		}
		out, err := pages.NextPage(ctx)
		if err != nil {
			return p.fail(ctx, err)
		}
		for _, v := range items(out) {
			if err := f(v); err != nil {
				return p.unreadable(action, err)
			}
		}
	}
	return nil
}

// collect reads all pages and returns their items.
func collect[Out, Item any](ctx context.Context, p *place, action string, pages pager[Out], items func(*Out) []Item) ([]Item, error) {
	var all []Item
	err := scan(ctx, p, action, pages, items, func(v Item) error {
		all = append(all, v)
		return nil
	})
	if err != nil {
		return nil, err
	}
	return all, nil
}

// convert returns every item converted by one. An item that makes no sense is a
// *peering.CallError of the action that returned it.
func convert[From, To any](p *place, action string, in []From, one func(From) (To, error)) ([]To, error) {
	var out []To
	for _, v := range in {
		w, err := one(v)
		if err != nil {
			return nil, p.unreadable(action, err)
		}
		out = append(out, w)
	}
	return out, nil
}

// unreadable returns the *peering.CallError of a call whose answer makes no sense.
func (p *place) unreadable(action string, err error) error {
	return &peering.CallError{
		Action: action, Account: p.account, Region: p.region,
		Class: peering.Unknown, Code: "Unreadable", Message: err.Error(),
	}
}

// filter returns a filter that matches any of the values exactly.
func filter(name string, values ...string) types.Filter {
	return types.Filter{Name: aws.String(name), Values: values}
}
