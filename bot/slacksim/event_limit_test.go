package slacksim

import (
	"encoding/json"
	"testing"
	"testing/synctest"
	"time"

	"github.com/slack-go/slack/slackevents"
)

func TestThirtyThousandEventsAnHourAndThenTheAppIsTold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := New(Options{TierFactor: 1})
		s := &socket{out: make(chan []byte, 100), gone: make(chan struct{})}
		w.sockets, w.connected = []*socket{s}, true
		emit := func(n int) (events, told int) {
			t.Helper()
			for range n {
				w.mu.Lock()
				w.emit("app_mention", nil, reply{})
				w.mu.Unlock()
				synctest.Wait()
				for len(s.out) > 0 {
					var e envelope
					if err := json.Unmarshal(<-s.out, &e); err != nil {
						t.Fatal(err)
					}
					w.acknowledge(e.ID, nil)
					outer, err := slackevents.ParseEvent(e.Payload, slackevents.OptionNoVerifyToken())
					if err != nil {
						t.Fatalf("slack-go says %v of %s", err, e.Payload)
					}
					if outer.Type == "app_rate_limited" {
						told++
						continue
					}
					events++
				}
				synctest.Wait()
			}
			return events, told
		}
		if events, told := emit(30_000); events != 30_000 || told != 0 {
			t.Errorf("%d events, told %d times, want 30,000 and none", events, told)
		}
		if events, told := emit(5); events != 0 || told != 1 {
			t.Errorf("then %d events, told %d times, want none, told once", events, told)
		}
		<-time.NewTimer(time.Minute).C
		if events, told := emit(5); events != 0 || told != 1 {
			t.Errorf("a minute later %d events, told %d times, want none, told once", events, told)
		}
		<-time.NewTimer(time.Hour).C
		if events, told := emit(5); events != 5 || told != 0 {
			t.Errorf("an hour later %d events, told %d times, want 5", events, told)
		}
		w.Close()
	})
}
