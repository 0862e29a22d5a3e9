package chat

import (
	"context"
	"time"
)

const (
	// countWithin is how long Slack may take to greet a connection that is opened to
	// count the others.
	countWithin = 30 * time.Second
	// ownConnections are ours while they are counted: the one that is always there,
	// and the one that counts.
	ownConnections = 2
)

// watchOthers has Options.Others told, once, when other processes are connected to
// Slack with our app, and still are after a while: when a process takes over from
// another, or Slack moves a connection, there are two for a moment. Slack counts
// them only in the greeting of a new connection.
func (c *Client) watchOthers(ctx context.Context, d *dispatcher) {
	if c.opts.Others == nil {
		return
	}
	for {
		select {
		case <-ctx.Done():
			return
		case <-c.crowded:
		}
		if wait(ctx, c.opts.OthersTime) != nil {
			return
		}
		if n := c.countConnections(ctx, d) - ownConnections; n > 0 {
			c.opts.Others(ctx, n)
			return
		}
	}
}

// countConnections opens one more connection beside the one that is there, and
// returns how many the app has then, in all processes; 0 when Slack does not say.
// What comes in by it is worked on as any other.
func (c *Client) countConnections(ctx context.Context, d *dispatcher) int {
	ctx, stop := context.WithTimeout(ctx, countWithin)
	defer stop()
	n := 0
	s := &socket{chat: c, dispatcher: d, health: &health{now: c.opts.Now}, beside: true, greeted: func(connections int) {
		n = connections
		stop()
	}}
	err := s.run(ctx)
	if n == 0 {
		c.log.Info("cannot count the app's connections", "error", withoutSecrets(err))
	}
	return n
}

// greeted notes how many connections Slack counts, of which one is ours.
func (c *Client) greeted(connections int) {
	if connections < ownConnections {
		return
	}
	select {
	case c.crowded <- struct{}{}:
	default: // it is looked into already
	}
}
