package card

import (
	"fmt"
	"sync"

	xplural "golang.org/x/text/feature/plural"
	"golang.org/x/text/language"
	xmessage "golang.org/x/text/message"
	"golang.org/x/text/message/catalog"
)

// translations are what peerbot speaks. English comes first: it has every key,
// and lends it to the others. Another language is another line.
func translations() []translation {
	return []translation{english()}
}

// catalogue holds the languages. It is safe for concurrent use.
type catalogue struct {
	matcher   language.Matcher
	languages []*Language // in the order of the matcher
}

// newCatalogue returns a catalogue of at least one translation; the first one
// stands in for what others lack. An error names a text that cannot be used.
func newCatalogue(all []translation) (*catalogue, error) {
	builder := catalog.NewBuilder(catalog.Fallback(all[0].tag))
	c := &catalogue{}
	var tags []language.Tag
	for _, t := range all {
		l := &Language{printer: xmessage.NewPrinter(t.tag, xmessage.Catalog(builder)), known: map[key]bool{}}
		if len(c.languages) > 0 {
			l.lender = c.languages[0]
		}
		for _, subject := range t.texts {
			if err := l.add(builder, t.tag, subject); err != nil {
				return nil, fmt.Errorf("catalogue of %s: %w", t.tag, err)
			}
		}
		tags, c.languages = append(tags, t.tag), append(c.languages, l)
	}
	c.matcher = language.NewMatcher(tags)
	return c, nil
}

// in returns the language that is nearest to tag, or else the first one.
func (c *catalogue) in(tag language.Tag) *Language {
	_, i, _ := c.matcher.Match(tag)
	return c.languages[i]
}

// add puts the texts of a subject into a builder, each with its marks and without.
func (l *Language) add(builder *catalog.Builder, tag language.Tag, subject texts) error {
	for k, text := range subject {
		base, form := k.form()
		if form != "" && l.known[base] {
			continue // came with another of its forms
		}
		l.known[base] = true
		for _, look := range []look{mrkdwn, unmarked} {
			msg := catalog.String(look.of(text))
			if form != "" {
				msg = xplural.Selectf(1, "%d", subject.cases(base, look)...)
			}
			if err := builder.Set(tag, look.id(base), msg); err != nil {
				return fmt.Errorf("%s: %w", k, err)
			}
		}
	}
	return nil
}

// cases are the plural forms of a text, as xplural.Selectf wants them.
func (t texts) cases(base key, l look) []any {
	var out []any
	for _, form := range pluralForms {
		if text, ok := t[base+"_"+key(form)]; ok {
			out = append(out, form, l.of(text))
		}
	}
	return out
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
