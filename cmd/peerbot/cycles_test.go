package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"maps"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// largestCycle is how many files of a package may need each other in a circle:
// a reader of one of them has to read them all.
const largestCycle = 3

func TestFilesDoNotFormKnots(t *testing.T) {
	t.Parallel()
	for _, dir := range slices.Sorted(maps.Keys(imports(t))) {
		for _, cycle := range cycles(fileGraph(t, dir)) {
			if len(cycle) > largestCycle {
				t.Errorf("%s: %d files need each other in a circle, want at most %d: %s",
					dir, len(cycle), largestCycle, strings.Join(cycle, " "))
			}
		}
	}
}

// fileGraph returns, by file of a package, the files of the same package that
// declare what it uses. Tests are left out.
func fileGraph(t *testing.T, dir string) map[string][]string {
	t.Helper()
	names, err := filepath.Glob(filepath.Join("../..", filepath.FromSlash(dir), "*.go"))
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
	info := &types.Info{Uses: map[*ast.Ident]types.Object{}}
	config := types.Config{Importer: nothing{}, Error: func(error) {}} // what is imported is not looked at
	pkg, _ := config.Check(dir, set, files, info)
	graph := map[string][]string{}
	for _, f := range files {
		from := filepath.Base(set.Position(f.Package).Filename)
		graph[from] = nil
		ast.Inspect(f, func(n ast.Node) bool {
			id, ok := n.(*ast.Ident)
			if !ok {
				return true
			}
			o := info.Uses[id]
			if o == nil || o.Pkg() != pkg || !o.Pos().IsValid() {
				return true
			}
			if to := filepath.Base(set.Position(o.Pos()).Filename); to != from && !slices.Contains(graph[from], to) {
				graph[from] = append(graph[from], to)
			}
			return true
		})
	}
	return graph
}

// nothing imports empty packages.
type nothing struct{}

func (nothing) Import(name string) (*types.Package, error) {
	p := types.NewPackage(name, path.Base(name))
	p.MarkComplete()
	return p, nil
}

// cycles returns the strongly connected components of a graph that have more
// than one member, the largest first: by Tarjan's algorithm.
func cycles(graph map[string][]string) [][]string {
	index, low, on := map[string]int{}, map[string]int{}, map[string]bool{}
	var stack []string
	var out [][]string
	var visit func(v string)
	visit = func(v string) {
		index[v] = len(index) + 1
		low[v] = index[v]
		stack, on[v] = append(stack, v), true
		for _, w := range graph[v] {
			if index[w] == 0 {
				visit(w)
				low[v] = min(low[v], low[w])
			} else if on[w] {
				low[v] = min(low[v], index[w])
			}
		}
		if low[v] != index[v] {
			return
		}
		at := slices.Index(stack, v)
		if c := slices.Sorted(slices.Values(stack[at:])); len(c) > 1 {
			out = append(out, c)
		}
		for _, w := range stack[at:] {
			on[w] = false
		}
		stack = stack[:at]
	}
	for _, v := range slices.Sorted(maps.Keys(graph)) {
		if index[v] == 0 {
			visit(v)
		}
	}
	slices.SortStableFunc(out, func(a, b []string) int { return len(b) - len(a) })
	return out
}
