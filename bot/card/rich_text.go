package card

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"peerbot/bot/directory"
	"peerbot/bot/request"
)

// richText is a piece of text before it is known in which language and where it
// is shown. Slack's control characters in it are ours. nil is nothing.
type richText func(l *Language, as look) string

func (w richText) empty() bool { return w == nil }

// in returns the words in a language; nothing for nil.
func (w richText) in(l *Language, as look) string {
	if w == nil {
		return ""
	}
	return w(l, as)
}

// format is a text of the catalogue, with words for each of its %s.
func format(k key, parts ...richText) richText {
	return func(l *Language, as look) string { return l.text(k, as, filled(l, as, nil, parts)...) }
}

// plural is a text of the catalogue that has a form for each plural; %[1]d is
// the number, and the parts follow.
func plural(n int, k key, parts ...richText) richText {
	return func(l *Language, as look) string { return l.text(k, as, filled(l, as, []any{n}, parts)...) }
}

func filled(l *Language, as look, out []any, parts []richText) []any {
	for _, p := range parts {
		out = append(out, p.in(l, as))
	}
	return out
}

// raw is text that is the same in all languages, in blocks and out of them.
func raw(rich, plain string) richText {
	return func(_ *Language, as look) string {
		if as == mrkdwn {
			return rich
		}
		return plain
	}
}

// icon puts a sign in front of a line in blocks; elsewhere the words must say it.
func icon(sign string, w richText) richText { return join("", raw(sign+" ", ""), w) }

// arrow is a line that says what to do.
func arrow(w richText) richText { return join("", raw("→ ", "→ "), w) }

// spelled puts a sign in front of words in blocks; elsewhere a text says what
// the sign means.
func spelled(sign string, k key, w richText) richText {
	return func(l *Language, as look) string {
		if as == mrkdwn {
			return sign + " " + w.in(l, as)
		}
		return format(k, w).in(l, as)
	}
}

// bullet is a line of a list.
func bullet(w richText) richText { return join("", raw("• ", "• "), w) }

// userText is text of others in running text, on one line.
func userText(s string) richText { return clipped(s, 800, 300) }

// clipped is userText with limits of its own, in characters once escaped.
func clipped(s string, block, text int) richText {
	if s = line(s); s == "" {
		return nil
	}
	return func(_ *Language, as look) string {
		if as == mrkdwn {
			return as.escape(s, block)
		}
		return as.escape(s, text)
	}
}

// copied is text of others or of ours that people copy: code in blocks.
func copied(s string, block, text int) richText {
	if s = line(s); s == "" {
		return nil
	}
	return func(_ *Language, as look) string {
		if as == mrkdwn {
			return "`" + inCode(s, block) + "`"
		}
		return as.escape(s, text)
	}
}

// maxName is where names are cut: the Name tag of a VPC may have 256
// characters, and a card has two of them on a line.
const maxName = 80

// code is a name or an id of others, to be copied.
func code(s string) richText { return copied(s, maxName, maxName) }

// bold is a name of others in bold.
func bold(s string) richText {
	if line(s) == "" {
		return nil
	}
	return strong(clipped(s, maxName, maxName))
}

// strong puts words in bold.
func strong(w richText) richText {
	return func(l *Language, as look) string {
		if as == mrkdwn {
			return "*" + w.in(l, as) + "*"
		}
		return w.in(l, as)
	}
}

// typed is a command of ours, to be copied.
func typed(command string) richText { return copied(Slash+" "+line(command), 2200, 900) }

// quoted is what somebody wrote, told apart from what we say.
func quoted(s string) richText {
	if s = line(s); s == "" {
		return nil
	}
	return func(_ *Language, as look) string {
		if as == mrkdwn {
			return "> " + neutral(s, 2900)
		}
		return "“" + as.escape(s, 700) + "”"
	}
}

var (
	userID    = regexp.MustCompile(`^[UW][A-Z0-9]+$`)
	groupID   = regexp.MustCompile(`^S[A-Z0-9]+$`)
	channelID = regexp.MustCompile(`^[CG][A-Z0-9]+$`)
)

// person is whoever an id names; an id that is none is shown as text.
func person(id string) richText {
	switch {
	case id == "":
		return format("person.unknown")
	case id == request.System:
		return format("person.peerbot")
	case userID.MatchString(id):
		return token("<@" + id + ">")
	case groupID.MatchString(id):
		return token("<!subteam^" + id + ">")
	}
	return code(id)
}

// channel is a channel by id.
func channel(id string) richText {
	if channelID.MatchString(id) {
		return token("<#" + id + ">")
	}
	if directory.IsDirectMessage(id) {
		return format("channel.direct")
	}
	return code(id)
}

// token is what Slack shows as a name.
func token(s string) richText { return raw(s, s) }

// when is a moment, shown in the reader's time zone; nothing for the zero time.
func when(t time.Time) richText {
	if t.IsZero() {
		return nil
	}
	utc := t.UTC().Format("2006-01-02 15:04 UTC")
	return raw(fmt.Sprintf("<!date^%d^{date_short_pretty} {time}|%s>", t.Unix(), utc), utc)
}

// took is a duration as people say it: "12 s", "3 min 20 s", "2 h 5 min".
func took(d time.Duration) richText {
	d = max(d, 0).Round(time.Second)
	h, m, s := int(d/time.Hour), int(d%time.Hour/time.Minute), int(d%time.Minute/time.Second)
	switch {
	case h > 0 && m == 0:
		return format("time.hours", digits(h))
	case h > 0:
		return format("time.hours-minutes", digits(h), digits(m))
	case m > 0 && s == 0:
		return format("time.minutes", digits(m))
	case m > 0:
		return format("time.minutes-seconds", digits(m), digits(s))
	}
	return format("time.seconds", digits(max(s, 1)))
}

// digits is a number without a noun.
func digits(n int) richText {
	return func(l *Language, _ look) string { return l.printer.Sprint(n) }
}

// join puts a separator of ours between the words that are not empty.
func join(sep string, parts ...richText) richText {
	parts = slices.DeleteFunc(slices.Clone(parts), richText.empty)
	if len(parts) == 0 {
		return nil
	}
	return func(l *Language, as look) string {
		var out []string
		for _, p := range parts {
			if s := p.in(l, as); s != "" { // an icon is nothing in some places
				out = append(out, s)
			}
		}
		return strings.Join(out, sep)
	}
}

// and lists words as a sentence does: "a", "a and b", "a, b and c".
func and(parts ...richText) richText {
	if len(parts) < 2 {
		return join("", parts...)
	}
	last := len(parts) - 1
	return format("list.and", join(", ", parts[:last]...), parts[last])
}

// Slash is the slash command, as people type it and as the manifest declares it.
const Slash = "/peering"

func people(ids []string) richText {
	var out []richText
	for i, id := range ids {
		if i == maxPeople {
			out = append(out, format("more.people", digits(len(ids)-i)))
			break
		}
		out = append(out, person(id))
	}
	return and(out...)
}

// maxPeople is how many people an answer names: a user group can have hundreds.
const maxPeople = 10
