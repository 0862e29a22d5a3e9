package peering_test

import (
	"context"
	"net/netip"
	"time"

	"pgregory.net/rapid"

	"peerbot/aws/peering"
	"peerbot/aws/peering/peeringtest"
)

var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

// The tables and subnets that subnets of the two VPCs use, see pair.
const (
	pcx      = "pcx-00000001"
	mainA    = "rtb-0000000a"
	mainB    = "rtb-0000000b"
	privateA = "rtb-00000a02"
	privateB = "rtb-00000b02"
)

// world is an AWS in which two VPCs are to be peered.
type world struct {
	*peeringtest.World

	t tester
	p peering.Peering
}

// tester is what a test and a check of rapid have in common.
type tester interface {
	Context() context.Context
	Helper()
	Fatal(...any)
	Fatalf(string, ...any)
}

// pair returns a world of two VPCs in two accounts and Regions, each with a
// main table and one that its only subnet uses.
func pair(t tester) *world {
	w := &world{World: peeringtest.New(func() time.Time { return noon }), t: t}
	vpc := func(at peering.Place, block, subnet string) peering.End {
		ref := w.VPC(at, "", block)
		w.Table(ref, "", w.Subnet(ref, subnet))
		return peering.End{VPC: ref}
	}
	w.p = peering.Peering{ID: "P1", Requester: vpc(peeringtest.Tokyo, "10.1.0.0/16", "10.1.0.0/24"), Accepter: vpc(peeringtest.Seoul, "10.2.0.0/16", "10.2.0.0/24")}
	return w
}

// made returns a world in which the peering is as wanted, and what is wanted as
// the record has it afterwards.
func made(t tester) *world {
	t.Helper()
	w := pair(t)
	w.converge()
	w.p.PCX = pcx
	return w
}

// anyWorld draws a pair of VPCs, near or far, in which nothing is peered.
func anyWorld(rt *rapid.T) *world {
	w := &world{World: peeringtest.New(func() time.Time { return noon }), t: rt}
	w.p = w.AnyPair(func(what string, n int) int { return rapid.IntRange(0, n-1).Draw(rt, what) })
	if rapid.Bool().Draw(rt, "history") {
		w.SetStatus(w.Connect(w.p.Requester.VPC, w.p.Accepter.VPC), peering.Deleted, "Deleted")
	}
	return w
}

func (w *world) observe() peering.Observed {
	w.t.Helper()
	have, err := w.Observe(w.t.Context(), w.p)
	if err != nil {
		w.t.Fatal(err)
	}
	return have
}

// converge does what Diff says to its end, and returns the steps.
func (w *world) converge() []peering.Step {
	w.t.Helper()
	done, err := w.Converge(w.t.Context(), w.p)
	if err != nil {
		w.t.Fatal(err)
	}
	return done
}

// do makes the call of one step.
func (w *world) do(have peering.Observed, s peering.Step) string {
	w.t.Helper()
	id, err := w.Do(w.t.Context(), peering.Actor{Request: "R1", Person: "U0MINA"}, w.p, have, s)
	if err != nil {
		w.t.Fatal(err)
	}
	return id
}

// drop takes the routes of a VPC to a destination away.
func (w *world) drop(of peering.Ref, dst string) {
	w.DropRoutes(func(r peeringtest.RouteEntry) bool { return r.VPC == of && r.Destination == prefix(dst) })
}

// routes returns all routes, in words.
func (w *world) routes() []string {
	var out []string
	for _, r := range w.Routes() {
		out = append(out, r.String())
	}
	return out
}

func texts(steps []peering.Step) []string {
	var out []string
	for _, s := range steps {
		out = append(out, s.String())
	}
	return out
}

func prefix(s string) netip.Prefix { return netip.MustParsePrefix(s) }
