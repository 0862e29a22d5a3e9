package main

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"testing"
	"time"

	"peerbot/aws/sim"
	"peerbot/bot/request"
	"peerbot/bot/slacksim"
	"peerbot/bot/store"
)

// upgraded is the service of today on the database, the AWS and the Slack of an
// earlier release. Its clock goes on from when they were copied.
type upgraded struct {
	*local

	svc   *service
	now   func() time.Time
	t     *testing.T
	ctx   context.Context
	known map[string]bool // messages that Slack had before, by channel and ts
}

func upgrade(t *testing.T, release string, at time.Time, path, url string) *upgraded {
	t.Helper()
	dir := filepath.Join("testdata", release)
	begin := time.Now()
	now := func() time.Time { return at.Add(time.Since(begin)) }
	cfg, err := readConfig(filepath.Join(dir, "peerbot.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	u := &upgraded{local: &local{}, now: now, t: t, known: map[string]bool{}}
	t.Cleanup(u.local.close)
	u.restoreAWS(filepath.Join(dir, "aws.json"), cfg, now)
	u.restoreSlack(filepath.Join(dir, "slack.json"), now)
	s := u.settingsFor(cfg)
	s.Database, s.DatabaseURL, s.Now, s.Poll = path, url, now, 20*time.Millisecond
	ctx, cancel := context.WithCancel(context.Background())
	if u.svc, err = newService(ctx, s, slog.New(slog.NewTextHandler(t.Output(), nil))); err != nil {
		cancel()
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- u.svc.run(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Errorf("the service ended with %v", err)
		}
		if err := u.svc.close(); err != nil {
			t.Error(err)
		}
	})
	var stop context.CancelFunc
	u.ctx, stop = context.WithTimeout(ctx, 10*patience)
	t.Cleanup(stop)
	if err := u.slack.WaitConnected(u.ctx, 1); err != nil {
		t.Fatal(err)
	}
	return u
}

func (u *upgraded) restoreAWS(file string, cfg Config, now func() time.Time) {
	u.t.Helper()
	var s sim.State
	u.read(file, &s)
	u.cloud = sim.New(sim.Options{Now: now, Delays: sim.Delays{Pending: 10 * time.Millisecond, Provisioning: 20 * time.Millisecond, PeerVisible: 15 * time.Millisecond}})
	if err := u.cloud.Restore(s); err != nil {
		u.t.Fatal(err)
	}
	for _, a := range cfg.Accounts {
		u.world = append(u.world, demoAccount{alias: a.Alias, id: a.ID, regions: a.Regions})
	}
	if err := addIAM(u.cloud, u.world); err != nil {
		u.t.Fatal(err)
	}
	u.cloud.RemoveRole("arn:aws:iam::555555555555:role/peerbot")
	var err error
	if u.awsURL, err = u.listen("127.0.0.1:0", u.cloud); err != nil {
		u.t.Fatal(err)
	}
}

func (u *upgraded) restoreSlack(file string, now func() time.Time) {
	u.t.Helper()
	granted, err := botScopes()
	if err != nil {
		u.t.Fatal(err)
	}
	var s slacksim.State
	u.read(file, &s)
	u.slack = slacksim.New(slacksim.Options{
		AppToken: localAppToken, BotToken: localBotToken, Scopes: granted, Commands: []slacksim.SlashCommand{slash()}, NoHome: true, Now: now, TierFactor: -1,
	})
	u.slack.Restore(s)
	u.slack.AddChannel(slacksim.Channel{ID: "C0QUIET", Name: "quiet"}) // where people ask, see asks
	for _, m := range s.Messages {
		u.known[m.Channel+m.TS] = true
	}
	if u.slackURL, err = u.listen("127.0.0.1:0", u.slack); err != nil {
		u.t.Fatal(err)
	}
}

func (u *upgraded) read(file string, into any) {
	u.t.Helper()
	raw, err := os.ReadFile(file)
	if err == nil {
		err = json.Unmarshal(raw, into)
	}
	if err != nil {
		u.t.Fatalf("%s: %v", file, err)
	}
}

func (u *upgraded) person(name string) person { return person{u.slackURL + "/people", name} }

// asks types a command in a channel without messages, and returns the answer.
func (u *upgraded) asks(who, text string) message {
	u.t.Helper()
	p := u.person(who)
	before, _, err := p.messages(u.ctx, "quiet", "")
	if err != nil {
		u.t.Fatal(err)
	}
	last := ""
	for _, m := range before {
		last = max(last, m.TS)
	}
	if _, err := p.types(u.ctx, "quiet", "/peering "+text); err != nil {
		u.t.Fatal(err)
	}
	m, err := p.sees(u.ctx, "quiet", "an answer to "+text, func(m message) bool { return m.Ephemeral && m.TS > last })
	if err != nil {
		u.t.Fatal(err)
	}
	return m
}

// waits until a request is in a state.
func (u *upgraded) waits(id string, want request.State) {
	u.t.Helper()
	var r request.Request
	defer func() {
		if r.State != want {
			u.t.Errorf("%s is %s, want %s: %+v", id, r.State, want, r.Failure)
		}
	}()
	u.until(func() bool {
		var err error
		if r, err = u.svc.store.Request(u.ctx, id); err != nil {
			u.t.Fatal(err)
		}
		return r.State == want || r.State == request.Failed
	}, func() string { return id + " is waited for" })
}

// settles waits until every message is sent that can be, and no job runs for a
// while. Jobs of what is paused run again every few seconds.
func (u *upgraded) settles() {
	u.t.Helper()
	var left []string
	var q map[string]int
	quiet := 0
	u.until(func() bool {
		var err error
		if q, err = u.svc.store.Queue(u.ctx); err != nil {
			u.t.Fatal(err)
		}
		left = u.undelivered(func(m store.Message) bool { return !m.Final && m.To != store.Channel("C0EDGE") })
		if quiet++; len(left)+q["running"]+q["retryable"] > 0 {
			quiet = 0
		}
		return quiet == 10
	}, func() string { return fmt.Sprintf("not delivered: %v, jobs: %v", left, q) })
}

func (u *upgraded) undelivered(which func(store.Message) bool) []string {
	u.t.Helper()
	all, err := u.svc.store.Undelivered(u.ctx)
	if err != nil {
		u.t.Fatal(err)
	}
	var ids []string
	for _, m := range all {
		if which(m) {
			ids = append(ids, m.ID)
		}
	}
	return ids
}

func (u *upgraded) until(ok func() bool, what func() string) {
	u.t.Helper()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	end := time.NewTimer(2 * patience)
	defer end.Stop()
	for !ok() {
		select {
		case <-tick.C:
		case <-end.C:
			u.t.Fatal(what())
		}
	}
}
