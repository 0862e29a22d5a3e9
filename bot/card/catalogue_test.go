package card

import (
	"reflect"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/slack-go/slack"
	"golang.org/x/text/language"

	"peerbot/aws/peering"
	"peerbot/bot/notice"
)

// mustCatalogue is a catalogue of a test.
func mustCatalogue(t *testing.T, all ...translation) *catalogue {
	t.Helper()
	c, err := newCatalogue(all)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// shouted is a language of a few words: enough to see what it lacks.
func shouted() translation {
	return translation{tag: language.Korean, texts: []texts{
		{"list.and": "%[2]s PLUS %[1]s", "time.seconds": "*%s TICKS*"},
		{"request.waiting": "*COME, %s*", "button.deny": "NO", "request.title.create": "WISH"},
		{"count.route_other": "ROUTES %d", "step.tally.add-route_other": "ROUTES %[1]d"}, // one form is all that this language has
	}}
}

func TestASecondLanguageIsOneMoreSetOfMaps(t *testing.T) {
	t.Parallel()
	c := mustCatalogue(t, english(), shouted())
	l := c.in(language.MustParse("ko-KR"))
	tests := []struct {
		name       string
		words      richText
		rich, text string
	}{
		{"parts change places", and(raw("`a`", "a"), raw("`b`", "b")), "`b` PLUS `a`", "b PLUS a"},
		{"marks are for blocks", took(12e9), "*12 TICKS*", "12 TICKS"},
		{"plurals are the language's own", plural(1, "count.route"), "ROUTES 1", "ROUTES 1"},
		{"what it lacks is English", plural(1, "count.peering"), "1 peering", "1 peering"},
		{"English parts stand in its sentences", and(plural(2, "count.day"), plural(2000, "count.route")), "ROUTES 2,000 PLUS 2 days", "ROUTES 2,000 PLUS 2 days"},
	}
	for _, tt := range tests {
		if rich, text := tt.words.in(l, mrkdwn), tt.words.in(l, fallback); rich != tt.rich || text != tt.text {
			t.Errorf("%s: %q and %q, want %q and %q", tt.name, rich, text, tt.rich, tt.text)
		}
	}
	if got := c.in(language.Finnish); got != c.languages[0] {
		t.Error("a language that peerbot does not speak is not English")
	}
}

// What no sentence of the catalogue says comes from facts: ids, names, reasons.
func TestAllTextIsInTheCatalogue(t *testing.T) {
	t.Parallel()
	l := mustCatalogue(t, english(), circled(english())).languages[1]
	for _, e := range usual() {
		facts := map[string]bool{"peering": true} // the slash command
		collect(reflect.ValueOf(e.notice), facts)
		if r, ok := e.notice.(notice.Rejected); ok {
			collect(reflect.ValueOf(r.Err.Usage()), facts) // syntax
		}
		text, blocks := l.Render(e.notice)
		all := []string{text}
		eachText(t, blocks, func(o *slack.TextBlockObject) { all = append(all, o.Text) })
		for _, s := range all {
			s = typedCommand.ReplaceAllString(tokens.ReplaceAllString(s, ""), "")
			s = strings.NewReplacer("&lt;", "", "&gt;", "").Replace(s)
			for _, w := range englishWords.FindAllString(s, -1) {
				if !facts[w] {
					t.Errorf("%s: %q is in no text of the catalogue:\n%s", e.name, w, s)
				}
			}
		}
	}
}

var (
	englishWords = regexp.MustCompile(`\b[a-z]{2,}\b`)
	typedCommand = regexp.MustCompile(`(` + Slash + `|aws ec2) [^` + "`" + `\n]*`)
)

// circled is a language of letters in circles.
func circled(from translation) translation {
	out := translation{tag: language.Finnish}
	for _, subject := range from.texts {
		to := texts{}
		for k, text := range subject {
			last := 0
			for _, at := range verbs.FindAllStringIndex(text, -1) {
				to[k] += circle(text[last:at[0]]) + text[at[0]:at[1]]
				last = at[1]
			}
			to[k] += circle(text[last:])
		}
		out.texts = append(out.texts, to)
	}
	return out
}

func circle(s string) string {
	return strings.Map(func(r rune) rune {
		if 'a' <= r && r <= 'z' {
			return 'ⓐ' + r - 'a'
		}
		return r
	}, s)
}

// collect adds the words of all texts in a value.
func collect(v reflect.Value, words map[string]bool) {
	switch v.Kind() {
	case reflect.String:
		if v.Type() != reflect.TypeFor[string]() && v.Type() != reflect.TypeFor[peering.Status]() {
			return // a code of ours, which has a text; AWS's are said as AWS says them
		}
		for _, w := range englishWords.FindAllString(v.String(), -1) {
			words[w] = true
		}
	case reflect.Pointer, reflect.Interface:
		if !v.IsNil() {
			collect(v.Elem(), words)
		}
	case reflect.Struct:
		for _, f := range v.Fields() {
			collect(f, words)
		}
	case reflect.Slice, reflect.Array:
		for i := range v.Len() {
			collect(v.Index(i), words)
		}
	case reflect.Map:
		for it := v.MapRange(); it.Next(); {
			collect(it.Key(), words)
			collect(it.Value(), words)
		}
	}
}

func TestACardIsRenderedInASecondLanguage(t *testing.T) {
	t.Parallel()
	text, blocks := mustCatalogue(t, english(), shouted()).in(language.Korean).Render(asked())
	shown := indent(t, blocks)
	for _, want := range []string{"R42 · WISH · pending", "*COME, an owner of seoul*", `"NO"`, `"Withdraw"`, "6 AWS calls"} {
		if !strings.Contains(shown, want) {
			t.Errorf("the blocks lack %s:\n%s", want, shown)
		}
	}
	for _, want := range []string{"R42 · WISH · pending\nCOME, an owner of seoul\n", "ROUTES 3 PLUS create the peering, tag it, accept it"} {
		if !strings.Contains(text, want) {
			t.Errorf("the text lacks %q:\n%s", want, text)
		}
	}
}

func TestAnUnknownKeyIsShown(t *testing.T) {
	t.Parallel()
	if got := inText(format("no.such-key", userText("x"))); got != "no.such-key" {
		t.Errorf("an unknown key is %q, want the key itself", got)
	}
}

func TestAPluralThatALanguageDoesNotHaveIsAnError(t *testing.T) {
	t.Parallel()
	if _, err := newCatalogue([]translation{{tag: language.Korean, texts: []texts{{"routes_few": "%d"}}}}); err == nil {
		t.Error("newCatalogue takes the form few of a language that has none")
	}
}

func TestLanguagesAreSafeForConcurrentUse(t *testing.T) {
	t.Parallel()
	c := mustCatalogue(t, english(), shouted())
	want, _ := c.languages[1].Render(finishedNotice())
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			for range 20 {
				c.languages[i%2].Render(finishedNotice())
			}
			if got, _ := c.languages[1].Render(finishedNotice()); got != want {
				t.Errorf("rendered while others render: %q, want %q", got, want)
			}
		})
	}
	wg.Wait()
}

func finishedNotice() notice.Notice { return finished(asked()) }
