package command

import (
	"go/ast"
	goparser "go/parser"
	gotoken "go/token"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// TestGrammar holds what each verb owes.
func TestGrammar(t *testing.T) {
	t.Parallel()
	taken := map[string]string{} // names and aliases, and the verb that has them
	for _, s := range grammar() {
		for _, name := range append([]string{s.name}, s.aliases...) {
			if taken[name] != "" {
				t.Errorf("%s and %s are both read from %q", taken[name], s.name, name)
			}
			taken[name] = s.name
		}
	}
	for _, s := range grammar() {
		if len(s.examples) == 0 {
			t.Errorf("%s has no example", s.name)
		}
		for _, e := range s.examples {
			c, err := Parse(e)
			if err != nil {
				t.Errorf("example %q does not parse: %v", e, err)
				continue
			}
			if Name(c) != s.name {
				t.Errorf("example %q of %s is a %s", e, s.name, Name(c))
			}
		}
		for _, w := range s.guesses {
			if taken[w] != "" {
				t.Errorf("%s has the guess %q, which is %s", s.name, w, taken[w])
			}
			if got := nearestVerb(w); got != s.name {
				t.Errorf("nearestVerb(%q) = %q, want %q", w, got, s.name)
			}
		}
		params, _ := s.newParams()
		var seen []string
		for _, p := range params {
			if slices.Contains(seen, p.name) {
				t.Errorf("%s has two params %s", s.name, p.name)
			}
			seen = append(seen, p.name)
			if p.value.String() != "" {
				t.Errorf("%s: %s of a zero command prints %q, want nothing", s.name, p.name, p.value)
			}
		}
	}
}

// A struct with a spec that no topic lists could never be typed.
func TestEveryCommandIsInTheGrammar(t *testing.T) {
	t.Parallel()
	listed := map[string]bool{}
	for _, topic := range verbsByTopic() {
		for _, c := range topic.verbs {
			name := reflect.TypeOf(c).Name()
			if listed[name] {
				t.Errorf("%s is listed twice", name)
			}
			listed[name] = true
		}
	}
	found := 0
	for _, f := range sources(t) {
		for _, d := range f.Decls {
			m, ok := d.(*ast.FuncDecl)
			if !ok || m.Recv == nil || m.Name.Name != "spec" {
				continue
			}
			found++
			if name := m.Recv.List[0].Type.(*ast.Ident).Name; !listed[name] {
				t.Errorf("%s is in no topic: add it to the list at the top of its file", name)
			}
		}
	}
	if found != len(listed) {
		t.Errorf("found %d commands in the source, and %d in the grammar", found, len(listed))
	}
}

func TestEveryTopicHasVerbs(t *testing.T) {
	t.Parallel()
	for _, topic := range constants(t, "Topic") {
		if !slices.ContainsFunc(Verbs(), func(v Verb) bool { return v.Topic == Topic(topic) }) {
			t.Errorf("no verb is of the topic %q", topic)
		}
	}
}

// What people typed yesterday still works, under its new name.
func TestFormerNames(t *testing.T) {
	t.Parallel()
	c, err := Parse("ignore F3 for=2w")
	if err != nil || Name(c) != "snooze" {
		t.Fatalf("Parse(ignore F3 for=2w) = %#v, %v; want a Snooze", c, err)
	}
	if got, want := Format(c), "snooze F3 for=14d"; got != want {
		t.Errorf("Format writes %q, want %q", got, want)
	}
	for _, v := range Verbs() {
		if v.Name == "ignore" || strings.Contains(v.Usage, "ignore") {
			t.Errorf("%s is listed, want its new name only", v.Name)
		}
	}
	if c, err := Parse("help ignore"); err != nil || c != (Help{Verb: "snooze"}) {
		t.Errorf("Parse(help ignore) = %#v, %v; want help of snooze", c, err)
	}
}

func TestLookup(t *testing.T) {
	t.Parallel()
	v, ok := Lookup("deny")
	if !ok || v.Usage != `deny R reason="…"` || len(v.Params) != 2 || !v.Params[1].Required {
		t.Errorf("Lookup(deny) = %+v, %t; want it with a required reason", v, ok)
	}
	if v, ok := Lookup("frob"); ok {
		t.Errorf("Lookup(frob) = %+v, want none", v)
	}
}

func TestUsage(t *testing.T) {
	t.Parallel()
	var all strings.Builder
	for _, v := range Verbs() {
		all.WriteString(v.Usage + "\n")
	}
	golden(t, "usage.golden.txt", all.String())
}

// constants are the values of the string constants of a type in this package.
func constants(t *testing.T, of string) []string {
	t.Helper()
	var values []string
	for _, f := range sources(t) {
		ast.Inspect(f, func(n ast.Node) bool {
			spec, ok := n.(*ast.ValueSpec)
			if !ok {
				return true
			}
			if typ, ok := spec.Type.(*ast.Ident); !ok || typ.Name != of {
				return true
			}
			for _, v := range spec.Values {
				s, err := strconv.Unquote(v.(*ast.BasicLit).Value)
				if err != nil {
					t.Fatal(err)
				}
				values = append(values, s)
			}
			return true
		})
	}
	if len(values) == 0 {
		t.Fatalf("the package has no constants of type %s", of)
	}
	return values
}

// sources are the files of this package without its tests.
func sources(t *testing.T) []*ast.File {
	t.Helper()
	names, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	var files []*ast.File
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		f, err := goparser.ParseFile(gotoken.NewFileSet(), name, nil, goparser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, f)
	}
	return files
}
