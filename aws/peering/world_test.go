package peering

import (
	"errors"
	"fmt"
	"maps"
	"net/netip"
	"slices"
	"testing"
)

// world is a small AWS: two VPCs, their route tables, and connections that go
// through their states by reading. It knows nothing of Diff. It fails a test
// at once when it is asked for something that EC2 would refuse.
type world struct {
	t      *testing.T
	sides  map[Side]*View
	conns  []*wconn
	nextID int

	calls int
	crash crash
}

type wconn struct {
	id        string
	status    Status
	requester Ref
	accepter  Ref
	tags      map[Ref]map[string]string // by account and Region (VPC empty)
	dns       map[Ref]bool              // by VPC
	settle    int                       // reads until the next state
}

// crash says what happens at the n-th writing call, from 1: nothing (0), it
// fails before its effect, or it takes effect and the answer is lost.
type crash struct {
	n      int
	effect bool
}

var errCrash = errors.New("the process died here")

func newWorld(t *testing.T, requester, accepter View) *world {
	t.Helper()
	return &world{t: t, sides: map[Side]*View{Requester: &requester, Accepter: &accepter}}
}

func place(r Ref) Ref { return Ref{Account: r.Account, Region: r.Region} }

// observe is what a reader sees now; transitional states move on with reads.
func (w *world) observe() Observed {
	for _, c := range w.conns {
		if c.settle > 0 {
			c.settle--
			continue
		}
		switch c.status {
		case Initiating:
			c.status = Pending
		case Provisioning:
			c.status = Active
		case Deleting:
			c.status = Deleted
			w.blackhole(c)
		}
	}
	var o Observed
	for _, s := range sides {
		v := *w.sides[s]
		v.Tables = nil
		for _, t := range w.sides[s].Tables {
			t.Routes = slices.Clone(t.Routes)
			v.Tables = append(v.Tables, t)
		}
		v.Connections = nil
		for _, c := range w.conns {
			if s == Accepter && c.status == Initiating && place(c.requester) != place(c.accepter) {
				continue // not visible on the other side yet
			}
			conn := Connection{ID: c.id, Status: c.status, Requester: c.requester, Accepter: c.accepter, Tags: maps.Clone(c.tags[place(v.VPC.Ref)])}
			if c.status == Active {
				r, a := c.dns[c.requester], c.dns[c.accepter]
				conn.RequesterDNS, conn.AccepterDNS = &r, &a
			}
			v.Connections = append(v.Connections, conn)
		}
		*o.Side(s) = v
	}
	return o
}

func (w *world) blackhole(c *wconn) {
	for _, s := range sides {
		for i := range w.sides[s].Tables {
			routes := w.sides[s].Tables[i].Routes
			for j := range routes {
				if routes[j].Target == c.id {
					routes[j].Blackhole = true
				}
			}
		}
	}
}

func (w *world) conn(id string) *wconn {
	for _, c := range w.conns {
		if c.id == id {
			return c
		}
	}
	w.t.Fatalf("no connection %q", id)
	return nil
}

func (w *world) do(want Peering, have Observed, s Step) error {
	w.t.Helper()
	if err := Guard(want, have, s); err != nil {
		w.t.Fatalf("Guard refuses a step of Diff: %v", err)
	}
	w.calls++
	if w.calls == w.crash.n && !w.crash.effect {
		return errCrash
	}
	w.effect(s)
	if w.calls == w.crash.n {
		return errCrash
	}
	return nil
}

func (w *world) effect(s Step) {
	w.t.Helper()
	switch s.Kind {
	case Create:
		for _, c := range w.conns {
			if !c.status.Over() && c.requester == s.At && c.accepter == s.Peer {
				return // EC2 answers with the one that exists
			}
		}
		w.nextID++
		w.conns = append(w.conns, &wconn{
			id: fmt.Sprintf("pcx-%04d", w.nextID), status: Initiating, requester: s.At, accepter: s.Peer, settle: 1,
			tags: map[Ref]map[string]string{place(s.At): maps.Clone(s.Tags)}, dns: map[Ref]bool{},
		})
	case Tag:
		c := w.conn(s.PCX)
		if c.tags[place(s.At)] == nil {
			c.tags[place(s.At)] = map[string]string{}
		}
		maps.Copy(c.tags[place(s.At)], s.Tags)
	case Untag:
		for k, v := range s.Tags {
			if tags := w.conn(s.PCX).tags[place(s.At)]; tags[k] == v {
				delete(tags, k)
			}
		}
	case Accept:
		c := w.conn(s.PCX)
		if c.status != Pending || s.At != c.accepter {
			w.t.Fatalf("accept of %s while %s by %s", c.id, c.status, s.At)
		}
		c.status, c.settle = Provisioning, 1
	case SetDNS:
		c := w.conn(s.PCX)
		if c.status != Active {
			w.t.Fatalf("options of %s while %s", c.id, c.status)
		}
		c.dns[s.At] = s.DNS
	case AddRoute:
		t := w.table(s)
		for _, r := range t.Routes {
			if r.Destination == s.Destination && !r.Propagated {
				w.t.Fatalf("RouteAlreadyExists: %s in %s", s.Destination, s.Table)
			}
		}
		t.Routes = append(t.Routes, Route{Destination: s.Destination, Target: s.PCX, Blackhole: w.conn(s.PCX).status != Active})
	case RemoveRoute:
		t := w.table(s)
		i := slices.IndexFunc(t.Routes, func(r Route) bool { return r.Destination == s.Destination && !r.Propagated })
		if i < 0 || t.Routes[i].Target != s.PCX {
			w.t.Fatalf("%s in %s does not go to %s", s.Destination, s.Table, s.PCX)
		}
		t.Routes = slices.Delete(t.Routes, i, i+1)
	case Delete:
		c := w.conn(s.PCX)
		if c.status.Over() {
			w.t.Fatalf("delete of %s while %s", c.id, c.status)
		}
		if c.requester.Region == c.accepter.Region {
			c.status = Deleted
			w.blackhole(c)
			return
		}
		c.status, c.settle = Deleting, 1
	default:
		w.t.Fatalf("%s is not a write", s.Kind)
	}
}

func (w *world) table(s Step) *RouteTable {
	v := w.sides[s.Side]
	for i := range v.Tables {
		if v.Tables[i].ID == s.Table {
			return &v.Tables[i]
		}
	}
	w.t.Fatalf("no table %s", s.Table)
	return nil
}

// converge observes and does what Diff says until it says nothing, as the bot
// does. It returns the steps that were done.
func (w *world) converge(want Peering) ([]Step, error) {
	w.t.Helper()
	var done []Step
	for range 60 {
		have := w.observe()
		steps := Ready(Diff(want, have))
		if len(steps) == 0 {
			return done, nil
		}
		for _, s := range steps {
			if !s.Writes() {
				continue
			}
			if err := w.do(want, have, s); err != nil {
				return done, err
			}
			done = append(done, s)
		}
	}
	w.t.Fatalf("no end after 60 rounds; next: %v", Diff(want, w.observe()))
	return nil, nil
}

func mustPrefix(s string) netip.Prefix { return netip.MustParsePrefix(s) }

var (
	tokyo = Ref{Account: "111111111111", Region: "ap-northeast-1", VPC: "vpc-0000000a"}
	seoul = Ref{Account: "222222222222", Region: "ap-northeast-2", VPC: "vpc-0000000b"}
)

// view is a VPC with a main table, and more tables with one subnet each.
func view(ref Ref, tables int, cidrs ...string) View {
	v := View{Found: true, VPC: VPC{Ref: ref, State: "available"}}
	for _, c := range cidrs {
		v.VPC.CIDRs = append(v.VPC.CIDRs, mustPrefix(c))
	}
	tail := ref.VPC[len(ref.VPC)-1:]
	local := func() []Route {
		var out []Route
		for _, c := range v.VPC.CIDRs {
			out = append(out, Route{Destination: c, Target: "local"})
		}
		return out
	}
	v.Tables = append(v.Tables, RouteTable{ID: "rtb-main" + tail, Main: true, Routes: local()})
	for i := range tables {
		subnet := fmt.Sprintf("subnet-%s%d", tail, i)
		v.Subnets = append(v.Subnets, Subnet{ID: subnet})
		v.Tables = append(v.Tables, RouteTable{ID: fmt.Sprintf("rtb-%s%d", tail, i), Subnets: []string{subnet}, Routes: local()})
	}
	return v
}

func wanted(r, a Ref) Peering {
	return Peering{ID: "P1", Requester: End{VPC: r}, Accepter: End{VPC: a}}
}
