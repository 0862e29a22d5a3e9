package command

import (
	"strings"
	"unicode"
)

// window is how many columns of the text Excerpt shows. A code block on a
// phone is about this wide.
const window = 60

// Excerpt returns the text around the mistake and a caret under it, each a
// line, for a fixed-width block; empty when nothing was typed. It never holds
// a line end, control character or ``` from the text.
func (e *Error) Excerpt() string {
	line, caret := e.picture()
	if strings.TrimSpace(line) == "" {
		return ""
	}
	return line + "\n" + caret + "^\n"
}

// picture is the text around Pos, as the person saw it, and the blanks that
// put a caret under Pos.
func (e *Error) picture() (line, blanks string) {
	var before, after []rune
	for _, c := range scan(e.text) {
		if c.typed == none {
			continue
		}
		if c.pos < e.Pos {
			before = append(before, c.typed)
		} else {
			after = append(after, c.typed)
		}
	}
	// Up to two thirds of the window are for what leads to the mistake.
	if cutAt := fits(before, window*2/3, true); cutAt > 0 {
		before = append([]rune{'…'}, before[cutAt:]...)
	}
	left := window
	for _, r := range before {
		left -= columns(r)
	}
	if cutAt := fits(after, left, false); cutAt < len(after) {
		after = append(after[:cutAt:cutAt], '…')
	}
	var l, c strings.Builder
	for _, r := range before {
		l.WriteRune(plain(r))
		switch columns(r) {
		case 1:
			c.WriteByte(' ')
		case 2:
			// A blank of the same font width, so that it lines up whatever
			// the width of wide characters is.
			c.WriteRune('\u3000')
		}
	}
	for _, r := range after {
		l.WriteRune(plain(r))
	}
	return l.String(), c.String()
}

// fits returns where to cut rs so that at most width columns are left: the
// end of the head, or the start of the tail.
func fits(rs []rune, width int, tail bool) int {
	for n := range rs {
		i := n
		if tail {
			i = len(rs) - 1 - n
		}
		if width -= columns(rs[i]); width < 0 {
			if tail {
				return i + 1
			}
			return i
		}
	}
	if tail {
		return 0
	}
	return len(rs)
}

// plain is r as it may stand in a code block.
func plain(r rune) rune {
	switch {
	case r == '`':
		return '\''
	case unicode.IsControl(r):
		return '\ufffd'
	case space(r):
		return ' '
	}
	return r
}

// columns is the width of r in a fixed-width font, about.
func columns(r rune) int {
	switch {
	case unicode.In(r, unicode.Mn, unicode.Me), r == '\u200c', r == '\u200d':
		return 0
	case r >= 0x1100 && r <= 0x115f, r >= 0x2e80 && r <= 0xa4cf, r >= 0xac00 && r <= 0xd7a3,
		r >= 0xf900 && r <= 0xfaff, r >= 0xfe30 && r <= 0xfe6f, r >= 0xff00 && r <= 0xff60,
		r >= 0xffe0 && r <= 0xffe6, r >= 0x1f300 && r <= 0x1faff, r >= 0x20000 && r <= 0x3fffd:
		return 2
	}
	return 1
}
