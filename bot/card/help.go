package card

import (
	"slices"

	"peerbot/bot/command"
	"peerbot/bot/notice"
)

// topic is a group of verbs in the help. Verbs that no topic names come last.
type topic struct {
	title string
	verbs []string
}

func topics() []topic {
	return []topic{
		{"Ask", []string{"request", "plan", "extend", "delete", "adopt", "release"}},
		{"Decide", []string{"approve", "deny", "withdraw", "retry"}},
		{"Look", []string{"list", "show", "accounts", "help"}},
		{"Drift", []string{"findings", "sweep", "repair", "keep", "ignore"}},
		{"Run", []string{"pause", "resume"}},
	}
}

// help explains one verb, or all of them.
func (m *message) help(h notice.HelpShown) {
	if v, ok := command.Lookup(h.Verb); ok {
		m.verb(v)
		return
	}
	m.header(prose("peerbot: VPC peering between accounts"))
	all := command.Verbs()
	for _, t := range append(topics(), rest(all)) {
		var rows []words
		for _, v := range all {
			if slices.Contains(t.verbs, v.Name) {
				rows = append(rows, say("• %s  %s", typed(short(v)), prose(v.Summary)))
			}
		}
		if len(rows) > 0 {
			m.list(list{id: "topic", title: say("*%s*", prose(t.title)), rows: rows, more: "more.verb", sections: 3})
		}
	}
	if v, ok := command.Lookup("request"); ok && len(v.Examples) > 0 {
		m.body("example", say("*For example*\n%s", typed(v.Examples[0])))
	}
	m.context("more", say("%s tells more about a verb, with examples.", typed("help VERB")))
	return
}

// rest is the topic of the verbs that no other names.
func rest(all []command.Verb) topic {
	t := topic{title: "More"}
	for _, v := range all {
		if !slices.ContainsFunc(topics(), func(o topic) bool { return slices.Contains(o.verbs, v.Name) }) {
			t.verbs = append(t.verbs, v.Name)
		}
	}
	return t
}

// short is the usage of a verb without what may be left out.
func short(v command.Verb) string {
	out := v.Name
	for _, a := range v.Args {
		if !a.Optional {
			out += " " + a.Name
		}
	}
	for _, k := range v.Keys {
		if k.Required {
			out += " " + k.Spelled()
		}
	}
	return out
}

// verb explains one.
func (m *message) verb(v command.Verb) {
	m.header(prose("Help: " + v.Name))
	m.lead("usage", say("%s.\n%s", prose(v.Summary), typed(v.Usage)))
	var rows []words
	for _, a := range v.Args {
		rows = append(rows, say("• %s: %s", named(a.Name), prose(a.Help)))
	}
	for _, k := range v.Keys {
		row := say("• %s: %s", copied(k.Spelled(), 200, 200), prose(k.Help))
		switch {
		case k.Required:
			row = say("%s (needed)", row)
		case k.Default != "":
			row = say("%s (else %s)", row, named(k.Default))
		}
		rows = append(rows, row)
	}
	m.list(list{id: "keys", rows: rows, more: "more.key", sections: 6})
	var examples []words
	for _, e := range v.Examples {
		examples = append(examples, typed(e))
	}
	if len(examples) > 0 {
		m.list(list{id: "examples", title: say("*For example*"), rows: examples, more: "more.example", sections: 3})
	}
}
