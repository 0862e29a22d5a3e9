package workspace

import (
	"encoding/json"
	"testing"
	"testing/synctest"
	"time"
)

// The times of Slack's documentation: at once, a minute later, five later; each
// after the 3 s in which the one before was not acknowledged.
func TestAnEventIsSentFourTimesUntilItIsAcknowledged(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := New(Options{})
		s := &socket{out: make(chan []byte), gone: make(chan struct{})} // the test is its writer
		w.sockets, w.connected = []*socket{s}, true
		w.mu.Lock()
		w.emit("app_mention", nil, reply{})
		w.mu.Unlock()
		start := time.Now()
		for i, want := range []struct {
			after  time.Duration
			reason string
		}{{0, ""}, {3 * time.Second, "timeout"}, {66 * time.Second, "timeout"}, {369 * time.Second, "timeout"}} {
			var got struct {
				Attempt *int    `json:"retry_attempt"`
				Reason  *string `json:"retry_reason"`
			}
			if err := json.Unmarshal(<-s.out, &got); err != nil {
				t.Fatal(err)
			}
			if *got.Attempt != i || *got.Reason != want.reason || time.Since(start) != want.after {
				t.Errorf("attempt %d after %v with the reason %q, want %d after %v with %q", *got.Attempt, time.Since(start), *got.Reason, i, want.after, want.reason)
			}
		}
		synctest.Wait()
		<-time.NewTimer(time.Hour).C // there is no fifth
		w.mu.Lock()
		if w.eventsUnderWay != 0 {
			t.Errorf("%d events under way, want it given up", w.eventsUnderWay)
		}
		w.mu.Unlock()
		w.Close()
	})
}

func TestAThousandEventsMayBeUnderWay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := New(Options{})
		w.connected = true // and no socket
		w.mu.Lock()
		for range maxEvents + 5 {
			w.emit("app_mention", nil, reply{})
		}
		got := w.eventsUnderWay
		w.mu.Unlock()
		if got != maxEvents {
			t.Errorf("%d events under way, want %d", got, maxEvents)
		}
		w.Close()
	})
}
