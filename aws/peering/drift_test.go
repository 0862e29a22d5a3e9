package peering

import (
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

// made returns a world in which the peering is as wished, and what was wished,
// as the record has it afterwards.
func made(t *testing.T) (*world, Peering) {
	t.Helper()
	w := newWorld(t, view(tokyo, 1, "10.1.0.0/16"), view(seoul, 1, "10.2.0.0/16"))
	p := wanted(tokyo, seoul)
	if _, err := w.converge(p); err != nil {
		t.Fatal(err)
	}
	p.PCX = w.conns[0].id
	return w, p
}

func TestDrifts(t *testing.T) {
	t.Parallel()
	on := true
	tests := []struct {
		name  string
		spoil func(w *world, p *Peering)
		late  func(o *Observed) // on what was observed
		want  []string          // "class: part of a line's text", in order
	}{
		{name: "nothing"},
		{name: "route gone", spoil: func(w *world, _ *Peering) { drop(w, Requester, "10.2.0.0/16") }, want: []string{"changed: route 10.2.0.0/16 is missing from rtb-a0"}},
		{name: "route taken", spoil: func(w *world, _ *Peering) {
			drop(w, Accepter, "10.1.0.0/16")
			w.sides[Accepter].Tables[1].Routes = append(w.sides[Accepter].Tables[1].Routes, Route{Destination: mustPrefix("10.1.0.0/16"), Target: "tgw-1"})
		}, want: []string{"conflict: already goes to tgw-1"}},
		{name: "a new block of the peer", spoil: func(w *world, _ *Peering) {
			w.sides[Accepter].VPC.CIDRs = append(w.sides[Accepter].VPC.CIDRs, mustPrefix("10.9.0.0/16"))
		}, want: []string{"changed: route 10.9.0.0/16 is missing from rtb-a0"}},
		{name: "a new block that overlaps", spoil: func(w *world, _ *Peering) {
			w.sides[Accepter].VPC.CIDRs = append(w.sides[Accepter].VPC.CIDRs, mustPrefix("10.1.2.0/24"))
		}, want: []string{"conflict: overlaps 10.1.2.0/24", "changed: route 10.1.2.0/24 is missing"}},
		{name: "DNS on", spoil: func(w *world, _ *Peering) { w.conns[0].dns[tokyo] = on }, want: []string{"changed: DNS resolution is on, and should be off"}},
		{name: "tag gone", spoil: func(w *world, _ *Peering) { delete(w.conns[0].tags[place(seoul)], TagName) }, want: []string{`changed: tag Name is not "peerbot P1"`}},
		{name: "all tags gone", spoil: func(w *world, _ *Peering) { w.conns[0].tags = map[Ref]map[string]string{} }, want: []string{"changed: tag Name is not"}},
		{name: "a route beside", spoil: func(w *world, p *Peering) {
			w.sides[Requester].Tables[0].Routes = append(w.sides[Requester].Tables[0].Routes, Route{Destination: mustPrefix("10.2.3.0/24"), Target: p.PCX})
		}, want: []string{"unmanaged: route 10.2.3.0/24 in rtb-maina leads through the peering"}},
		{name: "blackhole", spoil: func(w *world, _ *Peering) { w.sides[Requester].Tables[1].Routes[1].Blackhole = true }, want: []string{"blackhole: route 10.2.0.0/16 in rtb-a0 is a blackhole"}},
		{name: "route to a former one", spoil: func(w *world, p *Peering) {
			drop(w, Requester, "10.2.0.0/16")
			p.Former = []string{"pcx-old"}
			w.sides[Requester].Tables[1].Routes = append(w.sides[Requester].Tables[1].Routes, Route{Destination: mustPrefix("10.2.0.0/16"), Target: "pcx-old", Blackhole: true})
		}, want: []string{"blackhole: leads to pcx-old, which is gone", "changed: route 10.2.0.0/16 is missing"}},
		{name: "deleted", spoil: func(w *world, _ *Peering) { w.conns[0].status = Deleted; w.blackhole(w.conns[0]) }, want: []string{"missing: pcx-0001 was deleted"}},
		{name: "being deleted", spoil: func(w *world, _ *Peering) { w.conns[0].status, w.conns[0].settle = Deleting, 9 }, want: []string{"missing: pcx-0001 is being deleted"}},
		{name: "rejected", spoil: func(w *world, _ *Peering) { w.conns[0].status = Rejected }, want: []string{"missing: was rejected by its accepter"}},
		{name: "expired", spoil: func(w *world, _ *Peering) { w.conns[0].status = Expired }, want: []string{"missing: nobody accepted it within seven days"}},
		{name: "failed", spoil: func(w *world, _ *Peering) { w.conns[0].status = Failed }, want: []string{"missing: pcx-0001 failed"}},
		{name: "gone without a trace", spoil: func(w *world, _ *Peering) { w.conns = nil }, want: []string{"missing: pcx-0001 is not there any more"}},
		{name: "replaced by hand", spoil: func(w *world, _ *Peering) {
			w.conns[0].id, w.conns[0].tags = "pcx-hand", map[Ref]map[string]string{}
		}, want: []string{"missing: pcx-hand connects the two VPCs instead"}},
		{name: "VPC gone", late: func(o *Observed) { o.Accepter = View{VPC: VPC{Ref: seoul}}; o.Requester.Connections = nil }, want: []string{"missing: vpc-0000000b itself is gone"}},
		{name: "pending and about to end", spoil: func(w *world, _ *Peering) { w.conns[0].status = Pending }, late: func(o *Observed) {
			for _, v := range []*View{&o.Requester, &o.Accepter} {
				v.Connections[0].Expires = noon.Add(time.Hour)
			}
		}, want: []string{"changed: is pending-acceptance, and should be active", "expiring: waits for its acceptance"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w, p := made(t)
			if tt.spoil != nil {
				tt.spoil(w, &p)
			}
			o := w.observe()
			if tt.late != nil {
				tt.late(&o)
			}
			got := Drifts(p, o, noon)
			var text []string
			for _, d := range got {
				var lines []string
				for _, l := range d.Lines {
					lines = append(lines, l.Text)
				}
				text = append(text, string(d.Class)+": "+strings.Join(lines, "; "))
			}
			if len(got) != len(tt.want) {
				t.Fatalf("Drifts = %q, want %q", text, tt.want)
			}
			for i, want := range tt.want {
				class, part, _ := strings.Cut(want, ": ")
				if string(got[i].Class) != class || !strings.Contains(text[i], part) {
					t.Errorf("Drifts[%d] = %q, want %q", i, text[i], want)
				}
			}
		})
	}
}

// drop takes a route out of every table of a side.
func drop(w *world, s Side, dst string) {
	for i := range w.sides[s].Tables {
		t := &w.sides[s].Tables[i]
		t.Routes = slices.DeleteFunc(t.Routes, func(r Route) bool { return r.Destination == mustPrefix(dst) })
	}
}

func TestWhatWasMadeDoesNotDrift(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		w, p := anyWorld(t, rt)
		if _, err := w.converge(p); err != nil {
			rt.Fatal(err)
		}
		p.PCX = w.conns[len(w.conns)-1].id
		if got := Drifts(p, w.observe(), noon); len(got) != 0 {
			rt.Fatalf("Drifts = %+v", got)
		}
	})
}

func TestWhatIsTakenAsItIsDoesNotDrift(t *testing.T) {
	t.Parallel()
	w, p := made(t)
	drop(w, Accepter, "10.1.0.0/16")
	w.sides[Requester].Tables[0].Routes = append(w.sides[Requester].Tables[0].Routes, Route{Destination: mustPrefix("10.2.3.0/24"), Target: p.PCX})
	w.conns[0].dns[seoul] = true
	taken, ok := AsIs(p, w.observe(), noon)
	if !ok {
		t.Fatalf("AsIs is false; left %+v", Drifts(taken, w.observe(), noon))
	}
	if got := Diff(taken, w.observe()); len(got) != 0 {
		t.Errorf("Diff = %v, want nothing", texts(got))
	}
	if Forecast(taken, w.observe()).Digest == Forecast(p, w.observe()).Digest {
		t.Error("taking it as it is does not change the digest")
	}
	delete(w.conns[0].tags[place(seoul)], TagName)
	if _, ok := AsIs(p, w.observe(), noon); ok {
		t.Error("AsIs takes a missing tag as it is")
	}
	w.conns[0].status = Deleted
	if _, ok := AsIs(p, w.observe(), noon); ok {
		t.Error("AsIs takes a deleted peering as it is")
	}
}

func TestASurveyShowsWhatObserveShows(t *testing.T) {
	t.Parallel()
	w, p := made(t)
	o := w.observe()
	s := Survey{Places: map[Place]PlaceView{}}
	for _, side := range sides {
		v := o.Side(side)
		c := map[string][]Connection{v.VPC.VPC: append(slices.Clone(v.Connections), Connection{ID: "pcx-other", Requester: tokyo, Accepter: Ref{VPC: "vpc-z"}})}
		s.Places[v.VPC.Place()] = PlaceView{
			VPCs: map[string]VPC{v.VPC.VPC: v.VPC}, Tables: map[string][]RouteTable{v.VPC.VPC: v.Tables},
			Subnets: map[string][]Subnet{v.VPC.VPC: v.Subnets}, Connections: c,
		}
	}
	got, unread := s.Observed(p)
	if len(unread) != 0 || Forecast(p, got).Digest != Forecast(p, o).Digest || len(Drifts(p, got, noon)) != 0 {
		t.Errorf("Observed = %+v, unread %v; want what Observe shows", got, unread)
	}
	broken := s.Places[seoul.Place()]
	broken.Err = &CallError{Class: Denied}
	s.Places[seoul.Place()] = broken
	if got, unread := s.Observed(p); len(unread) != 1 || unread[0] != seoul.Place() || got.Requester.Found {
		t.Errorf("Observed = %+v, unread %v; want nothing but the unread place", got, unread)
	}
}
