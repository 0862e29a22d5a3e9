package card

import (
	"strconv"
	"strings"
	"time"

	"peerbot/bot/notice"
)

// answer is a short reply: what, what to do next, and where to look.
func (m *message) answer(a notice.Answer) {
	if line(a.Title) != "" {
		var sign words
		if a.Error {
			sign = icon("⚠️")
		}
		m.lead("title", say("%s*%s*", sign, clipped(a.Title, 500, 300)))
	}
	text, hint, users := lines(a.Text), lines(a.Hint), people(a.Users)
	switch {
	case users.empty():
	case !hint.empty():
		hint = say("%s: %s", hint, users)
	case !text.empty():
		text = say("%s: %s", text, users)
	default:
		text = users
	}
	text, hint = sentence(text), sentence(hint)
	if a.Error && line(a.Title) == "" && !text.empty() {
		text = say("%s%s", icon("⚠️"), text)
	}
	m.lead("text", text)
	if a.Code != "" && strings.HasSuffix(hint.in(m.lang, fallback), ":") {
		m.lead("hint", say("→ %s", hint)) // it announces the code
		hint = nil
	}
	if code := detail(a); line(code) != "" {
		m.block("code", "```\n"+inCode(code, 2900)+"\n```")
		m.tellText(neutral(code, 900), true)
	}
	if !hint.empty() {
		m.lead("hint", say("→ %s", hint))
	}
	m.links(a.Links)
	if len(m.text) == 0 {
		m.lead("text", say("Done."))
	}
	return
}

// detail is the fixed-width part of an answer without what is said outside of
// it already: a parse error repeats itself below the caret, for terminals.
func detail(a notice.Answer) string {
	var out []string
	for l := range strings.SplitSeq(a.Code, "\n") {
		if l == "" || l != a.Text && l != a.Hint {
			out = append(out, l)
		}
	}
	return strings.Trim(strings.Join(out, "\n"), "\n")
}

// lines is a text of ours that may have several lines, and names of others in it.
func lines(s string) words { return spoken(s, 2600, 1200) }

// maxPeople is how many people an answer names: a user group can have hundreds.
const maxPeople = 10

func people(ids []string) words {
	var out []words
	for i, id := range ids {
		if i == maxPeople {
			out = append(out, say("%s more", prose(strconv.Itoa(len(ids)-i))))
			break
		}
		out = append(out, person(id))
	}
	return and(out...)
}

// links adds where the cards of requests are.
func (m *message) links(links []notice.Link) {
	var out []words
	for _, l := range links {
		w := say("card in %s", channel(l.Channel))
		if l.Request != "" {
			w = say("%s: %s", named(l.Request), w)
		}
		if t := posted(l.TS); !t.IsZero() {
			w = say("%s, %s", w, when(t))
		}
		out = append(out, w)
	}
	if len(out) > 8 {
		out = append(out[:8], say("and %s", plural(len(out)-8, "more.card")))
	}
	m.context("links", out...)
}

// posted is when a message was posted, by its ts: seconds, a dot and a counter.
func posted(ts string) time.Time {
	seconds, _, _ := strings.Cut(ts, ".")
	n, err := strconv.ParseInt(seconds, 10, 64)
	if err != nil || n <= 0 || n > 1<<40 {
		return time.Time{}
	}
	return time.Unix(n, 0)
}
