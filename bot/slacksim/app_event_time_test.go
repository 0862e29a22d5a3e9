package slacksim

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

func TestAnAppHearsWhatItSubscribedToAndMayRead(t *testing.T) {
	for _, tt := range []struct {
		name string
		opts Options
		say  string // where alice says it
		text string
		want string // the types of the events
	}{
		{"all but messages by default", Options{}, "network", "<@U0PEERBOT> hello", "app_mention"},
		{"no mention", Options{}, "network", "hello", ""},
		{"in direct messages nobody is mentioned", Options{}, "peerbot", "<@U0PEERBOT> hello", ""},
		{"where the bot is not", Options{}, "elsewhere", "<@U0PEERBOT> hello", ""},
		{"named messages", Options{Events: []string{"message.channels"}}, "network", "hello", "message"},
		{"those of direct messages", Options{Events: []string{"message.im"}}, "peerbot", "hello", "message"},
		{"not those of others", Options{Events: []string{"message.im"}}, "network", "hello", ""},
		{"without the scope", Options{Scopes: []string{"chat:write"}}, "network", "<@U0PEERBOT> hello", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := New(tt.opts)
				s := &socket{out: make(chan []byte, 10), gone: make(chan struct{})}
				w.sockets = []*socket{s} // and not connected yet: what builds the world is not heard of
				w.AddUser(User{Name: "alice"})
				w.AddChannel(Channel{Name: "network"})
				w.AddChannel(Channel{Name: "elsewhere", NoBot: true})
				w.connected = true
				if _, err := w.say("alice", tt.say, tt.text, ""); err != nil {
					t.Fatal(err)
				}
				synctest.Wait()
				got := ""
				for len(s.out) > 0 {
					var e struct {
						Payload struct{ Event struct{ Type string } }
					}
					if err := json.Unmarshal(<-s.out, &e); err != nil {
						t.Fatal(err)
					}
					got += e.Payload.Event.Type
				}
				if got != tt.want {
					t.Errorf("the app hears %q, want %q", got, tt.want)
				}
				w.Close()
			})
		})
	}
}
