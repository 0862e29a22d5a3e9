package command

import "strings"

// This file finds out what was meant by words after the verb that the grammar
// has no place for. A mistake in a value is found where the value is read.

// unknownKey returns the error that the verb has no key or flag of this name.
func (p *parser) unknownKey(at token, name string) *Error {
	e := at.wrong(UnknownKey)
	e.Param = name
	for _, q := range p.params {
		if q.role != argumentRole {
			e.Options = append(e.Options, q.name)
		}
	}
	if near := nearest(name, e.Options); near != "" {
		e.Suggestion = p.params[p.named(near)].prefix()
	}
	if q := p.openText(); q != nil {
		e.FreeText = q.name
	}
	return e
}

// openText returns the param whose text without quotes stands just before, or
// could begin here; nil for none.
func (p *parser) openText() *param {
	if p.last != nil {
		return p.last
	}
	for i, q := range p.params {
		if q.role == argumentRole && !p.set[i] {
			return nil
		}
		if q.freeText && !p.set[i] {
			return &p.params[i]
		}
	}
	return nil
}

// unexpected returns the error that t is one word too many.
func (p *parser) unexpected(t token) *Error {
	if i := p.named(strings.ToLower(t.String())); i >= 0 {
		if p.params[i].role == flagRole {
			return t.about(KeyTwice, p.params[i].name)
		}
		return t.about(EqualsMissing, p.params[i].name)
	}
	for _, q := range p.params {
		if q.role == argumentRole && read(q, t) == nil {
			return t.wrong(ExtraArgument)
		}
	}
	e := t.wrong(UnexpectedWord)
	var flags []string
	for _, q := range p.params {
		// A value without its key: list pending.
		if q.role == keyRole && !q.text && read(q, t) == nil && q.value.String() != "" && !anyWord(q.value) {
			e.Suggestion = q.prefix() + q.value.String()
			return e
		}
		if q.role == flagRole {
			flags = append(flags, q.name)
		}
	}
	if e.Suggestion = nearest(t.String(), flags); e.Suggestion != "" {
		return e
	}
	for _, q := range p.params {
		if q.text {
			e.FreeText = q.name
			break
		}
	}
	return e
}

// anyWord reports values that nearly every word fits, so that fitting says
// nothing about what was meant.
func anyWord(v value) bool {
	switch v.(type) {
	case oneLine, account:
		return true
	}
	return false
}
