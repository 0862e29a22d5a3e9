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
			return 0, o.Store.MarkFailed(ctx, id, "the card it answers to could not be posted", true, o.Now())
		}
		if card.TS == "" && card.Reason != "" {
			return fixableRetry, nil
		}
		if card.TS == "" {
			return time.Second, nil // the card comes first
		}
		thread = card.TS
	}
	channel, ts, err := o.post(ctx, m, thread, n)
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
	if m.TS != "" {
		return m.PostedIn, m.TS, sender.Update(ctx, m.PostedIn, m.TS, n)
	}
	key := "peerbot/" + o.Install + "/" + m.ID
	if m.Attempted {
		ts, ok, err := sender.Lookup(ctx, m.To.Address, thread, key)
		if err != nil {
			return "", "", err
		}
		if ok {
			// It shows an older state perhaps: bring it up to date.
			return m.To.Address, ts, sender.Update(ctx, m.To.Address, ts, n)
		}
	}
	if err := o.Store.MarkAttempted(ctx, m.ID); err != nil {
		return "", "", err
	}
	return sender.Post(ctx, m.To.Address, thread, key, n)
}

// handleSendError decides what becomes of a message that could not be sent.
func (o *Outbox) handleSendError(ctx context.Context, m store.Message, err error) (time.Duration, error) {
	var se *SendError
	if !errors.As(err, &se) {
		return 0, err
	}
	if se.RetryAfter > 0 {
		return se.RetryAfter, nil
	}
	if se.Final {
		log := o.Log.With("channel", m.To.Address)
		if request.SubjectOf(m.About) == request.SubjectRequest {
			log = log.With("request", m.About)
		} else if m.About != "" {
			log = log.With("finding", m.About) // or a group of them
		}
		log.WarnContext(ctx, "cannot deliver message", "code", se.Code, "error", se.Err)
	}
	if fixable[se.Code] {
		if m.Reason == "" {
			o.tellOperators(ctx, m, se.Code)
		}
		return fixableRetry, o.Store.MarkFailed(ctx, m.ID, se.Error(), false, o.Now())
	}
	if uerr := o.Store.MarkFailed(ctx, m.ID, se.Error(), se.Final, o.Now()); uerr != nil {
		return 0, uerr
	}
	if se.Final {
		return 0, nil
	}
	return 0, err
}

// fixable are Slack's codes for what somebody can fix: the message is kept, and
// tried again every fixableRetry.
var fixable = map[string]bool{
	"not_in_channel": true, "channel_not_found": true, "is_archived": true, "user_not_in_channel": true,
	"missing_scope": true, "no_permission": true, "access_denied": true, "restricted_action": true,
	"restricted_action_read_only_channel": true, "messages_tab_disabled": true,
}

const fixableRetry = 10 * time.Minute

// tellOperators says in the operators' channel that a message cannot be posted
// where it should be.
func (o *Outbox) tellOperators(ctx context.Context, m store.Message, code string) {
	if m.To == store.Channel(o.Routing.Operators) {
		return // it is in the log and the metrics
	}
	notes := Notes(o.Routing.Routes(Subject{Occasion: ForOperators}), notice.NoteUndeliverable)
	if len(notes) == 0 {
		return
	}
	for k := range notes {
		notes[k].Undeliverable = &notice.Undeliverable{About: m.About, Channel: m.To.Address, Code: code, Retry: fixableRetry}
	}
	if _, err := o.Store.Save(ctx, store.Change{At: o.Now(), Notes: notes}); err != nil {
		o.Log.WarnContext(ctx, "cannot notify operators", "error", err)
	}
}
