package command

import (
	"strings"
	"unicode/utf8"
)

// MaxLength is the longest text that Parse reads, in runes. Slack allows more;
// a command that long is a paste by mistake, and would not fit on a card.
const MaxLength = 2000

// Parse reads the text after the slash command. Empty text is Help. The error
// is always an *Error.
func Parse(text string) (Command, error) {
	p, err := newParser(text)
	if err == nil {
		var c Command
		if c, err = p.command(); err == nil {
			return c, nil
		}
	}
	err.text = text
	return nil, err
}

// newParser checks what can be said before reading a word.
func newParser(text string) (*parser, *Error) {
	n := 0
	for i, r := range text {
		switch {
		case n == MaxLength:
			return nil, &Error{Code: TextTooLong, Pos: n, Length: utf8.RuneCountInString(text), Limit: MaxLength}
		case r == utf8.RuneError && !strings.HasPrefix(text[i:], string(utf8.RuneError)):
			return nil, &Error{Code: NotUTF8, Pos: n}
		case forbidden(r):
			return nil, &Error{Code: ControlCharacter, Pos: n, Token: string(r), Character: r}
		}
		n++
	}
	return &parser{lexer: lexer{chars: scan(text), end: n}}, nil
}

// command reads the whole text: the verb, then its params.
func (p *parser) command() (Command, *Error) {
	p.skipSpace()
	if p.done() {
		return Help{}, nil
	}
	t, err := p.token()
	if err != nil {
		return nil, err
	}
	p.skipSpace()
	if asksForHelp(t) {
		t.chars = scan(Help{}.spec().name)
	}
	v, err := verbOf(t)
	if err != nil {
		return nil, err
	}
	if start := p.at; !p.done() { // request --help
		t, err := p.token()
		if p.skipSpace(); err == nil && p.done() && asksForHelp(t) {
			return Help{Verb: v.name}, nil
		}
		p.at = start
	}
	params, command := v.newParams()
	p.params, p.set = params, make([]bool, len(params))
	if err := p.fill(); err != nil {
		err.Verb = v.name
		return nil, err
	}
	return command(), nil
}

// asksForHelp reports whether a word stands for help.
func asksForHelp(t token) bool {
	switch t.String() {
	case "--help", "-h", "-help", "?", "-?":
		return true
	}
	return false
}

// fill reads everything after the verb into the params.
func (p *parser) fill() *Error {
	for p.skipSpace(); !p.done(); p.skipSpace() {
		if m, ok := p.keyMark(); ok {
			if err := p.key(m); err != nil {
				return err
			}
			continue
		}
		if err := p.word(); err != nil {
			return err
		}
	}
	for i, q := range p.params {
		if q.required && !p.set[i] {
			return token{pos: p.end}.about(Missing, q.name)
		}
	}
	return nil
}

// key reads what has = or dashes: name=value, --name value, --name.
func (p *parser) key(m keyMark) *Error {
	at := token{pos: m.pos, raw: m.raw}
	i := p.named(m.name)
	if i < 0 {
		return p.unknownKey(at, m.name)
	}
	q := p.params[i]
	if p.set[i] {
		return at.about(KeyTwice, q.name)
	}
	p.at += m.size
	p.last = nil
	if q.role == flagRole {
		if m.equal {
			return at.about(FlagWithValue, q.name)
		}
		return p.put(i, at)
	}
	if !m.equal {
		p.skipSpace()
	}
	if q.text && p.peek(0) == ' ' { // reason= too broad
		p.skipSpace()
	}
	var t token
	var err *Error
	if q.text {
		quoted := quote(p.peek(0))
		if t, err = p.text(false); err == nil && !quoted {
			p.last = &p.params[i]
		}
	} else {
		t, err = p.token()
	}
	if err != nil {
		return err
	}
	if !visible(t) {
		return at.about(ValueMissing, q.name)
	}
	return p.put(i, t)
}

// word reads what has no = or dashes: a flag, an argument, or a reason without
// its key.
func (p *parser) word() *Error {
	start := p.at
	t, err := p.token()
	if err == nil {
		if i := p.named(strings.ToLower(t.String())); i >= 0 && p.params[i].role == flagRole && !p.set[i] {
			p.last = nil
			return p.put(i, t)
		}
	}
	for i, q := range p.params {
		if q.role == argumentRole && !p.set[i] {
			if err != nil {
				return err
			}
			p.last = nil
			return p.put(i, t)
		}
	}
	for i, q := range p.params {
		if !q.freeText || p.set[i] {
			continue
		}
		if err == nil && looksLikeID(t.folded()) {
			e := t.wrong(OneIDAtATime)
			e.FreeText = q.name
			return e
		}
		p.at = start
		if t, err = p.text(true); err != nil {
			return err
		}
		if !visible(t) {
			return t.about(ValueMissing, q.name)
		}
		p.last = &p.params[i]
		return p.put(i, t)
	}
	if err != nil {
		return err
	}
	return p.unexpected(t)
}
