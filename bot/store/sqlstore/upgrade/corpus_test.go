package upgrade

import (
	"bufio"
	"encoding/json"
	"os"
	"slices"
	"testing"
	"time"

	"peerbot/aws/peering"
)

// stored is what the release before facts made of what AWS showed of a peering:
// its findings and problems, as it stored them.
type stored struct {
	Name       string
	Want       json.RawMessage
	Have       peering.Observed
	Drifts     []storedDrift
	Digests    []string
	Problems   json.RawMessage
	PlanDigest string
}

type storedDrift struct {
	Class peering.DriftClass
	Lines json.RawMessage
}

var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

// corpus returns what that release stored in many states of AWS.
func corpus(t *testing.T, file string) []stored {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var out []stored
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var s stored
		if err := json.Unmarshal(lines.Bytes(), &s); err != nil {
			t.Fatal(err)
		}
		out = append(out, s)
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	return out
}

// want is what was approved, as this release reads it.
func (s stored) want(t *testing.T) peering.Peering {
	t.Helper()
	body, err := Peering(body(t, map[string]any{"Want": s.Want}))
	if err != nil {
		t.Fatal(err)
	}
	var p struct{ Want peering.Peering }
	if err := json.Unmarshal(body, &p); err != nil {
		t.Fatal(err)
	}
	return p.Want
}

func body(t *testing.T, v any) []byte {
	t.Helper()
	raw, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

// What a release told and what the next one sees are the same, as long as AWS
// is the same.
func TestWhatWasStoredIsWhatIsSeenNow(t *testing.T) {
	t.Parallel()
	codes := map[peering.DriftCode]bool{}
	for _, s := range corpus(t, "testdata/sentences.jsonl") {
		want := s.want(t)
		seen := map[peering.DriftClass]peering.Drift{}
		for _, d := range peering.Drifts(want, s.Have, noon) {
			seen[d.Class] = d
		}
		vpcs := func(string) [2]string { return [2]string{want.Requester.VPC.VPC, want.Accepter.VPC.VPC} }
		for i, old := range s.Drifts {
			row := map[string]any{"Peering": "P1", "Class": old.Class, "Lines": old.Lines, "Digest": s.Digests[i], "ToldDigest": s.Digests[i]}
			changed, err := Finding(body(t, row), vpcs)
			if err != nil {
				t.Fatal(err)
			}
			var f struct {
				Lines              []peering.DriftLine
				Digest, ToldDigest string
			}
			if err := json.Unmarshal(changed, &f); err != nil {
				t.Fatal(err)
			}
			for _, l := range f.Lines {
				codes[l.Code] = true
				if l.Code == "" {
					t.Errorf("%s: %q is kept as text", s.Name, l.Text)
				}
			}
			now := peering.Drift{Lines: seen[old.Class].Lines}
			if (f.Digest != now.Digest() || f.ToldDigest != f.Digest) && s.Name != noDrift {
				t.Errorf("%s: %s was\n%s\nupgraded to\n%s\nseen now\n%s", s.Name, old.Class, old.Lines, body(t, f.Lines), body(t, now.Lines))
			}
		}
		if len(seen) != len(s.Drifts) && s.Name != noDrift {
			t.Errorf("%s: %d classes were stored, %d are seen", s.Name, len(s.Drifts), len(seen))
		}
	}
	for _, code := range peering.DriftCodes {
		if !codes[code] && code != peering.LifetimeEnds && code != peering.UnreadablePlace && code != peering.OrphanPeering { // found elsewhere, or by later releases only
			t.Errorf("no finding in the corpus says %s", code)
		}
	}
}

// noDrift lacks a Name alone: since release 1 the Name is anybody's.
const noDrift = "tag gone"

func TestProblemsOfStoredPlansAreThoseOfNow(t *testing.T) {
	t.Parallel()
	codes := map[peering.ProblemCode]bool{}
	for _, s := range corpus(t, "testdata/sentences.jsonl") {
		plan := map[string]any{"peering": s.Want, "problems": s.Problems, "digest": s.PlanDigest}
		changed, err := Request(body(t, map[string]any{"Plan": plan}))
		if err != nil {
			t.Fatal(err)
		}
		var r struct{ Plan peering.Plan }
		if err := json.Unmarshal(changed, &r); err != nil {
			t.Fatal(err)
		}
		want := s.want(t)
		now := peering.Forecast(want, s.Have)
		now.Problems = slices.DeleteFunc(now.Problems, func(p peering.Problem) bool {
			return p.Code == peering.TagsChanged // release 1 put the tags back
		})
		if s.Name == noDrift {
			continue
		}
		if now.Digest != s.PlanDigest || r.Plan.Digest != s.PlanDigest {
			t.Errorf("%s: the digest of the plan is %s now, and was %s", s.Name, now.Digest, s.PlanDigest)
		}
		if len(r.Plan.Problems) != len(now.Problems) {
			t.Errorf("%s: problems %s, now %s", s.Name, body(t, r.Plan.Problems), body(t, now.Problems))
		}
		for _, p := range r.Plan.Problems {
			codes[p.Code] = true
			if p.Text != "" || !contains(now.Problems, p) {
				t.Errorf("%s: problem %s is none of\n%s", s.Name, body(t, p), body(t, now.Problems))
			}
		}
	}
	for _, code := range peering.ProblemCodes {
		if !codes[code] && code != peering.OtherController && code != peering.UnknownAccount && code != peering.TagsChanged && code != peering.OtherInstallation { // found elsewhere, or new
			t.Errorf("no plan in the corpus has the problem %s", code)
		}
	}
}

func contains(all []peering.Problem, p peering.Problem) bool {
	for _, x := range all {
		if x.Same(p) {
			return true
		}
	}
	return false
}
