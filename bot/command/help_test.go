package command

import (
	"slices"
	"strings"
	"testing"
)

func TestMarkdown(t *testing.T) {
	t.Parallel()
	golden(t, "commands.golden.md", Markdown())
}

func TestHelpText(t *testing.T) {
	t.Parallel()
	all := HelpText("")
	for _, v := range Verbs() {
		all += "\n# help " + v.Name + "\n" + HelpText(v.Name)
	}
	golden(t, "help.golden.txt", all)
}

// TestGrammar holds what each row of the table owes.
func TestGrammar(t *testing.T) {
	t.Parallel()
	names := map[string]bool{}
	for _, r := range grammar() {
		names[r.name] = true
	}
	for _, r := range grammar() {
		if r.summary == "" || strings.HasSuffix(r.summary, ".") {
			t.Errorf("%s: summary is %q, want a sentence without a full stop", r.name, r.summary)
		}
		if len(r.examples) == 0 {
			t.Errorf("%s has no example", r.name)
		}
		for _, e := range r.examples {
			c, err := Parse(e)
			if err != nil {
				t.Errorf("example %q does not parse: %v", e, err)
				continue
			}
			if Name(c) != r.name {
				t.Errorf("example %q of %s is a %s", e, r.name, Name(c))
			}
		}
		for _, w := range r.instead {
			if names[w] {
				t.Errorf("%s claims the word %q, which is a verb", r.name, w)
			}
			if got := nearestVerb(w); got != r.name {
				t.Errorf("nearestVerb(%q) = %q, want %q", w, got, r.name)
			}
		}
		slots, _ := r.fresh()
		var seen []string
		for _, s := range slots {
			if s.help == "" {
				t.Errorf("%s: %s has no help", r.name, s.name)
			}
			if slices.Contains(seen, s.name) {
				t.Errorf("%s has two slots %s", r.name, s.name)
			}
			seen = append(seen, s.name)
			if s.value.String() != "" {
				t.Errorf("%s: %s of a zero command prints %q, want nothing", r.name, s.name, s.value)
			}
		}
	}
}

func TestLookup(t *testing.T) {
	t.Parallel()
	v, ok := Lookup("deny")
	if !ok || v.Usage != `deny R reason="…"` || !v.Keys[0].Required {
		t.Errorf("Lookup(deny) = %+v, %t; want its row with a required reason", v, ok)
	}
	if v, ok := Lookup("frob"); ok {
		t.Errorf("Lookup(frob) = %+v, want none", v)
	}
}
