package finding

import (
	"testing"
	"time"

	"peerbot/aws/peering"
)

var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

func missing(peer, table string) Seen {
	return Seen{Peering: peer, Drift: peering.Drift{Class: peering.Changed, Lines: []peering.DriftLine{{Code: peering.MissingRoute, Table: table}}}}
}

func always(Finding) bool { return true }

func TestMerge(t *testing.T) {
	t.Parallel()
	first := Reconcile(nil, []Seen{missing("P1", "a")}, always, noon.Add(-time.Hour), noon)
	if len(first) != 1 || first[0].Sweeps != 1 || !first[0].FirstSeen.Equal(noon) || !first[0].Open() {
		t.Fatalf("first sweep: %+v", first)
	}
	later := noon.Add(time.Hour)
	second := Reconcile(first, []Seen{missing("P1", "a")}, always, noon.Add(-time.Hour), later)
	if len(second) != 1 || second[0].Sweeps != 2 || !second[0].FirstSeen.Equal(noon) || !second[0].LastSeen.Equal(later) {
		t.Errorf("untold and seen again: %+v, want it counted", second)
	}
	told := []Finding{second[0].MarkNotified(later)}
	if got := Reconcile(told, []Seen{missing("P1", "a")}, always, noon.Add(-time.Hour), later); len(got) != 0 {
		t.Errorf("told and unchanged: %+v, want nothing to write", got)
	}
	if got := Reconcile(told, []Seen{missing("P1", "b")}, always, noon.Add(-time.Hour), later); len(got) != 1 || got[0].Digest == told[0].Digest {
		t.Errorf("changed: %+v", got)
	}
	if got := Reconcile(told, nil, always, noon.Add(-time.Hour), later); len(got) != 1 || got[0].Open() {
		t.Errorf("not seen: %+v, want it resolved", got)
	}
	if got := Reconcile(told, nil, func(Finding) bool { return false }, noon.Add(-time.Hour), later); len(got) != 0 {
		t.Errorf("not checked: %+v, want it left alone", got)
	}
	if got := Reconcile(told, []Seen{missing("P2", "a")}, always, noon.Add(-time.Hour), later); len(got) != 2 || got[0].Peering != "P2" || got[1].Open() {
		t.Errorf("another peering: %+v, want one new and one resolved", got)
	}
}

func TestSpeak(t *testing.T) {
	t.Parallel()
	p := NotifyPolicy{Sweeps: 2, Repeat: 24 * time.Hour}
	f := func(edit func(*Finding)) Finding {
		x := Finding{Peering: "P1", Digest: "a", Sweeps: 2, FirstSeen: noon}
		edit(&x)
		return x
	}
	told := func(x *Finding) { x.NotifiedAt, x.NotifiedDigest = noon.Add(-time.Hour), "a" }
	tests := []struct {
		name string
		f    Finding
		want Reason
	}{
		{"once is not enough", f(func(x *Finding) { x.Sweeps = 1 }), None},
		{"twice in a row", f(func(*Finding) {}), First},
		{"told and unchanged", f(told), None},
		{"told and changed", f(func(x *Finding) { told(x); x.Digest = "b" }), Changed},
		{"told a day ago", f(func(x *Finding) { told(x); x.NotifiedAt = noon.Add(-24 * time.Hour) }), Still},
		{"snoozed", f(func(x *Finding) { x.Snooze.Until = noon.Add(time.Minute) }), None},
		{"snoozed and changed", f(func(x *Finding) { told(x); x.Digest = "b"; x.Snooze.Until = noon.Add(time.Minute) }), None},
		{"the snooze is over", f(func(x *Finding) { told(x); x.NotifiedAt = noon.Add(-48 * time.Hour); x.Snooze.Until = noon }), Still},
		{"resolved after it was told", f(func(x *Finding) { told(x); x.Resolved = noon }), Resolved},
		{"resolved while snoozed", f(func(x *Finding) { told(x); x.Resolved = noon; x.Snooze.Until = noon.Add(time.Hour) }), Resolved},
		{"resolved before anybody heard of it", f(func(x *Finding) { x.Resolved = noon }), None},
		{"resolved and told so", f(func(x *Finding) { told(x); x.Resolved = noon; *x = x.MarkNotified(noon) }), None},
	}
	for _, tt := range tests {
		if got := ShouldNotify(tt.f, noon, p); got != tt.want {
			t.Errorf("%s: Speak = %q, want %q", tt.name, got, tt.want)
		}
	}
	if got := ShouldNotify(f(func(x *Finding) { told(x); x.NotifiedAt = noon.Add(-999 * time.Hour) }), noon, NotifyPolicy{Sweeps: 1}); got != None {
		t.Errorf("without a repeat: Speak = %q, want nothing", got)
	}
	once := f(func(*Finding) {}).MarkNotified(noon)
	if got := ShouldNotify(once, noon, p); got != None {
		t.Errorf("just told: Speak = %q, want nothing", got)
	}
}
