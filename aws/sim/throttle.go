package sim

import (
	"net/http"
	"strings"
	"time"
)

// rate is the size of a token bucket and how many tokens come back every
// second.
type rate struct{ size, refill int }

// The buckets of EC2 and CloudTrail. Every account has one per Region and
// action.
// https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-throttling.html
var (
	rateRead     = rate{100, 20} // Describe*
	rateReadAll  = rate{50, 10}  // some reads without filter and without pages
	rateGroups   = rate{20, 5}   // DescribeStaleSecurityGroups, DescribeSecurityGroupReferences
	rateTags     = rate{100, 10} // CreateTags, DeleteTags
	rateLookup   = rate{2, 2}    // cloudtrail:LookupEvents
	rateMutating = rate{50, 5}   // everything else; resource-intensive actions have the same
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
	tokens int
	at     time.Time
}

// SetThrottle switches EC2's rate limits on or off. The buckets begin full.
func (c *Cloud) SetThrottle(on bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.throttle = on
	clear(c.buckets)
}

// takeToken refuses a call for which its bucket has no token left. Calls that
// are refused for another reason, or with DryRun, cost a token too.
func (k *call) takeToken() error {
	r := rateOf(k.service, k.action)
	if r.size == 0 || !k.cloud.throttle {
		return nil
	}
	key := bucketKey{placeKey{k.who.account, k.region}, k.action, false}
	// Of the actions that exist here only this one is on the list of those
	// that are dearer without a filter and without pages.
	if k.action == "DescribeSecurityGroups" && !k.in.has("Filter") && !k.in.has("MaxResults") {
		key.all, r = true, rateReadAll
	}
	b, ok := k.cloud.buckets[key]
	if !ok {
		b = bucket{tokens: r.size, at: k.now}
	}
	b = b.refilled(r, k.now)
	empty := b.tokens == 0
	if !empty {
		b.tokens--
	}
	k.cloud.buckets[key] = b
	switch {
	case !empty:
		return nil
	case k.service == "ec2":
		return refuseWith(http.StatusServiceUnavailable, "RequestLimitExceeded", "Request limit exceeded.")
	}
	return refuse("ThrottlingException", "Rate exceeded")
}

// refilled returns the bucket with the tokens of all whole seconds until now.
func (b bucket) refilled(r rate, now time.Time) bucket {
	seconds := now.Sub(b.at) / time.Second
	if seconds <= 0 {
		return b
	}
	if seconds > time.Duration(r.size) {
		return bucket{tokens: r.size, at: now}
	}
	return bucket{tokens: min(r.size, b.tokens+int(seconds)*r.refill), at: b.at.Add(seconds * time.Second)}
}

// rateOf returns the bucket of an action, the zero one for no limit.
func rateOf(service, action string) rate {
	switch {
	case service == "cloudtrail":
		return rateLookup
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
