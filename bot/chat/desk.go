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

// ack answers one envelope; a nil payload only says that it came.
type ack func(payload any) error

// desk takes envelopes, answers them and hands the work on. It is safe for
// concurrent use, so that several sockets can share it.
type desk struct {
	chat    *Client
	handler Handler
	log     *slog.Logger
	seen    *seen
	work    *pool // commands and clicks
	express *pool
}

// newDesk returns a desk whose workers use ctx.
func newDesk(ctx context.Context, c *Client, h Handler) *desk {
	return &desk{
		chat: c, handler: h, log: c.log,
		seen:    newSeen(remembered),
		work:    newPool(ctx, c.opts.Workers, c.opts.QueueSize, c.opts.WorkTime),
		express: newPool(ctx, expressWorkers, expressQueueSize, callTimeout),
	}
}

// take answers e. closing says that no new work is taken any more; app is the
// id of our app, or empty when it is not known. It returns at once, but for
// the time that the acknowledgement waits for the socket.
func (d *desk) take(ctx context.Context, e envelope, app string, closing bool, reply ack) {
	a, err := e.read()
	switch {
	case err != nil:
		d.log.Warn("unreadable envelope", "type", e.Type, "envelope", e.ID, "error", tidy(err))
		d.answer(e, reply, nil)
	case a.App != "" && app != "" && a.App != app:
		d.log.Warn("envelope for another app", "type", e.Type, "envelope", e.ID, "app", clip(a.App, 40))
		d.answer(e, reply, nil)
	case a.Form != nil: // knows by itself what came twice: one that was refused may come again
		d.submitted(e, *a.Form, closing, reply)
	case d.seen.before(key("envelope", e.ID), key("act", a.Once)):
		d.log.Info("envelope delivered again", "type", e.Type, "envelope", e.ID)
		d.answer(e, reply, nil)
	case a.Typed != nil:
		d.typed(ctx, e, a, closing, reply)
	case a.Clicked != nil:
		d.clicked(e, a, closing, reply)
	default:
		d.log.Debug("envelope skipped", "type", e.Type, "envelope", e.ID, "reason", a.Skip)
		d.answer(e, reply, nil)
	}
}

// key keeps envelope ids and trigger ids apart; the key of nothing is nothing.
func key(kind, id string) string {
	if id == "" {
		return ""
	}
	return kind + " " + id
}

// answer acknowledges e and reports whether that worked.
func (d *desk) answer(e envelope, reply ack, payload any) bool {
	if err := reply(payload); err != nil {
		d.log.Warn("could not acknowledge", "type", e.Type, "envelope", e.ID, "error", tidy(err))
		return false
	}
	return true
}

// typed asks the handler what to say, says it, and queues the rest. A command
// that could not be acknowledged is not carried out: Slack has told the person
// that it failed, and they will type it again.
func (d *desk) typed(ctx context.Context, e envelope, a arrival, closing bool, reply ack) {
	t := *a.Typed
	now, later := d.ask(ctx, a)
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
		payload = whisper(now)
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
		d.whisper(t.Where, now)
	}
	if later != nil {
		d.work.add(func(ctx context.Context) { d.contain(ctx, t.Where, later) })
	}
}

// ask returns what the handler says to a command.
func (d *desk) ask(ctx context.Context, a arrival) (now notice.Notice, later func(context.Context)) {
	if a.Command != d.chat.opts.Command {
		return notice.OtherCommand{Ours: d.chat.opts.Command, Theirs: a.Command}, nil
	}
	defer func() {
		if p := recover(); p != nil {
			now, later = notice.Broken{Ref: d.panicked(a.Typed.Where, p)}, nil
		}
	}()
	return d.handler.Typed(ctx, *a.Typed)
}

// clicked queues what a button asks for. An acknowledgement of a click cannot
// say anything; when nothing can be said otherwise either, it is left out, and
// Slack puts a warning beside the button.
func (d *desk) clicked(e envelope, a arrival, closing bool, reply ack) {
	c := *a.Clicked
	pool, job := d.work, func(ctx context.Context) {
		d.contain(ctx, c.Where, func(ctx context.Context) { d.handler.Clicked(ctx, c) })
	}
	say := func(n notice.Notice) func(context.Context) {
		return func(ctx context.Context) { d.say(ctx, c.Where, n) }
	}
	asks, _ := c.Action.Asks()
	switch {
	case a.Bad != nil:
		d.log.Warn("unreadable button", "user", c.Where.User, "action", c.Action, "error", a.Bad)
		pool, job = d.express, say(notice.UnreadableButton{})
	case closing:
		// The workers end with the queue, and a whisper is part of the queue's
		// time too: no answer is the quickest way to say that nothing was done.
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
func (d *desk) askWhy(ctx context.Context, c bot.Interaction) {
	openCtx, cancel := context.WithTimeout(ctx, openWithin)
	defer cancel()
	if err := d.chat.openForm(openCtx, c); err != nil {
		d.log.Warn("could not open the form", "user", c.Where.User, "request", c.Value.Request, "error", err)
		d.say(ctx, c.Where, notice.UnopenedForm{Action: c.Action, Value: c.Value})
	}
}

// submitted checks a form and queues what it is for. A form that is not accepted
// stays open with what was typed.
func (d *desk) submitted(e envelope, f form, closing bool, reply ack) {
	c := f.Clicked
	refuse := func(p notice.FormProblem) {
		d.answer(e, reply, refusals(map[string]notice.FormRefusal{card.ReasonBlock: {Problem: p, Action: c.Action}}))
	}
	switch wrong := f.wrong(d.chat.opts.Now()); {
	case f.Bad != nil:
		d.log.Warn("unreadable form", "user", c.Where.User, "error", f.Bad)
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
	if d.seen.before(key("form", f.View)) {
		d.work.release()
		d.log.Info("form delivered again", "envelope", e.ID)
		d.answer(e, reply, nil)
		return
	}
	if !d.answer(e, reply, nil) {
		d.work.release()
		return
	}
	d.work.add(func(ctx context.Context) {
		d.contain(ctx, c.Where, func(ctx context.Context) { d.handler.Clicked(ctx, c) })
	})
}

// whisper says n to a person from a worker.
func (d *desk) whisper(to notice.Origin, n notice.Notice) {
	if !d.express.reserve() {
		d.log.Warn("queue full, answer lost", "user", to.User)
		return
	}
	d.express.add(func(ctx context.Context) { d.say(ctx, to, n) })
}

// say whispers n; that it could not be said is logged.
func (d *desk) say(ctx context.Context, to notice.Origin, n notice.Notice) {
	if err := d.chat.Whisper(ctx, to, n); err != nil {
		d.log.Warn("could not answer", "user", to.User, "channel", to.Channel, "error", err)
	}
}

// contain does a job; when it panics the person gets a reference to what the log says.
func (d *desk) contain(ctx context.Context, where notice.Origin, job func(context.Context)) {
	defer func() {
		if p := recover(); p != nil {
			n := notice.Broken{Ref: d.panicked(where, p)}
			// The job may have used up its time.
			ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), callTimeout)
			defer cancel()
			d.say(ctx, where, n)
		}
	}()
	job(ctx)
}

// panicked logs a panic and returns its reference.
func (d *desk) panicked(where notice.Origin, p any) string {
	ref := d.chat.ref()
	d.log.Error("panic", "ref", ref, "user", where.User, "channel", where.Channel,
		"panic", clip(fmt.Sprint(p), 500), "stack", string(debug.Stack()))
	return ref
}

// drain ends the workers when the queue is empty, or when grace is over: then
// stop makes their contexts end. It returns whether the work was finished.
func (d *desk) drain(grace time.Duration, stop func()) bool {
	d.work.close()
	d.express.close()
	defer stop()
	if ended(d.work.done, grace) && ended(d.express.done, grace) {
		return true
	}
	stop()
	ended(d.work.done, abandonAfter)
	ended(d.express.done, abandonAfter)
	return false
}

// abandonAfter is how long a worker has to notice that its context has ended.
const abandonAfter = 2 * time.Second

func ended(done <-chan struct{}, within time.Duration) bool {
	t := time.NewTimer(within)
	defer t.Stop()
	select {
	case <-done:
		return true
	case <-t.C:
		return false
	}
}
