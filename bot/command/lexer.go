package command

import "strings"

// A lexer cuts folded text into tokens. It is asked for one at a time,
// because free text and values are cut differently.
type lexer struct {
	chars []char
	at    int
	end   int // rune length of the text: the position of what is missing
}

// skipSpace goes to the next word. A word cannot begin with a character that
// the grammar does not see.
func (l *lexer) skipSpace() {
	for l.at < len(l.chars) && (l.chars[l.at].fold == ' ' || l.chars[l.at].fold == none) {
		l.at++
	}
}

func (l *lexer) done() bool { return l.at >= len(l.chars) }

// peek is the folded character i places ahead, a space at the end.
func (l *lexer) peek(i int) rune {
	if l.at+i >= len(l.chars) {
		return ' '
	}
	return l.chars[l.at+i].fold
}

// pos is the position of the next character in the text.
func (l *lexer) pos() int {
	if l.done() {
		return l.end
	}
	return l.chars[l.at].pos
}

// A keyMark is the beginning of name=value, or of a flag: --name=value, --name
// value, --name.
type keyMark struct {
	name  string // lower case, without dashes
	raw   string // as typed
	pos   int
	size  int  // characters up to the value
	equal bool // name=, not a lone --name
}

// keyMark looks at the next word; it takes nothing.
func (l *lexer) keyMark() (keyMark, bool) {
	i := 0
	for i < 2 && l.peek(i) == '-' {
		i++
	}
	flag, from := i > 0, i
	for ; letter(l.peek(i)) || i > from && (digit(l.peek(i)) || l.peek(i) == '-' || l.peek(i) == '_'); i++ {
	}
	if i == from {
		return keyMark{}, false
	}
	m := keyMark{pos: l.pos(), size: i, equal: l.peek(i) == '='}
	if !m.equal && (!flag || l.peek(i) != ' ') {
		return keyMark{}, false
	}
	m.name = strings.ToLower(token{chars: l.chars[l.at+from : l.at+i]}.folded())
	if m.equal {
		m.size++
	}
	m.raw = typed(l.chars[l.at : l.at+m.size])
	return m, true
}

// token takes one value: a word, in which quotes may stand at the beginning
// or after a slash.
func (l *lexer) token() (token, *Error) {
	t := token{pos: l.pos()}
	start := l.at
	for !l.done() && l.peek(0) != ' ' {
		c := l.chars[l.at]
		if quote(c.fold) && (l.at == start || slash(l.chars[l.at-1])) {
			inside, err := l.inQuotes()
			if err != nil {
				return token{}, err
			}
			t.chars = append(t.chars, inside...)
			continue
		}
		t.chars = append(t.chars, c)
		l.at++
	}
	t.raw = typed(l.chars[start:l.at])
	return t, nil
}

func quote(r rune) bool { return r == '"' || r == '\'' }

func slash(c char) bool { return c.fold == '/' && !c.quoted }

// inQuotes takes a quotation and returns what is inside. A backslash makes
// the quote or the backslash after it an ordinary character.
func (l *lexer) inQuotes() ([]char, *Error) {
	open := l.chars[l.at]
	end := l.closing()
	if end < 0 {
		return nil, &Error{Code: QuoteOpen, Pos: open.pos, Token: string(open.typed)}
	}
	if next := l.peek(end - l.at + 1); next != ' ' && next != '/' {
		return nil, &Error{Code: TextAfterQuote, Pos: l.chars[end+1].pos, Token: string(l.chars[end+1].typed)}
	}
	var inside []char
	for i := l.at + 1; i < end; i++ {
		if escapes(l.chars, i) {
			i++
		}
		c := l.chars[i]
		c.quoted = true
		inside = append(inside, c)
	}
	l.at = end + 1
	return inside, nil
}

// escapes reports whether the character at i is a backslash that protects the
// next one.
func escapes(chars []char, i int) bool {
	if chars[i].typed != '\\' || i+1 >= len(chars) {
		return false
	}
	next := chars[i+1].typed
	return next == '\\' || next == '"' || next == '\''
}

// closers are the partners of the opening quotes that have another one.
var closers = map[rune]rune{'“': '”', '„': '“', '«': '»', '「': '」', '〝': '〞', '‘': '’', '‚': '‘', '‹': '›'}

// closing is the index of the quote that closes the one at l.at; -1 for none.
// The right partner is preferred; any other of its kind will do, because one
// half is often typed and the other pasted.
func (l *lexer) closing() int {
	open := l.chars[l.at]
	partner, ok := closers[open.typed]
	if !ok {
		partner = open.typed
	}
	loose := -1
	for i := l.at + 1; i < len(l.chars); i++ {
		if escapes(l.chars, i) {
			i++
			continue
		}
		c := l.chars[i]
		if c.fold != open.fold {
			continue
		}
		// A single quote inside a word is an apostrophe.
		if open.fold == '\'' && i+1 < len(l.chars) && l.chars[i+1].fold != ' ' && l.chars[i+1].fold != '/' {
			continue
		}
		if c.typed == partner {
			return i
		}
		if loose < 0 {
			loose = i
		}
	}
	return loose
}

// freeText takes the words up to the next keyMark or the end, as they were
// typed. A quotation among them is not searched for key marks, so that
// `deny R42 the "old mtu=9001" part` is one reason.
func (l *lexer) freeText() token {
	start, end := l.at, l.at
	t := token{pos: l.pos()}
	for !l.done() {
		if _, ok := l.keyMark(); ok {
			break
		}
		if l.peek(0) == '"' {
			if i := l.closing(); i >= 0 {
				l.at = i + 1
			}
		}
		for l.peek(0) != ' ' {
			l.at++
		}
		end = l.at
		l.skipSpace()
	}
	for _, c := range l.chars[start:end] {
		c.quoted = true
		t.chars = append(t.chars, c)
	}
	t.raw = typed(t.chars)
	return t
}

// text takes free text, or one quotation when that is all there is. After
// name= a quotation is the whole value; alone says that it must also be all
// that stands up to the next keyMark or the end, as in a reason without its key.
func (l *lexer) text(alone bool) (token, *Error) {
	if !quote(l.peek(0)) {
		return l.freeText(), nil
	}
	start, first := l.at, l.peek(0)
	t, err := l.token()
	if err != nil {
		l.at = start
		if first == '\'' { // 'tis an apostrophe
			return l.freeText(), nil
		}
		return token{}, err
	}
	if !alone {
		return t, nil
	}
	l.skipSpace()
	if _, ok := l.keyMark(); ok || l.done() {
		return t, nil
	}
	l.at = start
	return l.freeText(), nil
}
