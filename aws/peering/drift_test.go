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
		want  []string          // "class: a part of what its lines say", in order
	}{
		{name: "nothing"},
		{name: "route gone", spoil: func(w *world, _ *Peering) { drop(w, Requester, "10.2.0.0/16") }, want: []string{`changed: missing-route side="requester" table="rtb-a0" destination="10.2.0.0/16"`}},
		{name: "route taken", spoil: func(w *world, _ *Peering) {
			drop(w, Accepter, "10.1.0.0/16")
			w.sides[Accepter].Tables[1].Routes = append(w.sides[Accepter].Tables[1].Routes, Route{Destination: mustPrefix("10.1.0.0/16"), Target: "tgw-1"})
		}, want: []string{`conflict: conflicting-route side="accepter" table="rtb-b0" destination="10.1.0.0/16" target="tgw-1"`}},
		{name: "a new block of the peer", spoil: func(w *world, _ *Peering) {
			w.sides[Accepter].VPC.CIDRs = append(w.sides[Accepter].VPC.CIDRs, mustPrefix("10.9.0.0/16"))
		}, want: []string{`changed: missing-route side="requester" table="rtb-a0" destination="10.9.0.0/16"`}},
		{name: "a new block that overlaps", spoil: func(w *world, _ *Peering) {
			w.sides[Accepter].VPC.CIDRs = append(w.sides[Accepter].VPC.CIDRs, mustPrefix("10.1.2.0/24"))
		}, want: []string{`conflict: overlapping-cidrs requester_cidr="10.1.0.0/16" accepter_cidr="10.1.2.0/24"`, `changed: missing-route side="requester" table="rtb-a0" destination="10.1.2.0/24"`}},
		{name: "DNS on", spoil: func(w *world, _ *Peering) { w.conns[0].dns[tokyo] = on }, want: []string{`changed: wrong-dns-option side="requester" on="true"`}},
		{name: "tag gone", spoil: func(w *world, _ *Peering) { delete(w.conns[0].tags[place(seoul)], TagName) }, want: []string{`changed: missing-tag side="accepter" tag_key="Name" tag_value="peerbot P1"`}},
		{name: "all tags gone", spoil: func(w *world, _ *Peering) { w.conns[0].tags = map[Ref]map[string]string{} }, want: []string{`changed: missing-tag side="requester" tag_key="Name"`}},
		{name: "a route beside", spoil: func(w *world, p *Peering) {
			w.sides[Requester].Tables[0].Routes = append(w.sides[Requester].Tables[0].Routes, Route{Destination: mustPrefix("10.2.3.0/24"), Target: p.PCX})
		}, want: []string{`unmanaged: extra-route side="requester" table="rtb-maina" destination="10.2.3.0/24"`}},
		{name: "blackhole", spoil: func(w *world, _ *Peering) { w.sides[Requester].Tables[1].Routes[1].Blackhole = true }, want: []string{`blackhole: blackhole-route side="requester" table="rtb-a0" destination="10.2.0.0/16"`}},
		{name: "route to a former one", spoil: func(w *world, p *Peering) {
			drop(w, Requester, "10.2.0.0/16")
			p.Former = []string{"pcx-old"}
			w.sides[Requester].Tables[1].Routes = append(w.sides[Requester].Tables[1].Routes, Route{Destination: mustPrefix("10.2.0.0/16"), Target: "pcx-old", Blackhole: true})
		}, want: []string{`blackhole: dead-route side="requester" table="rtb-a0" destination="10.2.0.0/16" target="pcx-old"`, "changed: missing-route"}},
		{name: "deleted", spoil: func(w *world, _ *Peering) { w.conns[0].status = Deleted; w.blackhole(w.conns[0]) }, want: []string{`missing: ended-peering pcx="pcx-0001" (deleted)`}},
		{name: "being deleted", spoil: func(w *world, _ *Peering) { w.conns[0].status, w.conns[0].settle = Deleting, 9 }, want: []string{`missing: ended-peering pcx="pcx-0001" (deleting)`}},
		{name: "rejected", spoil: func(w *world, _ *Peering) { w.conns[0].status = Rejected }, want: []string{`missing: ended-peering pcx="pcx-0001" (rejected)`}},
		{name: "expired", spoil: func(w *world, _ *Peering) { w.conns[0].status = Expired }, want: []string{`missing: ended-peering pcx="pcx-0001" (expired)`}},
		{name: "failed", spoil: func(w *world, _ *Peering) { w.conns[0].status = Failed }, want: []string{`missing: ended-peering pcx="pcx-0001" (failed)`}},
		{name: "gone without a trace", spoil: func(w *world, _ *Peering) { w.conns = nil }, want: []string{`missing: ended-peering pcx="pcx-0001" ()`}},
		{name: "replaced by hand", spoil: func(w *world, _ *Peering) {
			w.conns[0].id, w.conns[0].tags = "pcx-hand", map[Ref]map[string]string{}
		}, want: []string{`missing: other-peering pcx="pcx-hand" status="active"`}},
		{name: "VPC gone", late: func(o *Observed) { o.Accepter = View{VPC: VPC{Ref: seoul}}; o.Requester.Connections = nil }, want: []string{`missing: missing-vpc side="accepter"`}},
		{name: "pending and about to end", spoil: func(w *world, _ *Peering) { w.conns[0].status = Pending }, late: func(o *Observed) {
			for _, v := range []*View{&o.Requester, &o.Accepter} {
				v.Connections[0].Expires = noon.Add(time.Hour)
			}
		}, want: []string{`changed: inactive-peering pcx="pcx-0001" status="pending-acceptance"`, `expiring: acceptance-due side="accepter" pcx="pcx-0001" ends_at="2026-11-23T13:00Z"`}},
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
					lines = append(lines, said(l))
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

// said is what a line says, with how a connection ended, which is no news.
func said(l DriftLine) string {
	if l.Code == EndedPeering {
		return l.identity() + " (" + string(l.Status) + ")"
	}
	return l.identity()
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
