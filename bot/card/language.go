package card

import (
	xmessage "golang.org/x/text/message"
)

// Language renders notices in one language. It is safe for concurrent use.
type Language struct {
	printer *xmessage.Printer
	known   map[key]bool
	lender  *Language // has what this one lacks; nil for the first
}

// has reports whether there is a text for a key.
func (l *Language) has(k key) bool {
	return l.known[k] || l.lender != nil && l.lender.has(k)
}

// text is the text of a key with its parts; of an unknown key it is the key.
func (l *Language) text(k key, as look, parts ...any) string {
	switch {
	case l.known[k]:
		return l.printer.Sprintf(as.id(k), parts...)
	case l.lender != nil:
		return l.lender.text(k, as, parts...)
	}
	return as.escape(line(string(k)), 200) // a code that a row of another release has
}
