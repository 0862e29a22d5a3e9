package request_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"peerbot/aws/peering"
	"peerbot/bot/request"
)

// declared returns the values of the constants of a type of texts, as this
// package declares them.
func declared(t *testing.T, typ string) []string {
	t.Helper()
	names, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(f, func(n ast.Node) bool {
			v, ok := n.(*ast.ValueSpec)
			if !ok {
				return true
			}
			if id, ok := v.Type.(*ast.Ident); !ok || id.Name != typ {
				return true
			}
			for _, x := range v.Values {
				if lit, ok := x.(*ast.BasicLit); ok {
					if s, err := strconv.Unquote(lit.Value); err == nil {
						out = append(out, s)
					}
				}
			}
			return true
		})
	}
	if len(out) == 0 {
		t.Fatalf("no constants of type %s", typ)
	}
	return out
}

func texts[T ~string](all []T) []string {
	out := make([]string, len(all))
	for i, x := range all {
		out[i] = string(x)
	}
	return out
}

// A constant that is missing in its list is forgotten by everything that goes
// through the list.
func TestListsAreWhole(t *testing.T) {
	t.Parallel()
	for typ, list := range map[string][]string{
		"Kind": texts(request.Kinds()), "State": texts(request.States), "PeeringState": texts(request.PeeringStates),
		"ErrorCode": texts(request.ErrorCodes), "FailureCode": texts(request.FailureCodes), "Approvers": texts(slices.Collect(maps.Keys(request.ApprovingAccounts))),
	} {
		want := declared(t, typ)
		for _, c := range want {
			if !slices.Contains(list, c) {
				t.Errorf("the list of %s lacks %q", typ, c)
			}
		}
		if len(list) != len(want) {
			t.Errorf("the list of %s has %d entries, and there are %d constants", typ, len(list), len(want))
		}
	}
}

func TestEveryKindHasARow(t *testing.T) {
	t.Parallel()
	for _, k := range request.Kinds() {
		r := k.Rules()
		if r.Approvers == "" {
			t.Errorf("%s says nothing about whose approval it takes: add its row to kinds", k)
			continue
		}
		if r.Done == nil || r.Abandoned == nil {
			t.Errorf("%s does not say where its peering stands after it ended", k)
		}
		if r.Managed && !r.RecordOnly && r.Desired == nil {
			t.Errorf("%s does not say what should be in AWS", k)
		}
		if r.UndoneBy != "" && r.UndoneBy.Rules().Approvers == "" {
			t.Errorf("%s is undone by %s, which has no row", k, r.UndoneBy)
		}
	}
}

// There is no fourth place: however a request ends, its peering is watched, or
// gone, or not ours.
func TestAfterEveryEndAPeeringIsInOneOfThreePlaces(t *testing.T) {
	t.Parallel()
	ends := between(tokyo, seoul, false)
	for _, k := range request.Kinds() {
		before := request.PeerApplying
		record := request.Peering{ID: "P1", State: before, EndsAt: start, Desired: ends.Peering}
		for _, exists := range []bool{true, false} {
			for _, done := range [][]peering.Step{nil, ends.Steps[:1]} {
				r := request.Request{ID: "R1", Kind: k, Peering: "P1", Plan: ends, Done: done}
				after := k.Rules().Abandoned(record, r, exists || len(done) > 0)
				if k.Rules().RecordOnly {
					if after.State != before {
						t.Errorf("%s ended undone: P1 is %s, want it left alone", k, after.State)
					}
					continue
				}
				if !after.Managed() && after.State != request.Removed && after.State != request.Released {
					t.Errorf("%s ended undone (exists %t, %d done): P1 is %s, and in nobody's hands", k, exists, len(done), after.State)
				}
			}
		}
		after := k.Rules().Done(record, request.Request{Kind: k, Until: start.Add(time.Hour), Plan: ends}, request.Outcome{Desired: ends.Peering, Connection: "pcx-1", At: start})
		if !k.Rules().RecordOnly && !after.Managed() && after.State != request.Removed && after.State != request.Released {
			t.Errorf("%s done: P1 is %s, and in nobody's hands", k, after.State)
		}
	}
}
