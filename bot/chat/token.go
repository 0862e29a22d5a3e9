package chat

import (
	"context"
	"errors"
	"time"

	"peerbot/bot/outbox"
)

const (
	identifyTime = 10 * time.Second // for one question
	// askAgain is how long to wait before Slack is asked again who we are.
	askAgain = 5 * time.Second
)

// Identify asks Slack who the bot token is, until Slack says so. It returns a
// *FatalError when Slack refuses the token, and the error of ctx when that
// ends first: a Slack that cannot be reached, or has no time, says nothing
// about the token.
func (c *Client) Identify(ctx context.Context) (Identity, error) {
	for strikes := 0; ; strikes++ {
		me, err := c.askIdentity(ctx)
		if err == nil {
			c.log.Info("authenticated with Slack", "team", me.Team, "user", me.User)
			return me, nil
		}
		if ctx.Err() != nil {
			return Identity{}, context.Cause(ctx)
		}
		if f := fatalError(err, botToken, strikes); f != nil {
			return Identity{}, f
		}
		again := askAgain
		if se, ok := errors.AsType[*outbox.SendError](err); ok {
			again = max(again, se.RetryAfter)
		}
		c.log.Warn("Slack does not say who the bot token is, asking again", "in", again, "error", err)
		if err := wait(ctx, again); err != nil {
			return Identity{}, err
		}
	}
}

// watchBotToken asks Slack now and then whether the bot token is still good,
// and ends Run when it is not: the socket has another token, and would go on
// without it.
func (c *Client) watchBotToken(ctx context.Context, end context.CancelCauseFunc) {
	for strikes := 0; ctx.Err() == nil; _ = wait(ctx, c.opts.TokenTime) {
		_, err := c.askIdentity(ctx)
		switch {
		case err == nil:
			strikes = 0
			continue
		case ctx.Err() != nil:
			return
		}
		if f := fatalError(err, botToken, strikes); f != nil {
			end(f)
			return
		}
		strikes++
		c.log.Warn("cannot check the bot token with Slack, continuing", "error", err)
	}
}

func (c *Client) askIdentity(ctx context.Context) (Identity, error) {
	ctx, cancel := context.WithTimeout(ctx, identifyTime)
	defer cancel()
	return c.AuthTest(ctx)
}
