package slacksim

import (
	"regexp"
	"strings"
)

// mentionable is what Slack's own clients turn into markup when it is sent: a
// name, a channel, or an address, at the beginning or after a blank.
var mentionable = regexp.MustCompile(`(^|\s)([@#][\pL\pN._-]+|https?://[^\s<>]+)`)

// markup is a typed text as Slack passes it on: names that exist become
// <@U…>, <!subteam^S…> and <#C…|name>. What is not known stays as it is.
func (w *Workspace) markup(text string, links bool) string {
	return mentionable.ReplaceAllStringFunc(text, func(s string) string {
		before := s[:len(s)-len(strings.TrimLeft(s, " \t\r\n"))]
		word := strings.TrimRight(s[len(before):], ".,;:!?")
		after := s[len(before)+len(word):]
		switch {
		case strings.HasPrefix(word, "http"):
			if links {
				word = "<" + word + ">"
			}
		case word[0] == '@':
			word = w.mention(word)
		default:
			if c := w.findChannel(word); c != nil && c.im == "" {
				name := c.Name
				if c.Private {
					name = "" // https://docs.slack.dev/interactivity/implementing-slash-commands#escaping
				}
				word = "<#" + c.ID + "|" + name + ">"
			}
		}
		return before + word + after
	})
}

func (w *Workspace) mention(word string) string {
	if word == "@" {
		return word
	}
	if u := w.findUser(word); u != nil {
		return "<@" + u.ID + ">"
	}
	for _, id := range w.grOrder {
		if g := w.groups[id]; g.Handle == word[1:] {
			return "<!subteam^" + g.ID + "|" + word + ">"
		}
	}
	return word
}

// escaped is the text of a command with should_escape.
func (w *Workspace) escaped(text string) string {
	return w.markup(strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace(text), true)
}
