package card

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/slack-go/slack"

	"peerbot/bot/notice"
)

func TestEveryNoticeIsWithinSlacksLimits(t *testing.T) {
	t.Parallel()
	for _, e := range examples() {
		t.Run(e.name, func(t *testing.T) {
			t.Parallel()
			checkLimits(t, e.notice)
			checkFilled(t, e.notice)
		})
	}
}

// checkFilled fails when a format has more or fewer verbs than words: say is
// nothing that vet knows.
func checkFilled(t *testing.T, n notice.Notice) {
	t.Helper()
	text, blocks := Render(n)
	all := []string{text}
	eachText(t, blocks, func(o *slack.TextBlockObject) { all = append(all, o.Text) })
	for _, s := range all {
		if strings.Contains(s, "%!") {
			t.Errorf("a format was not filled: %q", s)
		}
	}
}

func checkLimits(t *testing.T, n notice.Notice) {
	t.Helper()
	text, blocks := Render(n)
	if size := len(text); size == 0 || size > 3500 || !utf8.ValidString(text) {
		t.Errorf("fallback text has %d bytes (UTF-8 %t), want 1 to 3500", size, utf8.ValidString(text))
	}
	if len(blocks) == 0 || len(blocks) > 50 {
		t.Errorf("%d blocks, want 1 to 50", len(blocks))
	}
	ids := map[string]bool{}
	for _, b := range blocks {
		if id := b.ID(); id == "" || len(id) > 255 || ids[id] {
			t.Errorf("block id %q is empty, too long or there twice", id)
		}
		ids[b.ID()] = true
		checkBlock(t, b)
	}
}

func checkBlock(t *testing.T, b slack.Block) {
	t.Helper()
	switch b := b.(type) {
	case *slack.HeaderBlock:
		checkText(t, "header", b.Text, slack.PlainTextType, 150)
	case *slack.SectionBlock:
		if b.Text == nil && len(b.Fields) == 0 || len(b.Fields) > 10 {
			t.Errorf("section %s has %d fields and text %v", b.BlockID, len(b.Fields), b.Text)
		}
		if b.Text != nil {
			checkText(t, "section", b.Text, slack.MarkdownType, 3000)
		}
		for _, f := range b.Fields {
			checkText(t, "field", f, slack.MarkdownType, 2000)
		}
	case *slack.ContextBlock:
		if n := len(b.ContextElements.Elements); n < 1 || n > 10 {
			t.Errorf("context %s has %d elements", b.BlockID, n)
		}
		for _, e := range b.ContextElements.Elements {
			object, ok := e.(*slack.TextBlockObject)
			if !ok {
				t.Fatalf("context element is a %T", e)
			}
			checkText(t, "context", object, slack.MarkdownType, 3000)
		}
	case *slack.ActionBlock:
		if n := len(b.Elements.ElementSet); n < 1 || n > 25 {
			t.Errorf("actions have %d elements", n)
		}
		seen := map[string]bool{}
		for _, e := range b.Elements.ElementSet {
			button, ok := e.(*slack.ButtonBlockElement)
			if !ok {
				t.Fatalf("action is a %T", e)
			}
			checkButton(t, button)
			if seen[button.ActionID] {
				t.Errorf("action id %s is there twice", button.ActionID)
			}
			seen[button.ActionID] = true
		}
	case *slack.DividerBlock:
	default:
		t.Errorf("a block of type %s", b.BlockType())
	}
}

func checkButton(t *testing.T, b *slack.ButtonBlockElement) {
	t.Helper()
	checkText(t, "button", b.Text, slack.PlainTextType, 75)
	if b.ActionID == "" || len(b.ActionID) > 255 || utf8.RuneCountInString(b.AccessibilityLabel) > 75 {
		t.Errorf("button %+v", b)
	}
	if _, err := ParseValue(b.Value); err != nil {
		t.Errorf("button %s: %v", b.ActionID, err)
	}
	if c := b.Confirm; c != nil {
		checkText(t, "confirm title", c.Title, slack.PlainTextType, 100)
		checkText(t, "confirm text", c.Text, slack.PlainTextType, 300)
		checkText(t, "confirm yes", c.Confirm, slack.PlainTextType, 30)
		checkText(t, "confirm no", c.Deny, slack.PlainTextType, 30)
	}
}

func checkText(t *testing.T, what string, o *slack.TextBlockObject, kind string, limit int) {
	t.Helper()
	if o == nil {
		t.Errorf("%s has no text", what)
		return
	}
	if o.Type != kind {
		t.Errorf("%s is %s, want %s", what, o.Type, kind)
	}
	if n := utf8.RuneCountInString(o.Text); n == 0 || n > limit {
		t.Errorf("%s has %d characters, want 1 to %d", what, n, limit)
	}
	if !utf8.ValidString(o.Text) {
		t.Errorf("%s is not UTF-8: %q", what, o.Text)
	}
	if kind == slack.MarkdownType && strings.Count(o.Text, "```")%2 != 0 {
		t.Errorf("%s does not close its code block:\n%s", what, o.Text)
	}
	if kind == slack.MarkdownType && !o.Verbatim {
		t.Errorf("%s lets Slack find names and links by itself: %q", what, o.Text)
	}
}

func TestACutTextKeepsTokensWhole(t *testing.T) {
	t.Parallel()
	tests := []struct {
		in    string
		limit int
		want  string
	}{
		{"short", 5, "short"},
		{"longer", 5, "long…"},
		{"ab <@U123> cd", 9, "ab …"},
		{"ab &amp; cd", 6, "ab …"},
		{"日本語です", 3, "日本…"},
	}
	for _, tt := range tests {
		if got := cut(tt.in, tt.limit); got != tt.want {
			t.Errorf("cut(%q, %d) = %q, want %q", tt.in, tt.limit, got, tt.want)
		}
	}
}

func TestTooManyBlocksKeepTheButtons(t *testing.T) {
	t.Parallel()
	m := blank()
	for range 80 {
		m.body("body", raw("text", "text"))
	}
	m.actions("decide", m.buttons(names(), asked().Request)...)
	_, blocks := m.done()
	if len(blocks) != 50 {
		t.Errorf("%d blocks, want 50", len(blocks))
	}
	if _, ok := blocks[49].(*slack.ActionBlock); !ok {
		t.Errorf("the last block is a %T, want the buttons", blocks[49])
	}
	s, ok := blocks[48].(*slack.SectionBlock)
	if !ok || s.Text.Text != "… 32 more parts" {
		t.Errorf("block before it = %+v, want how many are left out", blocks[48])
	}
}

func TestCutBytesLeavesNoHalves(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		s     string
		limit int
		want  string
	}{
		{"ありがとう", 15, "ありがとう"},
		{"ありがとう", 14, "ありが…"},
		{"ありがとう", 12, "ありが…"},
		{"ありがとう", 11, "あり…"},
		{"ask <@U0123> now", 12, "ask …"},
		{"a &lt; b", 8, "a &lt; b"},
		{"a &lt; b c", 8, "a …"},
	} {
		if got := cutBytes(tt.s, tt.limit); got != tt.want || len(got) > tt.limit {
			t.Errorf("cutBytes(%q, %d) = %q (%d bytes), want %q", tt.s, tt.limit, got, len(got), tt.want)
		}
	}
}
