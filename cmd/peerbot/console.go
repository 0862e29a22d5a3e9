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

// consoleUser is the name of a user, in every account of the local AWS, who works
// with the console. What they do are calls like everybody's, so that CloudTrail
// shows them.
const consoleUser = "sam"

// consoleKey returns the access key of an account's console user.
func consoleKey(account string) string { return "AKIASAM0" + account }

// addConsoleUsers adds the console user to every account. No policy limits them.
func addConsoleUsers(c *sim.Cloud, world []demoAccount) error {
	for _, a := range world {
		if err := c.AddUser(sim.User{ARN: "arn:aws:iam::" + a.id + ":user/" + consoleUser, AccessKey: consoleKey(a.id)}); err != nil {
			return err
		}
	}
	return nil
}

// asConsole returns a client for one account and Region that calls as the console
// user.
func (l *local) asConsole(account, region string) *ec2.Client {
	return ec2.NewFromConfig(aws.Config{
		Region: region, BaseEndpoint: aws.String(l.awsURL), HTTPClient: console{http.DefaultClient, &l.consoleCalls},
		Credentials: credentials.NewStaticCredentialsProvider(consoleKey(account), "local", ""),
	})
}

// console is an HTTP client that names itself as the AWS console does, and counts
// its calls: they are none of peerbot's.
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

// vpcOf returns a VPC of the local AWS by its id.
func (l *local) vpcOf(id string) (sim.VPC, error) {
	for _, v := range l.cloud.VPCs() {
		if v.ID == id {
			return v, nil
		}
	}
	return sim.VPC{}, fmt.Errorf("there is no VPC %s", id)
}

// deleteRoute deletes a route from a route table in the console.
func (l *local) deleteRoute(ctx context.Context, table string, dst netip.Prefix) error {
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
		_, err = l.asConsole(v.Account, v.Region).DeleteRoute(ctx, in)
		return err
	}
	return fmt.Errorf("there is no route table %s", table)
}

// deletePeering deletes a peering in the console of the requester's account.
func (l *local) deletePeering(ctx context.Context, pcx string) error {
	p, ok := l.cloud.Peering(pcx)
	if !ok {
		return fmt.Errorf("there is no peering %s", pcx)
	}
	_, err := l.asConsole(p.Requester.Account, p.Requester.Region).DeleteVpcPeeringConnection(ctx, &ec2.DeleteVpcPeeringConnectionInput{VpcPeeringConnectionId: aws.String(p.ID)})
	return err
}

// addBlock adds a CIDR block to a VPC in the console.
func (l *local) addBlock(ctx context.Context, vpc string, block netip.Prefix) error {
	v, err := l.vpcOf(vpc)
	if err != nil {
		return err
	}
	_, err = l.asConsole(v.Account, v.Region).AssociateVpcCidrBlock(ctx, &ec2.AssociateVpcCidrBlockInput{VpcId: aws.String(v.ID), CidrBlock: aws.String(block.String())})
	return err
}

// requestInAWS requests a peering of lab/far with seoul/payments directly in AWS.
func (l *local) requestInAWS() error {
	find := func(alias, name string) sim.VPC {
		for _, v := range l.vpcs[alias] {
			if v.Name == name {
				return v
			}
		}
		return sim.VPC{}
	}
	from, to := find("lab", "far"), find("seoul", "payments")
	_, err := l.cloud.AddPeering(sim.Peering{
		State:     "pending-acceptance",
		Requester: sim.Side{Account: from.Account, Region: from.Region, VPC: from.ID},
		Accepter:  sim.Side{Account: to.Account, Region: to.Region, VPC: to.ID},
	})
	return err
}
