package command

import (
	"slices"
	"strings"
)

// This file finds out what was meant by mistakes that belong to the grammar;
// those of a value are beside it.

func unknownVerb(t token, name string) *Error {
	e := t.wrong(UnknownVerb)
	e.Options = verbNames()
	switch {
	case strings.HasPrefix(name, "/"):
		e.Code = SlashTyped
	case looksLikeID(name):
		e.Code, e.Suggestion = IDWithoutVerb, Show{}.spec().name+" "+t.String()
	default:
		e.Suggestion = nearestVerb(name)
	}
	return e
}

// nearestVerb is the verb that name was probably meant to be.
func nearestVerb(name string) string {
	for _, s := range grammar() {
		if slices.Contains(s.guesses, name) {
			return s.name
		}
	}
	return nearest(name, verbNames())
}

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

// openText is the text without quotes that stands just before, or that could
// begin here; nil for none.
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

func (p *parser) unexpected(t token) *Error {
	if i := p.named(strings.ToLower(t.String())); i >= 0 {
		if p.params[i].role == flagRole {
			return t.about(KeyTwice, p.params[i])
		}
		return t.about(EqualsMissing, p.params[i])
	}
	for _, q := range p.params {
		if q.role == argumentRole && q.value.set(t) == nil {
			return t.wrong(ExtraArgument)
		}
	}
	e := t.wrong(UnexpectedWord)
	var flags []string
	for _, q := range p.params {
		// A value without its key: list pending.
		if q.role == keyRole && !q.text && q.value.set(t) == nil && q.value.String() != "" && !anyWord(q.value) {
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
