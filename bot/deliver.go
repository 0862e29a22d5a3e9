package bot

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"peerbot/bot/finding"
	"peerbot/bot/notice"
	"peerbot/bot/outbox"
	"peerbot/bot/request"
	"peerbot/bot/store"
)

// Deliver sends or edits one message. A card always shows the present state of
// its request: edits that come in between are made up by the last one.
func (b *Bot) Deliver(ctx context.Context, id string) (again time.Duration, err error) {
	got, err := b.lease(ctx, "intent/"+id, leaseTime, func() error {
		again, err = b.deliver(ctx, id)
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

func (b *Bot) deliver(ctx context.Context, id string) (time.Duration, error) {
	i, err := b.Store.Intent(ctx, id)
	if err != nil || i.Final || i.Note != nil && i.TS != "" {
		return 0, err
	}
	n, version, err := b.message(ctx, i)
	if err != nil {
		return 0, err
	}
	if i.TS != "" && i.Shown >= version {
		return 0, nil
	}
	thread := ""
	if i.Thread != "" {
		card, err := b.Store.Intent(ctx, i.Thread)
		if err != nil {
			return 0, err
		}
		if card.Final && card.TS == "" {
			return 0, b.Store.Unsent(ctx, id, "the card it answers to could not be posted", true, b.Now())
		}
		if card.TS == "" && card.Reason != "" {
			return mendTime, nil
		}
		if card.TS == "" {
			return time.Second, nil // the card comes first
		}
		thread = card.TS
	}
	channel, ts, err := b.send(ctx, i, thread, n)
	if err != nil {
		return b.unsent(ctx, i, err)
	}
	return 0, b.Store.Sent(ctx, id, channel, ts, version)
}

// send posts what was not posted yet, and edits what was. A post whose outcome
// is not known is looked up before it is tried again.
func (b *Bot) send(ctx context.Context, i store.Message, thread string, n notice.Notice) (channel, ts string, err error) {
	if i.TS != "" {
		return i.PostedIn, i.TS, b.Chat.Update(ctx, i.PostedIn, i.TS, n)
	}
	key := "peerbot/" + b.Install + "/" + i.ID
	if i.Tried {
		ts, ok, err := b.Chat.Lookup(ctx, i.Channel, thread, key)
		if err != nil {
			return "", "", err
		}
		if ok {
			// It shows an older state perhaps: bring it up to date.
			return i.Channel, ts, b.Chat.Update(ctx, i.Channel, ts, n)
		}
	}
	if err := b.Store.Trying(ctx, i.ID); err != nil {
		return "", "", err
	}
	return b.Chat.Post(ctx, i.Channel, thread, key, n)
}

// unsent decides what becomes of a message that could not be sent.
func (b *Bot) unsent(ctx context.Context, i store.Message, err error) (time.Duration, error) {
	var se *outbox.SendError
	if !errors.As(err, &se) {
		return 0, err
	}
	if se.RetryAfter > 0 {
		return se.RetryAfter, nil
	}
	if se.Final {
		b.Log.WarnContext(ctx, "undeliverable message", "request", i.Request, "finding", i.Finding, "channel", i.Channel, "code", se.Code, "error", se.Err)
	}
	if mendable[se.Code] {
		if i.Reason == "" {
			b.tellOperators(ctx, i, se.Code)
		}
		return mendTime, b.Store.Unsent(ctx, i.ID, se.Error(), false, b.Now())
	}
	if uerr := b.Store.Unsent(ctx, i.ID, se.Error(), se.Final, b.Now()); uerr != nil {
		return 0, uerr
	}
	if se.Final {
		return 0, nil
	}
	return 0, err
}

// mendable are Slack's codes for what somebody can mend: the message is kept,
// and tried again every mendTime.
var mendable = map[string]bool{
	"not_in_channel": true, "channel_not_found": true, "is_archived": true, "user_not_in_channel": true,
	"missing_scope": true, "no_permission": true, "access_denied": true, "restricted_action": true,
	"restricted_action_read_only_channel": true, "messages_tab_disabled": true,
}

const mendTime = 10 * time.Minute

// tellOperators says in the operators' channel that a message cannot be posted
// where it should be.
func (b *Bot) tellOperators(ctx context.Context, i store.Message, code string) {
	if b.Drift.Channel == "" || b.Drift.Channel == i.Channel {
		return // the log and the metrics tell
	}
	about := i.Request + i.Finding
	if about == "" {
		about = "a message"
	}
	text := fmt.Sprintf("%s cannot be posted in %s: Slack says %s. Invite peerbot, unarchive the channel or correct the configuration; it is tried again every %d minutes.", about, i.Channel, code, int(mendTime.Minutes()))
	if _, err := b.Store.Save(ctx, store.Change{At: b.Now(), Notes: []store.Note{{Channel: b.Drift.Channel, Kind: notice.NotePlain, Text: text}}}); err != nil {
		b.Log.WarnContext(ctx, "operators not told", "error", err)
	}
}

// message returns what an intent says now, and the version of what it is about.
func (b *Bot) message(ctx context.Context, i store.Message) (notice.Notice, int64, error) {
	switch {
	case i.Request != "":
		return b.aboutRequest(ctx, i)
	case strings.HasPrefix(i.Finding, "G"):
		return b.aboutGroup(ctx, i)
	case i.Finding != "":
		f, err := b.Findings.Finding(ctx, i.Finding)
		if err != nil {
			return nil, 0, err
		}
		var record request.Peering
		if f.Peering != "" {
			if record, err = b.Store.Peering(ctx, f.Peering); err != nil {
				return nil, 0, err
			}
		}
		if i.Note != nil {
			return notice.FindingNote{Kind: i.Note.Kind, Names: b.names(), Finding: f, Peering: record, Now: b.Now()}, f.Version, nil
		}
		return notice.FindingCard{Names: b.names(), Finding: f, Peering: record, Now: b.Now()}, f.Version, nil
	case i.Note != nil:
		return notice.Answer{Text: i.Note.Text}, 0, nil
	default:
		return nil, 0, fmt.Errorf("message %s is about nothing", i.ID)
	}
}

func (b *Bot) aboutGroup(ctx context.Context, i store.Message) (notice.Notice, int64, error) {
	c, err := b.groupCard(ctx, i.Finding)
	if err != nil {
		return nil, 0, err
	}
	if i.Note != nil {
		return notice.GroupNote{Kind: i.Note.Kind, GroupCard: c}, c.Group.Version, nil
	}
	return c, c.Group.Version, nil
}

// groupCard reads a group with its members and what these are about.
func (b *Bot) groupCard(ctx context.Context, id string) (notice.GroupCard, error) {
	c := notice.GroupCard{Names: b.names(), Peerings: map[string]request.Peering{}, Now: b.Now()}
	var err error
	// The version first: a change in between is one more edit.
	if c.Group, err = b.Findings.Group(ctx, id); err != nil {
		return c, err
	}
	if c.Findings, err = b.Findings.Findings(ctx, store.FindingFilter{Group: id, Resolved: true}); err != nil {
		return c, err
	}
	finding.Sort(c.Findings)
	return c, b.peeringsOf(ctx, c.Findings, c.Peerings)
}

// peeringsOf reads the peerings that findings are about.
func (b *Bot) peeringsOf(ctx context.Context, fs []finding.Finding, into map[string]request.Peering) error {
	for _, f := range fs {
		if _, ok := into[f.Peering]; ok || f.Peering == "" {
			continue
		}
		p, err := b.Store.Peering(ctx, f.Peering)
		if err != nil {
			return err
		}
		into[f.Peering] = p
	}
	return nil
}

func (b *Bot) aboutRequest(ctx context.Context, i store.Message) (notice.Notice, int64, error) {
	r, err := b.Store.Request(ctx, i.Request)
	if err != nil {
		return nil, 0, err
	}
	record, err := b.Store.Peering(ctx, r.Peering)
	if err != nil {
		return nil, 0, err
	}
	if i.Note == nil {
		p, err := b.Store.Paused(ctx)
		if err != nil {
			return nil, 0, err
		}
		return notice.RequestCard{Names: b.names(), Request: r, Peering: record, Now: b.Now(), Paused: p}, r.Version, nil
	}
	n := notice.RequestNote{Kind: i.Note.Kind, Names: b.names(), Request: r, Peering: record}
	if i.Note.Kind == notice.NoteGone {
		n.Stale = b.stale(ctx, r)
	}
	return n, r.Version, nil
}

// Expire ends a request that nobody decided in time.
func (b *Bot) Expire(ctx context.Context, id string) (time.Duration, error) {
	var early time.Duration
	_, err := b.decide(ctx, id, func(r request.Request) (store.Change, notice.Notice, error) {
		now := b.Now()
		if r.State != request.Pending {
			return store.Change{}, nil, errNothing
		}
		if early = r.ExpiresAt.Sub(now); early > 0 {
			return store.Change{}, nil, errNothing
		}
		next, err := r.Expire(now)
		if err != nil {
			return store.Change{}, nil, err
		}
		c := store.Change{
			Request: &next,
			Events:  []request.Event{b.event(r, next, request.RanOut, request.System, nil)},
			Notes:   toAsker(r, notice.NoteExpired),
		}
		c, err = b.dropped(ctx, c, next)
		return c, nil, err
	})
	if errors.Is(err, errNothing) {
		return max(early, 0), nil
	}
	return 0, err
}

// errNothing ends a decision that has nothing to change.
var errNothing = errors.New("nothing to do")
