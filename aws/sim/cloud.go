package sim

import (
	"log/slog"
	"sync"
	"time"
)

// Options say how a [Cloud] behaves. The zero value is a cloud on the real
// clock where everything happens at once.
type Options struct {
	// Now is the clock; nil means time.Now. It is called with the cloud
	// locked, possibly several times at once, and must not call back into it.
	Now func() time.Time
	// Delays says how long AWS takes for what it does by itself.
	Delays Delays
	// Lag says how often a read shows what was, not what is.
	Lag Lag
	// Answers decides what nobody could verify about AWS.
	Answers Answers
	// Throttle switches EC2's rate limits on; see [Cloud.SetThrottle].
	Throttle bool
	// Log hears one debug line per call; nil means silence.
	Log *slog.Logger
	// Partition is the second field of every ARN; "" means "aws".
	Partition string
	// Seed makes the ids of one cloud differ from those of another. Equal
	// seeds and equal calls give equal ids.
	Seed uint64
	// CallLog is how many calls the log keeps; 0 means 100,000.
	CallLog int
	// OnCall, when set, hears every call after it was answered. It runs on
	// the goroutine of the request, without locks, and possibly several
	// times at once.
	OnCall func(Call)
}

// Cloud is a local AWS with any number of accounts and Regions. It is an
// [net/http.Handler] and safe for concurrent use.
type Cloud struct {
	clock     func() time.Time
	log       *slog.Logger
	onCall    func(Call)
	partition string
	answers   Answers

	throttle throttle
	faults   faults
	calls    callLog
	trails   trails

	// mu guards everything below. Calls that only look take it for reading,
	// unless there is a lag to count down; see [call.lock].
	mu       sync.RWMutex
	delays   Delays
	lag      Lag
	lags     bool // there is a lag or was one
	ids      ids
	places   map[placeKey]*place
	vpcs     map[string]*vpc
	peerings map[string]*peering
	// peeringsOf lists, for a VPC id, the peerings that name it on either
	// side, oldest first.
	peeringsOf map[string][]*peering
	optedIn    map[placeKey]bool
	quotas     map[quotaKey]float64
	roles      map[string]*role
	users      map[string]*user    // by access key id
	sessions   map[string]*session // by access key id
}

// New returns an empty cloud.
func New(o Options) *Cloud {
	c := &Cloud{
		clock:      o.Now,
		log:        o.Log,
		onCall:     o.OnCall,
		partition:  o.Partition,
		ids:        ids{seed: o.Seed},
		answers:    o.Answers,
		delays:     o.Delays,
		lag:        o.Lag,
		lags:       o.Lag != Lag{},
		places:     map[placeKey]*place{},
		vpcs:       map[string]*vpc{},
		peerings:   map[string]*peering{},
		peeringsOf: map[string][]*peering{},
		optedIn:    map[placeKey]bool{},
		quotas:     map[quotaKey]float64{},
		roles:      map[string]*role{},
		users:      map[string]*user{},
		sessions:   map[string]*session{},
		calls:      callLog{keep: o.CallLog},
	}
	c.throttle.set(o.Throttle)
	if c.clock == nil {
		c.clock = time.Now //nolint:forbidigo // the default of an injected clock
	}
	if c.log == nil {
		c.log = slog.New(slog.DiscardHandler)
	}
	if c.partition == "" {
		c.partition = "aws"
	}
	if c.calls.keep <= 0 {
		c.calls.keep = 100_000
	}
	return c
}

// SetDelays replaces the delays. Transitions that have begun keep theirs.
func (c *Cloud) SetDelays(d Delays) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.delays = d
}

// SetLag replaces the lag. Reads that are already lagging stay so.
func (c *Cloud) SetLag(l Lag) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.lag = l
	c.lags = c.lags || l != Lag{}
}

// SetThrottle switches EC2's rate limits on or off. The buckets begin full.
func (c *Cloud) SetThrottle(on bool) { c.throttle.set(on) }

// SetQuota changes the number that an account has for a quota of the service
// vpc, such as L-7E9ECCDB, in a Region. What is served is what is enforced,
// but for L-8312C5BB, which AWS does not let anybody change.
func (c *Cloud) SetQuota(account, region, code string, value float64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.quotas[quotaKey{placeKey{account, region}, code}] = value
}

// quota returns a number that is in force.
func (c *Cloud) quota(p placeKey, code string) float64 {
	if v, ok := c.quotas[quotaKey{p, code}]; ok && quotaDefaults[code].adjustable {
		return v
	}
	return defaultQuota(code, c.answers)
}

// OptIn enables a Region that is disabled until an account asks for it, such
// as ap-east-1.
func (c *Cloud) OptIn(account, region string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.optedIn[placeKey{account, region}] = true
}

// Inject adds a fault. When several match a call the oldest that is due hits
// it, and all of them count it. The returned function removes the fault; it
// may be called more than once.
func (c *Cloud) Inject(f Fault) (remove func()) { return c.faults.inject(f) }

// CallCount returns how many calls there were since the cloud was made. It is
// a mark for [Cloud.CallsSince].
func (c *Cloud) CallCount() int { return c.calls.count() }

// Calls returns the calls that the log still has, oldest first. It keeps at
// least the last Options.CallLog.
func (c *Cloud) Calls() []Call { return c.CallsSince(0) }

// CallsSince returns the calls after the first n, oldest first. Params and
// SessionTags are shared with the log: do not change them.
func (c *Cloud) CallsSince(n int) []Call { return c.calls.since(n) }

// place returns the place of an account in a Region, a new one if needed.
func (c *Cloud) place(account, region string) *place {
	p := c.peek(account, region)
	c.places[p.placeKey] = p
	return p
}

// peek returns the place of an account in a Region. One that does not exist is
// empty and not kept: who only looks, or is refused, leaves no trace.
func (c *Cloud) peek(account, region string) *place {
	k := placeKey{account, region}
	if p := c.places[k]; p != nil {
		return p
	}
	return &place{placeKey: k, tags: map[string]map[string]string{}, oldTags: map[string]*oldTags{}}
}
