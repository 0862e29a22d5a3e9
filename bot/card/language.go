package card

import (
	"sync"

	"golang.org/x/text/language"
	xmessage "golang.org/x/text/message"
)

// Language renders notices in one language. It is safe for concurrent use.
type Language struct {
	printer *xmessage.Printer
	known   map[key]bool
	lender  *Language // has what this one lacks; nil for the first
}

// In returns the language that peerbot speaks nearest to tag; English when
// none is near.
func In(tag language.Tag) *Language { return spoke().in(tag) }

// spoke is the catalogue, made when it is first asked for.
var spoke = sync.OnceValue(func() *catalogue {
	c, err := newCatalogue(translations())
	if err != nil {
		panic("card: " + err.Error()) // a text of ours is wrong, and a test says so
	}
	return c
})

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
