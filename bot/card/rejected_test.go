package card

import (
	"errors"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"peerbot/bot/command"
	"peerbot/bot/notice"
)

// rejected is the answer to a text that must not parse.
func rejected(text string) notice.Rejected {
	_, err := command.Parse(text)
	var e *command.Error
	if !errors.As(err, &e) {
		panic("it parses: " + text)
	}
	return notice.Rejected{Err: e}
}

// The mistakes are those of package command's own tests: each of its codes.
func TestEveryMistakeIsToldWithAdvice(t *testing.T) {
	t.Parallel()
	raw, err := os.ReadFile("../command/testdata/mistakes.txt")
	if err != nil {
		t.Fatal(err)
	}
	var all strings.Builder
	hints := map[string]bool{}
	for line := range strings.Lines(string(raw)) {
		fields := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		in, err := strconv.Unquote(fields[1])
		if err != nil {
			t.Fatal(err)
		}
		n := rejected(in)
		text, _ := Render(n)
		if len(advice(n.Err)) == 0 || strings.Contains(text, "%!") {
			t.Errorf("%q: there is no advice, or a part of a text is missing:\n%s", in, text)
		}
		hints[hintOf(n.Err)] = true
		checkLimits(t, n)
		checkFilled(t, n)
		all.WriteString("# " + fields[2] + "\n" + text + "\n\n")
	}
	for _, f := range families(t) {
		for _, code := range f.codes {
			if f.prefix == "error.hint." && !hints[code] {
				t.Errorf("no mistake has the hint %s", code)
			}
		}
	}
	compareGolden(t, "errors.golden.txt", all.String())
}

// What the texts tell people to type can be typed.
func TestCommandsInTheTextsParse(t *testing.T) {
	t.Parallel()
	for _, subject := range english().texts {
		for k, text := range subject {
			for _, m := range regexp.MustCompile("`"+Slash+" ([^`%]*)`").FindAllStringSubmatch(text, -1) {
				if _, err := command.Parse(m[1]); err != nil {
					t.Errorf("%q tells people to type %q: %v", k, m[1], err)
				}
			}
		}
	}
}
