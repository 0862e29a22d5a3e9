// Package command turns the text after the slash command into one typed
// Command, or into one *Error that says where, what is wrong and what to
// write instead. It is pure: no clock, no I/O, standard library only.
//
// Everything rests on one table, in grammar.go: a row per verb, with its
// arguments, keys, summary and examples. Parse, Format, Verbs, HelpText,
// Markdown, the usage lines and "did you mean" are all read from it, so a
// new verb is one struct in this file and one row in that one.
//
// Decisions where a reader may wonder:
//
//   - Nothing that was typed is ignored. An unknown, doubled or misspelt key
//     is an error, also in the middle of a reason without quotes: there it
//     would otherwise be swallowed by the text, and its default used.
//   - A VPC Name that holds spaces or a slash goes in quotes: tokyo/"my vpc",
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
//     library): whoever looks up a Name or an alias compares normal forms.
package command

import "time"

// A Command is one of the structs of this package, always by value: Request,
// Plan, Approve, Deny, Withdraw, Retry, Show, List, Delete, Accounts, Pause,
// Resume, Help. No other package can add one.
type Command interface {
	verb() string
}

// Name returns the verb of c, such as "request": the word that is typed, and
// the one to use in logs and metrics.
func Name(c Command) string { return c.verb() }

// A Wish is what request and plan have in common: two VPCs and what to set up
// between them.
type Wish struct {
	Requester, Accepter VPC
	Routes              Routes        // zero: all route tables that subnets use
	DNS                 DNS           // zero: neither side
	TTL                 time.Duration // zero: for good
	Reason              string        // one line; empty when not given
	Ticket              string        // one line; empty when not given
}

// Request asks the owners for a peering.
type Request struct{ Wish }

// Plan shows what Request would do, and asks nobody.
type Plan struct{ Wish }

// Approve is the text twin of the Approve button. Request is like "R42".
type Approve struct{ Request string }

// Deny is the text twin of the Deny button. Reason is never empty.
type Deny struct{ Request, Reason string }

// Withdraw takes one's own request back. Reason may be empty.
type Withdraw struct{ Request, Reason string }

// Retry starts a failed request again from what AWS says now.
type Retry struct{ Request string }

// Show tells all about one thing. What is like "R42", "P17" or
// "pcx-0123456789abcdef0".
type Show struct{ What string }

// List shows requests and peerings; the filters are joined by "and", and the
// zero value lists everything.
type List struct {
	Account string // alias or 12-digit id; empty for all
	State   string // one of States; empty for all
	Mine    bool   // only what the person who typed it asked for
	Waiting bool   // only what waits for the person who typed it
}

// Delete asks the owners to take a peering down. Peering is like "P17";
// Reason may be empty.
type Delete struct{ Peering, Reason string }

// Accounts lists the accounts that the bot knows.
type Accounts struct{}

// Findings lists what is not as wished, of one peering ("P17") or all.
type Findings struct{ Peering string }

// Access lists in what peerings could be narrower: one ("P17"), those of an
// account (alias or 12-digit id), or all when both are empty.
type Access struct{ Peering, Account string }

// Sweep compares everything with AWS now.
type Sweep struct{}

// Repair asks the owners to make a peering as wished again. Reason may be
// empty.
type Repair struct{ Peering, Reason string }

// Keep asks the owners to take a peering as it is in AWS. Reason may be empty.
type Keep struct{ Peering, Reason string }

// Adopt asks the owners to have a peering managed that was made elsewhere. PCX
// is like "pcx-0123456789abcdef0"; Reason may be empty.
type Adopt struct{ PCX, Reason string }

// Release asks the owners to stop managing a peering. Reason may be empty.
type Release struct{ Peering, Reason string }

// Extend asks the owners to let a peering live longer. For is zero when it was
// not said; Reason may be empty.
type Extend struct {
	Peering string
	For     time.Duration
	Reason  string
}

// Ignore keeps a finding, like "F3", a group of them, like "G2", or whatever is
// found about a peering, like "P17", quiet. For is zero when it was not said;
// Reason may be empty.
type Ignore struct {
	What   string
	For    time.Duration
	Reason string
}

// Pause stops every write to AWS. Reason may be empty.
type Pause struct{ Reason string }

// Resume ends a Pause.
type Resume struct{}

// Help explains one verb, or lists them all when Verb is empty. Verb is
// always one that exists.
type Help struct{ Verb string }

func (Request) verb() string  { return "request" }
func (Plan) verb() string     { return "plan" }
func (Approve) verb() string  { return "approve" }
func (Deny) verb() string     { return "deny" }
func (Withdraw) verb() string { return "withdraw" }
func (Retry) verb() string    { return "retry" }
func (Show) verb() string     { return "show" }
func (List) verb() string     { return "list" }
func (Delete) verb() string   { return "delete" }
func (Accounts) verb() string { return "accounts" }
func (Findings) verb() string { return "findings" }
func (Sweep) verb() string    { return "sweep" }
func (Access) verb() string   { return "access" }
func (Repair) verb() string   { return "repair" }
func (Keep) verb() string     { return "keep" }
func (Adopt) verb() string    { return "adopt" }
func (Release) verb() string  { return "release" }
func (Extend) verb() string   { return "extend" }
func (Ignore) verb() string   { return "ignore" }
func (Pause) verb() string    { return "pause" }
func (Resume) verb() string   { return "resume" }
func (Help) verb() string     { return "help" }
