package live

import (
	"cmp"
	"context"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"
	"golang.org/x/sync/errgroup"

	"peerbot/aws/peering"
)

// StaleRules lists the security groups of a VPC with rules that still refer to
// groups behind a peering that is gone: one entry per group and peering, in
// order. EC2 lists them for the VPC's own account only.
func (c *Cloud) StaleRules(ctx context.Context, vpc peering.Ref) ([]peering.StaleRule, error) {
	p, err := c.reader(ctx, vpc.Account, vpc.Region)
	if err != nil {
		return nil, err
	}
	var groups []types.StaleSecurityGroup
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error { return p.assert(ctx) })
	g.Go(func() (err error) {
		groups, err = p.staleRules(ctx, vpc.VPC)
		return err
	})
	if err := g.Wait(); err != nil {
		return nil, err
	}
	return toStale(vpc.VPC, groups), nil
}

func toStale(vpc string, groups []types.StaleSecurityGroup) []peering.StaleRule {
	var out []peering.StaleRule
	for _, g := range groups {
		for _, permission := range slices.Concat(g.StaleIpPermissions, g.StaleIpPermissionsEgress) {
			for _, pair := range permission.UserIdGroupPairs {
				out = append(out, peering.StaleRule{
					Group: aws.ToString(g.GroupId), Name: aws.ToString(g.GroupName),
					VPC: cmp.Or(aws.ToString(g.VpcId), vpc), PCX: aws.ToString(pair.VpcPeeringConnectionId),
				})
			}
		}
	}
	slices.SortFunc(out, func(a, b peering.StaleRule) int {
		return cmp.Or(cmp.Compare(a.Group, b.Group), cmp.Compare(a.PCX, b.PCX))
	})
	return slices.Compact(out)
}
