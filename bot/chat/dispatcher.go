package chat

import (
	"context"
	"fmt"
	"log/slog"
	"runtime/debug"
	"time"

	"peerbot/bot"
	"peerbot/bot/card"
	"peerbot/bot/notice"
)

const (
	// ackWithin is how long an acknowledgement may wait for the socket. Slack
	// waits three seconds in all.
	ackWithin = time.Second
	// remembered is how many deliveries are known again. Slack repeats a
	// delivery within minutes, if at all.
	remembered = 8192

	// The express pool does what must not wait behind commands: forms, which
	// have three seconds, and saying that there is too much to do.
	expressWorkers   = 4
	expressQueueSize = 256
)

// ackFunc acknowledges one envelope to Slack; a nil payload only says that it
// came.
type ackFunc func(payload any) error

// dispatcher takes envelopes, acknowledges them and has workers do what they ask
// for. It is safe for concurrent use, so that several sockets can share it.
type dispatcher struct {
	chat    *Client
	handler Handler
	log     *slog.Logger
	seen    *seen
	work    *pool // commands and clicks
	express *pool
}

// newDispatcher returns a dispatcher whose workers use ctx.
func newDispatcher(ctx context.Context, c *Client, h Handler) *dispatcher {
	return &dispatcher{
		chat: c, handler: h, log: c.log,
		seen:    newSeen(remembered),
		work:    newPool(ctx, c.opts.Workers, c.opts.QueueSize, c.opts.WorkTime),
		express: newPool(ctx, expressWorkers, expressQueueSize, callTimeout),
	}
}

// dispatch acknowledges e and queues what it asks for. closing says that no new
// work is taken any more; app is the id of our app, or empty when it is not
// known. It waits for nothing but the socket that takes the acknowledgement.
func (d *dispatcher) dispatch(ctx context.Context, e envelope, app string, closing bool, reply ackFunc) {
	ev, err := e.read()
	switch {
	case err != nil:
		d.log.Warn("cannot read envelope", "type", e.Type, "envelope", e.ID, "error", withoutSecrets(err))
		d.answer(e, reply, nil)
	case ev.App != "" && app != "" && ev.App != app:
		d.log.Warn("envelope for another app", "type", e.Type, "envelope", e.ID, "app", clip(ev.App, 40))
		d.answer(e, reply, nil)
	case ev.Form != nil: // remembers only forms that were accepted: a refused one is sent again
		d.handleForm(e, *ev.Form, closing, reply)
	case d.seen.before(dedupKey("envelope", e.ID), dedupKey("act", ev.TriggerID)):
		d.log.Info("duplicate envelope", "type", e.Type, "envelope", e.ID)
		d.answer(e, reply, nil)
	case ev.Command != nil:
		d.handleCommand(ctx, e, ev, closing, reply)
	case ev.Interaction != nil:
		d.handleInteraction(e, ev, closing, reply)
	default:
		d.log.Debug("envelope skipped", "type", e.Type, "envelope", e.ID, "reason", ev.Skip)
		d.answer(e, reply, nil)
	}
}

// dedupKey returns the key by which something that was delivered before is
// recognised; empty for an empty id. kind keeps ids of different things apart.
func dedupKey(kind, id string) string {
	if id == "" {
		return ""
	}
	return kind + " " + id
}

// answer acknowledges e and reports whether Slack's socket took it.
func (d *dispatcher) answer(e envelope, reply ackFunc, payload any) bool {
	if err := reply(payload); err != nil {
		d.log.Warn("cannot acknowledge envelope", "type", e.Type, "envelope", e.ID, "error", withoutSecrets(err))
		return false
	}
	return true
}

// handleCommand calls the handler, acknowledges with the answer if there is one,
// and queues the rest. A command that could not be acknowledged is not carried
// out: Slack has told the person that it failed, and they will type it again.
func (d *dispatcher) handleCommand(ctx context.Context, e envelope, ev event, closing bool, reply ackFunc) {
	t := *ev.Command
	now, later := d.callHandler(ctx, ev)
	switch {
	case later == nil:
	case closing:
		now, later = notice.Restarting{}, nil
	case !d.work.reserve():
		d.log.Warn("queue full", "user", t.Where.User)
		now, later = notice.Busy{}, nil
	}
	var payload any
	large := false
	if now != nil {
		payload = ephemeral(now)
		if large = !fits(e.ID, payload); large {
			payload = nil
		}
	}
	if !d.answer(e, reply, payload) {
		if later != nil {
			d.work.release()
		}
		return
	}
	if large {
		d.queueEphemeral(t.Where, now)
	}
	if later != nil {
		d.work.add(func(ctx context.Context) { d.contain(ctx, t.Where, later) })
	}
}

// callHandler returns what the handler answers to a command, or that it
// panicked.
func (d *dispatcher) callHandler(ctx context.Context, ev event) (now notice.Notice, later func(context.Context)) {
	if ev.Word != d.chat.opts.Command {
		return notice.OtherCommand{Ours: d.chat.opts.Command, Theirs: ev.Word}, nil
	}
	defer func() {
		if p := recover(); p != nil {
			now, later = notice.Broken{Ref: d.panicked(ev.Command.Where, p)}, nil
		}
	}()
	return d.handler.HandleCommand(ctx, *ev.Command)
}

// handleInteraction queues what a button asks for. An acknowledgement of a click
// cannot carry an answer. When none can be sent otherwise either, the click is
// not acknowledged, and Slack puts a warning beside the button.
func (d *dispatcher) handleInteraction(e envelope, ev event, closing bool, reply ackFunc) {
	c := *ev.Interaction
	pool, job := d.work, func(ctx context.Context) {
		d.contain(ctx, c.Where, func(ctx context.Context) { d.handler.HandleInteraction(ctx, c) })
	}
	say := func(n notice.Notice) func(context.Context) {
		return func(ctx context.Context) { d.sendEphemeral(ctx, c.Where, n) }
	}
	asks, _ := c.Action.Asks()
	switch {
	case ev.Bad != nil:
		d.log.Warn("cannot read button", "user", c.Where.User, "action", c.Action, "error", ev.Bad)
		pool, job = d.express, say(notice.UnreadableButton{})
	case closing:
		// The workers end with the queue, and sending an answer would take its
		// place in it: leaving the click unacknowledged is the quickest way to
		// show that nothing was done.
		return
	case asks:
		pool, job = d.express, func(ctx context.Context) { d.contain(ctx, c.Where, func(ctx context.Context) { d.askWhy(ctx, c) }) }
	}
	if !pool.reserve() {
		d.log.Warn("queue full", "user", c.Where.User)
		if pool, job = d.express, say(notice.Busy{}); !pool.reserve() {
			return
		}
	}
	if !d.answer(e, reply, nil) {
		pool.release()
		return
	}
	pool.add(job)
}

// askWhy opens the form of a button.
func (d *dispatcher) askWhy(ctx context.Context, c bot.Interaction) {
	openCtx, cancel := context.WithTimeout(ctx, openWithin)
	defer cancel()
	if err := d.chat.openForm(openCtx, c); err != nil {
		d.log.Warn("cannot open form", "user", c.Where.User, "request", c.Value.Request, "error", err)
		d.sendEphemeral(ctx, c.Where, notice.UnopenedForm{Action: c.Action, Value: c.Value})
	}
}

// handleForm checks a form and queues what it asks for. A form that is refused
// stays open, with what was typed and the reason.
func (d *dispatcher) handleForm(e envelope, f form, closing bool, reply ackFunc) {
	c := f.Interaction
	refuse := func(p notice.FormProblem) {
		d.answer(e, reply, refusals(map[string]notice.FormRefusal{card.ReasonBlock: {Problem: p, Action: c.Action}}))
	}
	switch wrong := f.wrong(d.chat.opts.Now()); {
	case f.Bad != nil:
		d.log.Warn("cannot read form", "user", c.Where.User, "error", f.Bad)
		refuse(notice.FormUnreadable)
		return
	case len(wrong) > 0:
		d.answer(e, reply, refusals(wrong))
		return
	case closing:
		refuse(notice.FormRestarting)
		return
	case !d.work.reserve():
		d.log.Warn("queue full", "user", c.Where.User)
		refuse(notice.FormBusy)
		return
	}
	if d.seen.before(dedupKey("form", f.View)) {
		d.work.release()
		d.log.Info("duplicate form", "envelope", e.ID)
		d.answer(e, reply, nil)
		return
	}
	if !d.answer(e, reply, nil) {
		d.work.release()
		return
	}
	d.work.add(func(ctx context.Context) {
		d.contain(ctx, c.Where, func(ctx context.Context) { d.handler.HandleInteraction(ctx, c) })
	})
}

// queueEphemeral has a worker send n to a person, where only they see it.
func (d *dispatcher) queueEphemeral(to notice.Origin, n notice.Notice) {
	if !d.express.reserve() {
		d.log.Warn("queue full, answer lost", "user", to.User)
		return
	}
	d.express.add(func(ctx context.Context) { d.sendEphemeral(ctx, to, n) })
}

// sendEphemeral sends n to a person, where only they see it. An error is logged.
func (d *dispatcher) sendEphemeral(ctx context.Context, to notice.Origin, n notice.Notice) {
	if err := d.chat.Ephemeral(ctx, to, n); err != nil {
		d.log.Warn("cannot send answer", "user", to.User, "channel", to.Channel, "error", err)
	}
}

// contain runs a job. A panic is logged, and the person is sent its reference.
func (d *dispatcher) contain(ctx context.Context, where notice.Origin, job func(context.Context)) {
	defer func() {
		if p := recover(); p != nil {
			n := notice.Broken{Ref: d.panicked(where, p)}
			// The job may have used up its time.
			ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), callTimeout)
			defer cancel()
			d.sendEphemeral(ctx, where, n)
		}
	}()
	job(ctx)
}

// panicked logs a panic and returns its reference.
func (d *dispatcher) panicked(where notice.Origin, p any) string {
	ref := d.chat.ref()
	d.log.Error("handler panicked", "ref", ref, "user", where.User, "channel", where.Channel,
		"panic", clip(fmt.Sprint(p), 500), "stack", string(debug.Stack()))
	return ref
}

// drain ends the workers when the queue is empty, or when grace is over: then
// stop makes their contexts end. It returns whether the work was finished.
func (d *dispatcher) drain(grace time.Duration, stop func()) bool {
	d.work.close()
	d.express.close()
	defer stop()
	if endedWithin(d.work.done, grace) && endedWithin(d.express.done, grace) {
		return true
	}
	stop()
	endedWithin(d.work.done, abandonAfter)
	endedWithin(d.express.done, abandonAfter)
	return false
}

// abandonAfter is how long a worker has to notice that its context has ended.
const abandonAfter = 2 * time.Second

// endedWithin waits until done is closed, for at most within, and reports whether it
// is.
func endedWithin(done <-chan struct{}, within time.Duration) bool {
	t := time.NewTimer(within)
	defer t.Stop()
	select {
	case <-done:
		return true
	case <-t.C:
		return false
	}
}
