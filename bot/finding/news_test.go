package finding

import (
	"reflect"
	"testing"
	"time"

	"peerbot/aws/peering"
)

// ended is a peering that is not in AWS any more, as a look may see it.
func ended(status peering.Status, message string) Seen {
	return Seen{Peering: "P1", Drift: peering.Drift{Class: peering.Missing, Lines: []peering.DriftLine{
		{Code: peering.EndedPeering, PCX: "pcx-1", Status: status, Message: message},
	}}}
}

func TestWhatAWSToldOnceIsKeptAndForgettingItIsNoNews(t *testing.T) {
	t.Parallel()
	policy := NotifyPolicy{Sweeps: 1}
	deleting := Reconcile(nil, []Seen{ended(peering.Deleting, "")}, always, noon, noon)[0].MarkNotified(noon)
	deleting.AuditEvents = []peering.AuditEvent{{ID: "e1"}}
	later := noon.Add(time.Hour)
	deleted := Reconcile([]Finding{deleting}, []Seen{ended(peering.Deleted, "Deleted by 222222222222")}, always, noon, later)
	if len(deleted) != 1 || deleted[0].Lines[0].Message == "" || ShouldNotify(deleted[0], later, policy) != None {
		t.Fatalf("deleted at last: %+v, want it written down and told to nobody", deleted)
	}
	if !deleted[0].LastSeen.Equal(noon) {
		t.Errorf("what is no news counts as changed at %s", deleted[0].LastSeen)
	}
	if got := Reconcile(deleted, []Seen{ended("", "")}, always, noon, later.Add(48*time.Hour)); len(got) != 0 {
		t.Errorf("forgotten by AWS: %+v, want nothing to write", got)
	}
	more := Seen{Peering: "P1", Drift: peering.Drift{Class: peering.Missing, Lines: append(ended("", "").Lines, peering.DriftLine{Code: peering.MissingVPC, Side: peering.Accepter})}}
	got := Reconcile(deleted, []Seen{more}, always, noon, later)
	if len(got) != 1 || ShouldNotify(got[0], later, policy) != Changed {
		t.Fatalf("another line: %+v, want it told", got)
	}
	if got[0].Lines[0].Message != "Deleted by 222222222222" || len(got[0].AuditEvents) != 1 {
		t.Errorf("another line: %+v, want what AWS told once kept", got[0])
	}
}

// An earlier release stored sentences. What could not be read back as facts is
// taken over by the next look, whatever it sees.
func TestWhatAnEarlierReleaseToldIsTakenOverSilently(t *testing.T) {
	t.Parallel()
	old := Finding{
		ID: "F1", Version: 3, Peering: "P1", Class: peering.Changed, Digest: "old", NotifiedDigest: "old", NotifiedAt: noon, FirstSeen: noon, LastSeen: noon,
		Lines: []peering.DriftLine{{Text: "something is not as it was"}},
	}
	later := noon.Add(time.Hour)
	now := missing("P1", "rtb-1")
	got := Reconcile([]Finding{old}, []Seen{now}, always, noon, later)
	if len(got) != 1 || !reflect.DeepEqual(got[0].Lines, now.Lines) || got[0].Digest != now.Digest() {
		t.Fatalf("Merge = %+v, want the facts", got)
	}
	if reason := ShouldNotify(got[0], later, NotifyPolicy{Sweeps: 1}); reason != None {
		t.Errorf("Speak = %q, want nothing", reason)
	}
	if again := Reconcile(got, []Seen{missing("P1", "rtb-2")}, always, noon, later); len(again) != 1 || ShouldNotify(again[0], later, NotifyPolicy{Sweeps: 1}) != Changed {
		t.Errorf("changed after that: %+v, want it told", again)
	}
	old.NotifiedDigest = "older" // it changed while it was snoozed, and nobody heard of that
	if got := Reconcile([]Finding{old}, []Seen{now}, always, noon, later); len(got) != 1 || ShouldNotify(got[0], later, NotifyPolicy{Sweeps: 1}) != Changed {
		t.Errorf("changed and not told yet: %+v, want it told", got)
	}
}
