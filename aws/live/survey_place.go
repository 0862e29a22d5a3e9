package live

import (
	"context"
	"fmt"
	"runtime/debug"

	"github.com/aws/aws-sdk-go-v2/service/ec2/types"
	"golang.org/x/sync/errgroup"

	"peerbot/aws/peering"
)

// attributesAtOnce is how many DNS attributes of one place are read at the
// same time. Beyond its burst the limiter lets 16 through in a second.
const attributesAtOnce = 16

// surveyPlace reads everything that a survey needs of one place, all kinds at
// once. It does not prove whose credentials it reads with.
func (c *Cloud) surveyPlace(ctx context.Context, at peering.Place, n need) (peering.PlaceView, error) {
	p, err := c.reader(ctx, at.Account, at.Region)
	if err != nil {
		return peering.PlaceView{}, err
	}
	var (
		v   peering.PlaceView
		dns map[string]*attributes
	)
	g, ctx := errgroup.WithContext(ctx)
	read := func(f func() error) { g.Go(func() error { return c.rescue(at, f) }) }
	read(func() error {
		list, err := p.readConnections(ctx)
		v.Connections = byVPC(list)
		return err
	})
	if len(n.vpcs) > 0 {
		read(func() (err error) {
			v.VPCs, err = p.readOwnVPCs(ctx, n.vpcs)
			return err
		})
		read(func() (err error) {
			v.Tables, err = p.readTables(ctx, n.vpcs)
			return err
		})
	}
	if len(n.subnets) > 0 {
		read(func() (err error) {
			v.Subnets, err = p.readSubnets(ctx, n.subnets)
			return err
		})
	}
	if len(n.groups) > 0 {
		read(func() (err error) {
			v.Groups, err = p.readGroups(ctx, n.groups)
			if isClass(err, peering.Denied) {
				// Roles that were made for an older peerbot, or narrowed. The rest
				// is worth as much without.
				c.log.InfoContext(ctx, "role may not read security groups", "account", at.Account, "region", at.Region, "action", "ec2:DescribeSecurityGroups")
				return nil
			}
			return err
		})
	}
	if len(n.dns) > 0 {
		read(func() (err error) {
			dns, err = c.readAttributes(ctx, p, n.dns)
			return err
		})
	}
	if err := g.Wait(); err != nil {
		return peering.PlaceView{}, err
	}
	for id, a := range dns {
		if vpc, ok := v.VPCs[id]; ok {
			vpc.DNSSupport, vpc.DNSHostnames = a.support, a.hostnames
			v.VPCs[id] = vpc
		}
	}
	return v, nil
}

// readOwnVPCs returns those of some VPCs that are of the place's account. What
// another account shares with it is not its to peer.
func (p *place) readOwnVPCs(ctx context.Context, ids []string) (map[string]peering.VPC, error) {
	keep, filters := belonging(ids)
	list, err := p.readVPCs(ctx, filters...)
	if err != nil {
		return nil, err
	}
	out := make(map[string]peering.VPC, len(ids))
	for _, v := range list {
		if v.Account == p.account && keep(v.VPC) {
			out[v.VPC] = v
		}
	}
	return out, nil
}

// attributes are the DNS attributes of a VPC; nil when it is not there.
type attributes struct{ support, hostnames *bool }

// readAttributes reads the DNS attributes of VPCs, by VPC. There is no call
// that lists them.
func (c *Cloud) readAttributes(ctx context.Context, p *place, vpcs []string) (map[string]*attributes, error) {
	out := make(map[string]*attributes, len(vpcs))
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(attributesAtOnce)
	one := func(into **bool, vpc string, name types.VpcAttributeName) {
		g.Go(func() error {
			return c.rescue(peering.Place{Account: p.account, Region: p.region}, func() (err error) {
				*into, err = p.attribute(ctx, vpc, name)
				return err
			})
		})
	}
	for _, id := range vpcs {
		a := &attributes{}
		out[id] = a
		one(&a.support, id, types.VpcAttributeNameEnableDnsSupport)
		one(&a.hostnames, id, types.VpcAttributeNameEnableDnsHostnames)
	}
	return out, g.Wait()
}

// byVPC lists each connection under the VPCs of both its sides, in the order
// of the list.
func byVPC(list []peering.Connection) map[string][]peering.Connection {
	out := map[string][]peering.Connection{}
	for _, c := range list {
		out[c.Requester.VPC] = append(out[c.Requester.VPC], c)
		if c.Accepter.VPC != c.Requester.VPC {
			out[c.Accepter.VPC] = append(out[c.Accepter.VPC], c)
		}
	}
	return out
}

// rescue runs f and returns its error. A panic of f is logged and returned as an
// error: reading one place must not end the process that reads the others.
func (c *Cloud) rescue(at peering.Place, f func() error) (err error) {
	defer func() {
		if v := recover(); v != nil {
			said := clean(fmt.Sprint(v), "")
			c.log.Error("reading AWS panicked", "account", at.Account, "region", at.Region, "panic", said, "stack", string(debug.Stack()))
			err = fmt.Errorf("reading account %s in %s broke off: %s", at.Account, at.Region, said)
		}
	}()
	return f()
}
