package live

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"peerbot/aws/peering"
	"peerbot/aws/peering/peeringtest"
)

// twin is one of two AWSes that are told and asked the same: one over the wire,
// and the one in memory that tests of the core and of the bot run on.
type twin struct {
	Cloud interface {
		Observe(context.Context, peering.Peering) (peering.Observed, error)
		Do(context.Context, peering.Actor, peering.Peering, peering.Observed, peering.Step) (string, error)
		Survey(context.Context, []peering.Peering) peering.Survey
		Connection(context.Context, string) ([]peering.Connection, error)
	}
	renew  func() // what limits the rate of our calls is no part of this
	people people
	p      peering.Peering
	tables [2][2]string      // by side: the main one, the private one
	names  map[string]string // what its ids stand for
	pcx    []string          // in the order of their making
}

// people are those who work in AWS without us.
type people interface {
	Request(from, to peering.Ref) (string, error)
	Accept(pcx string) error
	Reject(pcx string) error
	Delete(pcx string, s peering.Side) error
	SetDNS(pcx string, s peering.Side, on bool) error
	Tag(pcx string, s peering.Side, key, value string) error
	AddRoute(table, destination, target string) error
	DeleteRoute(table, destination string) error
	ReplaceRoute(table, destination, target string) error
	AddCIDR(vpc peering.Ref, block string) error
}

// TestTheInMemoryAWSAnswersAlike does the same to an AWS over the wire and to
// the one in memory, and compares every answer: a test on the one says
// something of the other.
func TestTheInMemoryAWSAnswersAlike(t *testing.T) {
	t.Parallel()
	for _, at := range []struct{ account, region string }{{prodID, tokyo}, {prodID, seoul}, {dataID, tokyo}, {dataID, seoul}} {
		for seed := range uint64(2) {
			t.Run(fmt.Sprintf("%s %s %d", at.account, at.region, seed), func(t *testing.T) {
				t.Parallel()
				both := [2]*twin{overTheWire(t, at.account, at.region), inMemory(at.account, at.region)}
				random := rand.New(rand.NewPCG(1, seed))
				var story []string
				for range 30 {
					name, do := something(random, max(1, len(both[0].pcx)))
					story = append(story, name)
					answers := [2]string{do(t, both[0]), do(t, both[1])}
					for i, o := range both {
						answers[i] += "\n" + o.look(t)
						o.renew()
					}
					if answers[0] != answers[1] {
						t.Fatalf("after %q:\nover the wire:\n%s\nin memory:\n%s", story, answers[0], answers[1])
					}
				}
			})
		}
	}
}

func inMemory(account, region string) *twin {
	w := peeringtest.New(time.Now)
	w.SetDelays(peeringtest.None)
	o := &twin{Cloud: w, renew: func() {}, people: w.Console("root"), names: map[string]string{}}
	vpc := func(i int, at peering.Place, name, cidr string) peering.Ref {
		ref := w.VPC(at, name, cidr)
		o.tables[i] = [2]string{strings.Replace(ref.VPC, "vpc-", "rtb-", 1), w.Table(ref, "", w.Subnet(ref, cidr))}
		return ref
	}
	o.p = wish(vpc(0, peering.Place{Account: prodID, Region: tokyo}, "payments", "10.1.0.0/16"), vpc(1, peering.Place{Account: account, Region: region}, "lake", "10.2.0.0/16"))
	return o.named()
}

func (o *twin) named() *twin {
	o.p.Requester.DNS = true
	o.names[o.p.Requester.VPC.VPC], o.names[o.p.Accepter.VPC.VPC] = "vpc-a", "vpc-b"
	for i, side := range []string{"a", "b"} {
		o.names[o.tables[i][0]], o.names[o.tables[i][1]] = "rtb-main-"+side, "rtb-private-"+side
	}
	return o
}

// made notes a connection that was answered; it may be known.
func (o *twin) made(id string) string {
	if id != "" && !slices.Contains(o.pcx, id) {
		o.pcx = append(o.pcx, id)
		o.names[id] = fmt.Sprintf("pcx-%d", len(o.pcx))
	}
	return o.names[id]
}

// something draws what happens next: what Diff says, or people.
func something(random *rand.Rand, connections int) (string, func(*testing.T, *twin) string) {
	n, side, table, on := random.IntN(connections), random.IntN(2), random.IntN(2), random.IntN(2) == 0
	s, dst := []peering.Side{peering.Requester, peering.Accepter}[side], []string{"10.2.0.0/16", "10.1.0.0/16"}[side]
	id := func(o *twin) string {
		if n < len(o.pcx) {
			return o.pcx[n]
		}
		return ""
	}
	onOne := func(name string, f func(o *twin, pcx string) error) (string, func(*testing.T, *twin) string) {
		return fmt.Sprintf("%s %d %s %d %t", name, n, s, table, on), func(_ *testing.T, o *twin) string {
			if id(o) == "" {
				return ""
			}
			return o.said(f(o, id(o)))
		}
	}
	switch random.IntN(24) {
	case 0:
		return "change of mind", func(_ *testing.T, o *twin) string { o.p.Absent = !o.p.Absent; return "" }
	case 1:
		return "request " + string(s), func(_ *testing.T, o *twin) string {
			made, err := o.people.Request(o.p.Side(s).VPC, o.p.Side(s.Other()).VPC)
			return o.made(made) + o.said(err)
		}
	case 2:
		return onOne("accept", func(o *twin, pcx string) error { return o.people.Accept(pcx) })
	case 3:
		return onOne("reject", func(o *twin, pcx string) error { return o.people.Reject(pcx) })
	case 4:
		return onOne("delete", func(o *twin, pcx string) error { return o.people.Delete(pcx, s) })
	case 5:
		return onOne("dns", func(o *twin, pcx string) error { return o.people.SetDNS(pcx, s, on) })
	case 6:
		return onOne("tag", func(o *twin, pcx string) error { return o.people.Tag(pcx, s, "team", "net") })
	case 7:
		return onOne("route", func(o *twin, pcx string) error { return o.people.AddRoute(o.tables[side][table], dst, pcx) })
	case 8:
		return onOne("unroute", func(o *twin, _ string) error { return o.people.DeleteRoute(o.tables[side][table], dst) })
	case 9:
		return onOne("reroute", func(o *twin, pcx string) error { return o.people.ReplaceRoute(o.tables[side][table], dst, pcx) })
	case 10:
		return onOne("block", func(o *twin, _ string) error {
			return o.people.AddCIDR(o.p.Side(s).VPC, fmt.Sprintf("10.%d.0.0/16", 1+n))
		})
	}
	return "what Diff says", func(t *testing.T, o *twin) string { return o.round(t) }
}

// round does what is ready, and returns what was done and answered.
func (o *twin) round(t *testing.T) string {
	have, err := o.Cloud.Observe(t.Context(), o.p)
	if err != nil {
		return o.said(err)
	}
	if c, ended := peering.Ended(o.p, have); ended {
		o.p.Former, o.p.PCX = append(o.p.Former, c.ID), ""
	}
	var out []string
	for _, s := range peering.Ready(peering.Diff(o.p, have)) {
		if !s.Writes() {
			continue
		}
		id, err := o.Cloud.Do(t.Context(), somebody, o.p, have, s)
		if id != "" {
			o.made(id)
			o.p.PCX = id
		}
		out = append(out, o.rename(s.String())+o.said(err))
	}
	slices.Sort(out)
	return strings.Join(out, "\n")
}

// said is what an error says, without words: class and code.
func (o *twin) said(err error) string {
	if err == nil {
		return ""
	}
	if call, ok := errors.AsType[*peering.CallError](err); ok {
		return fmt.Sprintf(": %s %s", call.Class, call.Code)
	}
	return ": " + err.Error()
}

// rename puts names in the place of ids.
func (o *twin) rename(text string) string {
	for id, name := range o.names {
		text = strings.ReplaceAll(text, id, name)
	}
	return text
}

// look is everything that can be read of the pair, in one form for both.
func (o *twin) look(t *testing.T) string {
	t.Helper()
	have, err := o.Cloud.Observe(t.Context(), o.p)
	if err != nil {
		t.Fatal(err)
	}
	surveyed, unread := o.Cloud.Survey(t.Context(), []peering.Peering{o.p}).Observed(o.p)
	if len(unread) > 0 {
		t.Fatalf("unread: %v", unread)
	}
	out := []string{o.describe(have)}
	if s := o.describe(surveyed); s != out[0] {
		t.Fatalf("Observe shows\n%s\nand Survey\n%s", out[0], s)
	}
	for _, id := range o.pcx {
		shown, err := o.Cloud.Connection(t.Context(), id)
		for _, c := range shown {
			out = append(out, o.connection(c))
		}
		out = append(out, o.said(err))
	}
	return strings.Join(out, "\n")
}

func (o *twin) describe(have peering.Observed) string {
	var out []string
	for _, s := range []peering.Side{peering.Requester, peering.Accepter} {
		v := have.Side(s)
		out = append(out, o.rename(fmt.Sprint(s, v.Found, v.VPC, v.VPC.State, v.VPC.CIDRs, option(v.VPC.DNSSupport), option(v.VPC.DNSHostnames), len(v.Subnets))))
		var lines []string
		for _, table := range v.Tables {
			for _, r := range table.Routes {
				lines = append(lines, o.rename(fmt.Sprint(table.ID, table.Main, len(table.Subnets), r)))
			}
		}
		for _, c := range v.Connections {
			lines = append(lines, o.connection(c))
		}
		slices.Sort(lines)
		out = append(out, lines...)
	}
	return strings.Join(out, "\n")
}

func option(on *bool) string {
	if on == nil {
		return "?"
	}
	return fmt.Sprint(*on)
}

func (o *twin) connection(c peering.Connection) string {
	return o.rename(fmt.Sprint(c.ID, " ", c.Status, " ", c.Message, " ", c.Requester, c.Accepter, c.Tags, option(c.RequesterDNS), option(c.AccepterDNS),
		!c.Expires.IsZero(), c.RequesterCIDRs, c.AccepterCIDRs))
}
