package live

import (
	"errors"
	"slices"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"
	"github.com/aws/smithy-go"

	"peerbot/aws/peering"
)

func overTheWire(t *testing.T, account, region string) *twin {
	w := newWorld(t)
	o := &twin{names: map[string]string{}}
	o.renew = func() { o.Cloud = w.cloud(t) }
	o.p = wish(w.vpc(t, prodID, tokyo, "payments", "10.1.0.0/16"), w.vpc(t, account, region, "lake", "10.2.0.0/16"))
	w.dnsOn(t, o.p.Requester.VPC, o.p.Accepter.VPC)
	for _, table := range w.Tables() {
		for i, ref := range []peering.Ref{o.p.Requester.VPC, o.p.Accepter.VPC} {
			if n := 1; table.VPC == ref.VPC {
				if table.Main {
					n = 0
				}
				o.tables[i][n] = table.ID
			}
		}
	}
	o.people = &console{t, w, o}
	o.renew()
	return o.named()
}

// console is what people do over the wire.
type console struct {
	t *testing.T
	w *world
	o *twin
}

func (c *console) at(s peering.Side, pcx string) *ec2.Client {
	p, _ := c.w.Peering(pcx)
	side := p.Requester
	if s == peering.Accepter {
		side = p.Accepter
	}
	return c.w.as(side.Account, side.Region)
}

// table returns a client for where a table is.
func (c *console) table(id string) *ec2.Client {
	ref := c.o.p.Requester.VPC
	if slices.Contains(c.o.tables[1][:], id) {
		ref = c.o.p.Accepter.VPC
	}
	return c.w.as(ref.Account, ref.Region)
}

// classified is an error as we would classify it.
func classified(err error) error {
	if _, ok := errors.AsType[smithy.APIError](err); !ok {
		return err
	}
	return classify(Account{}, "", err)
}

func (c *console) Request(from, to peering.Ref) (string, error) {
	out, err := c.w.as(from.Account, from.Region).CreateVpcPeeringConnection(c.t.Context(), &ec2.CreateVpcPeeringConnectionInput{
		VpcId: aws.String(from.VPC), PeerVpcId: aws.String(to.VPC), PeerOwnerId: aws.String(to.Account), PeerRegion: aws.String(to.Region),
	})
	if err != nil {
		return "", classified(err)
	}
	return *out.VpcPeeringConnection.VpcPeeringConnectionId, nil
}

func (c *console) Accept(pcx string) error {
	_, err := c.at(peering.Accepter, pcx).AcceptVpcPeeringConnection(c.t.Context(), &ec2.AcceptVpcPeeringConnectionInput{VpcPeeringConnectionId: &pcx})
	return classified(err)
}

func (c *console) Reject(pcx string) error {
	_, err := c.at(peering.Accepter, pcx).RejectVpcPeeringConnection(c.t.Context(), &ec2.RejectVpcPeeringConnectionInput{VpcPeeringConnectionId: &pcx})
	return classified(err)
}

func (c *console) Delete(pcx string, s peering.Side) error {
	_, err := c.at(s, pcx).DeleteVpcPeeringConnection(c.t.Context(), &ec2.DeleteVpcPeeringConnectionInput{VpcPeeringConnectionId: &pcx})
	return classified(err)
}

func (c *console) SetDNS(pcx string, s peering.Side, on bool) error {
	_, err := c.at(s, pcx).ModifyVpcPeeringConnectionOptions(c.t.Context(), dnsInput(peering.Step{PCX: pcx, Side: s, DNS: on}, nil))
	return classified(err)
}

func (c *console) Tag(pcx string, s peering.Side, key, value string) error {
	_, err := c.at(s, pcx).CreateTags(c.t.Context(), &ec2.CreateTagsInput{Resources: []string{pcx}, Tags: []types.Tag{{Key: &key, Value: &value}}})
	return classified(err)
}

func (c *console) AddRoute(table, destination, target string) error {
	_, err := c.table(table).CreateRoute(c.t.Context(), &ec2.CreateRouteInput{RouteTableId: &table, DestinationCidrBlock: &destination, VpcPeeringConnectionId: &target})
	return classified(err)
}

func (c *console) DeleteRoute(table, destination string) error {
	_, err := c.table(table).DeleteRoute(c.t.Context(), &ec2.DeleteRouteInput{RouteTableId: &table, DestinationCidrBlock: &destination})
	return classified(err)
}

func (c *console) ReplaceRoute(table, destination, target string) error {
	_, err := c.table(table).ReplaceRoute(c.t.Context(), &ec2.ReplaceRouteInput{RouteTableId: &table, DestinationCidrBlock: &destination, VpcPeeringConnectionId: &target})
	return classified(err)
}

func (c *console) AddCIDR(vpc peering.Ref, block string) error {
	_, err := c.w.as(vpc.Account, vpc.Region).AssociateVpcCidrBlock(c.t.Context(), &ec2.AssociateVpcCidrBlockInput{VpcId: aws.String(vpc.VPC), CidrBlock: &block})
	return classified(err)
}
