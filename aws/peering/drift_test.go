package peering_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"peerbot/aws/peering"
	"peerbot/aws/peering/peeringtest"
)

func TestDrifts(t *testing.T) {
	t.Parallel()
	to := func(dst, target string) peering.Route {
		return peering.Route{Destination: prefix(dst), Target: target}
	}
	ended := func(s peering.Status) func(*world) {
		return func(w *world) { w.SetStatus(pcx, s, "") }
	}
	tests := []struct {
		name  string
		spoil func(w *world)
		now   time.Time // noon, if it is zero
		want  []string  // "class: a part of what its lines say", in order
	}{
		{name: "nothing"},
		{name: "route gone", spoil: func(w *world) { w.drop(w.p.Requester.VPC, "10.2.0.0/16") }, want: []string{`changed: missing-route side="requester" table="` + privateA + `" destination="10.2.0.0/16"`}},
		{name: "route taken", spoil: func(w *world) { w.SetRoutes(privateB, to("10.1.0.0/16", "tgw-1")) }, want: []string{`conflict: conflicting-route side="accepter" table="` + privateB + `" destination="10.1.0.0/16" target="tgw-1"`}},
		{name: "a new block of the peer", spoil: func(w *world) { w.AddCIDR(w.p.Accepter.VPC, "10.9.0.0/16") }, want: []string{`changed: missing-route side="requester" table="` + privateA + `" destination="10.9.0.0/16"`}},
		{name: "a new block that overlaps", spoil: func(w *world) { w.AddCIDR(w.p.Accepter.VPC, "10.1.2.0/24") }, want: []string{`conflict: overlapping-cidrs requester_cidr="10.1.0.0/16" accepter_cidr="10.1.2.0/24"`, `changed: missing-route side="requester" table="` + privateA + `" destination="10.1.2.0/24"`}},
		{name: "DNS on", spoil: func(w *world) { w.SetDNS(pcx, peering.Requester, true) }, want: []string{`changed: wrong-dns-option side="requester" on="true"`}},
		{name: "tag gone", spoil: func(w *world) {
			w.SetTags(pcx, peering.Accepter, map[string]string{peering.OldTagManaged: peering.OldManagedBy})
		}, want: []string{`changed: missing-tag side="accepter" tag_key="Name"`}},
		{name: "name gone", spoil: func(w *world) {
			w.SetTags(pcx, peering.Accepter, map[string]string{peering.OldTagManaged: peering.OldManagedBy, peering.OldTagPeering: "P1"})
		}},
		{name: "all tags gone", spoil: func(w *world) {
			w.SetTags(pcx, peering.Requester, nil)
			w.SetTags(pcx, peering.Accepter, nil)
		}, want: []string{`changed: missing-tag side="requester" tag_key="Name"`}},
		{name: "a route beside", spoil: func(w *world) { w.SetRoutes(mainA, to("10.2.3.0/24", pcx)) }, want: []string{`unmanaged: extra-route side="requester" table="` + mainA + `" destination="10.2.3.0/24"`}},
		{name: "blackhole", spoil: func(w *world) {
			w.SetRoutes(privateA, peering.Route{Destination: prefix("10.2.0.0/16"), Target: pcx, Blackhole: true})
		}, want: []string{`blackhole: blackhole-route side="requester" table="` + privateA + `" destination="10.2.0.0/16"`}},
		{name: "route to a former one", spoil: func(w *world) {
			w.p.Former = []string{"pcx-old"}
			w.SetRoutes(privateA, to("10.2.0.0/16", "pcx-old"))
		}, want: []string{`blackhole: dead-route side="requester" table="` + privateA + `" destination="10.2.0.0/16" target="pcx-old"`, "changed: missing-route"}},
		{name: "deleted", spoil: ended(peering.Deleted), want: []string{`missing: ended-peering pcx="` + pcx + `" (deleted)`}},
		{name: "being deleted", spoil: ended(peering.Deleting), want: []string{`missing: ended-peering pcx="` + pcx + `" (deleting)`}},
		{name: "rejected", spoil: ended(peering.Rejected), want: []string{`missing: ended-peering pcx="` + pcx + `" (rejected)`}},
		{name: "expired", spoil: ended(peering.Expired), want: []string{`missing: ended-peering pcx="` + pcx + `" (expired)`}},
		{name: "failed", spoil: ended(peering.Failed), want: []string{`missing: ended-peering pcx="` + pcx + `" (failed)`}},
		{name: "gone without a trace", spoil: func(w *world) { w.ForgetConnection(pcx) }, want: []string{`missing: ended-peering pcx="` + pcx + `" ()`}},
		{name: "replaced by hand", spoil: func(w *world) {
			w.ForgetConnection(pcx)
			w.Connect(w.p.Requester.VPC, w.p.Accepter.VPC)
		}, want: []string{`missing: other-peering pcx="pcx-00000002" status="active"`}},
		{name: "VPC gone", spoil: func(w *world) {
			w.ForgetConnection(pcx)
			w.Forget(w.p.Accepter.VPC)
		}, want: []string{`missing: missing-vpc side="accepter"`}},
		{name: "pending and about to end", spoil: ended(peering.Pending), now: noon.Add(6*24*time.Hour + time.Hour), want: []string{`changed: inactive-peering pcx="` + pcx + `" status="pending-acceptance"`, `expiring: acceptance-due side="accepter" pcx="` + pcx + `" ends_at="2026-11-30T12:00Z"`}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w := made(t)
			if tt.spoil != nil {
				tt.spoil(w)
			}
			now := noon
			if !tt.now.IsZero() {
				now = tt.now
			}
			got := peering.Drifts(w.p, w.observe(), now)
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
func said(l peering.DriftLine) string {
	if l.Code == peering.EndedPeering {
		return l.Identity() + " (" + string(l.Status) + ")"
	}
	return l.Identity()
}

func TestWhatIsTakenAsItIsDoesNotDrift(t *testing.T) {
	t.Parallel()
	w := made(t)
	w.drop(w.p.Accepter.VPC, "10.1.0.0/16")
	w.SetRoutes(mainA, peering.Route{Destination: prefix("10.2.3.0/24"), Target: pcx})
	w.SetDNS(pcx, peering.Accepter, true)
	taken, ok := peering.AsIs(w.p, w.observe(), noon)
	if !ok {
		t.Fatalf("AsIs is false; left %+v", peering.Drifts(taken, w.observe(), noon))
	}
	if got := peering.Diff(taken, w.observe()); len(got) != 0 {
		t.Errorf("Diff = %v, want nothing", texts(got))
	}
	if peering.Forecast(taken, w.observe()).Digest == peering.Forecast(w.p, w.observe()).Digest {
		t.Error("taking it as it is does not change the digest")
	}
	if err := w.Console("alice").Untag(pcx, peering.Accepter, peering.OldTagManaged); err != nil {
		t.Fatal(err)
	}
	if _, ok := peering.AsIs(w.p, w.observe(), noon); ok {
		t.Error("AsIs takes a missing tag as it is")
	}
	w.SetStatus(pcx, peering.Deleted, "")
	if _, ok := peering.AsIs(w.p, w.observe(), noon); ok {
		t.Error("AsIs takes a deleted peering as it is")
	}
}

func TestASurveyShowsWhatObserveShows(t *testing.T) {
	t.Parallel()
	w := made(t)
	w.Connect(w.p.Requester.VPC, w.OutsideVPC(stranger, "", "10.9.0.0/16"))
	o := w.observe()
	survey := func() (peering.Observed, []peering.Place) {
		return w.Survey(t.Context(), []peering.Peering{w.p}).Observed(w.p)
	}
	got, unread := survey()
	if len(unread) != 0 || peering.Forecast(w.p, got).Digest != peering.Forecast(w.p, o).Digest || len(got.Requester.Connections) != 1 || len(peering.Drifts(w.p, got, noon)) != 0 {
		t.Errorf("Observed = %+v, unread %v; want what Observe shows", got, unread)
	}
	w.Around(func(c peeringtest.Call, do func() error) error {
		if c.Place == peeringtest.Seoul {
			return peeringtest.Deny(c, do)
		}
		return do()
	})
	if got, unread := survey(); !slices.Equal(unread, []peering.Place{peeringtest.Seoul}) || got.Requester.Found {
		t.Errorf("Observed = %+v, unread %v; want nothing but the unread place", got, unread)
	}
}
