package main

import (
	"context"
	"fmt"
	"net/http"
	"net/netip"
	"sync/atomic"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/ec2"

	"peerbot/aws/sim"
)

// hand is somebody with the console in an account of the local AWS. What they
// do are calls like everybody's, so that CloudTrail knows of them.
const hand = "sam"

func handKey(account string) string { return "AKIASAM0" + account }

// addHands lets somebody in every account do as they please.
func addHands(c *sim.Cloud, world []account0) error {
	for _, a := range world {
		if err := c.AddUser(sim.User{ARN: "arn:aws:iam::" + a.id + ":user/" + hand, AccessKey: handKey(a.id)}); err != nil {
			return err
		}
	}
	return nil
}

// byHand returns a client for one account and Region, as the console is.
func (l *local) byHand(account, region string) *ec2.Client {
	return ec2.NewFromConfig(aws.Config{
		Region: region, BaseEndpoint: aws.String(l.awsURL), HTTPClient: console{http.DefaultClient, &l.hands},
		Credentials: credentials.NewStaticCredentialsProvider(handKey(account), "local", ""),
	})
}

// console calls itself what the console does, and counts its calls.
type console struct {
	*http.Client
	calls *atomic.Int64
}

// Do sends a request.
func (c console) Do(r *http.Request) (*http.Response, error) {
	c.calls.Add(1)
	r.Header.Set("User-Agent", "console.amazonaws.com")
	return c.Client.Do(r)
}

func (l *local) vpcOf(id string) (sim.VPC, error) {
	for _, v := range l.cloud.VPCs() {
		if v.ID == id {
			return v, nil
		}
	}
	return sim.VPC{}, fmt.Errorf("there is no VPC %s", id)
}

// unroute deletes a route from a route table by hand.
func (l *local) unroute(ctx context.Context, table string, dst netip.Prefix) error {
	for _, t := range l.cloud.Tables() {
		if t.ID != table {
			continue
		}
		v, err := l.vpcOf(t.VPC)
		if err != nil {
			return err
		}
		in := &ec2.DeleteRouteInput{RouteTableId: aws.String(t.ID)}
		if dst.Addr().Is4() {
			in.DestinationCidrBlock = aws.String(dst.String())
		} else {
			in.DestinationIpv6CidrBlock = aws.String(dst.String())
		}
		_, err = l.byHand(v.Account, v.Region).DeleteRoute(ctx, in)
		return err
	}
	return fmt.Errorf("there is no route table %s", table)
}

// unpeer deletes a peering by hand, in the account that asked for it.
func (l *local) unpeer(ctx context.Context, pcx string) error {
	p, ok := l.cloud.Peering(pcx)
	if !ok {
		return fmt.Errorf("there is no peering %s", pcx)
	}
	_, err := l.byHand(p.Requester.Account, p.Requester.Region).DeleteVpcPeeringConnection(ctx, &ec2.DeleteVpcPeeringConnectionInput{VpcPeeringConnectionId: aws.String(p.ID)})
	return err
}

// addBlock gives a VPC a block by hand.
func (l *local) addBlock(ctx context.Context, vpc string, block netip.Prefix) error {
	v, err := l.vpcOf(vpc)
	if err != nil {
		return err
	}
	_, err = l.byHand(v.Account, v.Region).AssociateVpcCidrBlock(ctx, &ec2.AssociateVpcCidrBlockInput{VpcId: aws.String(v.ID), CidrBlock: aws.String(block.String())})
	return err
}
