package command

import "strings"

// protect returns s escaped as Slack escapes text, if Parse would otherwise read
// an entity or a mention into it; else s.
func protect(s string) string {
	in := []rune(s)
	for i := range in {
		_, n := escape(in[i:])
		_, ok := mentioned(in[i:])
		if n > 0 || ok {
			return escapeAll(s)
		}
	}
	return s
}

// escapeAll returns s as Slack escapes text.
func escapeAll(s string) string {
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace(s)
}

// spell returns s as a value: as it is when reads says that the word is read
// as s, in quotes otherwise. A nil reads accepts every word that stays s.
func spell(s string, reads func(token) bool) string {
	l := lexer{chars: scan(escapeAll(s))}
	if _, ok := l.keyMark(); !ok && s != "" {
		t, err := l.token()
		if err == nil && l.done() && t.raw == s && t.String() == s && (reads == nil || reads(t)) {
			return s
		}
	}
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(s) + `"`
}
