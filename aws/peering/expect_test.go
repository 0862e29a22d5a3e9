package peering

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func TestWhatIsExpectedIsWhatIsObserved(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		w, p := anyWorld(t, rt)
		for _, p.Absent = range []bool{false, true} {
			for range 60 {
				have := w.observe()
				ready := Ready(Diff(p, have))
				if len(ready) == 0 {
					break
				}
				if !ready[0].Writes() {
					continue
				}
				before := texts(Diff(p, have))
				for _, s := range ready {
					if err := w.do(p, have, s); err != nil {
						rt.Fatal(err)
					}
				}
				expected := Diff(p, Expect(have, ready, "pcx-0001"))
				if !slices.Equal(before, texts(Diff(p, have))) {
					rt.Fatalf("Expect changed what was observed")
				}
				if slices.ContainsFunc(expected, func(s Step) bool { return s.key() == ready[0].key() }) {
					rt.Fatalf("%q is expected again after it was done", ready[0])
				}
				// The world may be a state ahead, never behind: a wait that is
				// over is the only difference.
				if got, want := writes(Diff(p, w.observe())), writes(expected); !slices.Equal(got, want) {
					rt.Fatalf("after %q: left %q, expected %q", ready[0], got, want)
				}
			}
		}
	})
}

func writes(steps []Step) []string {
	var out []string
	for _, s := range steps {
		if s.Writes() {
			out = append(out, s.key())
		}
	}
	return out
}
