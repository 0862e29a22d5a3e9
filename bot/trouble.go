package bot

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"time"

	"peerbot/aws/peering"
	"peerbot/bot/command"
	"peerbot/bot/notice"
	"peerbot/bot/request"
	"peerbot/bot/store"
)

// explain turns an error into words for the person who caused or met it. What
// a person cannot mend is logged, and told with a reference to the log.
func (b *Bot) explain(ctx context.Context, doing string, err error) notice.Answer {
	var (
		parse     *command.Error
		refusal   *request.Refusal
		ambiguous *ambiguousError
		call      *peering.CallError
		open      *store.OpenRequestError
	)
	switch {
	case errors.As(err, &parse):
		code := parse.Excerpt()
		if parse.Usage != "" {
			code += "usage: " + parse.Usage
		}
		return notice.Answer{Error: true, Text: parse.Problem, Hint: parse.Hint, Code: code}
	case errors.As(err, &refusal):
		return notice.Answer{Error: true, Text: refusal.Text, Hint: refusal.Hint, Users: refusal.Users}
	case errors.As(err, &ambiguous):
		return notice.Answer{Error: true, Text: ambiguous.Error(), Hint: "write the one you mean:", Code: strings.Join(ambiguous.candidates, "\n")}
	case errors.As(err, &open):
		return notice.Answer{Error: true, Text: open.ID + " about the same two VPCs is still open", Hint: fmt.Sprintf("see `show %s`; it has to end before another one can be made", open.ID), Links: b.links(ctx, open.ID)}
	case errors.As(err, &call):
		f := b.failure(call)
		return notice.Answer{Error: true, Title: "AWS refused while peerbot was " + doing, Text: f.Message, Hint: f.Hint}
	case errors.Is(err, store.ErrNotFound):
		return notice.Answer{Error: true, Text: "there is no such request or peering", Hint: "`list` shows what there is"}
	case errors.Is(err, store.ErrConflict):
		return notice.Answer{Error: true, Text: "somebody else changed it at the same moment, so nothing was done", Hint: "look at the card, and try again if it still makes sense"}
	}
	ref := fmt.Sprintf("%x", b.Now().UnixMilli()&0xffffff)
	b.Log.ErrorContext(ctx, "unexpected error", "ref", ref, "doing", doing, "error", err)
	return notice.Answer{Error: true, Text: "something broke while peerbot was " + doing + ", and nothing more was done", Hint: "tell an operator the reference " + ref}
}

// failure puts what AWS said into words, with what to do about it.
func (b *Bot) failure(e *peering.CallError) request.Failure {
	f := request.Failure{Action: e.Action, Account: e.Account, Region: e.Region, Code: e.Code, At: b.Now()}
	where := b.names().Account(e.Account)
	if e.Region != "" {
		where += " " + e.Region
	}
	f.Message = fmt.Sprintf("%s in %s: %s", e.Action, where, e.Message)
	if e.Code != "" {
		f.Message = fmt.Sprintf("%s in %s: %s: %s", e.Action, where, e.Code, e.Message)
	}
	f.Hint = map[peering.Class]string{
		peering.Throttled:  "AWS is being asked too often; it goes on by itself",
		peering.Passing:    "AWS did not answer properly; it goes on by itself",
		peering.Denied:     fmt.Sprintf("the role of account %s lacks %s: add it, then retry", b.names().Account(e.Account), lacking(e)),
		peering.NoRole:     fmt.Sprintf("check the role's trust policy, external id and ARN for account %s in the configuration, then retry", b.names().Account(e.Account)),
		peering.WrongPlace: fmt.Sprintf("the role configured for %s belongs to another account: correct the configuration", b.names().Account(e.Account)),
		peering.NotFound:   "it is gone, or AWS does not show it yet",
		peering.Exists:     "something is there already; look at what AWS has now",
		peering.Limit:      "a quota of the account is used up: ask AWS to raise it, or remove what is not needed, then retry",
		peering.WrongState: "AWS says that this is not possible in its present state; look at what it has now",
		peering.Invalid:    "AWS does not accept this; look at the message",
		peering.NotOurs:    "peerbot does not touch what is not its own; look at what AWS has now",
		peering.NoRegion:   "the Region is not enabled for the account",
	}[e.Class]
	if f.Hint == "" {
		f.Hint = "look at the message; when it is mended, retry"
		if e.RequestID != "" {
			f.Hint += " (AWS request id " + e.RequestID + ")"
		}
	}
	return f
}

// performs is where AWS names the action that it denies.
var performs = regexp.MustCompile(`perform: ([a-z0-9-]+:[A-Za-z]+)`)

// lacking returns the action that is denied. It may be another one than the
// call: creating a connection with tags needs ec2:CreateTags, too.
func lacking(e *peering.CallError) string {
	if m := performs.FindStringSubmatch(e.Message); m != nil {
		return m[1]
	}
	return e.Action
}

// links returns where the cards of a request are.
func (b *Bot) links(ctx context.Context, requestID string) []notice.Link {
	intents, err := b.Store.Intents(ctx, requestID)
	if err != nil {
		b.Log.WarnContext(ctx, "could not read where the cards are", "request", requestID, "error", err)
		return nil
	}
	var out []notice.Link
	for _, i := range intents {
		if i.Note == nil && !i.Final {
			out = append(out, notice.Link{Request: requestID, Channel: i.Channel, TS: i.TS})
		}
	}
	return out
}

// since is how long ago something was; zero when it never was.
func (b *Bot) since(t time.Time) time.Duration {
	if t.IsZero() {
		return 0
	}
	return b.Now().Sub(t)
}
