package slacksim

import (
	"math"
	"net/http"
	"strconv"
	"time"
)

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

// SetTierFactor makes the rate limits of the Web API so many times those of
// Slack's tiers; a negative factor turns them off.
func (w *Workspace) SetTierFactor(factor int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.tierFactor, w.buckets = factor, map[string]*bucket{}
}

// limit returns how long a call has to wait, which then does not count.
func (w *Workspace) limit(name string, m method, p params) time.Duration {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.tierFactor < 0 {
		return 0
	}
	if name != "chat.postMessage" {
		if m.tier == 0 {
			return 0
		}
		return w.takeToken(name, m.tier, m.tier)
	}
	if c := w.botChannel(p["channel"]); c != nil {
		if wait := w.takeToken(name+" "+c.ID, channelPosts, channelBurst); wait > 0 {
			return wait
		}
	}
	return w.takeToken(name, allPosts, allPosts)
}

func (w *Workspace) takeToken(key string, perMinute, burst int) time.Duration {
	factor, now := float64(w.tierFactor), w.opts.Now()
	b := w.buckets[key]
	if b == nil {
		b = &bucket{float64(burst) * factor, now}
		w.buckets[key] = b
	}
	return b.take(now, float64(perMinute)*factor, float64(burst)*factor)
}

// limited answers a call that came too early.
func limited(rw http.ResponseWriter, wait time.Duration) (reply, int) {
	rw.Header().Set("Retry-After", strconv.Itoa(int(math.Ceil(wait.Seconds()))))
	return reply{"ok": false, "error": "ratelimited"}, http.StatusTooManyRequests
}
