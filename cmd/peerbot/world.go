package main

import (
	"errors"
	"fmt"
	"net/netip"

	"peerbot/aws/live"
	"peerbot/aws/sim"
	"peerbot/bot/slacksim"
)

// The people of the demo.
const (
	mina = "U0MINA" // platform engineer, owns tokyo
	joon = "U0JOON" // owns seoul
	aiko = "U0AIKO" // owns tokyo, too
	dara = "U0DARA" // owns data, with the group below
	omar = "U0OMAR" // on call: may pause
	gil  = "U0GIL"  // a guest, who may do nothing
	zoe  = "U0ZOE"  // of another company, in a shared channel

	dataGroup = "S0DATA"

	botAccount = "999999999999" // where the bot's own credentials are from
	botUser    = "arn:aws:iam::" + botAccount + ":user/peerbot"
	botKey     = "AKIAPEERBOTDEMO00000" // of that user; it opens the local AWS only
)

// addPeople adds the people and channels of the local Slack.
func addPeople(w *slacksim.Workspace) {
	for _, u := range []slacksim.User{
		{ID: mina, Name: "mina", RealName: "Mina Tanaka", Title: "Platform engineer · owns tokyo"},
		{ID: joon, Name: "joon", RealName: "Joon Park", Title: "Owns seoul"},
		{ID: aiko, Name: "aiko", RealName: "Aiko Sato", Title: "Owns tokyo and lab"},
		{ID: dara, Name: "dara", RealName: "Dara Nolan", Title: "Data team · owns data"},
		{ID: omar, Name: "omar", RealName: "Omar Haddad", Title: "On call · peerbot admin"},
		{ID: gil, Name: "gil", RealName: "Gil Moreau", Title: "Contractor", Restricted: true},
		{ID: zoe, Name: "zoe", RealName: "Zoe Weber", Title: "Partner", TeamID: "T0OTHER"},
	} {
		w.AddUser(u)
	}
	w.AddUserGroup(dataGroup, "data-owners", dara, aiko)
	for _, c := range []slacksim.Channel{
		{ID: "C0PLATFORM", Name: "platform", Topic: "Request peerings here: type /peering"},
		{ID: "C0TOKYO", Name: "net-tokyo", Topic: "Owners of the tokyo account"},
		{ID: "C0SEOUL", Name: "net-seoul", Topic: "Owners of the seoul account"},
		{ID: "C0DATA", Name: "net-data", Topic: "Owners of the data account"},
		{ID: "C0PARTNER", Name: "ext-partner", Topic: "Shared with another company", Shared: true, Members: []string{mina, joon, gil, zoe}},
	} {
		w.AddChannel(c)
	}
}

// demoAccount is one AWS account of the demo, with what the configuration says of
// it.
type demoAccount struct {
	alias, id string
	regions   []string
	owners    []string
	channel   string
	self      bool
	vpcs      []demoVPC
}

// demoVPC is a VPC of the demo with its subnets, each of which has a route table
// of its own, or uses the main one.
type demoVPC struct {
	name, region string
	cidrs        []string
	public       bool // has a public subnet, with an internet gateway
	private      int  // private subnets, each with a table of its own
	hub          bool // its private tables lead to a transit gateway for 10.0.0.0/8
	names        bool // DNS host names are on
}

// demoAccounts returns the accounts of the demo: the two VPCs of the walkthrough,
// and some with which to meet what goes wrong.
func demoAccounts() []demoAccount {
	const tokyo, seoul, virginia, ireland = "ap-northeast-1", "ap-northeast-2", "us-east-1", "eu-west-1"
	return []demoAccount{
		{
			alias: "tokyo", id: "111111111111", regions: []string{tokyo}, owners: []string{mina, aiko}, channel: "C0TOKYO",
			vpcs: []demoVPC{
				{name: "main", region: tokyo, cidrs: []string{"10.1.0.0/16"}},
				{name: "shop", region: tokyo, cidrs: []string{"10.11.0.0/16", "100.64.0.0/18", "2001:db8:11::/56"}, public: true, private: 2, names: true},
			},
		},
		{
			alias: "seoul", id: "222222222222", regions: []string{seoul}, owners: []string{joon}, channel: "C0SEOUL",
			vpcs: []demoVPC{
				{name: "main", region: seoul, cidrs: []string{"10.2.0.0/16"}},
				{name: "payments", region: seoul, cidrs: []string{"10.12.0.0/16"}, public: true, private: 2, names: true},
				{name: "legacy", region: seoul, cidrs: []string{"10.1.128.0/17"}},
			},
		},
		{
			alias: "data", id: "333333333333", regions: []string{virginia, ireland}, owners: []string{dataGroup}, channel: "C0DATA",
			vpcs: []demoVPC{
				{name: "lake", region: virginia, cidrs: []string{"10.30.0.0/16", "10.31.0.0/16"}, private: 3, names: true},
				{name: "hub", region: virginia, cidrs: []string{"10.40.0.0/16"}, private: 1, hub: true},
				{name: "shared", region: virginia, cidrs: []string{"10.50.0.0/16"}},
				{name: "shared", region: ireland, cidrs: []string{"10.51.0.0/16"}},
			},
		},
		{
			alias: "lab", id: "444444444444", regions: []string{tokyo, seoul}, owners: []string{aiko, mina}, channel: "C0PLATFORM", self: true,
			vpcs: []demoVPC{
				{name: "one", region: tokyo, cidrs: []string{"10.61.0.0/16"}},
				{name: "two", region: tokyo, cidrs: []string{"10.62.0.0/16"}},
				{name: "far", region: seoul, cidrs: []string{"10.63.0.0/16"}},
			},
		},
	}
}

// role is the ARN of the role that peerbot assumes in an account.
func (a demoAccount) role() string { return "arn:aws:iam::" + a.id + ":role/peerbot" }

// externalID is what the role's trust policy demands.
func (a demoAccount) externalID() string { return "demo-" + a.alias + "-7f3a91" }

// accounts returns the accounts of the demo as AWS is called for them.
func accounts(world []demoAccount) []live.Account {
	var out []live.Account
	for _, a := range world {
		out = append(out, live.Account{Alias: a.alias, ID: a.id, RoleARN: a.role(), ExternalID: a.externalID(), Regions: a.regions})
	}
	return out
}

// addIAM gives the bot's own user and the role of every account what `peerbot
// policy` prints for them and nothing else: a permission that is missing there
// is missing here first.
func addIAM(c *sim.Cloud, world []demoAccount) error {
	all := accounts(world)
	o := live.PolicyOptions{Peers: all, Install: localName}
	raw, err := live.BotPolicy(all, o).JSON()
	if err != nil {
		return err
	}
	if err := c.AddUser(sim.User{ARN: botUser, AccessKey: botKey, Policies: []string{string(raw)}}); err != nil {
		return err
	}
	for _, a := range all {
		r, err := iamRole(a, o)
		if err != nil {
			return err
		}
		if err := c.AddRole(r); err != nil {
			return err
		}
	}
	return nil
}

// iamRole returns the role of an account with its policies.
func iamRole(a live.Account, o live.PolicyOptions) (sim.Role, error) {
	own, err := live.RolePolicy(a, o).JSON()
	if err != nil {
		return sim.Role{}, err
	}
	trust, err := live.TrustPolicy(botUser, a.ExternalID).JSON()
	return sim.Role{ARN: a.RoleARN, Policies: []string{string(own)}, Trust: string(trust)}, err
}

// build makes the VPCs of the account in the local AWS, and returns them in the
// order of a.vpcs.
func (a demoAccount) build(c *sim.Cloud) ([]sim.VPC, error) {
	var out []sim.VPC
	for _, v := range a.vpcs {
		made, err := v.build(c, a.id)
		if err != nil {
			return nil, fmt.Errorf("%s/%s: %w", a.alias, v.name, err)
		}
		out = append(out, made)
	}
	return out, nil
}

// build makes the VPC, its subnets and its route tables in the local AWS.
func (v demoVPC) build(c *sim.Cloud, account string) (sim.VPC, error) {
	spec := sim.VPC{Account: account, Region: v.region, Name: v.name, DNSHostnames: v.names}
	for _, s := range v.cidrs {
		spec.CIDRs = append(spec.CIDRs, netip.MustParsePrefix(s))
	}
	made, err := c.AddVPC(spec)
	if err != nil {
		return made, err
	}
	n := 0
	subnet := func(name string) (string, error) {
		a := spec.CIDRs[0].Addr().As4()
		a[2] = byte(n)
		n++
		s, err := c.AddSubnet(sim.Subnet{VPC: made.ID, Name: v.name + "-" + name, CIDR: netip.PrefixFrom(netip.AddrFrom4(a), 24)})
		return s.ID, err
	}
	if v.public {
		err = errors.Join(err, v.table(c, made.ID, "public", subnet, sim.InternetGateway, "0.0.0.0/0"))
	}
	for i := range v.private {
		name := fmt.Sprintf("private-%c", 'a'+i)
		if v.hub {
			err = errors.Join(err, v.table(c, made.ID, name, subnet, sim.TransitGateway, "10.0.0.0/8"))
		} else {
			err = errors.Join(err, v.table(c, made.ID, name, subnet, "", ""))
		}
	}
	return made, err
}

// table makes a table with one subnet, and a route when there is a gateway.
func (v demoVPC) table(c *sim.Cloud, vpc, name string, subnet func(string) (string, error), gateway, destination string) error {
	id, err := subnet(name)
	if err != nil {
		return err
	}
	t := sim.Table{VPC: vpc, Name: v.name + "-" + name, Subnets: []string{id}}
	if gateway != "" {
		target, err := c.AddGateway(vpc, gateway)
		if err != nil {
			return err
		}
		t.Routes = []sim.Route{{Destination: netip.MustParsePrefix(destination), Target: target}}
	}
	_, err = c.AddTable(t)
	return err
}
