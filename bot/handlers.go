package bot

import (
	"cmp"
	"context"

	"peerbot/bot/command"
	"peerbot/bot/drift"
	"peerbot/bot/notice"
	"peerbot/bot/request"
)

// sender is who sent a command or pressed a button, and where.
type sender struct {
	who   request.Caller
	where notice.Origin
}

// handler carries out one command and returns the answer.
type handler func(ctx context.Context, b *Bot, by sender, c command.Command) (notice.Notice, error)

// on returns the verb of command C, and do as the handler of that verb.
func on[C command.Command](do func(context.Context, *Bot, sender, C) (notice.Notice, error)) (string, handler) {
	var zero C
	return command.Name(zero), func(ctx context.Context, b *Bot, by sender, c command.Command) (notice.Notice, error) {
		return do(ctx, b, by, c.(C)) // it is looked up by the name of C
	}
}

// handlers has the handler of each verb except help, which HandleCommand answers.
var handlers = func() map[string]handler {
	h := map[string]handler{}
	add := func(verb string, do handler) { h[verb] = do }

	add(on(func(ctx context.Context, b *Bot, by sender, c command.Request) (notice.Notice, error) {
		return b.Approval.Create(ctx, by.who, by.where, c)
	}))
	add(on(func(ctx context.Context, b *Bot, by sender, c command.Plan) (notice.Notice, error) {
		return b.Approval.Preview(ctx, by.who, c)
	}))
	add(on(func(ctx context.Context, b *Bot, by sender, c command.Delete) (notice.Notice, error) {
		return b.Approval.Delete(ctx, by.who, by.where, c.Peering, c.Reason)
	}))
	add(on(func(ctx context.Context, b *Bot, by sender, c command.Repair) (notice.Notice, error) {
		return b.Approval.Repair(ctx, by.who, by.where, c.Peering, c.Reason)
	}))
	add(on(func(ctx context.Context, b *Bot, by sender, c command.Keep) (notice.Notice, error) {
		return b.Approval.Keep(ctx, by.who, by.where, c.Peering, c.Reason)
	}))
	add(on(func(ctx context.Context, b *Bot, by sender, c command.Adopt) (notice.Notice, error) {
		return b.Approval.Adopt(ctx, by.who, by.where, c.PCX, c.Reason)
	}))
	add(on(func(ctx context.Context, b *Bot, by sender, c command.Release) (notice.Notice, error) {
		return b.Approval.Release(ctx, by.who, by.where, c.Peering, c.Reason)
	}))
	add(on(func(ctx context.Context, b *Bot, by sender, c command.Extend) (notice.Notice, error) {
		return b.Approval.Extend(ctx, by.who, by.where, c.Peering, c.For, c.Reason)
	}))

	add(on(func(ctx context.Context, b *Bot, by sender, c command.Approve) (notice.Notice, error) {
		return b.Approval.ApproveTyped(ctx, by.who, c.Request)
	}))
	add(on(func(ctx context.Context, b *Bot, by sender, c command.Deny) (notice.Notice, error) {
		return b.Approval.Deny(ctx, by.who, c.Request, c.Reason)
	}))
	add(on(func(ctx context.Context, b *Bot, by sender, c command.Withdraw) (notice.Notice, error) {
		return b.Approval.Withdraw(ctx, by.who, c.Request, c.Reason)
	}))
	add(on(func(ctx context.Context, b *Bot, by sender, c command.Cancel) (notice.Notice, error) {
		return b.Approval.Cancel(ctx, by.who, c.Request, c.Reason)
	}))
	add(on(func(ctx context.Context, b *Bot, by sender, c command.Unlock) (notice.Notice, error) {
		return b.Approval.Unlock(ctx, by.who, c.Request, c.Reason)
	}))
	add(on(func(ctx context.Context, b *Bot, by sender, c command.Retry) (notice.Notice, error) {
		return b.Approval.Retry(ctx, by.who, c.Request)
	}))

	add(on(func(ctx context.Context, b *Bot, by sender, c command.Snooze) (notice.Notice, error) {
		return b.Drift.Snooze(ctx, by.who, c.What, b.Now().Add(cmp.Or(c.For, drift.DefaultSnooze)), c.Reason)
	}))
	add(on(func(ctx context.Context, b *Bot, _ sender, _ command.Sweep) (notice.Notice, error) {
		return b.sweepNow(ctx)
	}))
	add(on(func(ctx context.Context, b *Bot, _ sender, c command.Findings) (notice.Notice, error) {
		return b.findings(ctx, c.Peering)
	}))
	add(on(func(ctx context.Context, b *Bot, _ sender, c command.Access) (notice.Notice, error) {
		return b.access(ctx, c)
	}))

	add(on(func(ctx context.Context, b *Bot, _ sender, c command.Show) (notice.Notice, error) {
		return b.show(ctx, c.What)
	}))
	add(on(func(ctx context.Context, b *Bot, by sender, c command.List) (notice.Notice, error) {
		return b.list(ctx, by.who, c)
	}))
	add(on(func(_ context.Context, b *Bot, _ sender, _ command.Accounts) (notice.Notice, error) {
		return notice.AccountsShown{Accounts: b.Directory.Accounts()}, nil
	}))

	add(on(func(ctx context.Context, b *Bot, by sender, c command.Pause) (notice.Notice, error) {
		return b.pause(ctx, by.who, request.Pause{On: true, Reason: c.Reason})
	}))
	add(on(func(ctx context.Context, b *Bot, by sender, _ command.Resume) (notice.Notice, error) {
		return b.pause(ctx, by.who, request.Pause{})
	}))
	return h
}()

// buttonHandlers has what carries out each action of a button.
var buttonHandlers = map[notice.Action]func(ctx context.Context, b *Bot, by sender, i Interaction) (notice.Notice, error){
	notice.ActApprove: func(ctx context.Context, b *Bot, by sender, i Interaction) (notice.Notice, error) {
		return b.Approval.Approve(ctx, by.who, i.Value.Request, i.Value.Digest)
	},
	notice.ActDeny: func(ctx context.Context, b *Bot, by sender, i Interaction) (notice.Notice, error) {
		return b.Approval.Deny(ctx, by.who, i.Value.Request, i.Reason)
	},
	notice.ActWithdraw: func(ctx context.Context, b *Bot, by sender, i Interaction) (notice.Notice, error) {
		return b.Approval.Withdraw(ctx, by.who, i.Value.Request, i.Reason)
	},
	notice.ActCancel: func(ctx context.Context, b *Bot, by sender, i Interaction) (notice.Notice, error) {
		return b.Approval.Cancel(ctx, by.who, i.Value.Request, i.Reason)
	},
	notice.ActRetry: func(ctx context.Context, b *Bot, by sender, i Interaction) (notice.Notice, error) {
		return b.Approval.Retry(ctx, by.who, i.Value.Request)
	},
	notice.ActUndo: func(ctx context.Context, b *Bot, by sender, i Interaction) (notice.Notice, error) {
		return b.Approval.Undo(ctx, by.who, by.where, i.Value.Request)
	},
	notice.ActRepair: func(ctx context.Context, b *Bot, by sender, i Interaction) (notice.Notice, error) {
		id, err := b.peeringOf(ctx, i)
		if err != nil {
			return nil, err
		}
		return b.Approval.Repair(ctx, by.who, by.where, id, "")
	},
	notice.ActKeep: func(ctx context.Context, b *Bot, by sender, i Interaction) (notice.Notice, error) {
		id, err := b.peeringOf(ctx, i)
		if err != nil {
			return nil, err
		}
		return b.Approval.Keep(ctx, by.who, by.where, id, "")
	},
	notice.ActExtend: func(ctx context.Context, b *Bot, by sender, i Interaction) (notice.Notice, error) {
		id, err := b.peeringOf(ctx, i)
		if err != nil {
			return nil, err
		}
		return b.Approval.Extend(ctx, by.who, by.where, id, 0, "")
	},
	notice.ActSnooze: func(ctx context.Context, b *Bot, by sender, i Interaction) (notice.Notice, error) {
		return b.Drift.Snooze(ctx, by.who, i.Value.Request, i.Until, i.Reason)
	},
}

// peeringOf returns the id of the peering that a button's finding is about. A
// finding about no peering is a *request.UserError.
func (b *Bot) peeringOf(ctx context.Context, i Interaction) (string, error) {
	f, err := b.Drift.OpenFinding(ctx, i.Value.Request)
	if err == nil && f.Peering == "" {
		err = &request.UserError{Code: request.NotAboutPeering, ID: f.ID, Account: f.Account}
	}
	return f.Peering, err
}
