package command

import "unicode"

// A char is one character after folding. Two readings are kept: the grammar
// reads fold, free text and quoted text keep typed.
type char struct {
	fold   rune // none when the grammar does not see this character
	typed  rune // none when text does not keep it
	pos    int  // rune offset in the text that Parse got
	quoted bool // set by the lexer
}

// none is a reading that is not there.
const none rune = -1

// fold appends the reading of one character at pos.
func fold(out []char, r rune, pos int) []char {
	c := char{fold: r, typed: r, pos: pos}
	switch {
	case space(r):
		c.fold, c.typed = ' ', ' '
	case invisible(r):
		return out
	case r == '\u200c', r == '\u200d', r >= '\ufe00' && r <= '\ufe0f':
		c.fold = none
	case r == '—', r == '―', r == '⸺':
		c.fold = '-'
		return append(out, c, char{fold: '-', typed: none, pos: pos})
	default:
		c.fold = ascii(r)
	}
	return append(out, c)
}

// ascii is the ASCII character that r stands for in an id, a key or a
// quotation, or r itself.
func ascii(r rune) rune {
	switch r {
	case '“', '”', '„', '‟', '«', '»', '″', '「', '」', '〝', '〞', '＂':
		return '"'
	case '‘', '’', '‚', '‛', '‹', '›', '′', '＇', '`', '｀':
		// The backtick is here because people paste what Slack showed as code.
		return '\''
	case '‐', '‑', '‒', '–', '−', '﹘', '﹣':
		return '-'
	case '、':
		return ','
	}
	if r >= '！' && r <= '～' { // full width: ASCII at another place
		return r - '！' + '!'
	}
	return r
}

// space reports what separates words. The Hangul fillers are letters to
// Unicode, and blank to everybody who looks at them.
func space(r rune) bool {
	return unicode.IsSpace(r) || r == '\u3164' || r == '\uffa0'
}

// invisible reports characters that take no room and carry no letter; in an
// approval they could only hide or reorder text.
func invisible(r rune) bool {
	switch {
	case r == '\u00ad', r == '\u034f', r == '\u061c', r == '\u180e', r == '\ufeff',
		r == '\u200b', r == '\u200e', r == '\u200f',
		r >= '\u202a' && r <= '\u202e',
		r >= '\u2060' && r <= '\u206f',
		r >= 0xe0000 && r <= 0xe007f:
		return true
	}
	return false
}

// forbidden reports control characters that are not spaces.
func forbidden(r rune) bool { return unicode.IsControl(r) && !unicode.IsSpace(r) }

// escape decodes one of the three escapes of Slack's message text at the
// start of in; n is the number of runes read, 0 for none.
func escape(in []rune) (r rune, n int) {
	switch {
	case hasPrefix(in, "&amp;"):
		return '&', 5
	case hasPrefix(in, "&lt;"):
		return '<', 4
	case hasPrefix(in, "&gt;"):
		return '>', 4
	}
	return 0, 0
}

func hasPrefix(in []rune, prefix string) bool {
	if len(in) < len(prefix) {
		return false
	}
	for i, r := range prefix { // ASCII, so i counts runes
		if in[i] != r {
			return false
		}
	}
	return true
}
