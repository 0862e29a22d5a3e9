package card

import "strings"

// look is a place where text is shown, with its own rules.
type look int

const (
	mrkdwn   look       = iota // in blocks
	fallback                   // in the text that screen readers and notifications get
	label                      // in plain_text: titles, buttons, dialogs
	terminal                   // on a terminal, and in the JSON of a command
	unmarked = fallback        // the texts of the catalogue have no marks in it, nor in a label
)

// escape makes text of others harmless.
func (l look) escape(s string, limit int) string {
	switch l {
	case label:
		return inPlain(s, limit)
	case terminal:
		return line(s)
	default:
		return neutral(s, limit)
	}
}

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

// unmark takes our marks out of a text.
var unmark = strings.NewReplacer("*", "", "_", "", "`", "")
