package card

import (
	"strconv"
	"strings"
	"time"

	"peerbot/bot/notice"
)

// cardLinks adds where the cards of requests are. The request is named once for all
// of its cards that follow one another.
func (m *message) cardLinks(links []notice.Link) {
	var out []richText
	for i, l := range links {
		where := channel(l.Channel)
		if i == 0 || links[i-1].Request != l.Request {
			where = join(": ", code(l.Request), format("answer.card", where))
		}
		out = append(out, join(", ", where, when(posted(l.TS))))
	}
	if len(out) > 8 {
		out = append(out[:8], format("list.and-more", plural(len(out)-8, "more.card")))
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
