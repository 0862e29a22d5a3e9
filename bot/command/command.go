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
