package bot

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"peerbot/bot/command"
	"peerbot/bot/notice"
	"peerbot/bot/request"
)

// HandleCommand takes a slash command. It returns either the answer, when that needs
// neither the database nor AWS (help, and what cannot be parsed), or a function
// that carries the command out and answers itself. The caller acknowledges the
// command to Slack before it calls the function, which may take long.
func (b *Bot) HandleCommand(_ context.Context, t Command) (now notice.Notice, later func(context.Context)) {
	c, err := command.Parse(t.Text)
	if err != nil {
		return b.userMessage(context.Background(), "", err), nil
	}
	if h, ok := c.(command.Help); ok {
		return notice.HelpShown{Verb: h.Verb}, nil
	}
	return nil, func(ctx context.Context) {
		n, err := b.run(ctx, t, c)
		if err != nil {
			if !command.Reads(c) {
				b.recordRefusal(ctx, t.Where.User, command.Name(c), err)
			}
			n = b.userMessage(ctx, command.Name(c), err)
		}
		b.reply(ctx, t.Where, n)
	}
}

// run looks up who typed a command, carries it out, and returns the answer.
func (b *Bot) run(ctx context.Context, t Command, c command.Command) (notice.Notice, error) {
	do, ok := handlers[command.Name(c)]
	if !ok {
		return nil, fmt.Errorf("nothing handles %s", command.Name(c)) // a test says that this cannot be
	}
	who, err := b.Directory.Caller(ctx, t.Where.User, t.Team)
	if _, pauses := c.(command.Pause); pauses && err != nil && b.mayStopUnread(t, err) {
		who, err = request.Caller{ID: t.Where.User, Team: t.Team}, nil
	}
	if err != nil {
		return nil, err
	}
	n, err := do(ctx, b, sender{who, t.Where}, c)
	return b.withPause(ctx, n), err
}

// mayStopUnread reports whether somebody may pause peerbot though Slack does not say
// who they are: an admin who is listed by id, of the own team as the socket names
// it. To stop does no harm, and must not wait for Slack.
func (b *Bot) mayStopUnread(t Command, err error) bool {
	ue, ok := errors.AsType[*request.UserError](err)
	return ok && ue.Code == request.PersonUnreadable && t.Team == b.Directory.Home && slices.Contains(b.Directory.Admins, t.Where.User)
}

// HandleInteraction takes the press of a button, carries it out and answers. Of the button
// it trusts only which request or finding it belongs to and what the person
// saw; everything else is read again.
func (b *Bot) HandleInteraction(ctx context.Context, i Interaction) {
	n, err := b.press(ctx, i)
	if err != nil {
		b.recordRefusal(ctx, i.Where.User, string(i.Action), err)
		n = b.userMessage(ctx, string(i.Action), err)
	}
	b.reply(ctx, i.Where, n)
}

// press looks up who pressed a button, carries out its action, and returns the
// answer.
func (b *Bot) press(ctx context.Context, i Interaction) (notice.Notice, error) {
	do, ok := buttonHandlers[i.Action]
	if !ok {
		return notice.UnreadableButton{}, nil // of another release
	}
	who, err := b.Directory.Caller(ctx, i.Where.User, i.Team)
	if err != nil {
		return nil, err
	}
	n, err := do(ctx, b, sender{who, i.Where}, i)
	return b.withPause(ctx, n), err
}

// reply sends a person an answer that only they see; nil sends nothing. When
// Slack does not take it, that is logged, and the answer is lost.
func (b *Bot) reply(ctx context.Context, to notice.Origin, n notice.Notice) {
	if n == nil {
		return
	}
	if err := b.Replies.Ephemeral(ctx, to, n); err != nil {
		b.Log.WarnContext(ctx, "cannot send answer", "user", to.User, "channel", to.Channel, "error", err)
	}
}
