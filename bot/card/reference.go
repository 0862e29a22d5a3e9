package card

import (
	"fmt"
	"strings"

	"golang.org/x/text/language"

	"peerbot/bot/command"
)

// Reference returns the README's tables in Markdown: the verbs, and their keys
// and flags.
func Reference() string {
	l := In(language.English)
	var b strings.Builder
	header := func(k key, columns int) {
		b.WriteString(format(k).in(l, fallback) + "\n|" + strings.Repeat("---|", columns) + "\n")
	}
	header("reference.verbs", 3)
	for _, v := range command.Verbs() {
		fmt.Fprintf(&b, "| %s | %s | %s |\n", codeCell(v.ShortUsage), cell(summary(v).in(l, fallback)), codeCell(v.Examples[0]))
	}
	b.WriteString("\n")
	header("reference.params", 3)
	for _, p := range sharedParams(l) {
		fmt.Fprintf(&b, "| %s | %s | %s |\n", codeCell(p.spelled), strings.Join(p.verbs, ", "), cell(p.meaning))
	}
	return b.String()
}

// A sharedParam is a key or a flag that means the same in some verbs.
type sharedParam struct {
	spelled, meaning string
	verbs            []string
}

// sharedParams are all keys and flags, in the order of the grammar.
func sharedParams(l *Language) []sharedParam {
	var all []sharedParam
	at := map[[2]string]int{}
	for _, v := range command.Verbs() {
		for _, p := range v.Params {
			if p.Argument {
				continue
			}
			s := sharedParam{spelled: p.Spelled(), meaning: meaning(v.Name, p).in(l, fallback)}
			i, ok := at[[2]string{s.spelled, s.meaning}]
			if !ok {
				i = len(all)
				at[[2]string{s.spelled, s.meaning}] = i
				all = append(all, s)
			}
			all[i].verbs = append(all[i].verbs, v.Name)
		}
	}
	return all
}

// codeCell is code in a table cell; GFM wants | escaped there too.
func codeCell(s string) string { return "`" + cell(s) + "`" }

func cell(s string) string { return strings.ReplaceAll(s, "|", `\|`) }
