package main

import (
	"fmt"
	"io"
	"unicode"
	"unicode/utf8"
)

// terminal writes text to where a person reads it: names, reasons and tags of
// others may hold what a terminal obeys. Controls other than line breaks and tabs,
// and characters without a shape of their own, such as those that change the
// direction of text, are written as \u{…}.
type terminal struct{ w io.Writer }

// Write implements io.Writer.
func (t terminal) Write(p []byte) (int, error) {
	out := make([]byte, 0, len(p))
	for rest := p; len(rest) > 0; {
		r, n := utf8.DecodeRune(rest)
		switch {
		case r == '\n', r == '\t':
			out = append(out, byte(r))
		case r == utf8.RuneError && n == 1, unicode.IsControl(r), unicode.Is(unicode.Cf, r), r == '\u2028', r == '\u2029':
			if n == 1 && r == utf8.RuneError {
				r = rune(rest[0])
			}
			out = fmt.Appendf(out, `\u{%x}`, r)
		default:
			out = append(out, rest[:n]...)
		}
		rest = rest[n:]
	}
	if _, err := t.w.Write(out); err != nil {
		return 0, err
	}
	return len(p), nil
}
