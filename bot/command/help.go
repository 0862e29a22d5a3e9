package command

import (
	"fmt"
	"strings"
)

// A Verb is one row of the grammar, as people read it. All its texts are
// plain: no markup, nothing to escape but & < >.
type Verb struct {
	Name     string
	Usage    string   // one line, what may be left out in brackets
	Summary  string   // a sentence without a full stop
	Args     []Arg    // in order
	Keys     []Key    // in the order of the usage line
	Examples []string // at least one, each a text that Parse reads
}

// An Arg is read by its position.
type Arg struct {
	Name, Help string
	Optional   bool
}

// A Key is read by its name, anywhere after the verb.
type Key struct {
	Name, Help string
	Values     string // what may follow name=; empty when the name stands alone
	Default    string // what is meant when it is left out; may be empty
	Required   bool
}

// Spelled returns the key as in usage lines: "dns=none|both", "mine".
func (k Key) Spelled() string {
	if k.Values == "" {
		return k.Name
	}
	return k.Name + "=" + k.Values
}

// Verbs returns the grammar in the order of help. The caller owns the result.
func Verbs() []Verb {
	var vs []Verb
	for _, r := range grammar() {
		vs = append(vs, r.public())
	}
	return vs
}

// Lookup returns the row of one verb.
func Lookup(name string) (Verb, bool) {
	r, ok := find(name)
	if !ok {
		return Verb{}, false
	}
	return r.public(), true
}

func (r row) public() Verb {
	v := Verb{Name: r.name, Usage: r.usage(), Summary: r.summary, Examples: append([]string(nil), r.examples...)}
	slots, _ := r.fresh()
	for _, s := range slots {
		if s.role == argument {
			v.Args = append(v.Args, Arg{Name: s.name, Help: s.help, Optional: !s.must})
			continue
		}
		v.Keys = append(v.Keys, Key{Name: s.name, Help: s.help, Values: s.values, Default: s.normal, Required: s.must})
	}
	return v
}

// usageShort is the usage line without what may be left out.
func (r row) usageShort() string {
	u := r.name
	slots, _ := r.fresh()
	for _, s := range slots {
		if s.must {
			u += " " + s.usage()
		}
	}
	return u
}

// HelpText returns plain lines for a fixed-width block: about one verb, or
// about all of them when verb is empty or not one.
func HelpText(verb string) string {
	v, ok := Lookup(verb)
	if !ok {
		return overview()
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n%s.\n", v.Usage, v.Summary)
	if len(v.Args)+len(v.Keys) > 0 {
		b.WriteString("\n")
	}
	for _, a := range v.Args {
		fmt.Fprintf(&b, "  %s: %s\n", a.Name, a.Help)
	}
	for _, k := range v.Keys {
		fmt.Fprintf(&b, "  %s: %s%s\n", k.Spelled(), k.Help, k.note())
	}
	b.WriteString("\nFor example:\n")
	for _, e := range v.Examples {
		fmt.Fprintf(&b, "  %s\n", e)
	}
	return b.String()
}

// note says whether the key may be left out.
func (k Key) note() string {
	switch {
	case k.Required:
		return " (needed)"
	case k.Default != "":
		return " (else " + k.Default + ")"
	}
	return ""
}

func overview() string {
	var b strings.Builder
	rows := grammar()
	width := 0
	for _, r := range rows {
		width = max(width, len(r.usageShort()))
	}
	for _, r := range rows {
		fmt.Fprintf(&b, "%-*s  %s\n", width, r.usageShort(), r.summary)
	}
	fmt.Fprintf(&b, "\nA VPC is %s.\nhelp VERB tells more, with examples.\n", vpcHelp)
	return b.String()
}

// Markdown returns the tables of the README: the verbs, and their keys.
func Markdown() string {
	var b strings.Builder
	b.WriteString("| command | what it does | for example |\n|---|---|---|\n")
	for _, r := range grammar() {
		fmt.Fprintf(&b, "| %s | %s | %s |\n", code(r.usageShort()), cell(r.summary), code(r.examples[0]))
	}
	b.WriteString("\n| key | of | what it means |\n|---|---|---|\n")
	for _, k := range keysOfVerbs() {
		fmt.Fprintf(&b, "| %s | %s | %s |\n", code(k.Spelled()), strings.Join(k.verbs, ", "), cell(k.Help+k.note()))
	}
	return b.String()
}

// A sharedKey is a key and the verbs that have it.
type sharedKey struct {
	Key
	verbs []string
}

// keysOfVerbs are all keys, equal ones together, in the order of the grammar.
func keysOfVerbs() []sharedKey {
	var all []sharedKey
	at := map[Key]int{}
	for _, v := range Verbs() {
		for _, k := range v.Keys {
			i, ok := at[k]
			if !ok {
				i = len(all)
				at[k] = i
				all = append(all, sharedKey{Key: k})
			}
			all[i].verbs = append(all[i].verbs, v.Name)
		}
	}
	return all
}

// code is s as code in a table cell; GFM wants | escaped there too.
func code(s string) string { return "`" + cell(s) + "`" }

func cell(s string) string { return strings.ReplaceAll(s, "|", `\|`) }
