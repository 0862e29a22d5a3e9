// Package bot is where commands and interactions come in.
//
// It reads who somebody is, has a room carry out the command, and answers.
// The rooms, each with one struct:
//
//	approval/   a request's life: submit, approve, deny, withdraw, expire, retry, undo
//	apply/      one approved request carried out in AWS, resumable
//	drift/      sweep, findings, snooze, who changed what
//	outbox/     messages: to whom, sent once, edited in place
//	directory/  accounts, their owners, people
//
// and what they calculate with: request (the table of kinds), finding, notice,
// command, card. Arrows go one way: cmd -> bot -> approval, apply, drift ->
// outbox, directory -> request, finding, notice, store -> aws/peering.
//
// Decisions that are made here and in the rooms:
//
//   - AWS is the checkpoint. Apply keeps no list of what is left: it computes it
//     from AWS in every run, and does only what the approved plan covers.
//   - Routes are added before DNS options are switched on: a name that resolves
//     to a private address before there is a route to it would cut a path that
//     worked until then.
//   - Whose approval a request takes follows from its kind, also when there is
//     nothing left to be written.
//   - A denial needs a reason. A plan that became impossible stays on its card
//     with the reason: nothing is lost, and the next approval looks again.
//   - A message that Slack refuses for a reason that somebody can fix is kept
//     and tried again; the operators are notified once.
//   - What peerbot requests by itself (deleting a peering that expired, accepting
//     one that was requested directly in AWS) is requested by [request.System],
//     and takes every owner's approval.
package bot

import (
	"context"
	"iter"
	"log/slog"
	"time"

	"peerbot/bot/apply"
	"peerbot/bot/approval"
	"peerbot/bot/directory"
	"peerbot/bot/drift"
	"peerbot/bot/finding"
	"peerbot/bot/notice"
	"peerbot/bot/outbox"
	"peerbot/bot/request"
	"peerbot/bot/store"
)

// Replier answers one person where they typed or pressed.
type Replier interface {
	// Ephemeral sends an answer that nobody else sees.
	Ephemeral(ctx context.Context, to notice.Origin, n notice.Notice) error
}

// Cloud is AWS, as far as showing it needs. Errors of single calls are
// *peering.CallError.
type Cloud interface {
	drift.Observer
	approval.Cloud
}

// Store is what showing and pausing need of the database.
type Store interface {
	Request(ctx context.Context, id string) (request.Request, error)
	Requests(ctx context.Context, f store.RequestFilter) ([]request.Request, error)
	Peering(ctx context.Context, id string) (request.Peering, error)
	Peerings(ctx context.Context, f store.PeeringFilter) ([]request.Peering, error)
	Findings(ctx context.Context, f store.FindingFilter) ([]finding.Finding, error)
	LastSweep(ctx context.Context) (finding.Sweep, error)
	Paused(ctx context.Context) (request.Pause, error)
	Messages(ctx context.Context, about string) ([]store.Message, error)
	Events(ctx context.Context, f store.EventFilter) iter.Seq2[request.Event, error]
	Save(ctx context.Context, c store.Change) (store.Change, error)
}

// Bot answers commands and interactions. Its methods are safe for concurrent
// use. Neither it nor its rooms keep anything in memory that a restart may not
// lose.
type Bot struct {
	Approval  *approval.Service
	Apply     *apply.Service
	Drift     *drift.Service
	Outbox    *outbox.Outbox
	Directory *directory.Directory

	Cloud   Cloud
	Store   Store
	Replies Replier

	Now func() time.Time
	Log *slog.Logger

	attempts attempts
}

// Workers returns what does the jobs that the store hands out.
func (b *Bot) Workers() map[store.JobKind]store.Worker {
	return map[store.JobKind]store.Worker{
		store.JobApply:     b.Apply.Apply,
		store.JobReject:    b.Apply.Reject,
		store.JobDeliver:   b.Outbox.Deliver,
		store.JobExpire:    b.Approval.Expire,
		store.JobRecheck:   b.Drift.Recheck,
		store.JobAttribute: b.Drift.Attribute,
		store.JobSweep: func(ctx context.Context, _ string) (time.Duration, error) {
			_, err := b.Drift.Sweep(ctx)
			return 0, err
		},
	}
}

// Command is a slash command as somebody typed it.
type Command struct {
	Where notice.Origin
	Team  string // the person's team id, from the socket
	Text  string // after the command word
}

// Interaction is a press of one of our buttons.
type Interaction struct {
	Where   notice.Origin
	Team    string
	Action  notice.Action
	Value   notice.Value
	TS      string // of the message with the button
	Trigger string // for opening a modal; good for three seconds
	// What was said in the modal that the button opened.
	Reason string    // Deny, Snooze
	Until  time.Time // Snooze
}
