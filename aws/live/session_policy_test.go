package live

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials/stscreds"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/sts"

	"peerbot/aws/peering"
	"peerbot/aws/sim"
)

// assumed is a configuration with an account's role, and no session policy.
func (w *world) assumed(t *testing.T, a Account) aws.Config {
	t.Helper()
	cfg := w.config(botKey)
	cfg.Credentials = aws.NewCredentialsCache(stscreds.NewAssumeRoleProvider(sts.NewFromConfig(cfg), a.RoleARN, func(o *stscreds.AssumeRoleOptions) {
		o.ExternalID = aws.String(a.ExternalID)
		o.RoleSessionName = "peerbot-R1"
		o.SourceIdentity = aws.String("slack-U0123")
	}))
	return cfg
}

// administrators gives the accounts roles that may do anything.
func (w *world) administrators(t *testing.T) {
	t.Helper()
	all := Policy{policyVersion, []Statement{{Sid: "All", Effect: "Allow", Action: OneOrMany{"*"}, Resource: OneOrMany{"*"}}}}
	for _, a := range w.accounts() {
		w.role(t, a, all, TrustPolicy(botARN, a.ExternalID))
	}
}

// writesOf are a call of every kind about a pair of VPCs in the first account, on
// a connection between them and on the route table of the first.
func writesOf(k *ec2.Client, want peering.Peering, pcx, table string) map[string]func(context.Context) error {
	ours := toTags(want.Tags())
	return map[string]func(context.Context) error{
		"create": func(ctx context.Context) error {
			_, err := k.CreateVpcPeeringConnection(ctx, &ec2.CreateVpcPeeringConnectionInput{
				VpcId: aws.String(want.Requester.VPC.VPC), PeerVpcId: aws.String(want.Accepter.VPC.VPC),
				PeerOwnerId: aws.String(want.Accepter.VPC.Account), PeerRegion: aws.String(want.Accepter.VPC.Region),
			})
			return err
		},
		"tag": func(ctx context.Context) error {
			_, err := k.CreateTags(ctx, &ec2.CreateTagsInput{Resources: []string{pcx}, Tags: ours})
			return err
		},
		"untag": func(ctx context.Context) error {
			_, err := k.DeleteTags(ctx, &ec2.DeleteTagsInput{Resources: []string{pcx}, Tags: ours})
			return err
		},
		"options": func(ctx context.Context) error {
			_, err := k.ModifyVpcPeeringConnectionOptions(ctx, dnsInput(peering.Step{PCX: pcx, Side: peering.Requester}, nil))
			return err
		},
		"route": func(ctx context.Context) error {
			_, err := k.CreateRoute(ctx, &ec2.CreateRouteInput{RouteTableId: aws.String(table), DestinationCidrBlock: aws.String("10.200.0.0/16"), VpcPeeringConnectionId: aws.String(pcx)})
			return err
		},
		"delete": func(ctx context.Context) error {
			_, err := k.DeleteVpcPeeringConnection(ctx, &ec2.DeleteVpcPeeringConnectionInput{VpcPeeringConnectionId: aws.String(pcx)})
			return err
		},
	}
}

// Whatever a role is allowed, a session that reads changes nothing, and one that
// writes changes nothing but what is of its own pair of VPCs.
func TestASessionMayDoNoMoreThanItIsFor(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.administrators(t)
	mine := w.pair(t)
	other := wish(w.vpc(t, prodID, tokyo, "other", "10.3.0.0/16"), w.vpc(t, dataID, seoul, "peer", "10.4.0.0/16"))
	connect := func(p peering.Peering) string {
		made, err := w.AddPeering(sim.Peering{Requester: sim.Side{VPC: p.Requester.VPC.VPC}, Accepter: sim.Side{VPC: p.Accepter.VPC.VPC}})
		if err != nil {
			t.Fatal(err)
		}
		return made.ID
	}
	foreign := connect(other)
	foreignTable := w.table(t, prodID, tokyo, other.Requester.VPC.VPC)
	c := w.cloud(t)
	prod := w.accounts()[0]

	reading := ec2.NewFromConfig(c.session(prod, peering.Actor{}, pair{}).config)
	for what, call := range writesOf(reading, other, foreign, foreignTable) {
		denied(t, "a session that reads: "+what, call(t.Context()))
	}
	writing := ec2.NewFromConfig(c.session(prod, somebody, pairOf(mine)).config)
	for what, call := range writesOf(writing, other, foreign, foreignTable) {
		denied(t, "a session for another pair: "+what, call(t.Context()))
	}
	if _, err := writing.DescribeVpcs(t.Context(), &ec2.DescribeVpcsInput{}); err == nil {
		t.Error("a session that writes can read everything")
	}
	own := writesOf(writing, mine, connect(mine), w.table(t, prodID, tokyo, mine.Requester.VPC.VPC))
	for _, what := range []string{"tag", "options", "route", "untag", "delete", "create"} {
		if err := own[what](t.Context()); err != nil {
			t.Errorf("for its own pair: %s: %v", what, err)
		}
	}
	second := ec2.NewFromConfig(c.session(prod, somebody, pairOf(other)).config)
	if err := writesOf(second, other, foreign, foreignTable)["tag"](t.Context()); err != nil {
		t.Errorf("the same person's session for another pair: %v", err)
	}
}

// AssumeRole takes 2,048 characters.
// https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
func TestSessionPoliciesAreShortEnough(t *testing.T) {
	t.Parallel()
	longest := func(account string) peering.Ref {
		return peering.Ref{Account: account, Region: "us-isob-east-1", VPC: "vpc-" + strings.Repeat("0", 17)}
	}
	for _, account := range []string{prodID, dataID} {
		a := Account{ID: prodID, RoleARN: fmt.Sprintf("arn:aws-iso-b:iam::%s:role/peerbot", prodID), Regions: []string{"us-isob-east-1"}}
		for what, p := range map[string]Policy{
			"read": readPolicy(), "write": writePolicy(a, pair{longest(prodID), longest(account)}), "check": writePolicy(a, pair{}),
		} {
			if n := len(p.inline()); n > 1500 {
				t.Errorf("%s: %d characters", what, n)
			}
		}
	}
}

// A session may do what steps and reads need, and nothing else.
func TestSessionPoliciesAreWhatPermissionsList(t *testing.T) {
	t.Parallel()
	var got, want []string
	for _, x := range append(readPolicy().Statement, writePolicy(Account{ID: prodID}, pair{}).Statement...) {
		for _, action := range x.Action {
			got = append(got, action+" "+strings.TrimSuffix(x.Resource[0][strings.LastIndexByte(x.Resource[0], ':')+1:], "/*"))
		}
	}
	for _, p := range Permissions() {
		if p.Who != Role {
			continue
		}
		for _, on := range p.Resources {
			if !p.Writes {
				on = "*"
			}
			want = append(want, p.Action+" "+on)
		}
	}
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("sessions may\n%v\nand need\n%v", got, want)
	}
}
