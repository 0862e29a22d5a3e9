package bot

import (
	"context"
	"log/slog"
	"sync/atomic"
	"time"

	"peerbot/bot/directory"
	"peerbot/bot/finding"
	"peerbot/bot/notice"
	"peerbot/bot/store"
)

// Options are what a Bot is made of. Every field without a default is
// required.
type Options struct {
	Cloud    Cloud
	Surveyor Surveyor
	Trail    Trail // nil: nobody looks who changed what
	Store    store.Store
	Findings store.FindingStore
	Chat     Chat
	Accounts directory.Accounts
	Home     string   // the Slack team (or Enterprise Grid organisation) whose members count
	Admins   []string // user ids and user group ids that may pause and resume
	Instance string   // names this process in leases; unique among replicas
	Install  string   // names this installation in message keys; the same for all replicas

	Decide   time.Duration // how long people have to decide; default 72 h
	Patience time.Duration // how long a step may fail in ways that pass; default 10 min
	Poll     time.Duration // between looks at AWS while it changes something; default 1 s

	Drift Drift

	Now func() time.Time // default time.Now
	Log *slog.Logger     // default slog.Default
}

// Drift is how the drift check speaks.
type Drift struct {
	Policy  finding.Policy
	Channel string // of the operators; also the fallback. Empty: none
	// Channels get the findings of a class, too, beside those of the accounts.
	// The key "severe" is every class that traffic is likely to suffer from.
	Channels map[string]string
}

// Bot is what happens between Slack, AWS and the database. Its methods are
// safe for concurrent use. It keeps nothing in memory that a restart may not
// lose.
type Bot struct {
	Options
	holders atomic.Int64 // numbers the workers of this process in leases
}

// New returns a Bot.
func New(o Options) *Bot {
	if o.Decide == 0 {
		o.Decide = 72 * time.Hour
	}
	if o.Patience == 0 {
		o.Patience = 10 * time.Minute
	}
	if o.Poll == 0 {
		o.Poll = time.Second
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Log == nil {
		o.Log = slog.Default()
	}
	return &Bot{Options: o}
}

// Workers returns what does the jobs that the Store hands out.
func (b *Bot) Workers() map[store.JobKind]store.Worker {
	return map[store.JobKind]store.Worker{
		store.JobApply:   b.Apply,
		store.JobDeliver: b.Deliver,
		store.JobExpire:  b.Expire,
		store.JobSweep:   b.Sweep,
		store.JobRecheck: b.Recheck,
		store.JobReject:  b.Reject,
		store.JobTrace:   b.Trace,
	}
}

// names returns what people call the accounts.
func (b *Bot) names() directory.Names { return b.Accounts.Names() }

// whisper answers one person. That it could not be said is for the log: there
// is nobody else to tell.
func (b *Bot) whisper(ctx context.Context, to notice.Origin, n notice.Notice) {
	if n == nil {
		return
	}
	if err := b.Chat.Whisper(ctx, to, n); err != nil {
		b.Log.WarnContext(ctx, "could not answer", "user", to.User, "channel", to.Channel, "error", err)
	}
}
