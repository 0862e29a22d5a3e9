package main

import (
	"context"
	"crypto/rand"
	"errors"
	"log/slog"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"

	"peerbot/aws/live"
	"peerbot/bot"
	"peerbot/bot/audit"
	"peerbot/bot/chat"
	"peerbot/bot/drift"
	"peerbot/bot/finding"
	"peerbot/bot/store"
	"peerbot/bot/store/sqlstore"
)

var (
	_ bot.AWS        = (*live.Cloud)(nil)
	_ drift.Surveyor = (*live.Cloud)(nil)
	_ drift.AuditLog = (*live.Cloud)(nil)
	_ store.Database = (*sqlstore.Store)(nil)
	_ bot.Slack      = (*chat.Client)(nil)
	_ chat.Handler   = (*bot.Bot)(nil)
)

// settings are a configuration with the secrets and addresses that go with it.
// The zero addresses are those of Slack and AWS.
type settings struct {
	Config
	Source             source // of accounts
	AppToken, BotToken string
	SlackURL           string // of the Web API; empty: Slack
	AuditKey           audit.Key
	DatabaseURL        string // postgres://…; empty: Config.Database, a SQLite file
	AWS                aws.Config
	Poll               time.Duration    // between looks at AWS while it changes something; 0: the bot's default
	Now                func() time.Time // nil: time.Now
}

// service is the running product: the same for run, demo and every test.
type service struct {
	bot   *bot.Bot
	chat  *chat.Client
	store *sqlstore.Store
	cloud *live.Cloud
	ticks schedule
	now   func() time.Time

	name     string     // of the installation
	auditKey audit.Key  // signs the audit log; may be none
	signed   audit.Head // of the audit log, as it was logged or signed last

	listen string // of operations; empty: none
	log    *slog.Logger
}

// newService connects the parts. The caller closes it.
func newService(ctx context.Context, s settings, log *slog.Logger) (*service, error) {
	if s.Now == nil {
		s.Now = time.Now
	}
	cloud, err := live.New(live.Options{Accounts: s.Source, Config: s.AWS, Install: s.Name, Now: s.Now, Log: log})
	if err != nil {
		return nil, err
	}
	var b *bot.Bot
	slack := chat.Options{BotToken: s.BotToken, AppToken: s.AppToken, APIURL: s.SlackURL, Log: log}
	if s.DatabaseURL == "" { // replicas share a database
		slack.Others = func(ctx context.Context, n int) { b.OtherProcess(ctx, n) }
	}
	client := chat.New(slack)
	me, err := client.Identify(ctx)
	if err != nil {
		return nil, err
	}
	db, err := sqlstore.Open(ctx, sqlstore.Options{URL: s.DatabaseURL, Path: s.Database, Now: s.Now, Log: log})
	if err != nil {
		return nil, err
	}
	b = bot.New(bot.Parts{
		AWS: cloud, Surveyor: cloud, AuditLog: cloud, Store: store.New(db), Slack: client, Accounts: s.Source,
		Home: me.Team, Admins: s.Admins, Process: rand.Text()[:8], Install: s.Name,
		DecideWithin: time.Duration(s.DecideWithin), ApprovalValid: time.Duration(s.ApprovalValid), Poll: s.Poll,
		Policy:    finding.NotifyPolicy{Sweeps: s.Drift.Sweeps, Repeat: time.Duration(s.Drift.Repeat), Group: s.Drift.Group},
		Operators: s.Drift.Channel, Classes: s.Drift.Channels, Now: s.Now, Log: log,
	})
	ticks, err := s.Drift.schedule(s.Name)
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	if err := db.Periodic(store.JobSweep, ticks, true); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return &service{bot: b, chat: client, store: db, cloud: cloud, ticks: ticks, now: s.Now, listen: s.Listen, log: log, name: s.Name, auditKey: s.AuditKey}, nil
}

// workers are the bot's, but that a sweep on schedule begins only when one is
// due: a replica that takes over from another makes up for a tick that was
// lost, and one that has just been started does not sweep again.
func (s *service) workers() map[store.JobKind]store.Worker {
	w := s.bot.Workers()
	sweep := w[store.JobSweep]
	w[store.JobSweep] = func(ctx context.Context, key string) (time.Duration, error) {
		last, err := s.store.LastSweep(ctx)
		if err != nil {
			return 0, err
		}
		if !last.At.IsZero() && s.ticks.Next(last.At).After(s.now()) {
			return 0, nil
		}
		return sweep(ctx, key)
	}
	return w
}

// close releases the database.
func (s *service) close() error { return s.store.Close() }
