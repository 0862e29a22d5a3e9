package live

import (
	"cmp"
	"context"
	"errors"
	"regexp"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/ec2/types"
	"golang.org/x/sync/errgroup"

	"peerbot/aws/peering"
)

// vpcID is the form of VPC ids, old and new. Anything else is a name, also
// when it begins with "vpc-".
var vpcID = regexp.MustCompile(`^vpc-([0-9a-f]{8}|[0-9a-f]{17})$`)

// wildcards escapes what filters take for patterns.
var wildcards = strings.NewReplacer(`\`, `\\`, `*`, `\*`, `?`, `\?`)

// Find returns the VPCs of an account that have the id or the Name tag, in
// order of Region and id; none is not an error. Without a Region in the query
// it asks all Regions of the account at once. When one of them cannot be read
// the answer is an error: the VPC might be there too. VPCs that another
// account shares with this one are left out, since only their owner can peer
// them.
func (c *Cloud) Find(ctx context.Context, q peering.Query) ([]peering.VPC, error) {
	a, err := c.account(q.Account)
	if err != nil {
		return nil, err
	}
	if q.VPC == "" {
		return nil, errors.New("find a VPC without id or name")
	}
	regions := a.Regions
	if q.Region != "" {
		regions = []string{q.Region}
	}
	byID := vpcID.MatchString(q.VPC)
	f := filter("vpc-id", q.VPC)
	if !byID {
		f = filter("tag:"+peering.TagName, wildcards.Replace(q.VPC))
	}
	found := make([][]peering.VPC, len(regions))
	g, ctx := errgroup.WithContext(ctx)
	for i, region := range regions {
		g.Go(func() error {
			var err error
			found[i], err = c.findIn(ctx, a.ID, region, f)
			return err
		})
	}
	if err := g.Wait(); err != nil {
		return nil, err
	}
	all := slices.DeleteFunc(slices.Concat(found...), func(v peering.VPC) bool {
		return v.Account != a.ID || byID && v.VPC != q.VPC || !byID && v.Name != q.VPC
	})
	slices.SortFunc(all, func(a, b peering.VPC) int {
		return cmp.Or(cmp.Compare(a.Region, b.Region), cmp.Compare(a.VPC, b.VPC))
	})
	return all, nil
}

func (c *Cloud) findIn(ctx context.Context, account, region string, f types.Filter) ([]peering.VPC, error) {
	p, err := c.reader(ctx, account, region)
	if err != nil {
		return nil, err
	}
	var vpcs []peering.VPC
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error { return p.assert(ctx) })
	g.Go(func() (err error) {
		vpcs, err = p.readVPCs(ctx, f)
		return err
	})
	return vpcs, g.Wait()
}
