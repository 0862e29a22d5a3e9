package directory

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"
)

func TestExternalChannels(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		channel Channel
		want    bool
	}{
		{Channel{}, false},
		{Channel{ExtShared: true, Shared: true}, true},
		{Channel{PendingExtShared: true}, true},
		{Channel{Shared: true, OrgShared: true}, false},                 // within the organisation
		{Channel{Shared: true, OrgShared: true, ExtShared: true}, true}, // and beyond it
		{Channel{Shared: true}, true},                                   // with whom, Slack does not say
	} {
		if got := tt.channel.External(); got != tt.want {
			t.Errorf("External of %+v = %t, want %t", tt.channel, got, tt.want)
		}
	}
}

type channels struct {
	calls   int
	channel Channel
	err     error
}

func (c *channels) Channel(context.Context, string) (Channel, error) {
	c.calls++
	return c.channel, c.err
}

func TestAnAudienceIsRememberedForAMinute(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	slack := &channels{}
	a := &Audience{Channels: slack, Now: func() time.Time { return now }}
	ask := func(want bool, calls int) {
		t.Helper()
		if got, err := a.External(t.Context(), "C1"); got != want || err != nil || slack.calls != calls {
			t.Errorf("External = %t, %v after %d calls; want %t after %d", got, err, slack.calls, want, calls)
		}
	}
	ask(false, 1)
	slack.channel.ExtShared = true
	now = now.Add(knownFor - 1)
	ask(false, 1)
	now = now.Add(1)
	ask(true, 2)
	slack.channel.ExtShared = false
	now = now.Add(knownFor)
	ask(false, 3)
	now, slack.err = now.Add(knownFor), errors.New("slack is away")
	if _, err := a.External(t.Context(), "C1"); !errors.Is(err, slack.err) {
		t.Errorf("External = %v while Slack is away, want an error: what was known is too old", err)
	}
	for _, id := range []string{"D1", "U1", "W1"} {
		if got, err := a.External(t.Context(), id); got || err != nil {
			t.Errorf("External of %s = %t, %v, want no", id, got, err)
		}
	}
	slack.err = nil
	for i := range 3 * maxKnown {
		if _, err := a.External(t.Context(), fmt.Sprintf("C%d", i)); err != nil {
			t.Fatal(err)
		}
	}
	if len(a.known) > maxKnown {
		t.Errorf("%d channels are remembered, want %d at most", len(a.known), maxKnown)
	}
}
