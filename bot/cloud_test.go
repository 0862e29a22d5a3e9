package bot_test

import (
	"context"
	"fmt"
	"maps"
	"net/netip"
	"slices"
	"sync"

	"peerbot/aws/peering"
)

// cloud is a small AWS with one VPC per account. States go on by being read.
type cloud struct {
	mu    sync.Mutex
	vpcs  []peering.View
	conns []*conn
	steps []peering.Step // every write that was tried

	// around, when set, goes around every write: n counts from 1.
	around func(n int, s peering.Step, effect func() (string, error)) (string, error)
	// unread, when it returns an error, is the answer to every read.
	unread func() error
	stale  []peering.StaleRule
}

type conn struct {
	peering.Connection
	tags   map[string]map[string]string // by account
	settle int                          // reads until the next state
	stuck  bool                         // no next state
}

func newCloud() *cloud {
	c := &cloud{}
	for _, v := range []struct{ account, region, vpc, cidr, table string }{
		{accounts[0].ID, accounts[0].Regions[0], "vpc-0000000a", "10.1.0.0/16", "rtb-0000000a"},
		{accounts[1].ID, accounts[1].Regions[0], "vpc-0000000b", "10.2.0.0/16", "rtb-0000000b"},
	} {
		c.vpcs = append(c.vpcs, peering.View{
			Found:  true,
			VPC:    peering.VPC{Ref: peering.Ref{Account: v.account, Region: v.region, VPC: v.vpc}, Name: "main", State: "available", CIDRs: []netip.Prefix{netip.MustParsePrefix(v.cidr)}},
			Tables: []peering.RouteTable{{ID: v.table, Main: true}},
		})
	}
	return c
}

// denied is what AWS says when a permission is missing.
func denied(s peering.Step) error {
	return &peering.CallError{Action: s.Action(), Account: s.At.Account, Region: s.At.Region, Code: "UnauthorizedOperation", Message: "you are not authorized", Class: peering.Denied}
}

// throttled is what AWS says when it is asked too often.
func throttled() error {
	return &peering.CallError{Action: "ec2:DescribeVpcs", Account: accounts[0].ID, Code: "RequestLimitExceeded", Message: "Request limit exceeded.", Class: peering.Throttled}
}

// lost is a call of which nobody heard the answer.
func lost(s peering.Step) error {
	return &peering.CallError{Action: s.Action(), Account: s.At.Account, Region: s.At.Region, Message: "connection reset", Class: peering.Passing}
}

// Find implements bot.Cloud.
func (c *cloud) Find(_ context.Context, q peering.Query) ([]peering.VPC, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if err := c.readable(); err != nil {
		return nil, err
	}
	var out []peering.VPC
	for _, v := range c.vpcs {
		if v.VPC.Account == q.Account && (q.Region == "" || q.Region == v.VPC.Region) && (q.VPC == v.VPC.Name || q.VPC == v.VPC.VPC) {
			out = append(out, v.VPC)
		}
	}
	return out, nil
}

func (c *cloud) readable() error {
	if c.unread == nil {
		return nil
	}
	return c.unread()
}

// Observe implements bot.Cloud.
func (c *cloud) Observe(_ context.Context, p peering.Peering) (peering.Observed, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if err := c.readable(); err != nil {
		return peering.Observed{}, err
	}
	c.goOn()
	return peering.Observed{Requester: c.view(p.Requester.VPC), Accepter: c.view(p.Accepter.VPC)}, nil
}

// Refresh implements bot.Cloud.
func (c *cloud) Refresh(_ context.Context, p peering.Peering, have peering.Observed, what peering.Part) (peering.Observed, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if err := c.readable(); err != nil {
		return peering.Observed{}, err
	}
	c.goOn()
	for _, s := range []peering.Side{peering.Requester, peering.Accepter} {
		now, v := c.view(p.Side(s).VPC), *have.Side(s)
		if what&peering.Connections != 0 {
			v.Connections = now.Connections
		}
		if what&peering.Tables != 0 {
			v.Tables = now.Tables
		}
		*have.Side(s) = v
	}
	return have, nil
}

// goOn moves what AWS does by itself.
func (c *cloud) goOn() {
	next := map[peering.Status]peering.Status{
		peering.Initiating: peering.Pending, peering.Provisioning: peering.Active, peering.Deleting: peering.Deleted,
	}
	for _, x := range c.conns {
		if x.settle--; x.settle >= 0 || x.stuck {
			continue
		}
		if s, ok := next[x.Status]; ok {
			x.Status = s
		}
	}
}

func (c *cloud) view(ref peering.Ref) peering.View {
	i := slices.IndexFunc(c.vpcs, func(v peering.View) bool { return v.VPC.Ref == ref })
	if i < 0 {
		return peering.View{}
	}
	v := c.vpcs[i]
	v.VPC.CIDRs = slices.Clone(v.VPC.CIDRs)
	v.Tables = slices.Clone(v.Tables)
	for i := range v.Tables {
		v.Tables[i].Routes = slices.Clone(v.Tables[i].Routes)
	}
	for _, x := range c.conns {
		if x.Status == peering.Initiating && ref != x.Requester {
			continue // not visible on the other side yet
		}
		shown := x.Connection
		shown.Tags = maps.Clone(x.tags[ref.Account])
		v.Connections = append(v.Connections, shown)
	}
	return v
}

// Prepare implements bot.Cloud.
func (c *cloud) Prepare(context.Context, peering.Actor, ...string) error { return nil }

// Do implements bot.Cloud.
func (c *cloud) Do(_ context.Context, _ peering.Actor, want peering.Peering, have peering.Observed, s peering.Step) (string, error) {
	if err := peering.Guard(want, have, s); err != nil {
		return "", err
	}
	c.mu.Lock()
	c.steps = append(c.steps, s)
	n, around := len(c.steps), c.around
	c.mu.Unlock()
	effect := func() (string, error) {
		c.mu.Lock()
		defer c.mu.Unlock()
		return c.effect(s)
	}
	if around != nil {
		return around(n, s, effect)
	}
	return effect()
}

func (c *cloud) effect(s peering.Step) (string, error) {
	refuse := func(class peering.Class, code string) error {
		return &peering.CallError{Action: s.Action(), Account: s.At.Account, Region: s.At.Region, Code: code, Message: s.String(), Class: class}
	}
	if s.Kind == peering.Create {
		for _, x := range c.conns {
			if !x.Status.Over() {
				return x.ID, nil // EC2 answers with the one that exists
			}
		}
		id := fmt.Sprintf("pcx-%08d", len(c.conns)+1)
		c.conns = append(c.conns, &conn{
			Connection: peering.Connection{ID: id, Status: peering.Initiating, Requester: s.At, Accepter: s.Peer},
			tags:       map[string]map[string]string{s.At.Account: maps.Clone(s.Tags)}, settle: 1,
		})
		return id, nil
	}
	if s.Kind == peering.AddRoute || s.Kind == peering.RemoveRoute {
		return "", c.route(s, refuse)
	}
	i := slices.IndexFunc(c.conns, func(x *conn) bool { return x.ID == s.PCX })
	if i < 0 {
		return "", refuse(peering.NotFound, "InvalidVpcPeeringConnectionID.NotFound")
	}
	x := c.conns[i]
	switch {
	case s.Kind == peering.Tag:
		if x.tags[s.At.Account] == nil {
			x.tags[s.At.Account] = map[string]string{}
		}
		maps.Copy(x.tags[s.At.Account], s.Tags)
	case s.Kind == peering.Accept && x.Status == peering.Pending:
		x.Status, x.settle = peering.Provisioning, 1
	case s.Kind == peering.Delete && !x.Status.Over():
		x.Status, x.settle = peering.Deleting, 1
	default:
		return "", refuse(peering.WrongState, "InvalidStateTransition")
	}
	return "", nil
}

func (c *cloud) route(s peering.Step, refuse func(peering.Class, string) error) error {
	for i := range c.vpcs {
		for j := range c.vpcs[i].Tables {
			t := &c.vpcs[i].Tables[j]
			if t.ID != s.Table {
				continue
			}
			at := slices.IndexFunc(t.Routes, func(r peering.Route) bool { return r.Destination == s.Destination })
			switch {
			case s.Kind == peering.AddRoute && at >= 0:
				return refuse(peering.Exists, "RouteAlreadyExists")
			case s.Kind == peering.AddRoute:
				t.Routes = append(t.Routes, peering.Route{Destination: s.Destination, Target: s.PCX})
			case at >= 0:
				t.Routes = slices.Delete(t.Routes, at, at+1)
			}
			return nil
		}
	}
	return refuse(peering.NotFound, "InvalidRouteTableID.NotFound")
}

// Connection implements bot.Cloud.
func (c *cloud) Connection(_ context.Context, pcx string) ([]peering.Connection, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	var out []peering.Connection
	for _, x := range c.conns {
		if x.ID == pcx {
			out = append(out, x.Connection, x.Connection)
		}
	}
	return out, nil
}

// StaleRules implements bot.Cloud.
func (c *cloud) StaleRules(context.Context, peering.Ref) ([]peering.StaleRule, error) {
	return c.stale, nil
}

// alive returns the connections that are not over.
func (c *cloud) alive() []peering.Connection {
	c.mu.Lock()
	defer c.mu.Unlock()
	var out []peering.Connection
	for _, x := range c.conns {
		if !x.Status.Over() {
			out = append(out, x.Connection)
		}
	}
	return out
}

// routes returns the routes to peerings, in words.
func (c *cloud) routes() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	var out []string
	for _, v := range c.vpcs {
		for _, t := range v.Tables {
			for _, r := range t.Routes {
				out = append(out, fmt.Sprintf("%s in %s to %s", r.Destination, t.ID, r.Target))
			}
		}
	}
	return out
}

func (c *cloud) written() []peering.Step {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Clone(c.steps)
}

// by makes a change that somebody else made.
func (c *cloud) by(f func(c *cloud)) {
	c.mu.Lock()
	defer c.mu.Unlock()
	f(c)
}

// breaks has the first write of a kind go wrong, once.
func (c *cloud) breaks(kind peering.Kind, how func(s peering.Step, effect func() (string, error)) (string, error)) {
	c.mu.Lock()
	defer c.mu.Unlock()
	var once sync.Once
	c.around = func(_ int, s peering.Step, effect func() (string, error)) (id string, err error) {
		hit := false
		if s.Kind == kind {
			once.Do(func() { hit = true })
		}
		if hit {
			return how(s, effect)
		}
		return effect()
	}
}
