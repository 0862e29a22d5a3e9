package chat

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync/atomic"
	"testing"
	"time"
)

func TestIdentifyWaitsForASlackThatSaysNothingOfTheToken(t *testing.T) {
	t.Parallel()
	s := newStub(t)
	var asked atomic.Int32
	good := s.answers["auth.test"]
	s.on("auth.test", func(w http.ResponseWriter, r *http.Request) {
		if asked.Add(1) == 1 {
			w.WriteHeader(http.StatusBadGateway) // a proxy in between
			return
		}
		good(w, r)
	})
	me, err := s.client().Identify(t.Context())
	if err != nil || me.Team != "T111" || asked.Load() != 2 {
		t.Errorf("Identify = %+v, %v after %d questions, want T111 after two", me, err, asked.Load())
	}
}

func TestIdentifyEndsWithItsContext(t *testing.T) {
	t.Parallel()
	s := newStub(t)
	s.status("auth.test", http.StatusTooManyRequests, "Retry-After", "30")
	ctx, stop := context.WithCancel(t.Context())
	go func() {
		s.waitFor("auth.test", 1)
		stop()
	}()
	if _, err := s.client().Identify(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("Identify: %v, want %v", err, context.Canceled)
	}
	if n := len(s.asked("auth.test")); n != 1 {
		t.Errorf("asked %d times, want once in the time that Slack names", n)
	}
}

func TestIdentifyEndsWhenSlackRefusesTheToken(t *testing.T) {
	t.Parallel()
	s := newStub(t)
	s.json("auth.test", `{"ok":false,"error":"account_inactive"}`)
	_, err := s.client().Identify(t.Context())
	if f, ok := errors.AsType[*FatalError](err); !ok || f.Token != botToken {
		t.Errorf("Identify: %v, want a fatal error about the bot token", err)
	}
}

// The socket has another token: it goes on when the bot token is revoked, and
// nothing can be said any more.
func TestRunEndsWhenTheBotTokenIsRevoked(t *testing.T) {
	t.Parallel()
	s := newStub(t)
	r := run(t, s, fakeHandler{}, func(o *Options) { o.TokenTime = 10 * time.Millisecond })
	s.socket()
	s.waitFor("auth.test", 3)
	s.json("auth.test", fmt.Sprintf(`{"ok":false,"error":%q}`, "token_revoked"))
	select {
	case err := <-r.ended:
		if f, ok := errors.AsType[*FatalError](err); !ok || f.Code != "token_revoked" || f.Token != botToken {
			t.Errorf("Run: %v, want a fatal error about the bot token", err)
		}
	case <-time.After(10 * time.Second):
		t.Error("Run goes on without a bot token")
	}
}
