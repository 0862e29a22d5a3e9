package bot

import (
	"cmp"
	"context"

	"peerbot/bot/command"
	"peerbot/bot/notice"
	"peerbot/bot/request"
)

// Typed takes a slash command. What needs neither AWS nor the database is
// answered at once; the rest is done by the returned function, after the
// command was acknowledged.
func (b *Bot) Typed(ctx context.Context, t Command) (now notice.Notice, later func(context.Context)) {
	c, err := command.Parse(t.Text)
	if err != nil {
		return b.explain(ctx, "reading the command", err), nil
	}
	switch c := c.(type) {
	case command.Help:
		return notice.HelpShown{Verb: c.Verb}, nil
	case command.Accounts:
		return notice.AccountsShown{Accounts: b.Accounts}, nil
	}
	return nil, func(ctx context.Context) {
		n, err := b.run(ctx, t, c)
		if err != nil {
			n = b.explain(ctx, doing(c), err)
		}
		b.whisper(ctx, t.Where, n)
	}
}

// run does one command and returns what to answer.
func (b *Bot) run(ctx context.Context, t Command, c command.Command) (notice.Notice, error) {
	who, err := b.who(ctx, t.Where.User, t.Team)
	if err != nil {
		return nil, err
	}
	switch c := c.(type) {
	case command.Request:
		return b.request(ctx, who, t.Where, c)
	case command.Plan:
		return b.plan(ctx, who, c)
	case command.Delete:
		return b.remove(ctx, who, t.Where, c)
	case command.Approve:
		return b.approve(ctx, who, c.Request, "")
	case command.Deny:
		return b.deny(ctx, who, c.Request, c.Reason)
	case command.Withdraw:
		return b.withdraw(ctx, who, c.Request)
	case command.Retry:
		return b.retry(ctx, who, c.Request)
	case command.Pause:
		return b.pause(ctx, who, request.Pause{On: true, Reason: c.Reason})
	case command.Resume:
		return b.pause(ctx, who, request.Pause{})
	case command.Sweep:
		return b.sweepNow(ctx)
	case command.Access:
		return b.access(ctx, c)
	case command.Findings:
		return b.findings(ctx, c.Peering)
	case command.Repair:
		return b.repair(ctx, who, t.Where, c)
	case command.Keep:
		return b.keep(ctx, who, t.Where, c)
	case command.Adopt:
		return b.adopt(ctx, who, t.Where, c)
	case command.Release:
		return b.release(ctx, who, t.Where, c)
	case command.Extend:
		return b.extend(ctx, who, t.Where, c)
	case command.Ignore:
		return b.ignore(ctx, who, c.What, b.Now().Add(cmp.Or(c.For, snoozed)), c.Reason)
	case command.Show:
		return b.show(ctx, c.What)
	case command.List:
		return b.list(ctx, who, c)
	default:
		return notice.HelpShown{}, nil
	}
}

// doing says what a command was about, for an error.
func doing(c command.Command) string {
	switch command.Name(c) {
	case "request", "plan":
		return "looking at the two VPCs"
	case "delete":
		return "planning the deletion"
	case "sweep", "access":
		return "comparing everything with AWS"
	case "repair", "keep", "adopt", "release", "extend":
		return "looking at the peering"
	case "show", "list":
		return "reading"
	default:
		return "doing " + command.Name(c)
	}
}

// Clicked takes the press of a button. The button only says which request it
// was on and what the person saw; everything else is read again.
func (b *Bot) Clicked(ctx context.Context, c Interaction) {
	n, err := b.press(ctx, c)
	if err != nil {
		n = b.explain(ctx, "doing "+string(c.Action), err)
	}
	b.whisper(ctx, c.Where, n)
}

func (b *Bot) press(ctx context.Context, c Interaction) (notice.Notice, error) {
	who, err := b.who(ctx, c.Where.User, c.Team)
	if err != nil {
		return nil, err
	}
	id := c.Value.Request
	switch c.Action {
	case notice.ActApprove:
		return b.approve(ctx, who, id, c.Value.Digest)
	case notice.ActDeny:
		return b.deny(ctx, who, id, c.Reason)
	case notice.ActWithdraw:
		return b.withdraw(ctx, who, id)
	case notice.ActRetry:
		return b.retry(ctx, who, id)
	case notice.ActUndo:
		return b.undo(ctx, who, c.Where, id)
	case notice.ActRepair, notice.ActKeep, notice.ActExtend, notice.ActSnooze:
		return b.aboutFinding(ctx, who, c)
	default:
		return notice.Answer{Error: true, Text: "this button is from an older version of peerbot", Hint: "use the command instead: `help` lists them"}, nil
	}
}
