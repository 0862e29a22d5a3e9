package command

import (
	"fmt"
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
			return nil, &Error{
				Pos:     n,
				Problem: fmt.Sprintf("the text is too long: %d characters", utf8.RuneCountInString(text)),
				Hint:    fmt.Sprintf("the limit is %d characters; shorten the reason and link to the rest", MaxLength),
			}
		case r == utf8.RuneError && !strings.HasPrefix(text[i:], string(utf8.RuneError)):
			return nil, &Error{Pos: n, Problem: "this is not text (broken UTF-8)", Hint: "type it again instead of pasting"}
		case forbidden(r):
			return nil, &Error{Pos: n, Problem: fmt.Sprintf("there is an invisible control character here (%U)", r), Hint: "type it again instead of pasting"}
		}
		n++
	}
	return &parser{lexer: lexer{chars: scan(text), end: n}}, nil
}

// A parser reads one command.
type parser struct {
	lexer
	row   row
	slots []slot
	given []token // by slot; pos is valid where set says so
	set   []bool  // by slot
	// last is the slot of the words just before, when they had no quotes:
	// what looks like a key there may have been meant as text.
	last *slot
}

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
		t.chars = scan(Help{}.verb())
	}
	name := strings.ToLower(t.String())
	r, ok := find(name)
	if !ok {
		return nil, unknownVerb(t, name)
	}
	if start := p.at; !p.done() { // request --help
		t, err := p.token()
		if p.skipSpace(); err == nil && p.done() && asksForHelp(t) {
			return Help{Verb: r.name}, nil
		}
		p.at = start
	}
	p.row = r
	slots, done := r.fresh()
	p.slots, p.given, p.set = slots, make([]token, len(slots)), make([]bool, len(slots))
	if err := p.fill(); err != nil {
		if err.Usage == "" {
			err.Usage = r.usage()
		}
		return nil, err
	}
	return done(), nil
}

func asksForHelp(t token) bool {
	switch t.String() {
	case "--help", "-h", "-help", "?", "-?":
		return true
	}
	return false
}

// fill reads everything after the verb into the slots.
func (p *parser) fill() *Error {
	for p.skipSpace(); !p.done(); p.skipSpace() {
		if m, ok := p.mark(); ok {
			if err := p.key(m); err != nil {
				return err
			}
			continue
		}
		if err := p.word(); err != nil {
			return err
		}
	}
	for i, s := range p.slots {
		if s.must && !p.set[i] {
			return p.missing(s)
		}
	}
	return nil
}

// key reads name=value or a flag.
func (p *parser) key(m mark) *Error {
	at := token{pos: m.pos, raw: m.raw}
	i := p.slot(m.name)
	if i < 0 {
		return p.unknownKey(at, m.name)
	}
	s := p.slots[i]
	if p.set[i] {
		return p.twice(at, s, p.given[i])
	}
	p.at += m.size
	p.last = nil
	if s.role == bare {
		if m.equal {
			return at.wrong(s.name+" takes no value", fmt.Sprintf("write %s, or leave it out", s.name))
		}
		return p.put(i, at)
	}
	if !m.equal {
		p.skipSpace()
	}
	if s.free && p.peek(0) == ' ' { // reason= too broad
		p.skipSpace()
	}
	var t token
	var err *Error
	if s.free {
		quoted := quote(p.peek(0))
		if t, err = p.text(false); err == nil && !quoted {
			p.last = &p.slots[i]
		}
	} else {
		t, err = p.token()
	}
	if err != nil {
		return err
	}
	if !visible(t) {
		return at.wrong(s.name+"= has no value", p.valueHint(s))
	}
	return p.put(i, t)
}

// word reads what is neither key nor flag: a bare word, an argument, or a
// reason without its key.
func (p *parser) word() *Error {
	start := p.at
	t, err := p.token()
	if err == nil {
		if i := p.slot(strings.ToLower(t.String())); i >= 0 && p.slots[i].role == bare && !p.set[i] {
			p.last = nil
			return p.put(i, t)
		}
	}
	for i, s := range p.slots {
		if s.role == argument && !p.set[i] {
			if err != nil {
				return err
			}
			p.last = nil
			return p.put(i, t)
		}
	}
	for i, s := range p.slots {
		if !s.keyless || p.set[i] {
			continue
		}
		if err == nil && looksLikeID(t.folded()) {
			return t.wrong(fmt.Sprintf("%s takes one id at a time", p.row.name),
				fmt.Sprintf(`send one command for each; a reason that begins with an id goes in quotes: %s="…"`, s.name))
		}
		p.at = start
		if t, err = p.text(true); err != nil {
			return err
		}
		p.last = &p.slots[i]
		return p.put(i, t)
	}
	if err != nil {
		return err
	}
	return p.extra(t)
}

// put sets slot i from t.
func (p *parser) put(i int, t token) *Error {
	p.set[i], p.given[i] = true, t
	return p.slots[i].value.set(t)
}

// slot is the index of a key or bare word, -1 for none.
func (p *parser) slot(name string) int {
	for i, s := range p.slots {
		if s.role != argument && s.name == name {
			return i
		}
	}
	return -1
}

// visible reports whether there is anything to see in t.
func visible(t token) bool { return strings.TrimSpace(t.folded()) != "" }
