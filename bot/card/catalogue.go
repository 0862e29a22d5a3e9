package card

import (
	"fmt"
	"slices"
	"strings"

	xplural "golang.org/x/text/feature/plural"
	"golang.org/x/text/language"
	xmessage "golang.org/x/text/message"
	"golang.org/x/text/message/catalog"
)

// key names a text of the catalogue: "request.waiting". What follows a dot may
// be a code of another package: "state.pending". The keys of texts that have a
// form for each plural end in the form: "routes_one", "routes_other".
type key string

// texts are formats by key, in one language. They may hold mrkdwn marks, and a
// %s or %[2]s for each part; in plural forms %[1]d is the number.
type texts map[key]string

// translation is all texts of one language, a map for each subject.
type translation struct {
	tag   language.Tag
	texts []texts
}

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

// pluralForms are the ends of keys, in the order in which x/text wants them.
var pluralForms = []string{"zero", "one", "two", "few", "many", "other"}

// form splits the key of a plural form: "routes_one" is the one of "routes".
func (k key) form() (base key, form string) {
	if i := strings.LastIndexByte(string(k), '_'); i >= 0 && slices.Contains(pluralForms, string(k[i+1:])) {
		return k[:i], string(k[i+1:])
	}
	return k, ""
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

// unmark takes our marks out of a text.
var unmark = strings.NewReplacer("*", "", "_", "", "`", "")

// of is a text of the catalogue with this look.
func (l look) of(text string) string {
	if l == mrkdwn {
		return text
	}
	return unmark.Replace(text)
}

// id is where the builder keeps a text with this look.
func (l look) id(k key) string {
	if l == mrkdwn {
		return string(k)
	}
	return string(k) + " unmarked"
}
