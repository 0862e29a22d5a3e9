package bot

import (
	"cmp"
	"log/slog"
	"time"

	"peerbot/bot/apply"
	"peerbot/bot/approval"
	"peerbot/bot/directory"
	"peerbot/bot/drift"
	"peerbot/bot/finding"
	"peerbot/bot/outbox"
	"peerbot/bot/store"
)

// AWS is everything that the rooms need of AWS.
type AWS interface {
	Cloud
	apply.Cloud
	outbox.Cloud
}

// Slack is everything that the rooms need of Slack.
type Slack interface {
	directory.People
	directory.Channels
	outbox.Sender
	Replier
}

// Parts are what a Bot is made of. Every field without a default is required.
type Parts struct {
	AWS      AWS
	Surveyor drift.Surveyor
	AuditLog drift.AuditLog // nil: nobody looks up who changed what
	Store    *store.Store
	Slack    Slack
	Accounts directory.Source

	Home    string   // the Slack team (or Enterprise Grid organisation) whose members count
	Admins  []string // user ids and user group ids that may pause and resume
	Process string   // names this process in leases; unique among replicas
	Install string   // names this installation in tags and message keys; the same for all replicas

	DecideWithin  time.Duration // how long people have to decide; default 72 h
	ApprovalValid time.Duration // how long an approval counts; default 24 h
	Patience      time.Duration // how long a step may fail in ways that pass; default 10 min
	Poll          time.Duration // between looks at AWS while it changes something; default 1 s

	Policy    finding.NotifyPolicy
	Operators string            // the operators' channel, and where goes what belongs nowhere else; empty: none
	Classes   map[string]string // channels by class of finding; see outbox.Routing

	Now func() time.Time // default time.Now
	Log *slog.Logger     // default slog.Default
}

// New makes the rooms, and a Bot in front of them.
func New(p Parts) *Bot {
	if p.Now == nil {
		p.Now = time.Now
	}
	if p.Log == nil {
		p.Log = slog.Default()
	}
	poll := cmp.Or(p.Poll, time.Second)
	people := &directory.Directory{Source: p.Accounts, People: p.Slack, Home: p.Home, Admins: p.Admins, Log: p.Log}
	audience := &directory.Audience{Channels: p.Slack, Now: p.Now}
	routing := outbox.Routing{Accounts: p.Accounts, Operators: p.Operators, Classes: p.Classes}
	locks := &store.Locks{Leases: p.Store, Process: p.Process, Now: p.Now, Log: p.Log}
	requests := &approval.Service{
		Cloud: p.AWS, Store: p.Store, Directory: people, Audience: audience, Routing: routing,
		Install: p.Install, DecideWithin: cmp.Or(p.DecideWithin, 72*time.Hour), ApprovalValid: cmp.Or(p.ApprovalValid, 24*time.Hour), Now: p.Now, Log: p.Log,
	}
	return &Bot{
		Approval: requests,
		Apply: &apply.Service{
			Cloud: p.AWS, Store: p.Store, Approvals: requests, Routing: routing, Locks: locks,
			Patience: cmp.Or(p.Patience, 10*time.Minute), Poll: poll, Now: p.Now, Log: p.Log,
		},
		Drift: &drift.Service{
			Surveyor: p.Surveyor, Observer: p.AWS, AuditLog: p.AuditLog, Store: p.Store, Requests: requests,
			Directory: people, Routing: routing, Locks: locks, Policy: p.Policy, Install: p.Install, Poll: poll, Now: p.Now, Log: p.Log,
		},
		Outbox: &outbox.Outbox{
			Senders: map[store.DestinationKind]outbox.Sender{store.DestinationChannel: p.Slack, store.DestinationUser: p.Slack},
			Cloud:   p.AWS, Store: p.Store, Directory: people, Audience: audience, Routing: routing, Locks: locks,
			Install: p.Install, Now: p.Now, Log: p.Log,
		},
		Directory: people, Cloud: p.AWS, Store: p.Store, Replies: p.Slack, Now: p.Now, Log: p.Log,
	}
}
