package command

import (
	"fmt"
	"strings"
)

// line reads a text of one line: runs of spaces and line ends become one
// space, so that a reason cannot draw lines of its own on a card.
type line struct{ p *string }

func (v line) set(t token) *Error {
	if !visible(t) {
		return t.wrong("the text is empty", "say something, or leave it out")
	}
	*v.p = strings.Join(strings.Fields(t.String()), " ")
	return nil
}

func (v line) String() string {
	if *v.p == "" {
		return ""
	}
	return spell(*v.p, nil)
}

// yes reads a bare word.
type yes struct{ p *bool }

func (v yes) set(token) *Error { *v.p = true; return nil }

func (v yes) String() string {
	if !*v.p {
		return ""
	}
	return "yes" // never typed: Format writes the word's name
}

// pick reads one of options, the values of a key.
func pick(t token, key string, options []string) (int, *Error) {
	s := strings.ToLower(t.String())
	for i, o := range options {
		if s == o {
			return i, nil
		}
	}
	hint := "one of " + strings.Join(options, ", ")
	if near := nearest(s, options); near != "" {
		hint = fmt.Sprintf("did you mean %s? It is %s", near, hint)
	}
	return 0, t.wrong(fmt.Sprintf("%s is not a value of %s=", show(t), key), hint)
}

// States are the values of list's state=: those of requests, then those of
// peerings that requests do not have. The caller owns the result.
func States() []string {
	return []string{
		"pending", "approved", "applying", "done", "denied", "withdrawn", "expired", "void", "failed",
		"absent", "active", "drifted", "removed", "released",
	}
}

type state struct{ p *string }

func (v state) set(t token) *Error {
	i, err := pick(t, "state", States())
	if err == nil {
		*v.p = States()[i]
	}
	return err
}

func (v state) String() string { return *v.p }

// verbName reads the name of a verb.
type verbName struct{ p *string }

func (v verbName) set(t token) *Error {
	name := strings.ToLower(t.String())
	if _, ok := find(name); !ok {
		return unknownVerb(t, name)
	}
	*v.p = name
	return nil
}

func (v verbName) String() string { return *v.p }
