package sim

import (
	"errors"
	"maps"
	"sync"
	"time"
)

// Call is one request that the cloud answered, or lost the answer of.
type Call struct {
	Time      time.Time
	RequestID string
	Account   string // of the caller; "" when it was not recognised
	Region    string // as the credential scope says
	Service   string // ec2, sts, servicequotas or cloudtrail
	Action    string

	Principal      string            // ARN of the root or of the assumed-role session
	Session        string            // role session name; "" for the root
	SourceIdentity string            // "" without one
	SessionTags    map[string]string // nil without tags

	// Params holds the first 32 parameters by their full name, without
	// Action and Version, values cut at 256 bytes.
	Params map[string]string
	Code   string // of the error; "" for success
	Lost   bool   // the connection was closed instead of an answer
}

// maxCallParams is how many parameters of a request the log keeps.
const maxCallParams = 32

// callLog keeps the newest calls and counts all.
type callLog struct {
	keep int

	mu    sync.Mutex // guards everything below
	all   []Call
	first int // number of all[0] since the beginning
}

func (l *callLog) add(c Call) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.all) >= 2*l.keep {
		// Half of it goes at once, so that adding stays cheap.
		l.first += l.keep
		l.all = append([]Call(nil), l.all[l.keep:]...)
	}
	l.all = append(l.all, c)
}

// CallCount returns how many calls there were since the cloud was made. It is
// a mark for [Cloud.CallsSince].
func (c *Cloud) CallCount() int {
	c.calls.mu.Lock()
	defer c.calls.mu.Unlock()
	return c.calls.first + len(c.calls.all)
}

// Calls returns the calls that the log still has, oldest first. It keeps at
// least the last Options.CallLog.
func (c *Cloud) Calls() []Call { return c.CallsSince(0) }

// CallsSince returns the calls after the first n, oldest first. Params and
// SessionTags are shared with the log: do not change them.
func (c *Cloud) CallsSince(n int) []Call {
	c.calls.mu.Lock()
	defer c.calls.mu.Unlock()
	n = min(max(n-c.calls.first, 0), len(c.calls.all))
	return append([]Call(nil), c.calls.all[n:]...)
}

// entry describes a call for the log.
func (k *call) entry(err error) Call {
	e := Call{
		Time:      k.now,
		RequestID: k.id,
		Account:   k.who.account,
		Region:    clip(k.region),
		Service:   clip(k.service),
		Action:    clip(k.action),
		Principal: k.who.arn,
		Params:    k.in.flat(maxCallParams + 2),
	}
	maps.DeleteFunc(e.Params, func(name, _ string) bool { return name == "Action" || name == "Version" })
	if s := k.who.session; s != nil {
		e.Session, e.SourceIdentity, e.SessionTags = s.name, s.sourceIdentity, s.tags
	}
	if err != nil {
		e.Code = "InternalError"
		if r, ok := errors.AsType[*refusal](err); ok {
			e.Code = r.code
		}
	}
	return e
}
