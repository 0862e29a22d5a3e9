package slacksim_test

import (
	"errors"
	"testing"
	"time"

	"github.com/slack-go/slack"

	"peerbot/bot/slacksim"
)

func TestEachMethodHasItsTier(t *testing.T) {
	clock := newClock()
	w := newWorld(t, slacksim.Options{Now: clock.Now, TierFactor: 1})
	ts := w.form("chat.postMessage", "channel", "C0NET", "text", "x").TS
	for _, tt := range []struct {
		method string
		args   []string
		want   int           // calls at once
		wait   time.Duration // what slack-go is told then: until there is one more
	}{
		{"usergroups.users.list", []string{"usergroup", "S0NET"}, 20, 3 * time.Second},
		{"chat.update", []string{"channel", "C0NET", "ts", ts, "text", "y"}, 50, 2 * time.Second},
		{"users.info", []string{"user", "U0BOB"}, 100, time.Second},
		{"chat.postMessage", []string{"channel", "C0SHARED", "text", "y"}, 10, time.Second},
	} {
		calls := 0
		for ; calls < 200 && w.form(tt.method, tt.args...).OK; calls++ {
		}
		if calls != tt.want {
			t.Errorf("%s: %d calls at once, want %d", tt.method, calls, tt.want)
		}
		clock.advance(tt.wait)
		if got := w.form(tt.method, tt.args...); !got.OK {
			t.Errorf("%s after %v = %+v, want one more", tt.method, tt.wait, got)
		}
	}
	// The limit of a channel is not that of another.
	if got := w.form("chat.postMessage", "channel", "C0NET", "text", "y"); !got.OK {
		t.Errorf("in another channel = %+v", got)
	}
	var limited *slack.RateLimitedError
	for range 200 {
		if _, err := w.api().GetUserInfo("U0BOB"); err != nil {
			if !errors.As(err, &limited) || limited.RetryAfter != time.Second {
				t.Errorf("slack-go says %v, want to wait a second", err)
			}
			break
		}
	}
	if limited == nil {
		t.Error("slack-go is never limited")
	}
	w.request("PUT", "/faults/limits", map[string]any{"tier_factor": -1}, nil)
	for range 300 {
		if got := w.form("users.info", "user", "U0BOB"); !got.OK {
			t.Fatalf("without limits = %+v", got)
		}
	}
}

func TestLimitsAreTenTimesAsGenerousAsSlacksByDefault(t *testing.T) {
	clock := newClock()
	w := newWorld(t, slacksim.Options{Now: clock.Now})
	for i := range 101 {
		if got := w.form("chat.postMessage", "channel", "C0NET", "text", "y"); got.OK != (i < 100) {
			t.Fatalf("post %d at once = %+v, want 100", i+1, got)
		}
	}
}
