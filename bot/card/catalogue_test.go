package card

import (
	"sync"
	"testing"

	"golang.org/x/text/language"

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
		{"count.route_other": "ROUTES %d"}, // one form is all that this language has
	}}
}

func TestASecondLanguageIsOneMoreSetOfMaps(t *testing.T) {
	t.Parallel()
	c := mustCatalogue(t, english(), shouted())
	l := c.in(language.MustParse("ko-KR"))
	tests := []struct {
		name       string
		words      words
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

func TestAnUnknownKeyIsShown(t *testing.T) {
	t.Parallel()
	if got := inText(say("no.such-key", prose("x"))); got != "no.such-key" {
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
