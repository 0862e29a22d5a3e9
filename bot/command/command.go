// Package command turns the text after the slash command into one typed
// Command, or into one *Error: a code that says what is wrong, the position,
// and the values that explain it. It is pure (no clock, no I/O, standard
// library only) and has no words for people: package card makes summaries,
// help and error messages from the names and codes of this package.
//
// Everything rests on the verbs: one struct each, whose spec method names it
// and ties its parameters to its fields. Parse, Format, Verbs, the usage lines
// and "did you mean" are all read from that. A new verb is a struct with its
// spec method in the verbs_*.go of its topic, and a line in that file's list.
//
// Decisions where a reader may wonder:
//
//   - Nothing that was typed is ignored. An unknown, doubled or misspelt key
//     is an error, also in the middle of a reason without quotes: there it
//     would otherwise be swallowed by the text, and its default used.
//   - A VPC name that holds spaces or a slash goes in quotes: tokyo/"my vpc",
//     tokyo/"a/b". When the quotes are around the whole ("tokyo/my vpc"), a
//     slash inside them separates, as it does without quotes.
//   - Outside quotes the marks that phones and input methods produce are
//     folded (see fold.go). Free text and what stands in quotes keep their
//     letters, dashes and quotes; only spaces and invisible characters are
//     normalised there, because they can neither be seen nor typed back.
//   - A reason may follow deny, withdraw, delete and pause without its key.
//     request and plan need reason=, since there a stray word is most often
//     a mistyped key or a third VPC.
//   - Letters are not normalised to NFC (that needs more than the standard
//     library): whoever looks up a VPC name or an alias compares normal forms.
package command

// A Command is one of the structs that this package's verbs_*.go define,
// always by value, such as Request or Approve. No other package can add one.
type Command interface {
	spec() verbSpec
}

// Name returns the verb of c, such as "request": the word that is typed, and
// the one to use in logs and metrics.
func Name(c Command) string { return c.spec().name }

// A verbSpec is one verb of the grammar: its words, and how its text becomes a
// Command and back.
type verbSpec struct {
	doc
	topic Topic // set by grammar
	// newParams returns the params of a new, zero command and a function that
	// returns that command once its params are set.
	newParams func() ([]param, func() Command)
	// paramsOf returns the params of c, to be read; nil when c is not this verb.
	paramsOf func(c Command) []param
}

// doc is what of a verb does not depend on its fields.
type doc struct {
	name     string
	examples []string // at least one; the first is shown when something is missing
	aliases  []string // former names: Parse reads them, nothing lists them
	guesses  []string // words that people try; only for "did you mean"
}

// verb returns the spec of the command C. params ties names to the fields of a C:
// of a new one for each text that is parsed, of the given one when it is
// formatted.
func verb[C Command](d doc, params func(*C) []param) verbSpec {
	return verbSpec{
		doc: d,
		newParams: func() ([]param, func() Command) {
			c := new(C)
			return params(c), func() Command { return *c }
		},
		paramsOf: func(cmd Command) []param {
			c, ok := cmd.(C)
			if !ok {
				return nil
			}
			return params(&c)
		},
	}
}

// usage returns the whole line: the verb and its params.
func (v verbSpec) usage() string {
	u := v.name
	params, _ := v.newParams()
	for _, p := range params {
		u += " " + p.usage()
	}
	return u
}

// shortUsage returns the usage line without what may be left out.
func (v verbSpec) shortUsage() string {
	u := v.name
	params, _ := v.newParams()
	for _, p := range params {
		if p.required {
			u += " " + p.usage()
		}
	}
	return u
}
