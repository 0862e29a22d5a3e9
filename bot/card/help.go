package card

import (
	"peerbot/bot/command"
	"peerbot/bot/notice"
)

// help explains one verb, or all of them.
func (m *message) help(h notice.HelpShown) {
	if v, ok := command.Lookup(h.Verb); ok {
		m.verb(v)
		return
	}
	m.header(format("help.title"))
	for _, t := range command.Topics() {
		var rows []richText
		for _, v := range command.Verbs() {
			if v.Topic == t {
				rows = append(rows, bullet(join("  ", typed(v.ShortUsage), summary(v))))
			}
		}
		m.list(list{id: "topic", title: strong(format("help.topic." + key(t))), rows: rows, more: "more.verb", sections: 3})
	}
	m.body("example", join("\n", format("help.example"), exampleOf("request")))
	m.context("more", format("help.next", typed("help COMMAND")))
}

// verb explains one.
func (m *message) verb(v command.Verb) {
	m.header(format("help.title-verb", userText(v.Name)))
	m.required("usage", join("\n", sentence(summary(v)), typed(v.Usage)))
	var rows []richText
	for _, p := range v.Params {
		rows = append(rows, bullet(join(": ", copied(p.Spelled(), 200, 200), meaning(v.Name, p))))
	}
	m.list(list{id: "params", rows: rows, more: "more.param", sections: 6})
	var examples []richText
	for _, e := range v.Examples {
		examples = append(examples, typed(e))
	}
	m.list(list{id: "examples", title: format("help.example"), rows: examples, more: "more.example", sections: 3})
}
