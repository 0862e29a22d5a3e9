package chat

import (
	"fmt"
	"testing"
)

func TestSeenKnowsWhatItWasShown(t *testing.T) {
	t.Parallel()
	s := newSeen(4)
	if s.before("a", "b") {
		t.Error("a and b are new")
	}
	if !s.before("c", "b") {
		t.Error("b was shown before")
	}
	if !s.before("c") {
		t.Error("c was shown beside b")
	}
	if s.before("", "") {
		t.Error("what has no key was never shown before")
	}
}

func TestSeenForgetsTheOldest(t *testing.T) {
	t.Parallel()
	s := newSeen(4)
	for i := range 1000 {
		if s.before(fmt.Sprint(i)) {
			t.Fatalf("%d is new", i)
		}
	}
	if len(s.keys) != 4 {
		t.Errorf("%d keys remembered, want 4", len(s.keys))
	}
	if !s.before("999", "998", "997", "996") || s.before("995") {
		t.Error("want the last four remembered, and no other")
	}
}
