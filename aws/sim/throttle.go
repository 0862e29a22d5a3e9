package sim

import (
	"maps"
	"strings"
	"sync"
	"time"
)

// rate is the size of a token bucket and how many tokens come back every
// second.
type rate struct{ size, refill int }

// The buckets of EC2, CloudTrail and STS. Every account has one per Region and
// action, and of STS one per Region. Service Quotas does not say how many calls
// it takes, and takes all here.
// https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-throttling.html
var (
	rateRead     = rate{100, 20}  // Describe*
	rateReadAll  = rate{50, 10}   // some reads without filter and without pages
	rateGroups   = rate{20, 5}    // DescribeStaleSecurityGroups, DescribeSecurityGroupReferences
	rateTags     = rate{100, 10}  // CreateTags, DeleteTags
	rateLookup   = rate{2, 2}     // cloudtrail:LookupEvents
	rateSTS      = rate{600, 600} // all of STS together
	rateMutating = rate{50, 5}    // everything else; resource-intensive actions have the same
)

// bucketKey names one bucket. Calls of some reads draw from another bucket
// when they ask for everything.
type bucketKey struct {
	placeKey
	action string
	all    bool
}

// bucket is a token bucket as it was at a time. Tokens come back once a
// second, not bit by bit.
type bucket struct {
	rate
	tokens int
	at     time.Time
}

// throttle holds the buckets that somebody has drawn from.
type throttle struct {
	mu      sync.Mutex
	on      bool
	buckets map[bucketKey]bucket
}

// maxBuckets is how many buckets there may be before those that are full
// again are looked for. A sweep of 100 accounts needs 10,000.
const maxBuckets = 50_000

func (t *throttle) set(on bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.on, t.buckets = on, map[bucketKey]bucket{}
}

// take draws a token and says whether there was one.
func (t *throttle) take(key bucketKey, r rate, now time.Time) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	if !t.on {
		return true
	}
	b, ok := t.buckets[key]
	if !ok {
		if len(t.buckets) >= maxBuckets {
			t.forget(now)
		}
		b = bucket{rate: r, tokens: r.size, at: now}
	}
	b = b.refilled(now)
	full := b.tokens > 0
	if full {
		b.tokens--
	}
	t.buckets[key] = b
	return full
}

// forget drops the buckets that are as full as new ones.
func (t *throttle) forget(now time.Time) {
	maps.DeleteFunc(t.buckets, func(_ bucketKey, b bucket) bool { return b.refilled(now).tokens == b.size })
}

// refilled returns the bucket with the tokens of all whole seconds until now.
func (b bucket) refilled(now time.Time) bucket {
	seconds := now.Sub(b.at) / time.Second
	if seconds <= 0 {
		return b
	}
	if seconds > time.Duration(b.size) {
		b.tokens, b.at = b.size, now
		return b
	}
	b.tokens, b.at = min(b.size, b.tokens+int(seconds)*b.refill), b.at.Add(seconds*time.Second)
	return b
}

// rateOf returns the bucket of an action, the zero one for no limit.
func rateOf(service, action string) rate {
	switch {
	case service == "cloudtrail":
		return rateLookup
	case service == "sts":
		return rateSTS
	case service != "ec2":
		return rate{}
	case action == "DescribeStaleSecurityGroups", action == "DescribeSecurityGroupReferences":
		return rateGroups
	case strings.HasPrefix(action, "Describe"):
		return rateRead
	case action == "CreateTags", action == "DeleteTags":
		return rateTags
	}
	return rateMutating
}
