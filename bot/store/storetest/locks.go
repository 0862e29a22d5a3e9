package storetest

import (
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"peerbot/bot/request"
	"peerbot/bot/store"
)

func testLease(t *testing.T, s Database) {
	const minute = time.Minute
	for _, c := range []struct {
		name   string
		holder string
		lease  string
		now    time.Duration
		ttl    time.Duration
		want   bool
	}{
		{"a free one", "a", "x", 0, minute, true},
		{"a taken one", "b", "x", 0, minute, false},
		{"another one", "b", "y", 0, minute, true},
		{"just before its end", "b", "x", minute - time.Millisecond, minute, false},
		{"its own again, which moves the end", "a", "x", 30 * time.Second, minute, true},
		{"after the first end", "b", "x", minute, minute, false},
		{"at its end", "b", "x", 90 * time.Second, minute, true},
		{"by who had it", "a", "x", 91 * time.Second, minute, false},
	} {
		got, err := s.Lease(t.Context(), c.lease, c.holder, noon.Add(c.now), noon.Add(c.now+c.ttl))
		if err != nil || got != c.want {
			t.Errorf("Lease of %s = %t, %v, want %t", c.name, got, err, c.want)
		}
	}
	now := noon.Add(100 * time.Second)
	take := func(holder string) bool {
		t.Helper()
		return must(s.Lease(t.Context(), "x", holder, now, now.Add(minute)))(t)
	}
	if err := s.Release(t.Context(), "x", "a"); err != nil || take("a") {
		t.Errorf("released by the wrong holder (%v)", err)
	}
	if err := s.Release(t.Context(), "x", "b"); err != nil || !take("a") {
		t.Errorf("not released by its holder (%v)", err)
	}
	if err := s.Release(t.Context(), "nobody's", "a"); err != nil {
		t.Errorf("Release of a lease that nobody has: %v", err)
	}
	if _, err := s.Lease(t.Context(), "x", "", now, now.Add(minute)); err == nil {
		t.Error("a lease without a holder was given")
	}
}

func testLeaseRace(t *testing.T, s Database) {
	var won atomic.Int32
	for round := range 3 {
		won.Store(0)
		now := noon.Add(time.Duration(round) * time.Hour)
		for _, err := range atOnce(20, func(i int) error {
			ok, err := s.Lease(t.Context(), "x", fmt.Sprint(round, i), now, now.Add(time.Minute))
			if ok {
				won.Add(1)
			}
			return err
		}) {
			if err != nil {
				t.Error(err)
			}
		}
		if n := won.Load(); n != 1 {
			t.Errorf("round %d: %d got the lease, want 1", round, n)
		}
	}
}

func testPause(t *testing.T, s Database) {
	same(t, "never paused", must(s.Paused(t.Context()))(t), request.Pause{})
	p := request.Pause{On: true, Person: "U1", Reason: "maintenance", At: noon}
	save(t, s, store.Change{Pause: &p})
	same(t, "paused", must(s.Paused(t.Context()))(t), p)
	p.Reason, p.At = "longer", time.Time{}
	save(t, s, store.Change{At: noon.Add(time.Hour), Pause: &p})
	p.At = noon.Add(time.Hour)
	same(t, "paused again", must(s.Paused(t.Context()))(t), p)
	save(t, s, store.Change{Pause: &request.Pause{Person: "U2"}})
	same(t, "resumed", must(s.Paused(t.Context()))(t), request.Pause{})
}
