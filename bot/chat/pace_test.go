package chat

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

func TestConnectionsThatDoNotLastAreSlowedDown(t *testing.T) {
	t.Parallel()
	var p pace
	now := time.Unix(0, 0)
	var waits []time.Duration
	for range 10 {
		d := p.next(now, 0)
		waits = append(waits, d)
		now = now.Add(d)
	}
	want := []time.Duration{0, 1, 2, 4, 8, 16, 32, 64, 120, 120}
	for i := range want {
		if waits[i] != want[i]*time.Second {
			t.Fatalf("waits = %v, want %v seconds", waits, want)
		}
	}
}

func TestConnectionThatLastedIsFollowedAtOnce(t *testing.T) {
	t.Parallel()
	var p pace
	now := time.Unix(0, 0)
	for range 5 {
		now = now.Add(p.next(now, 0))
	}
	now = now.Add(shortLife)
	if d := p.next(now, 1); d != 0 {
		t.Errorf("wait after a connection of %v = %v, want 0", shortLife, d)
	}
	if d := p.next(now, 0); d != openEvery {
		t.Errorf("wait after a connection of 0 s = %v, want %v", d, openEvery)
	}
}

func TestJitterOnlyLengthensAWait(t *testing.T) {
	t.Parallel()
	now := time.Unix(1000, 0)
	for _, tt := range []struct {
		jitter float64
		want   time.Duration
	}{{0, time.Second}, {0.5, 1125 * time.Millisecond}, {1, 1250 * time.Millisecond}} {
		p := pace{last: now}
		if d := p.next(now, tt.jitter); d != tt.want {
			t.Errorf("next with jitter %v = %v, want %v", tt.jitter, d, tt.want)
		}
	}
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// newOpener returns an opener that counts what it lets through.
func newOpener(opens, others *int) *opener {
	count := roundTripper(func(r *http.Request) (*http.Response, error) {
		if strings.HasSuffix(r.URL.Path, openMethod) {
			*opens++
		} else {
			*others++
		}
		return &http.Response{StatusCode: http.StatusOK, Body: http.NoBody}, nil
	})
	return &opener{client: &http.Client{Transport: count}, now: time.Now, jitter: func() float64 { return 0 }, opened: func() {}}
}

func call(ctx context.Context, o *opener, method string) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, "https://slack.test/api/"+method, nil)
	if err != nil {
		return err
	}
	resp, err := o.Do(req)
	if err != nil {
		return err
	}
	return resp.Body.Close()
}

// slack-go asks again the moment that a connection ends; against a server that
// hangs up at once that was five thousand times a second.
func TestServerThatHangsUpIsNotStormed(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var opens, others int
		o := newOpener(&opens, &others)
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Minute)
		defer cancel()
		for call(ctx, o, openMethod) == nil {
		}
		// 0, 1, 3, 7, 15, 31, 63, 127 s, then every two minutes.
		if opens != 11 {
			t.Errorf("%d opens in ten minutes, want 11", opens)
		}
	})
}

func TestOtherCallsAreNotHeldBack(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var opens, others int
		o := newOpener(&opens, &others)
		start := time.Now()
		for range 100 {
			if err := call(t.Context(), o, "chat.postMessage"); err != nil {
				t.Fatal(err)
			}
		}
		if took := time.Since(start); took != 0 || others != 100 {
			t.Errorf("%d calls took %v, want 100 in no time", others, took)
		}
	})
}

func TestWaitForATurnEndsWithItsContext(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var opens, others int
		o := newOpener(&opens, &others)
		if err := call(t.Context(), o, openMethod); err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
		defer cancel()
		if err := call(ctx, o, openMethod); err == nil {
			t.Error("the second open went through before its time")
		}
		if opens != 1 {
			t.Errorf("%d opens, want 1", opens)
		}
	})
}
