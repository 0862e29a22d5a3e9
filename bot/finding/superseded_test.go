package finding

import (
	"testing"
	"time"

	"peerbot/aws/peering"
)

func conflict(peer, table string) Seen {
	return Seen{Peering: peer, Drift: peering.Drift{Class: peering.Conflict, Lines: []peering.DriftLine{{Code: peering.ConflictingRoute, Table: table}}}}
}

// What cannot be seen because of something else is not over. It is open again, or
// over, when that ends, and nobody is told green in between.
func TestWhatSomethingElseHidesIsNotResolved(t *testing.T) {
	t.Parallel()
	policy := NotifyPolicy{Sweeps: 1, Repeat: time.Hour}
	told := Reconcile(nil, []Seen{missing("P1", "a")}, always, noon, noon)[0].MarkNotified(noon)
	told.ID = "F1"
	after := noon.Add(2 * time.Hour)
	for _, tt := range []struct {
		name string
		seen []Seen
		by   peering.DriftClass
	}{
		{"the connection is gone", []Seen{ended(peering.Deleted, "")}, peering.Missing},
		{"the same route leads elsewhere", []Seen{conflict("P1", "a")}, peering.Conflict},
		{"the worst counts", []Seen{conflict("P1", "a"), ended(peering.Deleted, "")}, peering.Missing},
		{"another route leads elsewhere", []Seen{conflict("P1", "b")}, ""},
		{"another peering is gone", []Seen{conflict("P2", "a")}, ""},
		{"nothing", nil, ""},
	} {
		got := byKey(Reconcile([]Finding{told}, tt.seen, always, noon, after))[told.Key()]
		if got.SupersededBy != tt.by || got.Open() != (tt.by != "") || got.Superseded() != (tt.by != "") {
			t.Errorf("%s: superseded by %q, open %t; want %q", tt.name, got.SupersededBy, got.Open(), tt.by)
		}
		if tt.by == "" {
			continue
		}
		if r := ShouldNotify(got, after, policy); r != None {
			t.Errorf("%s: people are notified, %q", tt.name, r)
		}
		if again := byKey(Reconcile([]Finding{got}, tt.seen, always, noon, after)); again[told.Key()].Key() == told.Key() {
			t.Errorf("%s: written once more", tt.name)
		}
		back := byKey(Reconcile([]Finding{got}, []Seen{missing("P1", "a")}, always, noon, after))[told.Key()]
		if back.ID != "F1" || back.Superseded() || ShouldNotify(back, noon.Add(time.Minute), policy) != None {
			t.Errorf("%s, and not any more: %+v; want it open as it was", tt.name, back)
		}
		over := byKey(Reconcile([]Finding{got}, nil, always, noon, after))[told.Key()]
		if over.Open() || over.SupersededBy != "" || ShouldNotify(over, after, policy) != Resolved {
			t.Errorf("%s, and all is well: %+v; want it resolved", tt.name, over)
		}
	}
	told.NotifiedAt = time.Time{}
	if got := byKey(Reconcile([]Finding{told}, []Seen{ended(peering.Deleted, "")}, always, noon, after))[told.Key()]; got.Open() {
		t.Errorf("nobody had heard of it: %+v, want it over", got)
	}
}

func byKey(fs []Finding) map[string]Finding {
	out := map[string]Finding{}
	for _, f := range fs {
		out[f.Key()] = f
	}
	return out
}
