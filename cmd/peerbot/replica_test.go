package main

import (
	"context"
	"fmt"
	"log/slog"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"peerbot/aws/sim"
	"peerbot/bot/request"
	"peerbot/bot/store"
	"peerbot/bot/store/storetest"
)

// The scripts that need the database most, on PostgreSQL.
func TestScriptOnPostgres(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"handshake", "restart", "aws-trouble"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := scripts(storetest.PostgresURL(t))
			p.Files = []string{filepath.Join("testdata", "script", name+".txtar")}
			testscript.Run(t, p)
		})
	}
}

// Two services on one database, each with a socket of its own. Commands and
// clicks come to either, some of them to both at the same moment, and one
// service is stopped in the middle: everything is still done, and once.
func TestReplicas(t *testing.T) {
	t.Parallel()
	url := storetest.PostgresURL(t)
	l, err := startLocal(localOptions{addr: "127.0.0.1:0"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(l.close)
	l.cloud.SetDelays(sim.Delays{Pending: 10 * time.Millisecond, Provisioning: 50 * time.Millisecond, PeerVisible: 10 * time.Millisecond})
	one, two := newReplica(t, l, url), newReplica(t, l, url)
	ctx, cancel := context.WithTimeout(t.Context(), 4*patience)
	defer cancel()
	if err := l.slack.WaitConnected(ctx, 2); err != nil {
		t.Fatal(err)
	}

	// Mina and Aiko, who own tokyo both, ask for the same things at once.
	pairs := []string{
		"tokyo/main seoul/main", "tokyo/main seoul/payments", "tokyo/shop seoul/main",
		"tokyo/shop seoul/payments", "tokyo/shop seoul/legacy",
	}
	people := l.slackURL + "/people"
	var wg sync.WaitGroup
	for _, pair := range pairs {
		for _, asker := range []string{"mina", "aiko"} {
			wg.Go(func() {
				if _, err := (person{people, asker}).types(ctx, "platform", "/peering request "+pair); err != nil {
					t.Error(err)
				}
			})
		}
	}
	wg.Wait()
	owner := person{people, "joon"}
	var cards []message
	for i := range pairs {
		m, err := owner.sees(ctx, "net-seoul", "a card", func(m message) bool {
			return m.has("approve") && strings.Contains(m.Text, fmt.Sprintf("R%d ", i+1))
		})
		if err != nil {
			t.Fatal(err)
		}
		cards = append(cards, m)
	}

	// Joon presses every button three times, as fast as he can.
	for _, m := range cards {
		for range 3 {
			wg.Go(func() {
				// Slack may have taken the button away already.
				if _, err := owner.clicks(ctx, m, "approve"); err != nil {
					t.Log(err)
				}
			})
		}
	}
	wg.Wait()
	one.end(t)
	for i, m := range cards {
		if _, err := owner.sees(ctx, "net-seoul", "Active", func(x message) bool { return x.TS == m.TS && strings.Contains(x.Text, "Active") }); err != nil {
			t.Errorf("R%d: %v", i+1, err)
		}
	}
	two.wantEachOnce(t, len(pairs))
	for name, r := range map[string]*replica{"one": one, "two": two} {
		if r.chat.Health().LastEvent.IsZero() {
			t.Errorf("of 25 commands and clicks none came to replica %s", name)
		}
	}
	creates := 0
	for _, c := range l.cloud.Calls() {
		if c.Action == "CreateVpcPeeringConnection" {
			creates++
		}
	}
	active := 0
	for _, p := range l.cloud.Peerings() {
		if p.State == "active" {
			active++
		}
	}
	if creates != len(pairs) || active != len(pairs) {
		t.Errorf("%d peerings are active after %d creations, want %d of each", active, creates, len(pairs))
	}
	two.end(t)
}

// replica is one service of several.
type replica struct {
	*service

	log  *output
	stop context.CancelFunc
	done chan struct{}
	err  error
}

func newReplica(t *testing.T, l *local, url string) *replica {
	t.Helper()
	s, err := l.settings()
	if err != nil {
		t.Fatal(err)
	}
	s.DatabaseURL, s.Poll = url, 20*time.Millisecond
	ctx, cancel := context.WithCancel(context.Background())
	r := &replica{log: newOutput(), stop: cancel, done: make(chan struct{})}
	if r.service, err = newService(ctx, s, slog.New(slog.NewTextHandler(r.log, nil))); err != nil {
		cancel()
		t.Fatal(err)
	}
	go func() {
		defer close(r.done)
		r.err = r.run(ctx)
	}()
	t.Cleanup(func() {
		cancel()
		<-r.done
		if err := r.close(); err != nil {
			t.Error(err)
		}
	})
	return r
}

// end stops it as SIGTERM does.
func (r *replica) end(t *testing.T) {
	t.Helper()
	r.stop()
	<-r.done
	if r.err != nil {
		t.Errorf("a replica ended with %v", r.err)
	}
}

// wantEachOnce checks that there are n requests, each asked, approved, begun
// and done once, with one card in each channel.
func (r *replica) wantEachOnce(t *testing.T, n int) {
	t.Helper()
	ctx := t.Context()
	all, err := r.store.Requests(ctx, store.RequestFilter{})
	if err != nil || len(all) != n {
		t.Errorf("%d requests, %v; want %d", len(all), err, n)
	}
	for _, req := range all {
		events, err := store.Collect(r.store.Events(ctx, store.EventFilter{Request: req.ID}))
		if err != nil {
			t.Fatal(err)
		}
		count := map[request.EventKind]int{}
		for _, e := range events {
			count[e.Kind]++
		}
		for _, kind := range []request.EventKind{request.EventRequested, request.EventApproved, request.EventStarted, request.EventDone} {
			if count[kind] != 1 {
				t.Errorf("%s: %d times %q in the audit log, want once", req.ID, count[kind], kind)
			}
		}
		if count[request.EventStepBegun] != count[request.EventStepDone]+count[request.EventStepError] {
			t.Errorf("%s: %d writes begun, %d done, %d failed", req.ID, count[request.EventStepBegun], count[request.EventStepDone], count[request.EventStepError])
		}
		messages, err := r.store.Messages(ctx, req.ID)
		if err != nil {
			t.Fatal(err)
		}
		cards := map[string]int{}
		for _, i := range messages {
			if i.IsCard() {
				cards[i.To.Address]++
			}
		}
		for channel, n := range cards {
			if n != 1 {
				t.Errorf("%s has %d cards in %s, want one", req.ID, n, channel)
			}
		}
	}
	if _, err := r.store.VerifyAudit(ctx); err != nil {
		t.Error(err)
	}
}
