package chat

import (
	"context"
	"net/http"
	"strings"
	"sync"
	"time"
)

const (
	openMethod = "apps.connections.open"
	// openEvery is the least time between two connections. slack-go has none:
	// a server that accepts and hangs up is asked thousands of times a second.
	openEvery = time.Second
	// openAtMost is how far the time between two connections grows while none
	// of them lasts.
	openAtMost = 2 * time.Minute
	// shortLife is how long a connection must last to count as one that worked.
	shortLife = 30 * time.Second
)

// pace says how long to wait before connecting. The zero value has seen no
// connection yet.
type pace struct {
	last       time.Time // when the last connection was let through
	shortLived int       // connections in a row that did not last
}

// next returns how long to wait at now, and counts that as done. jitter is
// between 0 and 1 and lengthens waits of a second or more by up to a quarter,
// so that replicas do not come back in step.
func (p *pace) next(now time.Time, jitter float64) time.Duration {
	if p.last.IsZero() {
		p.last = now
		return 0
	}
	if now.Sub(p.last) < shortLife {
		p.shortLived++
	} else {
		p.shortLived = 0
	}
	every := openEvery
	for range p.shortLived - 1 {
		if every = min(2*every, openAtMost); every == openAtMost {
			break
		}
	}
	if p.shortLived > 0 {
		every += time.Duration(jitter * float64(every) / 4)
	}
	wait := max(0, p.last.Add(every).Sub(now))
	p.last = now.Add(wait)
	return wait
}

// opener is the HTTP client of slack-go: it holds back calls that open a
// connection, and nothing else.
type opener struct {
	client *http.Client
	now    func() time.Time
	jitter func() float64
	opened func()

	mu   sync.Mutex // guards pace
	pace pace
}

// Do sends req, when its turn has come.
func (o *opener) Do(req *http.Request) (*http.Response, error) {
	if strings.HasSuffix(req.URL.Path, "/"+openMethod) {
		o.mu.Lock()
		d := o.pace.next(o.now(), o.jitter())
		o.mu.Unlock()
		if err := wait(req.Context(), d); err != nil {
			return nil, err
		}
		o.opened()
	}
	return o.client.Do(req)
}

// wait returns after d, or with the error of ctx when that ends first.
func wait(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return ctx.Err()
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
