package sim

import (
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

// count returns how many calls there were.
func (l *callLog) count() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.first + len(l.all)
}

// since returns the calls after the first n that are still kept.
func (l *callLog) since(n int) []Call {
	l.mu.Lock()
	defer l.mu.Unlock()
	n = min(max(n-l.first, 0), len(l.all))
	return append([]Call(nil), l.all[n:]...)
}
