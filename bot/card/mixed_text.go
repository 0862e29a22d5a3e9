package card

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"peerbot/bot/command"
)

// mixedText is a sentence that the bot made, with names of others in it. What is
// between backticks is code there; when it is one of our commands, the slash
// command goes in front, so that it can be copied and sent.
func mixedText(s string, block, text int) richText {
	parts := strings.Split(strings.TrimSpace(printable(s)), "`")
	if len(parts)%2 == 0 { // the last one never closes
		n := len(parts)
		parts = append(parts[:n-2], parts[n-2]+"`"+parts[n-1])
	}
	if line(strings.Join(parts, " ")) == "" {
		return nil
	}
	return func(l *Language, as look) string {
		limit := text
		if as == mrkdwn {
			limit = block
		}
		out, used := "", 0
		for i, p := range parts {
			piece := ""
			switch {
			case i%2 == 1:
				piece = idOrCommand(p).in(l, as)
			case as == label:
				piece = inPlained(p, limit)
			case as == terminal:
				piece = p
			default:
				piece = neutralised(p, limit)
			}
			// A piece that does not fit goes as a whole: half of one could
			// leave a mark open.
			if used += utf8.RuneCountInString(piece); used > limit {
				return out + "…"
			}
			out += piece
		}
		return out
	}
}

func idOrCommand(s string) richText {
	s = line(s)
	if _, err := command.Parse(s); s != "" && err == nil || strings.ContainsAny(s, " ") && verb(s) {
		return typed(s)
	}
	return copied(s, 300, 300)
}

// verb reports whether a text begins as one of our commands does.
func verb(s string) bool {
	first, _, _ := strings.Cut(s, " ")
	_, ok := command.Lookup(first)
	return ok
}

// sentence gives every line of a text a capital and a full stop. Ids keep their
// small letter.
func sentence(w richText) richText {
	if w == nil {
		return nil
	}
	return func(l *Language, as look) string { return capitals(w.in(l, as)) }
}

func capitals(s string) string {
	all := strings.Split(s, "\n")
	for i, l := range all {
		all[i] = capital(l)
	}
	return strings.Join(all, "\n")
}

func capital(s string) string {
	if s == "" {
		return s
	}
	first, _, _ := strings.Cut(s, " ")
	if strings.IndexFunc(strings.TrimRight(first, ",;:."), func(r rune) bool { return r < 'a' || r > 'z' }) < 0 {
		s = strings.ToUpper(s[:1]) + s[1:]
	}
	if last, _ := utf8.DecodeLastRuneInString(s); unicode.IsLetter(last) || unicode.IsDigit(last) || strings.ContainsRune(")`\">", last) {
		s += "."
	}
	return s
}
