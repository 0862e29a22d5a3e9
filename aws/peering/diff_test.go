package peering

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func TestCreatingTheWalkthroughTakesTheseSteps(t *testing.T) {
	t.Parallel()
	w := newWorld(t, view(tokyo, 0, "10.1.0.0/16"), view(seoul, 0, "10.2.0.0/16"))
	got := texts(Diff(wanted(tokyo, seoul), w.observe()))
	want := []string{
		"create the peering from 111111111111/ap-northeast-1/vpc-0000000a to 222222222222/ap-northeast-2/vpc-0000000b",
		"wait until both sides see the request",
		"tag the new peering on the accepter's side",
		"accept the new peering in ap-northeast-2",
		"wait until AWS says active",
		"add route 10.2.0.0/16 to the new peering in rtb-maina",
		"add route 10.1.0.0/16 to the new peering in rtb-mainb",
	}
	if !slices.Equal(got, want) {
		t.Errorf("Diff =\n%q, want\n%q", got, want)
	}
}

func TestOneTagSetWhereBothSidesAreOnePlace(t *testing.T) {
	t.Parallel()
	other := tokyo
	other.VPC = "vpc-0000000b"
	w := newWorld(t, view(tokyo, 0, "10.1.0.0/16"), view(other, 0, "10.2.0.0/16"))
	for _, s := range Diff(wanted(tokyo, other), w.observe()) {
		if s.Kind == Tag {
			t.Errorf("step %q: there is one set of tags", s)
		}
	}
}

func TestDNSIsSetOnEachSideAfterTheRoutes(t *testing.T) {
	t.Parallel()
	p := wanted(tokyo, seoul)
	p.Requester.DNS, p.Accepter.DNS = true, true
	w := newWorld(t, view(tokyo, 0, "10.1.0.0/16"), view(seoul, 0, "10.2.0.0/16"))
	steps := Diff(p, w.observe())
	last := steps[len(steps)-2:]
	for i, side := range sides {
		if last[i].Kind != SetDNS || last[i].Side != side || !last[i].DNS || last[i].At != p.Side(side).VPC {
			t.Errorf("step %d = %+v, want dns on by the %s", i, last[i], side)
		}
	}
}

func TestWhichTablesGetRoutes(t *testing.T) {
	t.Parallel()
	v := view(tokyo, 2, "10.1.0.0/16") // main, a0, a1, each of the two with its subnet
	v.Tables[1].Routes = append(v.Tables[1].Routes, Route{Destination: mustPrefix("0.0.0.0/0"), Target: "igw-1"})
	loose := v
	loose.Subnets = append(slices.Clone(v.Subnets), Subnet{ID: "subnet-loose"})
	none := view(tokyo, 0, "10.1.0.0/16")
	tests := []struct {
		name   string
		view   View
		choice RouteChoice
		want   []string
	}{
		{"all: tables that subnets use", v, RouteChoice{}, []string{"rtb-a0", "rtb-a1"}},
		{"all: the main table too when a subnet falls back to it", loose, RouteChoice{}, []string{"rtb-a0", "rtb-a1", "rtb-maina"}},
		{"all: the main table when there is no subnet", none, RouteChoice{}, []string{"rtb-maina"}},
		{"main", v, RouteChoice{Mode: RoutesMain}, []string{"rtb-maina"}},
		{"private: without those that lead to an internet gateway", v, RouteChoice{Mode: RoutesPrivate}, []string{"rtb-a1"}},
		{"none", v, RouteChoice{Mode: RoutesNone}, nil},
		{"a list, with ids of the other side", v, RouteChoice{Mode: RoutesTables, Tables: []string{"rtb-b9", "rtb-a1"}}, []string{"rtb-a1"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var got []string
			for _, x := range tt.view.chosen(tt.choice) {
				got = append(got, x.ID)
			}
			if !slices.Equal(got, tt.want) {
				t.Errorf("chosen(%+v) = %v, want %v", tt.choice, got, tt.want)
			}
		})
	}
}

func TestNothingIsDoneBesideSomebodyElsesPeering(t *testing.T) {
	t.Parallel()
	for _, status := range []Status{Initiating, Pending, Provisioning, Active, Deleting, "unheard-of"} {
		for _, reversed := range []bool{false, true} {
			w := newWorld(t, view(tokyo, 0, "10.1.0.0/16"), view(seoul, 0, "10.2.0.0/16"))
			c := &wconn{id: "pcx-theirs", status: status, requester: tokyo, accepter: seoul, settle: 9}
			if reversed {
				c.requester, c.accepter = seoul, tokyo
			}
			w.conns = append(w.conns, c)
			if got := Diff(wanted(tokyo, seoul), w.observe()); len(got) != 0 {
				t.Errorf("Diff beside a foreign peering (%s, reversed %t) = %v, want nothing", status, reversed, texts(got))
			}
		}
	}
}

func TestAForeignRouteIsNeverTouched(t *testing.T) {
	t.Parallel()
	v := view(tokyo, 0, "10.1.0.0/16")
	v.Tables[0].Routes = append(v.Tables[0].Routes, Route{Destination: mustPrefix("10.2.0.0/16"), Target: "tgw-9"})
	w := newWorld(t, v, view(seoul, 0, "10.2.0.0/16"))
	for _, s := range Diff(wanted(tokyo, seoul), w.observe()) {
		if s.Table == "rtb-maina" {
			t.Errorf("step %q touches a table where the destination is taken", s)
		}
	}
}

func TestARouteToOurDeadPeeringMakesWay(t *testing.T) {
	t.Parallel()
	v := view(tokyo, 0, "10.1.0.0/16")
	v.Tables[0].Routes = append(v.Tables[0].Routes, Route{Destination: mustPrefix("10.2.0.0/16"), Target: "pcx-old", Blackhole: true})
	w := newWorld(t, v, view(seoul, 0, "10.2.0.0/16"))
	p := wanted(tokyo, seoul)
	p.Former = []string{"pcx-old"}
	if _, err := w.converge(p); err != nil {
		t.Fatal(err)
	}
	r, _ := w.sides[Requester].Tables[0].route(mustPrefix("10.2.0.0/16"))
	if r.Target != "pcx-0001" {
		t.Errorf("route goes to %s, want pcx-0001", r.Target)
	}
}

func TestAnEndedPeeringIsNamed(t *testing.T) {
	t.Parallel()
	p := wanted(tokyo, seoul)
	for _, status := range []Status{Failed, Rejected, Expired, Deleted} {
		w := newWorld(t, view(tokyo, 0, "10.1.0.0/16"), view(seoul, 0, "10.2.0.0/16"))
		w.conns = []*wconn{{id: "pcx-x", status: status, requester: tokyo, accepter: seoul, tags: map[Ref]map[string]string{place(tokyo): p.Tags()}}}
		c, ok := Ended(p, w.observe())
		if !ok || c.ID != "pcx-x" || c.Status != status {
			t.Errorf("Ended = %v %v, want pcx-x %s", c, ok, status)
		}
		known := p
		known.Former = []string{"pcx-x"}
		if _, ok := Ended(known, w.observe()); ok {
			t.Errorf("Ended names %s again, which is known to be over", c.ID)
		}
	}
}

// anyWorld draws a pair of VPCs, near or far, with tables, foreign routes and
// foreign connections, and what is wanted of them.
func anyWorld(t *testing.T, rt *rapid.T) (*world, Peering) {
	r, a := tokyo, seoul
	switch rapid.IntRange(0, 3).Draw(rt, "place") {
	case 1:
		a.Region = r.Region
	case 2:
		a.Account = r.Account
	case 3:
		a.Account, a.Region = r.Account, r.Region
	}
	cidrs := func(n string, name string) []string {
		all := []string{"10." + n + ".0.0/16", "100.6" + n + ".0.0/18", "2001:db8:" + n + "::/56"}
		return all[:rapid.IntRange(1, 3).Draw(rt, name)]
	}
	rv := view(r, rapid.IntRange(0, 3).Draw(rt, "requester tables"), cidrs("1", "requester cidrs")...)
	av := view(a, rapid.IntRange(0, 3).Draw(rt, "accepter tables"), cidrs("2", "accepter cidrs")...)
	for _, v := range []*View{&rv, &av} {
		for i := range v.Tables {
			if rapid.Bool().Draw(rt, "other routes") {
				v.Tables[i].Routes = append(v.Tables[i].Routes,
					Route{Destination: mustPrefix("0.0.0.0/0"), Target: "igw-1"},
					Route{Destination: mustPrefix("172.16.0.0/12"), Target: "pcx-foreign"})
			}
		}
	}
	w := newWorld(t, rv, av)
	if rapid.Bool().Draw(rt, "history") {
		w.conns = append(w.conns, &wconn{id: "pcx-past", status: Deleted, requester: r, accepter: a})
	}
	p := wanted(r, a)
	modes := []RouteMode{RoutesAll, RoutesMain, RoutesPrivate, RoutesNone}
	p.Requester.Routes.Mode = rapid.SampledFrom(modes).Draw(rt, "requester routes")
	p.Accepter.Routes.Mode = rapid.SampledFrom(modes).Draw(rt, "accepter routes")
	p.Requester.DNS, p.Accepter.DNS = rapid.Bool().Draw(rt, "requester dns"), rapid.Bool().Draw(rt, "accepter dns")
	return w, p
}

func TestDiffAfterItsOwnStepsIsEmpty(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		w, p := anyWorld(t, rt)
		plan := Forecast(p, w.observe())
		done, err := w.converge(p)
		if err != nil {
			rt.Fatal(err)
		}
		for _, s := range done {
			if !plan.Covers(s) {
				rt.Fatalf("%q was done but not forecast", s)
			}
		}
		if len(done) != len(plan.Writes()) {
			rt.Fatalf("%d writes done, %d forecast", len(done), len(plan.Writes()))
		}
		if again := Diff(p, w.observe()); len(again) != 0 {
			rt.Fatalf("Diff after its own steps = %v", texts(again))
		}
	})
}

func TestDeletingLeavesNothingOfOursAndAllOfTheirs(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		w, p := anyWorld(t, rt)
		before := theirs(w)
		if _, err := w.converge(p); err != nil {
			rt.Fatal(err)
		}
		p.Absent = true
		if _, err := w.converge(p); err != nil {
			rt.Fatal(err)
		}
		if n := alive(w); n != 0 {
			rt.Fatalf("%d connections left", n)
		}
		if after := theirs(w); !slices.Equal(before, after) || len(ourRoutes(w)) != 0 {
			rt.Fatalf("routes after = %v and %v of ours, want %v", after, ourRoutes(w), before)
		}
	})
}

func TestTheOrderOfListsDoesNotChangeAPlan(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		w, p := anyWorld(t, rt)
		a := w.observe()
		b := w.observe()
		for _, s := range sides {
			v := b.Side(s)
			slices.Reverse(v.VPC.CIDRs)
			slices.Reverse(v.Tables)
			slices.Reverse(v.Subnets)
			slices.Reverse(v.Connections)
			for i := range v.Tables {
				slices.Reverse(v.Tables[i].Routes)
			}
		}
		x, y := Forecast(p, a), Forecast(p, b)
		if x.Digest != y.Digest || !slices.Equal(texts(x.Steps), texts(y.Steps)) || fmt.Sprint(x.Problems) != fmt.Sprint(y.Problems) {
			rt.Fatalf("plans differ:\n%v\n%v", x, y)
		}
	})
}

// TestCrashAnywhere lets every writing call of a peering's life fail before
// its effect, and lose its answer after it, and starts again from observe.
func TestCrashAnywhere(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		w, p := anyWorld(t, rt)
		before := theirs(w)
		at := crash{n: rapid.IntRange(1, 30).Draw(rt, "crash at"), effect: rapid.Bool().Draw(rt, "after the effect")}
		plan := Forecast(p, w.observe())
		run := func(p Peering) {
			w.calls, w.crash = 0, at
			if _, err := w.converge(p); err == nil {
				return
			}
			w.crash = crash{}
			if _, err := w.converge(p); err != nil {
				rt.Fatalf("second run: %v", err)
			}
		}
		run(p)
		if n := alive(w); n != 1 {
			rt.Fatalf("%d connections, want 1", n)
		}
		added := 0
		for _, s := range plan.Steps {
			if s.Kind == AddRoute {
				added++
			}
		}
		if got := len(ourRoutes(w)); got != added {
			rt.Fatalf("%d routes of ours, want %d", got, added)
		}
		p.Absent = true
		run(p)
		if n := alive(w); n != 0 || len(ourRoutes(w)) != 0 || !slices.Equal(theirs(w), before) {
			rt.Fatalf("after deletion: %d connections, routes %v, theirs %v, want none and %v", n, ourRoutes(w), theirs(w), before)
		}
	})
}

func texts(steps []Step) []string {
	var out []string
	for _, s := range steps {
		out = append(out, s.String())
	}
	return out
}

func alive(w *world) int {
	n := 0
	for _, c := range w.conns {
		if !c.status.Over() {
			n++
		}
	}
	return n
}

func routesOf(w *world, ours bool) []string {
	var out []string
	for _, s := range sides {
		for _, t := range w.sides[s].Tables {
			for _, r := range t.Routes {
				if isNew := len(r.Target) == 8 && r.Target[:5] == "pcx-0"; isNew == ours {
					out = append(out, fmt.Sprintf("%s %s %s %s", s, t.ID, r.Destination, r.Target))
				}
			}
		}
	}
	return out
}

func ourRoutes(w *world) []string { return routesOf(w, true) }
func theirs(w *world) []string    { return routesOf(w, false) }
