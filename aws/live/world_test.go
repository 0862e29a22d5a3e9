package live

import (
	"context"
	"errors"
	"net/http/httptest"
	"slices"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"peerbot/aws/peering"
	"peerbot/aws/sim"
)

const (
	botID  = "999999999999"
	prodID = "111111111111"
	dataID = "222222222222"

	botARN = "arn:aws:iam::" + botID + ":user/peerbot"
	botKey = "AKIA0000000000000BOT"

	tokyo = "ap-northeast-1"
	seoul = "ap-northeast-2"
)

var somebody = peering.Actor{Request: "R42", Person: "U0123"}

// world is a local AWS with the bot's account and two managed ones. The bot and
// its roles have the policies that we print, and may do nothing else.
type world struct {
	*sim.Cloud

	url string
}

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{Cloud: sim.New(sim.Options{})}
	server := httptest.NewServer(w.Cloud)
	t.Cleanup(server.Close)
	w.url = server.URL
	w.grant(t, w.accounts()...)
	return w
}

// grant gives the bot and the roles of the accounts what we print for them.
func (w *world) grant(t *testing.T, accounts ...Account) {
	t.Helper()
	o := PolicyOptions{Peers: accounts}
	w.bot(t, BotPolicy(accounts, o))
	for _, a := range accounts {
		if a.RoleARN == "" {
			continue
		}
		w.role(t, a, RolePolicy(a, o), TrustPolicy(botARN, a.ExternalID))
	}
}

// bot gives the bot's own user a policy.
func (w *world) bot(t *testing.T, p Policy) {
	t.Helper()
	if err := w.AddUser(sim.User{ARN: botARN, AccessKey: botKey, Policies: []string{text(t, p)}}); err != nil {
		t.Fatal(err)
	}
}

// role gives an account's role its policies.
func (w *world) role(t *testing.T, a Account, p, trust Policy) {
	t.Helper()
	if err := w.AddRole(sim.Role{ARN: a.RoleARN, Policies: []string{text(t, p)}, Trust: text(t, trust)}); err != nil {
		t.Fatal(err)
	}
}

func text(t *testing.T, p Policy) string {
	t.Helper()
	raw, err := p.JSON()
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

func (w *world) accounts() []Account {
	return []Account{
		{Alias: "prod", ID: prodID, RoleARN: "arn:aws:iam::" + prodID + ":role/peerbot", ExternalID: "prod-external-id", Regions: []string{tokyo, seoul}},
		{Alias: "data", ID: dataID, RoleARN: "arn:aws:iam::" + dataID + ":role/peerbot", ExternalID: "data-external-id", Regions: []string{tokyo, seoul}},
	}
}

// config is what config.LoadDefaultConfig would make of the environment that
// a local AWS asks for.
func (w *world) config(key string) aws.Config {
	return aws.Config{
		Region:       tokyo,
		Credentials:  credentials.NewStaticCredentialsProvider(key, "bots-secret-key", ""),
		BaseEndpoint: aws.String(w.url),
	}
}

// cloud is the Cloud under test. Its retries do not wait.
func (w *world) cloud(t *testing.T, edit ...func(*Options)) *Cloud {
	t.Helper()
	o := Options{Accounts: Accounts(w.accounts()), Config: w.config(botKey), backoff: noWait}
	for _, f := range edit {
		f(&o)
	}
	c, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func noWait(int, error) (time.Duration, error) { return 0, nil }

// as is a plain client of an account's root, to build and look at the world.
func (w *world) as(account, region string) *ec2.Client {
	return ec2.NewFromConfig(w.config(account), func(o *ec2.Options) { o.Region = region })
}

// vpc makes a VPC with a Name tag and, beside its main table, one table that
// its only subnet uses.
func (w *world) vpc(t *testing.T, account, region, name, cidr string) peering.Ref {
	t.Helper()
	k := w.as(account, region)
	out, err := k.CreateVpc(t.Context(), &ec2.CreateVpcInput{CidrBlock: aws.String(cidr), TagSpecifications: named(types.ResourceTypeVpc, name)})
	if err != nil {
		t.Fatal(err)
	}
	vpc := out.Vpc.VpcId
	subnet, err := k.CreateSubnet(t.Context(), &ec2.CreateSubnetInput{VpcId: vpc, CidrBlock: aws.String(cidr)})
	if err != nil {
		t.Fatal(err)
	}
	table := w.table(t, account, region, *vpc)
	if _, err := k.AssociateRouteTable(t.Context(), &ec2.AssociateRouteTableInput{
		RouteTableId: aws.String(table), SubnetId: subnet.Subnet.SubnetId,
	}); err != nil {
		t.Fatal(err)
	}
	return peering.Ref{Account: account, Region: region, VPC: *vpc}
}

func (w *world) table(t *testing.T, account, region, vpc string) string {
	t.Helper()
	out, err := w.as(account, region).CreateRouteTable(t.Context(), &ec2.CreateRouteTableInput{VpcId: aws.String(vpc)})
	if err != nil {
		t.Fatal(err)
	}
	return *out.RouteTable.RouteTableId
}

func named(kind types.ResourceType, name string) []types.TagSpecification {
	return []types.TagSpecification{{ResourceType: kind, Tags: []types.Tag{{Key: aws.String("Name"), Value: aws.String(name)}}}}
}

// dnsOn lets a VPC have host names, which DNS options need.
func (w *world) dnsOn(t *testing.T, refs ...peering.Ref) {
	t.Helper()
	for _, r := range refs {
		if _, err := w.as(r.Account, r.Region).ModifyVpcAttribute(t.Context(), &ec2.ModifyVpcAttributeInput{
			VpcId: aws.String(r.VPC), EnableDnsHostnames: &types.AttributeBooleanValue{Value: aws.Bool(true)},
		}); err != nil {
			t.Fatal(err)
		}
	}
}

// pair makes two VPCs in two accounts and Regions, and the wish to peer them.
func (w *world) pair(t *testing.T) peering.Peering {
	t.Helper()
	return wish(w.vpc(t, prodID, tokyo, "payments", "10.1.0.0/16"), w.vpc(t, dataID, seoul, "lake", "10.2.0.0/16"))
}

func wish(requester, accepter peering.Ref) peering.Peering {
	return peering.Peering{ID: "P17", Install: "peerbot", Requester: peering.End{VPC: requester}, Accepter: peering.End{VPC: accepter}}
}

// calls returns the EC2 actions that the world answered since the mark, sorted.
func (w *world) calls(mark int) []string {
	var out []string
	for _, k := range w.CallsSince(mark) {
		if k.Service == "ec2" {
			out = append(out, k.Action)
		}
	}
	slices.Sort(out)
	return out
}

// step returns the first step of a kind that Diff asks for.
func step(t *testing.T, want peering.Peering, have peering.Observed, kind peering.Kind) peering.Step {
	t.Helper()
	for _, s := range peering.Diff(want, have) {
		if s.Kind == kind {
			return s
		}
	}
	t.Fatalf("Diff has no step %s: %v", kind, peering.Diff(want, have))
	return peering.Step{}
}

// advance does what Diff says until it says nothing, or until it is about to
// do a step of the kind before; "" means to the end. It returns what was
// observed last, and notes the connection in want.
func advance(t *testing.T, c *Cloud, want *peering.Peering, before peering.Kind) peering.Observed {
	t.Helper()
	for range 40 {
		have := observe(t, c, *want)
		steps := peering.Diff(*want, have)
		if len(steps) == 0 {
			if before != "" {
				t.Fatalf("all done before a step %s", before)
			}
			return have
		}
		for _, s := range peering.Ready(steps) {
			if s.Kind == before {
				return have
			}
			if !s.Writes() {
				continue
			}
			id, err := c.Do(t.Context(), somebody, *want, have, s)
			if err != nil {
				t.Fatalf("Do(%s) = %v", s, err)
			}
			if (id != "") != (s.Kind == peering.Create) {
				t.Fatalf("Do(%s) returned the id %q", s, id)
			}
			if id != "" {
				want.PCX = id
			}
		}
	}
	t.Fatalf("not done after 40 rounds: %v", peering.Diff(*want, observe(t, c, *want)))
	return peering.Observed{}
}

func observe(t *testing.T, c *Cloud, want peering.Peering) peering.Observed {
	t.Helper()
	have, err := c.Observe(t.Context(), want)
	if err != nil {
		t.Fatalf("Observe: %v", err)
	}
	return have
}

// wantClass fails the test unless err is of a call with this class.
func wantClass(t *testing.T, err error, class peering.Class) *peering.CallError {
	t.Helper()
	var call *peering.CallError
	if !errors.As(err, &call) {
		t.Fatalf("got error %v, want a CallError of class %q", err, class)
	}
	if call.Class != class {
		t.Fatalf("got class %q (%v), want %q", call.Class, err, class)
	}
	return call
}

// cancelled is a context that is over.
func cancelled(t *testing.T) context.Context {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	return ctx
}
