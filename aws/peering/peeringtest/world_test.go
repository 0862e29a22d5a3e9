package peeringtest_test

import (
	"context"
	"errors"
	"net/netip"
	"slices"
	"testing"
	"time"

	"peerbot/aws/peering"
	"peerbot/aws/peering/peeringtest"
)

var actor = peering.Actor{Request: "R1", Person: "U0MINA"}

// clock is a clock that a test sets.
type clock struct{ time.Time }

func newClock() *clock { return &clock{time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)} }

func (c *clock) now() time.Time { return c.Time }

// pair is a world with two VPCs, and the peering that is wanted between them.
func pair(c *clock) (*peeringtest.World, peering.Peering) {
	w := peeringtest.New(c.now)
	return w, peering.Peering{
		ID:        "P1",
		Requester: peering.End{VPC: w.VPC(peeringtest.Tokyo, "main", "10.1.0.0/16")},
		Accepter:  peering.End{VPC: w.VPC(peeringtest.Seoul, "main", "10.2.0.0/16")},
	}
}

// made is the same with the peering, active.
func made(t *testing.T, c *clock) (*peeringtest.World, peering.Peering) {
	t.Helper()
	w, p := pair(c)
	if _, err := w.Converge(t.Context(), p); err != nil {
		t.Fatal(err)
	}
	p.PCX = w.Live()[0].ID
	return w, p
}

func observe(t *testing.T, w *peeringtest.World, p peering.Peering) peering.Observed {
	t.Helper()
	have, err := w.Observe(t.Context(), p)
	if err != nil {
		t.Fatal(err)
	}
	return have
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func wantError(t *testing.T, err error, class peering.Class, code string) {
	t.Helper()
	call, ok := errors.AsType[*peering.CallError](err)
	if !ok || call.Class != class || call.Code != code {
		t.Errorf("error %v, want %s of class %q", err, code, class)
	}
}

func TestAPeeringIsMadeByItsSteps(t *testing.T) {
	t.Parallel()
	w, p := made(t, newClock())
	c := w.Live()[0]
	if c.ID != "pcx-00000001" || c.Status != peering.Active || !p.Owns(c.Tags[peering.Requester]) || !p.Owns(c.Tags[peering.Accepter]) {
		t.Errorf("made %+v, want it active with our tags on both sides", c)
	}
	var routes []string
	for _, r := range w.PeeringRoutes() {
		routes = append(routes, r.String())
	}
	if want := []string{"10.2.0.0/16 in rtb-0000000a to pcx-00000001", "10.1.0.0/16 in rtb-0000000b to pcx-00000001"}; !slices.Equal(routes, want) {
		t.Errorf("routes %q, want %q", routes, want)
	}
}

func TestWhatEC2Refuses(t *testing.T) {
	t.Parallel()
	w, p := pair(newClock())
	tokyo, seoul := p.Requester.VPC, p.Accepter.VPC
	who := w.Console("alice")
	id, err := who.Request(tokyo, seoul)
	must(t, err)
	w.Rest()
	again, err := who.Request(tokyo, seoul)
	if must(t, err); again != id {
		t.Errorf("the same request again is %s, want %s", again, id)
	}
	back, err := who.Request(seoul, tokyo)
	if must(t, err); back == id {
		t.Error("the request of the other direction is the same")
	}
	w.Rest()
	wantError(t, who.Delete(id, peering.Accepter), peering.Invalid, "OperationNotPermitted")
	wantError(t, who.SetDNS(id, peering.Requester, true), peering.WrongState, "OperationNotPermitted")
	must(t, who.AddRoute("rtb-0000000a", "10.2.0.0/16", id))
	if r := w.Routes(); len(r) != 1 || !r[0].Blackhole {
		t.Errorf("routes %v, want a blackhole before the request is accepted", r)
	}
	must(t, who.Accept(id))
	w.Rest()
	wantError(t, who.Accept(id), peering.WrongState, "InvalidStateTransition")
	wantError(t, who.Reject(id), peering.WrongState, "InvalidStateTransition")
	wantError(t, who.Accept(back), peering.Exists, "VpcPeeringConnectionAlreadyExists")
	wantError(t, who.AddRoute("rtb-0000000a", "10.2.0.0/16", id), peering.Exists, "RouteAlreadyExists")
	wantError(t, who.AddRoute("rtb-0000000a", "10.1.2.0/24", id), peering.Invalid, "InvalidParameterValue")
	wantError(t, who.DeleteRoute("rtb-0000000a", "10.9.0.0/16"), peering.NotFound, "InvalidRoute.NotFound")
	wantError(t, who.DeleteRoute("rtb-0000000a", "10.1.0.0/16"), peering.Invalid, "InvalidParameterValue")
	wantError(t, who.AddCIDR(tokyo, "10.2.3.0/24"), peering.Invalid, "InvalidVpc.Range")
	off := false
	w.SetVPC(seoul, func(v *peering.VPC) { v.DNSHostnames = &off })
	wantError(t, who.SetDNS(id, peering.Requester, true), peering.Invalid, "InvalidVpcPeeringConnectionState.DnsHostnamesDisabled")
	must(t, who.Delete(id, peering.Accepter))
	w.Rest()
	wantError(t, who.Delete(id, peering.Requester), peering.WrongState, "InvalidStateTransition")
	wantError(t, who.AddRoute("rtb-0000000b", "10.1.0.0/16", id), peering.NotFound, "InvalidVpcPeeringConnectionID.NotFound")
	if r := w.Routes(); len(r) != 1 || !r[0].Blackhole {
		t.Errorf("routes %v, want the blackhole that is left", r)
	}
}

func TestWhatCannotBePeeredFails(t *testing.T) {
	t.Parallel()
	w, p := pair(newClock())
	overlapping := w.VPC(peeringtest.Seoul, "wide", "10.0.0.0/8")
	nowhere := p.Accepter.VPC
	nowhere.VPC = "vpc-0000dead"
	for _, to := range []peering.Ref{overlapping, nowhere} {
		id, err := w.Console("alice").Request(p.Requester.VPC, to)
		must(t, err)
		w.Rest()
		all := w.Connections()
		if c := all[len(all)-1]; c.ID != id || c.Status != peering.Failed {
			t.Errorf("%s to %s is %s, want failed", c.ID, to, c.Status)
		}
	}
	nowhere.Account, nowhere.Region = p.Requester.VPC.Account, p.Requester.VPC.Region
	_, err := w.Console("alice").Request(p.Requester.VPC, nowhere)
	wantError(t, err, peering.NotFound, "InvalidVpcID.NotFound")

	id, err := w.Console("alice").Request(p.Requester.VPC, p.Accepter.VPC)
	must(t, err)
	w.Rest()
	must(t, w.Console("bob").AddCIDR(p.Accepter.VPC, "10.1.7.0/24"))
	wantError(t, w.Console("bob").Accept(id), peering.NotFound, "InvalidVpcPeeringConnectionID.NotFound")
}

func TestEndedConnectionsAreForgotten(t *testing.T) {
	t.Parallel()
	sees := func(w *peeringtest.World, p peering.Peering) (requester, accepter bool) {
		have := observe(t, w, p)
		return len(have.Requester.Connections) > 0, len(have.Accepter.Connections) > 0
	}
	tests := map[string]struct {
		end                 func(*peeringtest.Console, string) error
		requester, accepter time.Duration // how long they are shown it
	}{
		"deleted":  {func(c *peeringtest.Console, id string) error { return c.Delete(id, peering.Requester) }, 2 * time.Hour, 48 * time.Hour},
		"rejected": {func(c *peeringtest.Console, id string) error { return c.Reject(id) }, 48 * time.Hour, 2 * time.Hour},
		"expired":  {nil, 48 * time.Hour, 48 * time.Hour},
	}
	for name, tt := range tests {
		c := newClock()
		w, p := pair(c)
		id, err := w.Console("alice").Request(p.Requester.VPC, p.Accepter.VPC)
		must(t, err)
		w.Rest()
		if tt.end != nil {
			must(t, tt.end(w.Console("bob"), id))
			w.Rest()
		} else {
			c.Time = c.Add(7 * 24 * time.Hour)
		}
		for _, side := range []time.Duration{tt.requester, tt.accepter} {
			ended := c.Time
			for _, after := range []time.Duration{side - time.Second, side} {
				c.Time = ended.Add(after)
				if r, a := sees(w, p); r != (after < tt.requester) || a != (after < tt.accepter) {
					t.Errorf("%s, after %s: shown to the requester %t, the accepter %t", name, after, r, a)
				}
			}
			c.Time = ended
		}
		if got := w.Connections()[0]; string(got.Status) != name {
			t.Errorf("%s: it is %s", name, got.Status)
		}
	}
}

func TestEachSideHasItsOwnView(t *testing.T) {
	t.Parallel()
	w, p := made(t, newClock())
	who := w.Console("alice")
	must(t, who.SetDNS(p.PCX, peering.Accepter, true))
	must(t, who.Tag(p.PCX, peering.Accepter, "team", "net"))
	have := observe(t, w, p)
	r, a := have.Requester.Connections[0], have.Accepter.Connections[0]
	if r.AccepterDNS != nil || a.AccepterDNS == nil || !*a.AccepterDNS || a.RequesterDNS != nil {
		t.Errorf("DNS options: the requester sees %v, the accepter %v; want each its own", r.AccepterDNS, a.AccepterDNS)
	}
	if r.Tags["team"] != "" || a.Tags["team"] != "net" {
		t.Errorf("tags: %v and %v, want each its own", r.Tags, a.Tags)
	}

	w = peeringtest.New(newClock().now)
	from, to := w.VPC(peeringtest.Tokyo, "a", "10.1.0.0/16"), w.VPC(peeringtest.Tokyo, "b", "10.2.0.0/16")
	id := w.Connect(from, to)
	w.SetTags(id, peering.Requester, map[string]string{"team": "net"})
	have = observe(t, w, peering.Peering{Requester: peering.End{VPC: from}, Accepter: peering.End{VPC: to}})
	if a := have.Accepter.Connections[0]; a.Tags["team"] != "net" || a.RequesterDNS == nil || a.AccepterDNS == nil {
		t.Errorf("in one place the accepter sees %+v, want all there is", a)
	}
}

func TestTheRecord(t *testing.T) {
	t.Parallel()
	c := newClock()
	w, p := made(t, c)
	who := w.Console("alice")
	must(t, who.ReplaceRoute("rtb-0000000a", "10.2.0.0/16", "tgw-1"))
	have := observe(t, w, p)
	step := peering.Step{
		Kind: peering.RemoveRoute, Side: peering.Accepter, At: p.Accepter.VPC, Peer: p.Requester.VPC, PCX: p.PCX,
		Table: "rtb-0000000b", Destination: prefix("10.1.0.0/16"),
	}
	must(t, who.ReplaceRoute("rtb-0000000b", "10.1.0.0/16", "tgw-1")) // after it was read
	n := len(w.Writes())
	for range 2 {
		if _, err := w.Do(t.Context(), actor, p, have, step); err != nil {
			t.Errorf("removing a route, also one that is gone: %v", err)
		}
	}
	got := w.Writes()[n:]
	if !got[0].Changed || got[0].Foreign() == "" || got[0].Actor != actor || !got[0].At.Equal(c.Time) || got[0].Route.Target != "tgw-1" {
		t.Errorf("recorded %+v, want that it took somebody else's route", got[0])
	}
	if got[1].Changed || got[1].Err == nil || got[1].Foreign() != "" {
		t.Errorf("recorded %+v, want no effect", got[1])
	}
	step.Side, step.At, step.Peer, step.Table = peering.Requester, step.Peer, step.At, "rtb-0000000a"
	step.Destination = prefix("10.2.0.0/16")
	if _, err := w.Do(t.Context(), actor, p, have, step); err == nil {
		t.Error("a route that does not lead to us is removed")
	}
	if g := w.Guarded(); len(w.Writes()) != n+2 || len(g) != 1 || g[0].Table != "rtb-0000000a" {
		t.Errorf("%d writes, guarded %v; want no call", len(w.Writes())-n, g)
	}
	for _, x := range w.Writes()[:n] {
		if !x.Made || x.Err != nil || x.Lost || x.Foreign() != "" {
			t.Errorf("recorded %+v, want an ordinary write", x)
		}
	}
}

func TestCloudTrailNamesWhoItWas(t *testing.T) {
	t.Parallel()
	c := newClock()
	w, p := made(t, c)
	w.SetDelays(func(x peeringtest.Change) peeringtest.Delay {
		if x == peeringtest.Trail {
			return peeringtest.Delay{Time: 5 * time.Minute}
		}
		return peeringtest.Usual(x)
	})
	since := c.Time
	must(t, w.Console("alice").DeleteRoute("rtb-0000000b", "10.1.0.0/16"))
	drifts := peering.Drifts(p, observe(t, w, p), c.Time)
	if len(drifts) != 1 {
		t.Fatalf("drifts %+v, want one", drifts)
	}
	for _, want := range []int{0, 1} {
		got, err := w.AuditEvents(t.Context(), drifts[0].Queries(), since, c.Time)
		if must(t, err); len(got) != want {
			t.Errorf("at %s: events %+v, want %d", c.Time, got, want)
		}
		if len(got) == 1 && (got[0].Who() != "alice" || got[0].Event != "DeleteRoute") {
			t.Errorf("event %+v, want Alice's", got[0])
		}
		c.Time = c.Add(5 * time.Minute)
	}
}

func TestOutsideAccountsCannotBeRead(t *testing.T) {
	t.Parallel()
	w, p := pair(newClock())
	stranger := w.OutsideVPC(peering.Place{Account: "999999999999", Region: peeringtest.Seoul.Region}, "theirs", "10.9.0.0/16")
	id, err := w.Console("mallory").Request(stranger, p.Accepter.VPC)
	must(t, err)
	w.Rest()
	in := w.Survey(t.Context(), []peering.Peering{p}).Inbound()
	if len(in) != 1 || in[0].ID != id {
		t.Fatalf("inbound %+v, want %s", in, id)
	}
	p = peering.Peering{ID: "P2", PCX: id, Requester: peering.End{VPC: stranger}, Accepter: p.Accepter}
	_, err = w.Observe(t.Context(), p)
	wantError(t, err, peering.AssumeRoleFailed, "NotConfigured")
	p.External = true
	if done, err := w.Converge(t.Context(), p); err != nil || len(done) != 1 || w.Live()[0].Status != peering.Active {
		t.Errorf("accepting it: %v, %v; want one step", done, err)
	}
}

func TestASurveyIsWhatObserveReads(t *testing.T) {
	t.Parallel()
	w, p := made(t, newClock())
	p.Requester.DNS = true
	w.Groups(p.Requester.VPC, peering.Group{ID: "sg-1"})
	have, unread := w.Survey(t.Context(), []peering.Peering{p}).Observed(p)
	if len(unread) > 0 || peering.Forecast(p, have).Digest != peering.Forecast(p, observe(t, w, p)).Digest || have.Requester.VPC.DNSSupport == nil || have.Requester.Groups != nil {
		t.Errorf("surveyed %+v (unread %v), want what Observe reads", have, unread)
	}
	w.Around(func(c peeringtest.Call, do func() error) error {
		if c.Place == peeringtest.Seoul && c.Action == peeringtest.DescribeTables {
			return peeringtest.Throttle(c, do)
		}
		return do()
	})
	s := w.Survey(t.Context(), []peering.Peering{p})
	if s.Places[peeringtest.Tokyo].Err != nil || s.Places[peeringtest.Seoul].Err == nil || s.Places[peeringtest.Seoul].VPCs != nil {
		t.Errorf("surveyed %+v, want Seoul's error and nothing of Seoul", s.Places)
	}
}

func TestGroupsAreReadWithinOneRegion(t *testing.T) {
	t.Parallel()
	w := peeringtest.New(newClock().now)
	other := peeringtest.Seoul
	other.Region = peeringtest.Tokyo.Region
	p := peering.Peering{ID: "P1", Requester: peering.End{VPC: w.VPC(peeringtest.Tokyo, "a", "10.1.0.0/16")}, Accepter: peering.End{VPC: w.VPC(other, "b", "10.2.0.0/16")}}
	p.PCX = w.Connect(p.Requester.VPC, p.Accepter.VPC)
	w.Groups(p.Requester.VPC, peering.Group{ID: "sg-1", Rules: []peering.GroupRule{{Protocol: "tcp", PCX: p.PCX, Group: "sg-2"}}})
	have, _ := w.Survey(t.Context(), []peering.Peering{p}).Observed(p)
	if !have.Grouped() || len(have.Requester.Groups) != 1 || len(have.Accepter.Groups) != 0 {
		t.Errorf("groups %v and %v, want both read", have.Requester.Groups, have.Accepter.Groups)
	}
	w.Around(func(c peeringtest.Call, do func() error) error {
		if c.Action == peeringtest.DescribeGroups {
			return peeringtest.Deny(c, do)
		}
		return do()
	})
	if have, unread := w.Survey(t.Context(), []peering.Peering{p}).Observed(p); have.Grouped() || len(unread) > 0 {
		t.Errorf("groups %v, unread %v; want the rest without groups", have.Requester.Groups, unread)
	}
	must(t, w.Console("alice").Delete(p.PCX, peering.Accepter))
	stale, err := w.StaleRules(t.Context(), p.Requester.VPC)
	if want := []peering.StaleRule{{Group: "sg-1", VPC: p.Requester.VPC.VPC, PCX: p.PCX}}; err != nil || !slices.Equal(stale, want) {
		t.Errorf("stale %v, %v; want %v", stale, err, want)
	}
}

func TestLookingUp(t *testing.T) {
	t.Parallel()
	w, p := made(t, newClock())
	found, err := w.Find(t.Context(), peering.Query{Account: peeringtest.Tokyo.Account, VPC: "main"})
	if err != nil || len(found) != 1 || found[0].Ref != p.Requester.VPC {
		t.Errorf("found %+v, %v; want Tokyo's main", found, err)
	}
	_, err = w.Find(t.Context(), peering.Query{Account: "999999999999", VPC: "main"})
	wantError(t, err, peering.AssumeRoleFailed, "NotConfigured")
	views, err := w.Connection(t.Context(), p.PCX)
	if err != nil || len(views) != 2 || views[0].RequesterDNS == nil || views[1].AccepterDNS == nil {
		t.Errorf("%s is shown as %+v, %v; want by the requester and then by the accepter", p.PCX, views, err)
	}
	w.Around(peeringtest.Throttle)
	if _, err := w.Connection(t.Context(), p.PCX); err == nil {
		t.Error("a connection that nobody could read is not there")
	}
}

func TestWhoLeavesDoesNotGetTheAnswer(t *testing.T) {
	t.Parallel()
	w, p := pair(newClock())
	ctx, leave := context.WithCancel(t.Context())
	w.Once(peering.Create, func(_ peeringtest.Call, do func() error) error {
		defer leave()
		return do()
	})
	if _, err := w.Converge(ctx, p); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want that it was cancelled", err)
	}
	if x := w.Writes(); len(x) != 1 || !x[0].Changed || !x[0].Lost {
		t.Errorf("recorded %+v, want one whose answer was lost", x)
	}
	if _, err := w.Observe(ctx, p); !errors.Is(err, context.Canceled) {
		t.Errorf("reading: %v, want that it is cancelled", err)
	}
}

func prefix(s string) netip.Prefix { return netip.MustParsePrefix(s) }
