package command

import "strings"

// A token is one value as it was typed, without the quotes around it.
type token struct {
	chars []char
	pos   int    // rune offset of its first character, a quote included
	raw   string // as the person saw it, quotes included
}

// String returns the token as text: folded outside quotes, as typed inside.
func (t token) String() string {
	var b strings.Builder
	for _, c := range t.chars {
		r := c.fold
		if c.quoted {
			r = c.typed
		}
		if r != none {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// folded returns the token as the grammar reads it, quoted or not.
func (t token) folded() string {
	var b strings.Builder
	for _, c := range t.chars {
		if c.fold != none {
			b.WriteRune(c.fold)
		}
	}
	return b.String()
}

// quoted reports whether all of the token stood in quotes.
func (t token) quoted() bool {
	for _, c := range t.chars {
		if !c.quoted {
			return false
		}
	}
	return true
}

// wrong returns the error that t cannot be read.
func (t token) wrong(c Code) *Error {
	return &Error{Code: c, Pos: t.pos, Token: t.raw}
}

// about returns the error that t is a mistake in how a param is written.
func (t token) about(c Code, param string) *Error {
	e := t.wrong(c)
	e.Param = param
	return e
}

// limited returns the error that t is beyond a limit.
func (t token) limited(c Code, limit int) *Error {
	e := t.wrong(c)
	e.Limit = limit
	return e
}

// split cuts t at sep where it is not quoted, or everywhere when all of t is.
func (t token) split(sep rune) []token {
	whole := t.quoted()
	var parts []token
	from := 0
	for i := 0; i <= len(t.chars); i++ {
		if i < len(t.chars) && (t.chars[i].fold != sep || t.chars[i].quoted && !whole) {
			continue
		}
		part := token{chars: t.chars[from:i], pos: t.pos, raw: typed(t.chars[from:i])}
		switch {
		case from < len(t.chars):
			part.pos = t.chars[from].pos
		case len(t.chars) > 0:
			part.pos = t.chars[len(t.chars)-1].pos
		}
		parts = append(parts, part)
		from = i + 1
	}
	return parts
}

// typed returns chars as the person saw them.
func typed(chars []char) string {
	var b strings.Builder
	for _, c := range chars {
		if c.typed != none {
			b.WriteRune(c.typed)
		}
	}
	return b.String()
}

// visible reports whether there is anything to see in t.
func visible(t token) bool { return strings.TrimSpace(t.folded()) != "" }
