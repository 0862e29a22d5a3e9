package command

import "strings"

// Format returns the canonical text of c: Parse(Format(c)) equals c for every
// c that Parse can return, as long as the text is not longer than MaxLength
// (quoting can make it longer than what was typed). What has its zero value
// is left out.
func Format(c Command) string {
	if c == nil {
		return ""
	}
	spec := c.spec()
	out := spec.name
	for _, p := range spec.paramsOf(c) {
		v := p.value.String()
		if v == "" {
			continue
		}
		switch p.role {
		case argumentRole:
		case keyRole:
			v = p.name + "=" + v
		case flagRole:
			v = p.name
		}
		out += " " + v
	}
	return protect(out)
}

// protect escapes s when Slack's entities would be read into it.
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
