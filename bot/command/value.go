package command

import "strings"

// oneLine reads a text of one line: runs of spaces and line ends become one
// space, so that a reason cannot draw lines of its own on a card.
type oneLine struct{ p *string }

func (v oneLine) set(t token) *Error {
	*v.p = strings.Join(strings.Fields(t.String()), " ")
	return nil
}

func (v oneLine) String() string {
	if *v.p == "" {
		return ""
	}
	return spell(*v.p, nil)
}

// present reads a flag.
type present struct{ p *bool }

func (v present) set(token) *Error { *v.p = true; return nil }

func (v present) String() string {
	if !*v.p {
		return ""
	}
	return "yes" // never typed: Format writes the flag's name
}

// pick reads one of options and returns its index. More are the spellings that
// the reader of the error is told beside them.
func pick(t token, options []string, more ...string) (int, *Error) {
	s := strings.ToLower(t.String())
	for i, o := range options {
		if s == o {
			return i, nil
		}
	}
	e := t.wrong(NotOneOf)
	e.Suggestion = nearest(s, options)
	e.Options = append(options, more...)
	return 0, e
}

// States are the values of list's state=: those of requests, then those of
// peerings that requests do not have. The caller owns the result.
func States() []string {
	return []string{
		"pending", "approved", "applying", "done", "denied", "withdrawn", "expired", "void", "failed",
		"absent", "active", "drifted", "removed", "released",
	}
}

// shownStates are the words that cards and lists show for a state, where these
// are not its name, each with the name. People type what they read.
var shownStates = map[string]string{
	"cancelled":   "void",
	"canceled":    "void",
	"closed":      "void",
	"rejected":    "denied",
	"not-created": "absent",
	"not created": "absent",
	"deleted":     "removed",
}

type state struct{ p *string }

func (v state) set(t token) *Error {
	if name, ok := shownStates[strings.ToLower(t.String())]; ok {
		*v.p = name
		return nil
	}
	i, err := pick(t, States())
	if err == nil {
		*v.p = States()[i]
	}
	return err
}

func (v state) String() string { return *v.p }

// verbName reads the name of a verb. Whether there is such a verb is for the
// parser to find out: see param.verb.
type verbName struct{ p *string }

func (v verbName) set(t token) *Error { *v.p = t.String(); return nil }

func (v verbName) String() string { return *v.p }
