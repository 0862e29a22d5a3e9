package peeringtest_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"peerbot/aws/peering"
	"peerbot/aws/peering/peeringtest"
)

func drawing(rt *rapid.T) peeringtest.Draw {
	return func(what string, n int) int { return rapid.IntRange(0, n-1).Draw(rt, what) }
}

// anyWorld draws two VPCs, what other people have done to them, and what is
// wanted of them.
func anyWorld(rt *rapid.T) (*peeringtest.World, peering.Peering) {
	w := peeringtest.New(newClock().now)
	p := w.AnyPair(drawing(rt))
	for range rapid.IntRange(0, 6).Draw(rt, "done by others") {
		somebody(rt, w)
	}
	return w, p
}

// somebody does something in AWS, and AWS goes on.
func somebody(rt *rapid.T, w *peeringtest.World) {
	actions := w.Console("alice").Actions()
	a := actions[rapid.IntRange(0, len(actions)-1).Draw(rt, "somebody")]
	rt.Logf("somebody: %s: %v", a.Name, a.Do())
	if rapid.Bool().Draw(rt, "AWS goes on") {
		w.Rest()
	}
}

// keeper does what Diff says and remembers what the bot's record has.
type keeper struct {
	*peeringtest.World

	p     peering.Peering
	blind bool // tags and routes are shown late: nobody can know what others have just done
}

// round observes and does what is ready; it returns false when nothing is left
// that Diff knows of.
func (k *keeper) round(rt *rapid.T) bool {
	have, err := k.Observe(context.Background(), k.p)
	if err != nil {
		return k.again(rt, err)
	}
	if c, ended := peering.Ended(k.p, have); ended {
		k.p.Former = append(k.p.Former, c.ID)
		k.p.PCX = ""
		return true
	}
	ready := peering.Ready(peering.Diff(k.p, have))
	for _, s := range ready {
		if !s.Writes() {
			continue
		}
		id, err := k.Do(context.Background(), actor, k.p, have, s)
		rt.Logf("%s: %s %v", s, id, err)
		switch {
		case err != nil && k.lost(have):
			// Somebody took our tags away: nothing more is written.
		case err != nil && s.Kind == peering.Delete && s.Side == peering.Accepter:
			// Its maker does not show it yet, and the accepter may not delete it.
		case err != nil:
			k.again(rt, err)
		}
	}
	if c, ok := peering.Current(k.p, have); ok && len(ready) == 0 {
		k.p.PCX = c.ID // it is recorded once it is made
	}
	return len(ready) > 0 && !k.lost(have)
}

// lost reports whether our connection carries our tags no longer.
func (k *keeper) lost(have peering.Observed) bool {
	return slices.ContainsFunc(peering.Check(k.p, have), func(p peering.Problem) bool { return p.Code == peering.TagsChanged })
}

// again fails the test for an error that observing again does not help with.
func (k *keeper) again(rt *rapid.T, err error) bool {
	if call, ok := errors.AsType[*peering.CallError](err); !ok || !call.Again() {
		rt.Fatalf("%v", err)
	}
	return true
}

// ends goes on to the end, in an AWS in which nothing goes wrong any more.
func (k *keeper) ends(rt *rapid.T) {
	k.Around(nil)
	k.SetDelays(peeringtest.Usual)
	k.Rest()
	for range 100 {
		if !k.round(rt) {
			return
		}
	}
	rt.Fatalf("no end after 100 rounds")
}

// wantEnd checks that AWS is as it should be, unless somebody is in the way.
func (k *keeper) wantEnd(rt *rapid.T) {
	have, err := k.Observe(context.Background(), k.p)
	if err != nil {
		rt.Fatal(err)
	}
	for _, x := range k.Writes() {
		if f := x.Foreign(); f != "" && !k.blind {
			rt.Fatalf("touched what is not ours: %s", f)
		}
	}
	if k.lost(have) {
		return
	}
	c, exists := peering.Current(k.p, have)
	ours := slices.DeleteFunc(k.Live(), func(c peeringtest.Connection) bool { return !k.p.Owns(c.Tags[peering.Requester]) })
	if len(ours) > 1 {
		rt.Fatalf("more than one of ours: %+v", ours)
	}
	if k.p.Absent {
		for _, r := range k.PeeringRoutes() {
			if r.Destination.Bits() > 0 && (r.Target == k.p.PCX || slices.Contains(k.p.Former, r.Target)) { // default routes are never touched
				rt.Fatalf("left: route %s", r)
			}
		}
		if exists {
			rt.Fatalf("left: %+v", c)
		}
		return
	}
	if blocked := slices.ContainsFunc(peering.Check(k.p, have), func(p peering.Problem) bool { return p.Blocking }); blocked {
		return
	}
	if !exists || c.Status != peering.Active || len(peering.Drifts(k.p, have, time.Time{})) != 0 && !onlyUnmanaged(k.p, have) {
		rt.Fatalf("at the end: %+v (%t), drifts %+v", c, exists, peering.Drifts(k.p, have, time.Time{}))
	}
}

// onlyUnmanaged reports whether all that differs is what others have added.
func onlyUnmanaged(p peering.Peering, have peering.Observed) bool {
	return !slices.ContainsFunc(peering.Drifts(p, have, time.Time{}), func(d peering.Drift) bool { return d.Class != peering.Unmanaged })
}

// TestDiffConverges follows Diff to its end from random starting states, while
// AWS shows old things, loses answers and calls, and other people work in it.
func TestDiffConverges(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		w, p := anyWorld(rt)
		delays := peeringtest.AnyDelays(drawing(rt))
		k := &keeper{World: w, p: p, blind: delays(peeringtest.Tags) != peeringtest.Delay{} || delays(peeringtest.Routes) != peeringtest.Delay{}}
		w.SetDelays(delays)
		w.Around(peeringtest.AnyFault(drawing(rt), 25))
		for range rapid.IntRange(1, 4).Draw(rt, "minds") {
			k.p.Absent = rapid.Bool().Draw(rt, "absent")
			for range rapid.IntRange(0, 8).Draw(rt, "rounds") {
				for range rapid.SampledFrom([]int{0, 0, 1, 3}).Draw(rt, "done by others") {
					somebody(rt, w)
				}
				k.round(rt)
			}
		}
		k.ends(rt)
		k.wantEnd(rt)
	})
}

// TestCrashAnywhere has every call of a peering's life be the last of a run,
// before or after its effect, and begins again.
func TestCrashAnywhere(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		w, p := anyWorld(rt)
		k := &keeper{World: w, p: p}
		at, effect := rapid.IntRange(1, 60).Draw(rt, "crash at"), rapid.Bool().Draw(rt, "after the effect")
		died := errors.New("the process died here")
		for _, k.p.Absent = range []bool{false, true} {
			first := 0
			w.Around(func(c peeringtest.Call, do func() error) error {
				if first == 0 {
					first = c.N
				}
				if c.N-first+1 != at {
					return do()
				}
				if effect {
					_ = do()
				}
				return died
			})
			run := k.p // what a run learned is lost with it
			_, err := w.Converge(context.Background(), run)
			if err != nil && !errors.Is(err, died) {
				k.again(rt, err)
			}
			k.ends(rt)
			k.wantEnd(rt)
		}
	})
}

// TestTheSameSeedIsTheSameWorld runs the same story twice.
func TestTheSameSeedIsTheSameWorld(t *testing.T) {
	t.Parallel()
	story := func(rt *rapid.T) string {
		w, p := anyWorld(rt)
		k := &keeper{World: w, p: p}
		for range 10 {
			somebody(rt, w)
			k.round(rt)
		}
		var out string
		for _, x := range w.Writes() {
			out += fmt.Sprintln(x.N, x.Step, x.Changed, x.Err)
		}
		return out + fmt.Sprint(w.Connections(), w.Routes())
	}
	for seed := range 20 {
		if a, b := rapid.Custom(story).Example(seed), rapid.Custom(story).Example(seed); a != b {
			t.Fatalf("seed %d: two different stories:\n%s\n%s", seed, a, b)
		}
	}
}
