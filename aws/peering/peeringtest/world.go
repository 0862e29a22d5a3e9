package peeringtest

import (
	"net/netip"
	"slices"
	"sync"
	"time"

	"peerbot/aws/peering"
)

// Places that most tests need no more than two of.
var (
	Tokyo = peering.Place{Account: "111111111111", Region: "ap-northeast-1"}
	Seoul = peering.Place{Account: "222222222222", Region: "ap-northeast-2"}
)

// World is an AWS. Make one with New.
type World struct {
	mu sync.Mutex
	aws

	calls   int
	around  Hook
	once    []onceHook
	writes  []*Write
	guarded []peering.Step
}

// New returns an AWS in which nothing is. Its clock is now: time.Now in a
// synctest bubble, or that of the test.
func New(now func() time.Time) *World {
	return &World{aws: aws{now: now, delays: Usual, places: map[peering.Place]bool{}}}
}

// VPC makes a VPC with a main route table, and returns it. Unlike a new VPC on
// AWS it has DNS host names on. From then on its account and Region are
// configured for the bot.
func (w *World) VPC(at peering.Place, name string, cidrs ...string) peering.Ref {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.places[at] = true
	return w.addVPC(at, name, cidrs)
}

// OutsideVPC makes a VPC in an account that the bot is not configured for.
func (w *World) OutsideVPC(at peering.Place, name string, cidrs ...string) peering.Ref {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.addVPC(at, name, cidrs)
}

// Subnet makes a subnet that uses the main table, and returns its id.
func (w *World) Subnet(of peering.Ref, cidr string) string {
	w.mu.Lock()
	defer w.mu.Unlock()
	v := w.mustVPC(of)
	s := peering.Subnet{ID: v.id("subnet"), CIDR: netip.MustParsePrefix(cidr)}
	v.subnets = append(v.subnets, s)
	return s.ID
}

// Table makes a route table that some subnets use, and returns its id.
func (w *World) Table(of peering.Ref, name string, subnets ...string) string {
	w.mu.Lock()
	defer w.mu.Unlock()
	v := w.mustVPC(of)
	t := &table{vpc: v, RouteTable: peering.RouteTable{ID: v.id("rtb"), Name: name, Subnets: subnets}}
	for _, c := range v.CIDRs {
		t.Routes = append(t.Routes, peering.Route{Destination: c, Target: "local"})
	}
	for _, other := range v.tables {
		other.Subnets = slices.DeleteFunc(other.Subnets, func(id string) bool { return slices.Contains(subnets, id) })
	}
	v.tables = append(v.tables, t)
	return t.ID
}

// Groups replaces the security groups of a VPC.
func (w *World) Groups(of peering.Ref, groups ...peering.Group) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.mustVPC(of).groups = groups
}

// SetVPC changes what AWS says of a VPC: its name, state or DNS attributes. Of
// its blocks it changes those that are shown, and nothing else: see AddCIDR.
func (w *World) SetVPC(of peering.Ref, change func(*peering.VPC)) {
	w.mu.Lock()
	defer w.mu.Unlock()
	change(&w.mustVPC(of).VPC)
}

// AddCIDR adds a block to a VPC, whatever AWS would say to it. Requests that it
// makes impossible fail, as they do on AWS.
func (w *World) AddCIDR(to peering.Ref, cidr string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.addCIDR(w.mustVPC(to), netip.MustParsePrefix(cidr))
}

// Forget has a VPC vanish, with its tables, whatever hangs on it.
func (w *World) Forget(ref peering.Ref) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.mustVPC(ref)
	w.vpcs = slices.DeleteFunc(w.vpcs, func(v *vpc) bool { return v.Ref == ref })
}

// SetDelays has every change from now on take what f says. f must not call the
// World.
func (w *World) SetDelays(f func(Change) Delay) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.delays = f
}

// Rest has everything happen that AWS would do by itself, and be shown. Time
// does not pass.
func (w *World) Rest() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.rest()
}

// Writes returns every write that was tried, in the order in which they began.
func (w *World) Writes() []Write {
	w.mu.Lock()
	defer w.mu.Unlock()
	out := make([]Write, len(w.writes))
	for i, x := range w.writes {
		out[i] = *x
	}
	return out
}

// Changes returns the writes that had an effect.
func (w *World) Changes() []Write {
	return slices.DeleteFunc(w.Writes(), func(x Write) bool { return !x.Changed })
}

// Guarded returns the steps that peering.Guard refused, so that no call was made.
func (w *World) Guarded() []peering.Step {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Clone(w.guarded)
}
