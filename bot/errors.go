package bot

import (
	"context"
	"errors"
	"fmt"

	"peerbot/aws/peering"
	"peerbot/bot/command"
	"peerbot/bot/notice"
	"peerbot/bot/request"
	"peerbot/bot/store"
)

// userMessage returns the answer to somebody whose command or button ended in
// err; doing is that verb or action. An error that they can do nothing about is
// logged, and the answer names it only by a reference to the log.
func (b *Bot) userMessage(ctx context.Context, doing string, err error) notice.Notice {
	var (
		parse    *command.Error
		user     *request.UserError
		call     *peering.CallError
		open     *store.OpenRequestError
		notFound *store.NotFoundError
	)
	names := b.Directory.Names()
	switch {
	case errors.As(err, &parse):
		return notice.Rejected{Err: parse}
	case errors.As(err, &user):
		return notice.Refused{Names: names, Err: user}
	case errors.As(err, &open):
		return notice.Refused{Names: names, Err: &request.UserError{Code: request.OpenRequest, ID: open.ID}, Links: b.Approval.Links(ctx, open.ID)}
	case errors.As(err, &notFound):
		return notice.Refused{Names: names, Err: &request.UserError{Code: request.NotFound, ID: notFound.ID}}
	case errors.Is(err, store.ErrConflict):
		return notice.Refused{Names: names, Err: &request.UserError{Code: request.ChangedMeanwhile}}
	case errors.As(err, &call):
		return notice.CallFailed{Names: names, Doing: doing, Err: call}
	}
	ref := fmt.Sprintf("%x", b.Now().UnixMilli()&0xffffff)
	b.Log.ErrorContext(ctx, "unexpected error", "ref", ref, "doing", doing, "error", err)
	return notice.Broken{Ref: ref}
}
