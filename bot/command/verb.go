package command

import "slices"

// A Verb is one verb of the grammar as others see it. Its texts are syntax, and
// plain: no markup, nothing to escape but & < >.
type Verb struct {
	Name       string
	Topic      Topic
	Usage      string   // one line, what may be left out in brackets
	ShortUsage string   // Usage without what may be left out
	Params     []Param  // in the order of the usage line
	Examples   []string // at least one, each a text that Parse reads
}

// A Param is one thing that may follow a verb.
type Param struct {
	Name     string   // such as "routes"; of an argument, what stands for it in the usage line, such as "A"
	Argument bool     // read by its position; else by its name, anywhere after the verb
	Values   string   // what may follow name=; empty for an argument, and for a name that stands alone
	Options  []string // the words that Values stands for; nil when it spells them
	Default  string   // what is meant when it is left out; may be empty
	Required bool
}

// Spelled returns the param as in usage lines: "A", "dns=none|both", "mine".
func (p Param) Spelled() string {
	if p.Values == "" {
		return p.Name
	}
	return p.Name + "=" + p.Values
}

// Verbs returns the grammar in the order of help, without aliases. The caller
// owns the result.
func Verbs() []Verb {
	var vs []Verb
	for _, s := range grammar() {
		vs = append(vs, s.public())
	}
	return vs
}

// Lookup returns the verb that name or a former name of it stands for.
func Lookup(name string) (Verb, bool) {
	s, ok := find(name)
	if !ok {
		return Verb{}, false
	}
	return s.public(), true
}

// public returns the verb as others see it.
func (v verbSpec) public() Verb {
	out := Verb{
		Name: v.name, Topic: v.topic,
		Usage: v.usage(), ShortUsage: v.shortUsage(),
		Examples: slices.Clone(v.examples),
	}
	params, _ := v.newParams()
	for _, p := range params {
		out.Params = append(out.Params, Param{
			Name: p.name, Argument: p.role == argumentRole,
			Values: p.values, Options: slices.Clone(p.options),
			Default: p.fallback, Required: p.required,
		})
	}
	return out
}

// Usage returns how the verb is written; empty when no verb was read.
func (e *Error) Usage() string {
	s, ok := find(e.Verb)
	if !ok {
		return ""
	}
	return s.usage()
}
