package card

import (
	"fmt"
	"regexp"
	"strings"
	"time"

	"peerbot/bot/request"
)

// words is a piece of text in both forms. Slack's control characters in it
// are ours.
type words struct {
	mrkdwn string // for blocks
	plain  string // for the fallback text
}

// unmark takes our marks out of a format.
var unmark = strings.NewReplacer("*", "", "_", "", "`", "")

// say fills a format of ours, which may hold mrkdwn, with words for each %s.
func say(format string, parts ...words) words {
	rich, plain := make([]any, len(parts)), make([]any, len(parts))
	for i, p := range parts {
		rich[i], plain[i] = p.mrkdwn, p.plain
	}
	return words{fmt.Sprintf(format, rich...), fmt.Sprintf(unmark.Replace(format), plain...)}
}

// icon is a sign in front of a line; the fallback text says it in words.
func icon(sign string) words { return words{mrkdwn: sign + " "} }

// number is a number and its noun: "1 route", "2 routes".
func number(n int, noun string) words { return prose(count(n, noun)) }

func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// prose is text of others in running text, on one line.
func prose(s string) words { return clipped(s, 800, 300) }

// clipped is prose with limits of its own, in characters once escaped.
func clipped(s string, block, fallback int) words {
	return words{neutral(line(s), block), neutral(line(s), fallback)}
}

// maxName is where names are cut: the Name tag of a VPC may have 256
// characters, and a card has two of them on a line.
const maxName = 80

// named is a name or an id of others, to be copied.
func named(s string) words {
	s = line(s)
	if s == "" {
		return words{}
	}
	return words{"`" + inCode(s, maxName) + "`", neutral(s, maxName)}
}

// bold is a name of others in bold.
func bold(s string) words {
	s = line(s)
	if s == "" {
		return words{}
	}
	return say("*%s*", clipped(s, maxName, maxName))
}

// typed is a command of ours, to be copied.
func typed(command string) words {
	s := Slash + " " + line(command)
	return words{"`" + inCode(s, 2200) + "`", neutral(s, 900)}
}

// quoted is what somebody wrote, told apart from what we say.
func quoted(s string) words {
	s = line(s)
	if s == "" {
		return words{}
	}
	return words{"> " + neutral(s, 2900), "“" + neutral(s, 700) + "”"}
}

var (
	userID    = regexp.MustCompile(`^[UW][A-Z0-9]+$`)
	groupID   = regexp.MustCompile(`^S[A-Z0-9]+$`)
	channelID = regexp.MustCompile(`^[CG][A-Z0-9]+$`)
)

// person is whoever an id names; an id that is none is shown as text.
func person(id string) words {
	switch {
	case id == "":
		return say("somebody")
	case id == request.System:
		return say("peerbot")
	case userID.MatchString(id):
		return words{"<@" + id + ">", "<@" + id + ">"}
	case groupID.MatchString(id):
		return words{"<!subteam^" + id + ">", "<!subteam^" + id + ">"}
	}
	return named(id)
}

// channel is a channel by id.
func channel(id string) words {
	if channelID.MatchString(id) {
		return words{"<#" + id + ">", "<#" + id + ">"}
	}
	if strings.HasPrefix(id, "D") {
		return say("a direct message")
	}
	return named(id)
}

// when is a moment, shown in the reader's time zone; nothing for the zero time.
func when(t time.Time) words {
	if t.IsZero() {
		return words{}
	}
	utc := t.UTC().Format("2006-01-02 15:04 UTC")
	return words{fmt.Sprintf("<!date^%d^{date_short_pretty} {time}|%s>", t.Unix(), utc), utc}
}

// took is a duration as people say it: "12 s", "3 min 20 s", "2 h 5 min".
func took(d time.Duration) string {
	d = max(d, 0).Round(time.Second)
	h, m, s := int(d/time.Hour), int(d%time.Hour/time.Minute), int(d%time.Minute/time.Second)
	switch {
	case h > 0:
		return fmt.Sprintf("%d h %d min", h, m)
	case m > 0:
		return fmt.Sprintf("%d min %d s", m, s)
	}
	return fmt.Sprintf("%d s", s)
}

// join puts a separator of ours between the words that are not empty.
func join(sep string, parts ...words) words {
	var rich, plain []string
	for _, p := range parts {
		if p.mrkdwn != "" {
			rich = append(rich, p.mrkdwn)
		}
		if p.plain != "" {
			plain = append(plain, p.plain)
		}
	}
	return words{strings.Join(rich, sep), strings.Join(plain, unmark.Replace(sep))}
}

// and lists words as a sentence does: "a", "a and b", "a, b and c".
func and(parts ...words) words {
	if len(parts) < 2 {
		return join("", parts...)
	}
	last := len(parts) - 1
	return say("%s and %s", join(", ", parts[:last]...), parts[last])
}

func (w words) empty() bool { return w.mrkdwn == "" }
