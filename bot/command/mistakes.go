package command

import (
	"fmt"
	"slices"
	"strings"
)

// This file words the mistakes that belong to the grammar; those of a value
// are worded beside it.

func unknownVerb(t token, name string) *Error {
	e := t.wrong(fmt.Sprintf("there is no verb %s", show(t)), "")
	switch {
	case strings.HasPrefix(name, "/"):
		e.Hint = fmt.Sprintf("leave out %s: the text begins with the verb, such as %s", show(t), grammar()[0].usageShort())
	case looksLikeID(name):
		e.Hint = "did you mean: show " + t.String() + "?"
	default:
		if near := nearestVerb(name); near != "" {
			e.Hint = fmt.Sprintf("did you mean %s?", near)
		}
	}
	var names []string
	for _, r := range grammar() {
		names = append(names, r.name)
	}
	e.Usage = "VERB …, where VERB is one of " + strings.Join(names, ", ")
	if e.Hint == "" {
		e.Hint = "help explains each verb"
	}
	return e
}

// nearestVerb is the verb that name was probably meant to be.
func nearestVerb(name string) string {
	var names []string
	for _, r := range grammar() {
		if slices.Contains(r.instead, name) {
			return r.name
		}
		names = append(names, r.name)
	}
	return nearest(name, names)
}

func (p *parser) unknownKey(at token, name string) *Error {
	e := at.wrong(fmt.Sprintf("%s has no key %q", p.row.name, name), "")
	var names []string
	for _, s := range p.slots {
		if s.role != argument {
			names = append(names, s.name)
		}
	}
	switch near := nearest(name, names); {
	case len(names) == 0:
		e.Hint = p.row.name + " takes no keys"
	case near != "":
		e.Hint = fmt.Sprintf("did you mean %s?", p.slots[p.slot(near)].spelled())
	default:
		e.Hint = "its keys: " + strings.Join(names, ", ")
	}
	if s := p.open(); s != nil {
		e.Hint += fmt.Sprintf(`; if it belongs to the %s, put all of that in quotes: %s="…"`, s.name, s.name)
	}
	return e
}

// open is the text without quotes that stands just before, or that could
// begin here; nil for none.
func (p *parser) open() *slot {
	if p.last != nil {
		return p.last
	}
	for i, s := range p.slots {
		if s.role == argument && !p.set[i] {
			return nil
		}
		if s.keyless && !p.set[i] {
			return &p.slots[i]
		}
	}
	return nil
}

// spelled is the slot's name as it is typed in front of a value.
func (s slot) spelled() string {
	if s.role == keyed {
		return s.name + "="
	}
	return s.name
}

func (p *parser) twice(at token, s slot, before token) *Error {
	return at.wrong(s.name+" is given twice", fmt.Sprintf("it already is %s; keep one of the two", show(before)))
}

func (p *parser) missing(s slot) *Error {
	problem := fmt.Sprintf("%s needs %s, %s", p.row.name, s.name, s.help)
	if s.role != argument {
		problem = fmt.Sprintf("%s needs a %s: %s", p.row.name, s.name, s.help)
	}
	return token{pos: p.end}.wrong(problem, "for example: "+p.row.examples[0])
}

// valueHint says how the value of a key is written.
func (p *parser) valueHint(s slot) string {
	hint := fmt.Sprintf("write %s=%s", s.name, s.values)
	if !s.free {
		hint += " without spaces"
	}
	if !s.must {
		hint += ", or leave it out"
	}
	return hint
}

func (p *parser) extra(t token) *Error {
	e := t.wrong(fmt.Sprintf("%s is one word too many", show(t)), "")
	if i := p.slot(strings.ToLower(t.String())); i >= 0 {
		if p.slots[i].role == bare {
			return p.twice(t, p.slots[i], p.given[i])
		}
		e.Hint = fmt.Sprintf("write %s=%s, without spaces around =", p.slots[i].name, p.slots[i].values)
		return e
	}
	for _, s := range p.slots {
		if s.role == argument && s.value.set(t) == nil {
			e.Hint = fmt.Sprintf("%s stands before it already; send one command for each", show(p.given[0]))
			return e
		}
	}
	var names []string
	for _, s := range p.slots {
		// A value without its key: list pending.
		if s.role == keyed && !s.free && s.value.set(t) == nil && s.value.String() != "" && !anyWord(s.value) {
			e.Hint = fmt.Sprintf("did you mean %s=%s?", s.name, s.value)
			return e
		}
		if s.role == bare {
			names = append(names, s.name)
		}
	}
	if near := nearest(t.String(), names); near != "" {
		e.Hint = fmt.Sprintf("did you mean %s?", near)
		return e
	}
	for _, s := range p.slots {
		if s.free {
			e.Hint = fmt.Sprintf(`a text needs its key: %s="%s …"`, s.name, cut(t.String(), 40))
			return e
		}
	}
	e.Hint = "leave it out"
	return e
}

// anyWord reports values that nearly every word fits, so that fitting says
// nothing about what was meant.
func anyWord(v value) bool {
	switch v.(type) {
	case line, account:
		return true
	}
	return false
}

// show is t in a sentence.
func show(t token) string {
	if quote(firstRune(t.raw)) {
		return cut(t.raw, 60)
	}
	return `"` + cut(t.raw, 60) + `"`
}

func firstRune(s string) rune {
	for _, r := range s {
		return r
	}
	return none
}

// cut shortens s to n runes.
func cut(s string, n int) string {
	if rs := []rune(s); len(rs) > n {
		return string(rs[:n-1]) + "…"
	}
	return s
}
