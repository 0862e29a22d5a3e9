package card

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// joiner is U+2060, the word joiner: invisible, and no line breaks at it. It
// separates what Slack would read together.
const joiner = '\u2060'

// neutral makes text of others harmless in mrkdwn and in the fallback text:
// nothing in it can notify anybody, link, format, quote or become an emoji,
// and so nothing in it can look like a line of ours. The result has at most
// limit characters and one line per line of the input.
//
// Marks that would format are replaced by look-alikes, because whether Slack
// takes a mark apart from its word by an invisible character is nowhere
// written. Colons and at signs keep their shape, with a joiner behind.
func neutral(s string, limit int) string {
	return neutralised(strings.TrimSpace(printable(s)), limit)
}

// neutralised is neutral for text that is printable already, or a part of one.
func neutralised(s string, limit int) string {
	in := []rune(s)
	var out []string
	for i, r := range in {
		out = append(out, neutralRune(in, i, r))
	}
	return fit(out, limit)
}

func neutralRune(in []rune, i int, r rune) string {
	switch r {
	case '&':
		return "&amp;"
	case '<':
		return "&lt;"
	case '>':
		if i == 0 || in[i-1] == '\n' {
			return string(joiner) + "&gt;" // a line that starts with it is a quotation
		}
		return "&gt;"
	case '*':
		return "∗"
	case '~':
		return "∼"
	case '`':
		return "ˋ"
	case '_':
		if i > 0 && i < len(in)-1 && wordRune(in[i-1]) && wordRune(in[i+1]) {
			return "_" // inside a word it formats nothing
		}
		return "ˍ"
	case '@':
		if startsAny(in[i+1:], "channel", "here", "everyone") {
			return "@" + string(joiner)
		}
	case ':':
		if emojiFollows(in[i+1:]) {
			return ":" + string(joiner)
		}
	}
	return string(r)
}

// emojiFollows reports whether in is what may stand between the colons of an
// emoji, and the closing colon.
func emojiFollows(in []rune) bool {
	for i, r := range in {
		switch {
		case r == ':':
			return i > 0
		case 'A' <= r && r <= 'Z': // ec2:CreateRoute: is none, and is copied
			return false
		case wordRune(r), r == '+', r == '-', r == '\'':
		default:
			return false
		}
	}
	return false
}

func startsAny(in []rune, words ...string) bool {
	for _, w := range words {
		if n := len(w); len(in) >= n && strings.EqualFold(string(in[:n]), w) {
			return true
		}
	}
	return false
}

func wordRune(r rune) bool { return r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r) }

// inCode makes text of others harmless between backticks, where Slack reads
// only the three escapes: what is shown can be copied as it is, with its
// indentation.
func inCode(s string, limit int) string {
	var out []string
	for _, r := range printable(s) {
		switch r {
		case '&':
			out = append(out, "&amp;")
		case '<':
			out = append(out, "&lt;")
		case '>':
			out = append(out, "&gt;")
		case '`':
			out = append(out, "ˋ")
		default:
			out = append(out, string(r))
		}
	}
	return fit(out, limit)
}

// inPlain makes text of others harmless in a plain_text object. Nothing is
// formatted there, but whether the three escapes are read is not the same in
// all places, so look-alikes stand for them.
func inPlain(s string, limit int) string {
	return inPlained(strings.TrimSpace(printable(s)), limit)
}

// inPlained is inPlain for text that is printable already, or a part of one.
func inPlained(s string, limit int) string {
	var out []string
	for _, r := range s {
		switch r {
		case '&':
			out = append(out, "＆")
		case '<':
			out = append(out, "‹")
		case '>':
			out = append(out, "›")
		case '\n':
			out = append(out, " ")
		default:
			out = append(out, string(r))
		}
	}
	return fit(out, limit)
}

// fit joins what was made of single characters, cut between two of them when
// it is longer than limit characters. An escape is never cut in half.
func fit(parts []string, limit int) string {
	var b strings.Builder
	used, end, size := 0, 0, 0
	for _, p := range parts {
		n := utf8.RuneCountInString(p)
		if used+n > limit {
			return b.String()[:end] + "…"
		}
		b.WriteString(p)
		used += n
		size += len(p)
		if used < limit { // room for the ellipsis
			end = size
		}
	}
	return b.String()
}

// printable drops what can hide or reorder text, and makes every other control
// character and every odd space a space. Line ends stay.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n':
			return r
		case r == utf8.RuneError: // bytes that are no text
			return '�'
		case unicode.Is(unicode.Cf, r) && r != '\u200d' && r != '\u200c': // joiners: emoji and some scripts need them
			return -1
		case unicode.IsControl(r), unicode.IsSpace(r), r == '\u3164', r == '\uffa0':
			return ' '
		}
		return r
	}, s)
}

// line is printable text on one line.
func line(s string) string { return strings.Join(strings.Fields(printable(s)), " ") }
