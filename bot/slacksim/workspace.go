package slacksim

import (
	"encoding/json"
	"fmt"
	"net/http"
	"sync"
	"time"

	"peerbot/bot/slacksim/blockkit"
)

// Workspace is a local Slack. It is safe for concurrent use; Close ends it.
type Workspace struct {
	opts Options
	kit  *blockkit.Kit
	mux  http.Handler

	done  chan struct{} // closed by Close: ends long polls, streams and sockets
	tasks sync.WaitGroup

	faults faults // with a lock of their own

	mu       sync.Mutex // guards what follows
	closed   bool
	host     hostOf // by which the bot reaches us, for response URLs
	lastTS   int64  // microseconds of the last timestamp given out
	changes  int64  // counts every change that somebody can see
	users    map[string]*User
	order    []string // user ids in the order they were added
	channels map[string]*channel
	chOrder  []string
	groups   map[string]*UserGroup
	grOrder  []string
	watches  watches
	tickets  tickets
	sockets  []*socket
	pending  map[string]chan json.RawMessage // where answers are waited for, by envelope id
	triggers triggers
	modals   map[string][]*view // open ones, by person, the lowest first
	homes    map[string]*view   // Home tabs that were published, by person
	forms    forms
	files    files
	hooks    hooks
	limits   limits

	connected      bool // the app was, at least once
	eventsUnderWay int
	eventLimit     eventLimit
}

// Close ends every connection, long poll and stream, and waits for them. A
// closed workspace refuses new connections; its other addresses still answer.
func (w *Workspace) Close() {
	w.mu.Lock()
	if !w.closed {
		w.closed = true
		close(w.done)
	}
	w.mu.Unlock()
	w.tasks.Wait()
}

// setHost remembers an address for response URLs while no bot has connected,
// which would have told a better one: that by which it reaches us.
func (w *Workspace) setHost(h hostOf) {
	if w.host == (hostOf{}) {
		w.host = h
	}
}

// nextTS returns a timestamp as Slack writes it, greater than all before. The
// caller holds mu.
func (w *Workspace) nextTS() string {
	w.lastTS = max(w.lastTS+1, w.opts.Now().UnixMicro())
	return fmt.Sprintf("%010d.%06d", w.lastTS/1e6, w.lastTS%1e6)
}

// pause waits, and reports false when the workspace is closed meanwhile.
func (w *Workspace) pause(d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-w.done:
		return false
	}
}

func (w *Workspace) isClosed() bool {
	select {
	case <-w.done:
		return true
	default:
		return false
	}
}

// SetTierFactor makes the rate limits of the Web API so many times those of
// Slack's tiers; a negative factor turns them off.
func (w *Workspace) SetTierFactor(factor int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.limits.set(factor)
}
