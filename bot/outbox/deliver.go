package outbox

import (
	"context"
	"errors"
	"fmt"
	"time"

	"peerbot/bot/notice"
	"peerbot/bot/request"
	"peerbot/bot/store"
)

// settle is how long after its caller has given up a call of Slack's may still
// take effect: while the outcome of one is unknown, nothing else is sent.
const settle = 10 * time.Second

// Deliver sends or edits one message. A card always shows the present state of
// its request: edits that come in between are made up by the last one.
func (o *Outbox) Deliver(ctx context.Context, id string) (again time.Duration, err error) {
	got, err := o.Locks.Hold(ctx, "message/"+id, func(ctx context.Context) error {
		again, err = o.deliver(ctx, id)
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("deliver %s: %w", id, err)
	}
	if !got {
		return 300 * time.Millisecond, nil
	}
	return again, nil
}

func (o *Outbox) deliver(ctx context.Context, id string) (time.Duration, error) {
	m, err := o.Store.Message(ctx, id)
	if err != nil || m.Final || m.Sent() {
		return 0, err
	}
	if wait := m.TriedAt.Add(settle).Sub(o.Now()); m.Attempted && wait > 0 {
		return wait, nil
	}
	n, err := o.compose(ctx, m)
	if err != nil {
		return 0, err
	}
	thread := ""
	if m.Thread != "" {
		card, err := o.Store.Message(ctx, m.Thread)
		if err != nil {
			return 0, err
		}
		if card.Final && card.TS == "" {
			return 0, o.Store.MarkFailed(ctx, id, "the card it answers to could not be posted", store.Undeliverable, o.Now())
		}
		if card.TS == "" && card.Reason != "" {
			return fixableRetry, nil
		}
		if card.TS == "" {
			return time.Second, nil // the card comes first
		}
		thread = card.TS
	}
	if held, again, err := o.withheld(ctx, m); held {
		return again, err
	}
	channel, ts, err := o.post(ctx, m, thread, n)
	// What became of it is marked also when the time for it is over.
	ctx = context.WithoutCancel(ctx)
	if err != nil {
		return o.handleSendError(ctx, m, err)
	}
	return 0, o.Store.MarkSent(ctx, id, channel, ts, m.Wanted)
}

// post posts what was not posted yet, and edits what was. A post whose outcome
// is not known is looked up before it is tried again.
func (o *Outbox) post(ctx context.Context, m store.Message, thread string, n notice.Notice) (channel, ts string, err error) {
	sender, ok := o.Senders[m.To.Kind]
	if !ok {
		return "", "", &SendError{Final: true, Err: fmt.Errorf("nothing sends to a %s", m.To.Kind)}
	}
	key := "peerbot/" + o.Install + "/" + m.ID
	if m.Attempted && m.TS == "" {
		ts, ok, err := sender.Lookup(ctx, m.To.Address, thread, key)
		if err != nil && !cannotRead(err) {
			return "", "", err
		}
		if ok {
			m.PostedIn, m.TS = m.To.Address, ts // it shows an older state perhaps
		}
	}
	at := o.Now()
	if err := o.Store.MarkAttempted(ctx, m.ID, at); err != nil {
		return "", "", err
	}
	// A process that was frozen here is late: others may have sent it meanwhile.
	if o.Now().Sub(at) >= settle {
		return "", "", errors.New("it took too long to note that it is about to be sent")
	}
	if m.TS != "" {
		return m.PostedIn, m.TS, sender.Update(ctx, m.PostedIn, m.TS, n)
	}
	return sender.Post(ctx, m.To.Address, thread, key, n)
}

// cannotRead reports whether Slack refused a look-up for good, as it does in a
// public channel that the app is not in. Then the message is posted, at the
// risk of a second one: no card at all is worse.
func cannotRead(err error) bool {
	se, ok := errors.AsType[*SendError](err)
	return ok && se.Final
}

// handleSendError decides what becomes of a message that could not be sent.
func (o *Outbox) handleSendError(ctx context.Context, m store.Message, err error) (time.Duration, error) {
	se, ok := errors.AsType[*SendError](err)
	if !ok {
		return 0, err
	}
	failed := func(out store.Outcome, reason string) error {
		return o.Store.MarkFailed(ctx, m.ID, reason, out, o.Now())
	}
	switch { // what passes by itself is no reason: nobody has to do anything
	case se.Unknown:
		return 0, errors.Join(err, failed(store.MaybeSent, m.Reason))
	case se.RetryAfter > 0:
		return se.RetryAfter, failed(store.NotSent, m.Reason)
	case !se.Final:
		return 0, errors.Join(err, failed(store.NotSent, m.Reason))
	case m.TS != "" && se.Code == "message_not_found":
		// Somebody deleted the card, or the workspace's retention did.
		return time.Millisecond, o.Store.MarkSent(ctx, m.ID, "", "", 0)
	}
	log := o.Log.With("channel", m.To.Address)
	if request.SubjectOf(m.About) == request.SubjectRequest {
		log = log.With("request", m.About)
	} else if m.About != "" {
		log = log.With("finding", m.About) // or a group of them
	}
	log.WarnContext(ctx, "cannot deliver message", "code", se.Code, "error", se.Err)
	over, oerr := o.isOver(ctx, m)
	switch {
	case oerr != nil:
		return 0, oerr
	case !fixable[se.Code], over && m.Reason != "":
		return 0, failed(store.Undeliverable, se.Error())
	case m.Reason == "":
		if err := o.tellUndeliverable(ctx, m, se.Code); err != nil {
			return 0, err
		}
	}
	return fixableRetry, failed(store.NotSent, se.Error())
}

// fixable are Slack's codes for what somebody can fix: the message is kept, and
// tried again every fixableRetry.
var fixable = map[string]bool{
	"not_in_channel": true, "channel_not_found": true, "is_archived": true, "user_not_in_channel": true,
	"missing_scope": true, "no_permission": true, "access_denied": true, "restricted_action": true,
	"restricted_action_read_only_channel": true, "messages_tab_disabled": true, notice.ChannelExternal: true,
}

const fixableRetry = 10 * time.Minute

// isOver reports whether a message is about what has ended: a card of it that
// could not be posted is not worth trying for ever.
func (o *Outbox) isOver(ctx context.Context, m store.Message) (bool, error) {
	switch request.SubjectOf(m.About) {
	case request.SubjectRequest:
		r, err := o.Store.Request(ctx, m.About)
		if err != nil || r.State.Open() {
			return false, err
		}
		c, err := o.requestCard(ctx, r, request.Peering{ID: r.Peering})
		return err == nil && len(c.Open) == 0 && !c.Request.State.Open(), err // it may show others
	case request.SubjectFinding:
		f, err := o.Store.Finding(ctx, m.About)
		return err == nil && !f.Open(), err
	case request.SubjectGroup, request.SubjectPeering:
	}
	return false, nil
}

// tellUndeliverable says that a message cannot be posted where it should be.
// Whether that can be said is in the log and the metrics only.
func (o *Outbox) tellUndeliverable(ctx context.Context, m store.Message, code string) error {
	if m.Kind == notice.NoteUndeliverable {
		return nil
	}
	about := Subject{Occasion: Undeliverable, Channel: m.To.Address}
	if request.SubjectOf(m.About) == request.SubjectRequest && m.IsCard() {
		r, err := o.Store.Request(ctx, m.About)
		if err != nil {
			return err
		}
		about.Request = r
	}
	routes := o.Routing.Routes(about)
	if code == notice.ChannelExternal {
		more, err := o.deciders(ctx, m)
		if err != nil {
			return err
		}
		routes = distinct(append(routes, more...))
	}
	notes := Notes(routes, notice.NoteUndeliverable)
	if len(notes) == 0 {
		return nil
	}
	for k := range notes {
		notes[k].Undeliverable = &notice.Undeliverable{About: m.About, Channel: m.To.Address, Code: code, Retry: fixableRetry}
	}
	_, err := o.Store.Save(ctx, store.Change{At: o.Now(), Notes: notes})
	return err
}
