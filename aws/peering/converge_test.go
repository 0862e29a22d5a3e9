package peering_test

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"peerbot/aws/peering"
)

func TestDiffAfterItsOwnStepsIsEmpty(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		w := anyWorld(rt)
		plan := peering.Forecast(w.p, w.observe())
		done := w.converge()
		for _, s := range done {
			if !plan.Covers(s) {
				rt.Fatalf("%q was done but not forecast", s)
			}
		}
		if len(done) != len(plan.Writes()) {
			rt.Fatalf("%d writes done, %d forecast", len(done), len(plan.Writes()))
		}
		if again := peering.Diff(w.p, w.observe()); len(again) != 0 {
			rt.Fatalf("Diff after its own steps = %v", texts(again))
		}
		for _, x := range w.Writes() {
			if !x.Changed || x.Err != nil {
				rt.Fatalf("%q was done for nothing: %v", x.Step, x.Err)
			}
		}
	})
}

func TestDeletingLeavesNothingOfOursAndAllOfTheirs(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		w := anyWorld(rt)
		before := w.routes()
		w.converge()
		w.p.Absent = true
		w.converge()
		if left := w.Live(); len(left) != 0 {
			rt.Fatalf("left: %+v", left)
		}
		if after := w.routes(); !slices.Equal(before, after) {
			rt.Fatalf("routes after = %v, want %v", after, before)
		}
	})
}

func TestTheOrderOfListsDoesNotChangeAPlan(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		w := anyWorld(rt)
		a := w.observe()
		b := w.observe()
		for _, s := range []peering.Side{peering.Requester, peering.Accepter} {
			v := b.Side(s)
			slices.Reverse(v.VPC.CIDRs)
			slices.Reverse(v.Tables)
			slices.Reverse(v.Subnets)
			slices.Reverse(v.Connections)
			for i := range v.Tables {
				slices.Reverse(v.Tables[i].Routes)
			}
		}
		x, y := peering.Forecast(w.p, a), peering.Forecast(w.p, b)
		if x.Digest != y.Digest || !slices.Equal(texts(x.Steps), texts(y.Steps)) || fmt.Sprint(x.Problems) != fmt.Sprint(y.Problems) {
			rt.Fatalf("plans differ:\n%v\n%v", x, y)
		}
	})
}

func TestWhatWasMadeDoesNotDrift(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		w := anyWorld(rt)
		w.converge()
		w.p.PCX = w.Live()[0].ID
		if got := peering.Drifts(w.p, w.observe(), noon); len(got) != 0 {
			rt.Fatalf("Drifts = %+v", got)
		}
	})
}

func TestOurOwnActivePeeringIsNoProblem(t *testing.T) {
	t.Parallel()
	w := made(t)
	if got := peering.Check(w.p, w.observe()); len(got) != 0 {
		t.Errorf("Check after creating = %+v, want none", got)
	}
}

func TestARouteToOurDeadPeeringMakesWay(t *testing.T) {
	t.Parallel()
	w := pair(t)
	w.p.Former = []string{"pcx-old"}
	w.SetRoutes(privateA, peering.Route{Destination: prefix("10.2.0.0/16"), Target: "pcx-old"})
	w.converge()
	if got := w.routes(); !slices.Contains(got, "10.2.0.0/16 in "+privateA+" to "+pcx) {
		t.Errorf("routes %v, want the new peering's in place of the old one's", got)
	}
}

func TestWhatIsExpectedIsWhatIsObserved(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		w := anyWorld(rt)
		for _, w.p.Absent = range []bool{false, true} {
			for range 60 {
				have := w.observe()
				ready := peering.Ready(peering.Diff(w.p, have))
				if len(ready) == 0 {
					break
				}
				if !ready[0].Writes() {
					continue
				}
				before, created := texts(peering.Diff(w.p, have)), ""
				for _, s := range ready {
					created = w.do(have, s)
				}
				expected := peering.Diff(w.p, peering.Expect(have, ready, created))
				if !slices.Equal(before, texts(peering.Diff(w.p, have))) {
					rt.Fatalf("Expect changed what was observed")
				}
				if slices.ContainsFunc(expected, func(s peering.Step) bool { return fmt.Sprint(s) == fmt.Sprint(ready[0]) }) {
					rt.Fatalf("%q is expected again after it was done", ready[0])
				}
				// AWS may be a state ahead, never behind: a wait that is over is the
				// only difference.
				if got, want := writes(peering.Diff(w.p, w.observe())), writes(expected); !slices.Equal(got, want) {
					rt.Fatalf("after %q: left %q, expected %q", ready[0], got, want)
				}
			}
		}
	})
}

func writes(steps []peering.Step) []string {
	var out []string
	for _, s := range steps {
		if s.Writes() {
			out = append(out, fmt.Sprintf("%s %s %v", s.Side, s, s.Tags))
		}
	}
	return out
}
