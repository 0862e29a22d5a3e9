package chat

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"github.com/slack-go/slack"
	"github.com/slack-go/slack/socketmode"
)

const (
	maxFrame = 4 << 20 // bytes; a click comes with the whole message around the button
	// flushFor is how long the socket stays open after the last acknowledgement
	// when we stop: slack-go writes them from a queue of its own and does not
	// say when it is empty.
	flushFor = 150 * time.Millisecond
)

// socket is one Socket Mode connection after the other. One goroutine at a
// time calls its methods.
type socket struct {
	chat       *Client
	dispatcher *dispatcher
	app        string // id of our app, once Slack has said hello
	strikes    int    // errors in a row that may become fatal
	health     *health
	greeted    func(connections int) // called with what Slack counts for the app
	beside     bool                  // another one is there, and goes on when this one ends
}

// run connects and takes what comes until ctx ends, Slack will not have us, or
// slack-go gives up. It never returns nil, and everything that it started has
// ended.
func (s *socket) run(ctx context.Context) error {
	sm := socketmode.New(s.chat.api, socketmode.OptionReadLimit(maxFrame))
	// The socket outlives ctx by the time that the last acknowledgements take.
	sockCtx, cut := context.WithCancelCause(context.WithoutCancel(ctx))
	defer cut(nil)
	over := make(chan error, 1)
	go func() { over <- sm.RunContext(sockCtx) }()
	defer func() { s.health.disconnected() }()

	stop, closing := ctx.Done(), false
	var flushed <-chan time.Time
	for {
		select {
		case ev := <-sm.Events:
			if err := s.take(ctx, sm, ev, closing); err != nil {
				cut(err)
				stop, closing = nil, !s.beside
			}
		case <-stop:
			stop, closing = nil, !s.beside
			t := time.NewTimer(flushFor)
			defer t.Stop()
			flushed = t.C
		case <-flushed:
			cut(ctx.Err())
		case err := <-over:
			if n := unanswered(sm); n > 0 {
				s.chat.log.Warn("Slack connection ended with envelopes unacknowledged", "count", n)
			}
			if cause := context.Cause(sockCtx); cause != nil {
				return cause
			}
			return s.verdict(err)
		}
	}
}

// unanswered counts the envelopes that slack-go had read when it ended. Slack
// tells the people behind them that it failed.
func unanswered(sm *socketmode.Client) int {
	n := 0
	for {
		select {
		case ev := <-sm.Events:
			if ev.Request != nil && ev.Request.EnvelopeID != "" {
				n++
			}
		default:
			return n
		}
	}
}

// take does what one event of slack-go asks for. An error ends the socket.
func (s *socket) take(ctx context.Context, sm *socketmode.Client, ev socketmode.Event, closing bool) error {
	switch ev.Type {
	case socketmode.EventTypeConnecting:
		// slack-go also says so when it is being stopped.
		if lasted := s.health.disconnected(); lasted > 0 && !closing {
			s.ended(lasted)
		}
	case socketmode.EventTypeConnected:
		s.strikes = 0
		s.health.connected()
		s.chat.log.Info("connected to Slack")
	case socketmode.EventTypeHello:
		s.hello(ev.Request)
	case socketmode.EventTypeConnectionError:
		return s.refused(ev)
	case socketmode.EventTypeErrorWriteFailed:
		if f, ok := ev.Data.(*socketmode.ErrorWriteFailed); ok && f.Response != nil {
			s.chat.log.Warn("acknowledgement not sent", "envelope", f.Response.EnvelopeID, "error", withoutSecrets(f.Cause))
		}
	case socketmode.EventTypeErrorBadMessage:
		// slack-go could not read it, which need not mean that we cannot.
		if m, ok := ev.Data.(*socketmode.ErrorBadMessage); ok {
			s.unreadable(ctx, sm, m, closing)
		}
	case socketmode.EventTypeIncomingError:
		// Also comes, by chance, with every reconnect: nothing to warn of.
		if f, ok := ev.Data.(*slack.IncomingEventError); ok {
			s.chat.log.Debug("cannot read from Slack connection", "error", withoutSecrets(f.ErrorObj))
		}
	default:
		if r := ev.Request; r != nil && r.EnvelopeID != "" {
			s.deliver(ctx, sm, envelope{ID: r.EnvelopeID, Type: r.Type, Payload: r.Payload}, closing)
		}
	}
	return nil
}

func (s *socket) hello(r *socketmode.Request) {
	if r == nil {
		return
	}
	s.health.hello(r.NumConnections)
	s.greeted(r.NumConnections)
	if r.ConnectionInfo.AppID != "" {
		s.app = r.ConnectionInfo.AppID
	}
	s.chat.log.Info("Slack said hello", "connections", r.NumConnections, "app", s.app)
}

// ended logs the end of a connection. slack-go keeps the reason that Slack
// gives to itself; one that ends at once, again and again, has few of them.
func (s *socket) ended(lasted time.Duration) {
	if lasted < shortLife {
		s.chat.log.Warn("Slack connection did not last; if this goes on, check that Socket Mode is on "+
			"in the app's settings and that there are no more than 10 connections", "lasted", lasted)
		return
	}
	s.chat.log.Info("Slack connection ended, reconnecting", "lasted", lasted)
}

// refused judges a connection that could not be made.
func (s *socket) refused(ev socketmode.Event) error {
	e, ok := ev.Data.(*slack.ConnectionErrorEvent)
	if !ok || e.ErrorObj == nil {
		return nil
	}
	if errors.Is(e.ErrorObj, context.Canceled) {
		return nil
	}
	s.chat.log.Warn("cannot connect to Slack, will retry", "attempt", e.Attempt, "retry_in", e.Backoff, "error", sendError(e.ErrorObj, false))
	return s.fatal(e.ErrorObj)
}

// verdict judges why slack-go gave up.
func (s *socket) verdict(err error) error {
	if f := s.fatal(err); f != nil {
		return f
	}
	return sendError(err, false)
}

func (s *socket) fatal(err error) error {
	f := fatalError(err, appToken, s.strikes)
	if _, ok := doubtful[codeOf(err)]; ok {
		s.strikes++
	} else {
		s.strikes = 0
	}
	return f
}

// unreadable takes a frame that slack-go did not understand.
func (s *socket) unreadable(ctx context.Context, sm *socketmode.Client, m *socketmode.ErrorBadMessage, closing bool) {
	var e envelope
	if err := json.Unmarshal(m.Message, &e); err != nil || e.ID == "" {
		s.chat.log.Warn("cannot read frame", "bytes", len(m.Message), "error", withoutSecrets(m.Cause))
		return
	}
	s.deliver(ctx, sm, e, closing)
}

// deliver hands an envelope to the dispatcher with a way to answer it.
func (s *socket) deliver(ctx context.Context, sm *socketmode.Client, e envelope, closing bool) {
	s.health.event()
	s.dispatcher.dispatch(ctx, e, s.app, closing, func(payload any) error {
		// Not with ctx: what was taken is answered even when we are stopping.
		ackCtx, cancel := context.WithTimeout(context.WithoutCancel(ctx), ackWithin)
		defer cancel()
		return sm.AckCtx(ackCtx, e.ID, payload)
	})
}
