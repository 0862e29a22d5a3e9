package directory

import (
	"context"
	"fmt"
	"sync"
	"time"
)

// Channel is what Slack says of who reads a channel. The zero value is one of our
// own workspace alone.
type Channel struct {
	ID   string
	Name string // without #
	// ExtShared channels are shared with another organisation by Slack Connect, and
	// PendingExtShared ones once an invitation is accepted.
	ExtShared, PendingExtShared bool
	// Shared channels are shared with another workspace, and OrgShared ones with
	// one of our own Enterprise Grid organisation.
	Shared, OrgShared bool
}

// External reports whether people of other organisations read the channel, or may
// soon: they see what was posted before they came. Those of other workspaces of our
// own organisation count as ours, as they do in commands.
func (c Channel) External() bool {
	return c.ExtShared || c.PendingExtShared || c.Shared && !c.OrgShared
}

// Channels is what Slack says of channels. An error means that nothing is known of
// one.
type Channels interface {
	Channel(ctx context.Context, id string) (Channel, error)
}

const (
	// knownFor is how long it is taken as known who reads a channel.
	knownFor = time.Minute
	// maxKnown is of how many channels that is remembered.
	maxKnown = 1000
)

// Audience answers who reads a channel, and remembers it for a minute. It is safe
// for concurrent use.
type Audience struct {
	Channels Channels
	Now      func() time.Time

	mu    sync.Mutex
	known map[string]audience
}

type audience struct {
	external bool
	until    time.Time
}

// External reports whether people of other organisations read a channel. Direct
// messages go to people who were looked up. Any error means that this is not
// known, and that nothing may be posted there.
func (a *Audience) External(ctx context.Context, channel string) (bool, error) {
	if IsDirectMessage(channel) || IsUser(channel) {
		return false, nil
	}
	a.mu.Lock()
	k, ok := a.known[channel]
	a.mu.Unlock()
	if now := a.Now(); ok && now.Before(k.until) {
		return k.external, nil
	}
	c, err := a.Channels.Channel(ctx, channel)
	if err != nil {
		return false, fmt.Errorf("who reads %s: %w", channel, err)
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.known == nil || len(a.known) >= maxKnown {
		a.known = map[string]audience{}
	}
	a.known[channel] = audience{c.External(), a.Now().Add(knownFor)}
	return c.External(), nil
}
