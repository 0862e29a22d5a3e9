package peering

import (
	"go/ast"
	"go/constant"
	"go/parser"
	"go/token"
	"go/types"
	"path/filepath"
	"strings"
	"testing"
)

// declared returns the constants of one of our string types by name, as the
// source declares them.
func declared(t *testing.T, typ string) map[string]string {
	t.Helper()
	names, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	set := token.NewFileSet()
	var files []*ast.File
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(set, name, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, f)
	}
	// Without an importer everything that needs another package is an error,
	// and no constant of ours does.
	check := types.Config{Error: func(error) {}, IgnoreFuncBodies: true}
	pkg, _ := check.Check("peering", set, files, nil)
	out := map[string]string{}
	for _, name := range pkg.Scope().Names() {
		c, ok := pkg.Scope().Lookup(name).(*types.Const)
		if ok && types.TypeString(c.Type(), types.RelativeTo(pkg)) == typ {
			out[name] = constant.StringVal(c.Val())
		}
	}
	return out
}

// listed checks that a list has every constant of a type, once.
func listed[T ~string](t *testing.T, typ string, list []T) {
	t.Helper()
	for name, code := range declared(t, typ) {
		n := 0
		for _, c := range list {
			if string(c) == code {
				n++
			}
		}
		if n != 1 {
			t.Errorf("the list of every %s has %s %d times, want once", typ, name, n)
		}
	}
	if len(list) != len(declared(t, typ)) {
		t.Errorf("the list of every %s has %d entries for %d constants", typ, len(list), len(declared(t, typ)))
	}
}

// Whoever has words for all of a list has words for all that there is.
func TestTheListsOfCodesAreComplete(t *testing.T) {
	t.Parallel()
	listed(t, "ProblemCode", ProblemCodes)
	listed(t, "DriftClass", DriftClasses)
	listed(t, "DriftCode", DriftCodes)
	listed(t, "RemarkCode", RemarkCodes)
	listed(t, "Risk", Risks)
	listed(t, "Class", Classes)
	listed(t, "Status", Statuses)
}
