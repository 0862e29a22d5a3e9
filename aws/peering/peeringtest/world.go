package peeringtest

import (
	"cmp"
	"fmt"
	"maps"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"time"

	"peerbot/aws/peering"
)

// Places that most tests need no more than two of.
var (
	Tokyo = peering.Place{Account: "111111111111", Region: "ap-northeast-1"}
	Seoul = peering.Place{Account: "222222222222", Region: "ap-northeast-2"}
)

// sides lists both sides in the order in which things happen to them.
var sides = [...]peering.Side{peering.Requester, peering.Accepter}

// World is an AWS. Make one with New.
type World struct {
	now func() time.Time

	mu          sync.Mutex
	delays      func(Change) Delay
	places      map[peering.Place]bool // those that the bot is configured for
	vpcs        []*vpc
	connections []*connection
	trail       []trailEvent

	calls   int
	around  Hook
	once    []onceHook
	writes  []*Write
	guarded []peering.Step
}

// vpc is a VPC and what belongs to it.
type vpc struct {
	peering.VPC
	number  int // of its id
	made    int // things that have an id after it
	tables  []*table
	subnets []peering.Subnet
	groups  []peering.Group
}

// table is a route table. Blackholes are computed when it is read.
type table struct {
	peering.RouteTable
	vpc  *vpc
	late *lateRoutes // what reads show instead; nil: the routes
}

// New returns an AWS in which nothing is. Its clock is now: time.Now in a
// synctest bubble, or that of the test.
func New(now func() time.Time) *World {
	return &World{now: now, delays: Usual, places: map[peering.Place]bool{}}
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

// addVPC makes a VPC. The first is vpc-0000000a with rtb-0000000a, the second
// vpc-0000000b; what is made for the first later has ids after 00000a01.
func (w *World) addVPC(at peering.Place, name string, cidrs []string) peering.Ref {
	on := true
	v := &vpc{number: 0xa + len(w.vpcs)}
	v.VPC = peering.VPC{
		Ref:  peering.Ref{Account: at.Account, Region: at.Region, VPC: fmt.Sprintf("vpc-%08x", v.number)},
		Name: name, State: "available", DNSSupport: &on, DNSHostnames: &on,
	}
	main := &table{vpc: v, RouteTable: peering.RouteTable{ID: fmt.Sprintf("rtb-%08x", v.number), Main: true}}
	v.tables = []*table{main}
	for _, c := range cidrs {
		v.addBlock(netip.MustParsePrefix(c))
	}
	w.vpcs = append(w.vpcs, v)
	return v.Ref
}

func (v *vpc) addBlock(p netip.Prefix) {
	v.CIDRs = append(v.CIDRs, p.Masked())
	for _, t := range v.tables {
		t.Routes = append(t.Routes, peering.Route{Destination: p.Masked(), Target: "local"})
	}
}

func (v *vpc) id(kind string) string {
	v.made++
	return fmt.Sprintf("%s-%08x", kind, v.number<<8|v.made)
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

func (w *World) addCIDR(v *vpc, block netip.Prefix) {
	v.addBlock(block)
	for _, c := range w.connections {
		if c.status == peering.Pending && (c.requester == v.Ref || c.accepter == v.Ref) && !w.peerable(c) {
			w.become(c, peering.Failed, failedMessage)
		}
	}
}

// refusesBlock returns why AWS does not give a VPC another block, "" if it does.
func (w *World) refusesBlock(v *vpc, block netip.Prefix) string {
	if own, _, meets := peering.Overlaps(v.CIDRs, []netip.Prefix{block}); meets {
		return fmt.Sprintf("conflicts with %s of the VPC", own)
	}
	for _, c := range w.connections {
		for _, s := range sides {
			peer := w.vpc(c.ref(s.Other()))
			if c.ref(s) != v.Ref || peer == nil {
				continue
			}
			switch c.status {
			case peering.Initiating, peering.Pending:
				if s == peering.Requester {
					return "cannot be added while " + c.id + " is pending"
				}
			case peering.Provisioning, peering.Active:
				if _, theirs, meets := peering.Overlaps([]netip.Prefix{block}, peer.CIDRs); meets {
					return fmt.Sprintf("conflicts with %s of the peered VPC %s", theirs, peer.VPC.VPC)
				}
			}
		}
	}
	for _, t := range v.tables {
		for _, r := range t.Routes {
			if r.Destination.IsValid() && block.Bits() <= r.Destination.Bits() && block.Overlaps(r.Destination) {
				return fmt.Sprintf("is equal to or wider than the route %s in %s", r.Destination, t.ID)
			}
		}
	}
	return ""
}

// Forget has a VPC vanish, with its tables, whatever hangs on it.
func (w *World) Forget(ref peering.Ref) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.mustVPC(ref)
	w.vpcs = slices.DeleteFunc(w.vpcs, func(v *vpc) bool { return v.Ref == ref })
}

func (w *World) vpc(ref peering.Ref) *vpc {
	for _, v := range w.vpcs {
		if v.Ref == ref {
			return v
		}
	}
	return nil
}

func (w *World) mustVPC(ref peering.Ref) *vpc {
	v := w.vpc(ref)
	if v == nil {
		panic("peeringtest: no VPC " + ref.String())
	}
	return v
}

func (w *World) table(id string) *table {
	for _, v := range w.vpcs {
		for _, t := range v.tables {
			if t.ID == id {
				return t
			}
		}
	}
	return nil
}

func (w *World) mustTable(id string) *table {
	t := w.table(id)
	if t == nil {
		panic("peeringtest: no route table " + id)
	}
	return t
}

// shown is the VPC as it is described. Its DNS attributes are read apart.
func (v *vpc) shown() peering.VPC {
	out := v.VPC
	out.CIDRs = slices.SortedFunc(slices.Values(v.CIDRs), netip.Prefix.Compare)
	out.DNSSupport, out.DNSHostnames = nil, nil
	return out
}

// resolvable reports whether a VPC has both DNS attributes on.
func (v *vpc) resolvable() bool {
	return v.DNSSupport != nil && *v.DNSSupport && v.DNSHostnames != nil && *v.DNSHostnames
}

// configured returns the places that the bot is configured for, in order.
func (w *World) configured() []peering.Place {
	return slices.SortedFunc(maps.Keys(w.places), comparePlaces)
}

func comparePlaces(a, b peering.Place) int {
	return cmp.Or(strings.Compare(a.Account, b.Account), strings.Compare(a.Region, b.Region))
}
