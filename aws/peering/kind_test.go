package peering

import (
	"slices"
	"strings"
	"testing"
)

func TestEveryKindHasARow(t *testing.T) {
	t.Parallel()
	declared := declared(t, "Kind")
	if declared["RemoveRoute"] != string(RemoveRoute) || declared["SetDNS"] != string(SetDNS) {
		t.Fatalf("the constants were read wrongly: %v", declared)
	}
	for name, kind := range declared {
		if Kind(kind).phase() < 0 {
			t.Errorf("%s has no row in kindSpecs", name)
		}
	}
	if got := Kinds(); len(got) != len(declared) {
		t.Errorf("kindSpecs has %d rows of %d constants: %q", len(got), len(declared), got)
	}
}

func TestEveryRowIsComplete(t *testing.T) {
	t.Parallel()
	for _, k := range kindSpecs {
		incomplete := func(what string) { t.Errorf("%s: its row in kindSpecs %s", k.kind, what) }
		if k.text == "" || strings.Contains(filled(k.kind).String(), "{") {
			incomplete("has no text, or one with braces that fill does not know")
		}
		if k.waits {
			if k.action != "" || k.removes || k.needsTables || k.moves || k.bothSides || k.guard != nil || k.expect != nil {
				incomplete("says that it waits, and what it writes")
			}
			continue
		}
		if !strings.HasPrefix(k.action, "ec2:") {
			incomplete("has no action")
		}
		if k.guard == nil {
			incomplete("has no guard")
		}
		if k.expect == nil {
			incomplete("does not say what to expect after it")
		}
	}
}

// The order of the rows is the order of a plan, and stored digests depend on it.
func TestEveryKindHasAStoredKey(t *testing.T) {
	t.Parallel()
	var stored []Kind
	for _, k := range storedKeys {
		stored = append(stored, k.kind)
	}
	for _, kind := range Kinds() {
		if !slices.Contains(stored, kind) {
			t.Errorf("%s has no line in storedKeys", kind)
		}
	}
	if got := Kinds(); !slices.Equal(got, stored) {
		t.Errorf("a plan is in the order %q\nit was stored in the order %q", got, stored)
	}
}

func TestWhatFollowsFromTheKind(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name string
		of   func(Step) bool
		want []Kind
	}{
		{"Writes", func(s Step) bool { return !s.Writes() }, []Kind{AwaitGone, AwaitPending, AwaitActive}},
		{"removes", func(s Step) bool { return s.Kind.spec().removes }, []Kind{RemoveRoute, Delete, Untag, Reject}},
		{"NeedsTables", Step.NeedsTables, []Kind{RemoveRoute, Delete, AddRoute, SetDNS}},
		{"MovesConnection", Step.MovesConnection, []Kind{Delete, Create, Accept, Reject}},
		{"no drift", func(s Step) bool { return s.Kind.spec().drift == nil }, []Kind{Delete, Untag, Create, Reject}},
		{"changes", func(s Step) bool { return s.changes(Requester) && s.changes(Accepter) }, []Kind{Delete}},
	} {
		var got []Kind
		for _, kind := range Kinds() {
			if tt.of(Step{Kind: kind, Side: Requester}) {
				got = append(got, kind)
			}
		}
		if !slices.Equal(got, tt.want) {
			t.Errorf("%s sets apart %q, want %q", tt.name, got, tt.want)
		}
	}
}

func TestStepsInWords(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ got, want string }{
		{filled(RemoveRoute).String(), "remove route 10.1.0.0/16 to pcx-1 from rtb-1"},
		{filled(Delete).String(), "delete pcx-1"},
		{filled(AwaitGone).String(), "wait until AWS reports it deleted"},
		{filled(Untag).String(), "remove our tags from pcx-1 on the accepter's side"},
		{filled(Create).String(), "create the peering from 222222222222/ap-northeast-2/vpc-0000000b to 111111111111/ap-northeast-1/vpc-0000000a"},
		{filled(AwaitPending).String(), "wait until both sides see the request"},
		{filled(Tag).String(), "tag pcx-1 on the accepter's side"},
		{filled(Accept).String(), "accept pcx-1 in ap-northeast-2"},
		{filled(Reject).String(), "reject pcx-1 in ap-northeast-2"},
		{filled(AwaitActive).String(), "wait until AWS reports it active"},
		{filled(AddRoute).String(), "add route 10.1.0.0/16 to pcx-1 in rtb-1"},
		{filled(SetDNS).String(), "turn on DNS resolution on the accepter's side"},
		{Step{Kind: SetDNS, Side: Requester}.String(), "turn off DNS resolution on the requester's side"},
		{Step{Kind: Accept, At: seoul}.String(), "accept the new peering in ap-northeast-2"},
		{Step{Kind: "unheard-of"}.String(), "unheard-of"},
	} {
		if tt.got != tt.want {
			t.Errorf("String = %q, want %q", tt.got, tt.want)
		}
	}
}
