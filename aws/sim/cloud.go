package sim

import (
	"log/slog"
	"sync"
	"sync/atomic"
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
	seed      uint64
	answers   Answers

	requests atomic.Uint64 // how many there were
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
	lastID   uint64
	lastSeq  uint64
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
		seed:       o.Seed,
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
