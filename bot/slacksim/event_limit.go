package slacksim

import "time"

// maxHourlyEvents is how many events an app is sent in an hour;
// https://docs.slack.dev/reference/events/app_rate_limited. Whether Slack's hour
// slides is not known; here one begins with the first event after the last.
const maxHourlyEvents = 30_000

// eventLimit counts the events of an hour.
type eventLimit struct {
	since time.Time
	sent  int
	told  time.Time // the minute of which the app was told last
}

// take counts one event, and reports whether it may be sent.
func (l *eventLimit) take(now time.Time, factor int) bool {
	if now.Sub(l.since) >= time.Hour {
		*l = eventLimit{since: now}
	}
	if factor >= 0 && l.sent >= maxHourlyEvents*factor {
		return false
	}
	l.sent++
	return true
}
