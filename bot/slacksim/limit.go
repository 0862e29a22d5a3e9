package slacksim

import "time"

// Slack's tiers, in calls per minute for each method;
// https://docs.slack.dev/apis/web-api/rate-limits
const (
	tier2 = 20
	tier3 = 50
	tier4 = 100
	// Of chat.postMessage Slack says about one a second in a channel, with
	// bursts, and "several hundred" a minute in all. How long a burst may be is
	// our guess.
	channelPosts = 60
	channelBurst = 10
	allPosts     = 300
)

// defaultTierFactor makes room for demos and tests; 1 is what Slack promises at least.
const defaultTierFactor = 10

// bucket is a token bucket: it holds a minute's calls, or another burst.
type bucket struct {
	tokens float64
	at     time.Time
}

// take takes a token, or says when there is one.
func (b *bucket) take(now time.Time, perMinute, burst float64) (wait time.Duration) {
	b.tokens = min(burst, b.tokens+now.Sub(b.at).Minutes()*perMinute)
	b.at = now
	if b.tokens < 1 {
		return time.Duration((1 - b.tokens) / perMinute * float64(time.Minute))
	}
	b.tokens--
	return 0
}

// limits are the buckets of the methods, and of channels where it counts.
type limits struct {
	factor  int // of Slack's tiers; negative is no limit
	buckets map[string]*bucket
}

// set gives everybody full buckets.
func (l *limits) set(factor int) { l.factor, l.buckets = factor, map[string]*bucket{} }

// take counts a call, or returns how long it has to wait.
func (l *limits) take(key string, perMinute, burst int, now time.Time) time.Duration {
	factor := float64(l.factor)
	b := l.buckets[key]
	if b == nil {
		b = &bucket{float64(burst) * factor, now}
		l.buckets[key] = b
	}
	return b.take(now, float64(perMinute)*factor, float64(burst)*factor)
}
