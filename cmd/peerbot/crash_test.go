package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"peerbot/aws/live"
	"peerbot/aws/peering"
	"peerbot/aws/sim"
	"peerbot/bot"
	"peerbot/bot/directory"
	"peerbot/bot/notice"
	"peerbot/bot/request"
	"peerbot/bot/store"
	"peerbot/bot/store/sqlstore"
)

// TestCrashAnywhere makes and deletes a peering, with the AWS SDK over HTTP and
// the real store, once for every write to AWS and every way in which it can go
// wrong. However it goes, AWS ends with exactly one peering and the wanted
// routes, then with nothing.
func TestCrashAnywhere(t *testing.T) {
	t.Parallel()
	clean := newCrash(t)
	clean.all()
	var writes []sim.Call
	for _, c := range clean.cloud.Calls() {
		if c.Service == "ec2" && !strings.HasPrefix(c.Action, "Describe") {
			writes = append(writes, c)
		}
	}
	const want = 10 // create, tag, accept, 2 routes, 2 DNS options; 2 routes, delete
	if len(writes) != want {
		t.Fatalf("%d writes when nothing goes wrong, want %d: %v", len(writes), want, actions(writes))
	}
	ways := []struct {
		name string
		does func(c *crash, k, nth int, call sim.Call)
	}{
		{"is refused", func(c *crash, _, nth int, call sim.Call) {
			c.cloud.Inject(sim.Fault{Account: call.Account, Action: call.Action, Nth: nth, Code: "UnauthorizedOperation", HTTPStatus: 403})
		}},
		{"happens, and its answer is lost", func(c *crash, _, nth int, call sim.Call) {
			c.cloud.Inject(sim.Fault{Account: call.Account, Action: call.Action, Nth: nth, Effect: sim.DoThenLose})
		}},
		{"happens, and its answer is an error", func(c *crash, _, nth int, call sim.Call) {
			c.cloud.Inject(sim.Fault{Account: call.Account, Action: call.Action, Nth: nth, Effect: sim.DoThenLose, Code: "UnauthorizedOperation", HTTPStatus: 403})
		}},
		{"is what the process dies before", func(c *crash, k, _ int, _ sim.Call) { c.diesAt(k, false) }},
		{"is what the process dies after", func(c *crash, k, _ int, _ sim.Call) { c.diesAt(k, true) }},
	}
	for k, call := range writes {
		nth := 1
		for _, before := range writes[:k] {
			if before.Account == call.Account && before.Action == call.Action {
				nth++
			}
		}
		for _, way := range ways {
			t.Run(fmt.Sprintf("write %d, %s, %s", k+1, call.Action, way.name), func(t *testing.T) {
				t.Parallel()
				c := newCrash(t)
				way.does(c, k+1, nth, call)
				c.all()
				if c.dies != 0 && !c.went.Load() {
					t.Error("the process never died")
				}
			})
		}
	}
}

func actions(calls []sim.Call) []string {
	var out []string
	for _, c := range calls {
		out = append(out, c.Action)
	}
	return out
}

// crash is one world, in which one thing goes wrong.
type crash struct {
	*local

	t     *testing.T
	store *sqlstore.Store
	aws   *live.Cloud
	bot   *bot.Bot
	lives int           // processes so far
	later time.Duration // how much later than now it is

	dies    int // at which write; 0: never
	after   bool
	writes  atomic.Int64
	went    atomic.Bool
	died    chan struct{} // closed when the process is dead
	release chan struct{} // closed when the test is over
	dead    sync.WaitGroup
}

func newCrash(t *testing.T) *crash {
	t.Helper()
	l, err := startLocal(localOptions{addr: "127.0.0.1:0"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(l.close)
	l.cloud.SetDelays(sim.Delays{Pending: time.Millisecond, Provisioning: time.Millisecond, Deleting: time.Millisecond, PeerVisible: time.Millisecond})
	c := &crash{local: l, t: t, died: make(chan struct{}), release: make(chan struct{})}
	for _, vpc := range []string{c.main("tokyo").ID, c.main("seoul").ID} {
		if err := l.cloud.SetDNS(vpc, true, true); err != nil {
			t.Fatal(err)
		}
	}
	s, err := l.settings()
	if err != nil {
		t.Fatal(err)
	}
	if c.aws, err = live.New(live.Options{Accounts: s.Accounts, Config: s.AWS}); err != nil {
		t.Fatal(err)
	}
	fresh, err := freshDatabase()
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(s.Database, fresh, 0o600); err != nil {
		t.Fatal(err)
	}
	if c.store, err = sqlstore.Open(t.Context(), sqlstore.Options{Path: s.Database}); err != nil {
		t.Fatal(err)
	}
	c.bot = c.process(s)
	t.Cleanup(func() {
		close(c.release)
		c.dead.Wait()
		if err := c.store.Close(); err != nil {
			t.Error(err)
		}
	})
	return c
}

// freshDatabase is an empty database: making its tables takes longer than all
// that a run does with them.
var freshDatabase = sync.OnceValues(func() ([]byte, error) {
	dir, err := os.MkdirTemp("", "peerbot-test-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "fresh.db")
	db, err := sqlstore.Open(context.Background(), sqlstore.Options{Path: path})
	if err != nil {
		return nil, err
	}
	if err := db.Close(); err != nil {
		return nil, err
	}
	return os.ReadFile(path)
})

// process is a Bot as a new process has it.
func (c *crash) process(s settings) *bot.Bot {
	c.lives++
	return bot.New(bot.Parts{
		AWS: mortal{c.aws, c}, Store: store.New(c.store), Slack: quiet{}, Accounts: s.Accounts, Home: "T0LOCAL",
		Process: fmt.Sprint("process ", c.lives), Install: localName, Poll: 2 * time.Millisecond,
		Now: func() time.Time { return time.Now().Add(c.later) }, Log: slog.New(slog.DiscardHandler),
	})
}

// diesAt has the process die right before or right after its n-th write.
func (c *crash) diesAt(n int, after bool) { c.dies, c.after = n, after }

// mortal is AWS of a process that dies at one of its writes: it never hears
// the answer, and never does anything again.
type mortal struct {
	*live.Cloud
	c *crash
}

func (m mortal) Do(ctx context.Context, actor peering.Actor, want peering.Peering, have peering.Observed, s peering.Step) (string, error) {
	if int(m.c.writes.Add(1)) != m.c.dies {
		return m.Cloud.Do(ctx, actor, want, have, s)
	}
	var err error
	if m.c.after {
		_, err = m.Cloud.Do(ctx, actor, want, have, s)
	}
	m.c.went.Store(true)
	close(m.c.died)
	<-m.c.release
	return "", errors.Join(errors.New("the process is dead"), err)
}

// all plays the whole life of a peering.
func (c *crash) all() {
	c.t.Helper()
	c.types(mina, "request tokyo/main seoul/main dns=both")
	c.clicks(joon, notice.ActApprove, "R1")
	c.applies("R1")
	c.wantActive()
	c.types(mina, "delete P1")
	c.clicks(joon, notice.ActApprove, "R2")
	c.applies("R2")
	c.wantNothing()
	if _, err := c.store.VerifyAudit(c.t.Context()); err != nil {
		c.t.Error(err)
	}
}

func (c *crash) types(user, text string) {
	c.t.Helper()
	now, later := c.bot.HandleCommand(c.t.Context(), bot.Command{Where: notice.Origin{User: user, Channel: "C0PLATFORM"}, Text: text})
	if later == nil {
		c.t.Fatalf("%s: %+v", text, now)
	}
	later(c.t.Context())
}

func (c *crash) clicks(user string, action notice.Action, id string) {
	c.t.Helper()
	c.bot.HandleInteraction(c.t.Context(), bot.Interaction{
		Where: notice.Origin{User: user, Channel: "C0PLATFORM"}, Action: action,
		Value: notice.Value{Request: id, Digest: c.request(id).Plan.Digest[:16]},
	})
}

// applies works on a request until it is done: as another process when one
// died, and with a retry when it failed.
func (c *crash) applies(id string) {
	c.t.Helper()
	for range 20 {
		switch r := c.request(id); r.State {
		case request.Done:
			return
		case request.Failed:
			c.clicks(mina, notice.ActRetry, id)
		case request.Approved, request.Applying:
			c.applyOnce(id)
		default:
			c.t.Fatalf("%s is %s", id, r.State)
		}
	}
	c.t.Fatalf("%s does not end: %+v", id, c.request(id))
}

func (c *crash) applyOnce(id string) {
	c.t.Helper()
	b, ended := c.bot, make(chan error, 1)
	c.dead.Go(func() {
		_, err := b.Apply.Apply(c.t.Context(), id)
		ended <- err
	})
	var died <-chan struct{}
	if c.lives == 1 {
		died = c.died
	}
	select {
	case err := <-ended:
		if err != nil {
			c.t.Fatalf("apply %s: %v", id, err)
		}
	case <-died:
		s, err := c.settings()
		if err != nil {
			c.t.Fatal(err)
		}
		c.later += time.Minute // the dead one's lease is over
		c.bot = c.process(s)
	}
}

func (c *crash) request(id string) request.Request {
	c.t.Helper()
	r, err := c.store.Request(c.t.Context(), id)
	if err != nil {
		c.t.Fatal(err)
	}
	return r
}

func (c *crash) main(alias string) sim.VPC {
	for _, v := range c.vpcs[alias] {
		if v.Name == "main" {
			return v
		}
	}
	c.t.Fatalf("no VPC %s/main", alias)
	return sim.VPC{}
}

// wantActive checks that there is one peering as wished, and one row of each.
func (c *crash) wantActive() {
	c.t.Helper()
	all := c.cloud.Peerings()
	if len(all) != 1 || all[0].State != "active" {
		c.t.Fatalf("AWS has %+v, want one active peering", all)
	}
	p := all[0]
	for _, s := range []sim.Side{p.Requester, p.Accepter} {
		if !s.DNS || s.Tags["peerbot:managed"] != localName || s.Tags["peerbot:peering"] != "P1" {
			c.t.Errorf("side %s has DNS %t and tags %v, want it on and ours", s.Account, s.DNS, s.Tags)
		}
	}
	for alias, dst := range map[string]string{"tokyo": "10.2.0.0/16", "seoul": "10.1.0.0/16"} {
		n := 0
		for _, r := range c.cloud.Routes(c.main(alias).MainTable) {
			if r.Destination == netip.MustParsePrefix(dst) && r.Target == p.ID && r.State == "active" {
				n++
			}
		}
		if n != 1 {
			c.t.Errorf("%s has %d routes to %s through %s, want one", alias, n, dst, p.ID)
		}
	}
	ours, err := c.store.Peerings(c.t.Context(), store.PeeringFilter{})
	if err != nil || len(ours) != 1 || ours[0].State != request.Active || ours[0].Desired.PCX != p.ID {
		c.t.Errorf("records %+v, %v; want P1, active, %s", ours, err, p.ID)
	}
	c.wantOneNote("R1", notice.NoteActive)
}

// wantOneNote checks that the end was told once below every card.
func (c *crash) wantOneNote(id string, kind notice.NoteKind) {
	c.t.Helper()
	messages, err := c.store.Messages(c.t.Context(), id)
	if err != nil {
		c.t.Fatal(err)
	}
	cards, notes := 0, 0
	for _, i := range messages {
		if i.IsCard() {
			cards++
		} else if i.Kind == kind {
			notes++
		}
	}
	if cards != 3 || notes != cards {
		c.t.Errorf("%s has %d cards and %d notes that it is %s, want three of each", id, cards, notes, kind)
	}
}

// wantNothing checks that nothing is left of it.
func (c *crash) wantNothing() {
	c.t.Helper()
	all := c.cloud.Peerings()
	if len(all) != 1 || all[0].State != "deleted" {
		c.t.Errorf("AWS has %+v, want one that is deleted", all)
	}
	for _, alias := range []string{"tokyo", "seoul"} {
		for _, r := range c.cloud.Routes(c.main(alias).MainTable) {
			if strings.HasPrefix(r.Target, "pcx-") {
				c.t.Errorf("%s still has %+v", alias, r)
			}
		}
	}
	ours, err := c.store.Peerings(c.t.Context(), store.PeeringFilter{})
	if err != nil || len(ours) != 1 || ours[0].State != request.Removed {
		c.t.Errorf("records %+v, %v; want P1, removed", ours, err)
	}
	rs, err := c.store.Requests(c.t.Context(), store.RequestFilter{})
	if err != nil || len(rs) != 2 {
		c.t.Errorf("%d requests, %v; want two", len(rs), err)
	}
	c.wantOneNote("R2", notice.NoteGone)
}

// quiet is a Slack in which everybody is a member and nobody listens.
type quiet struct{}

func (quiet) Post(_ context.Context, channel, _, key string, _ notice.Notice) (postedIn, ts string, err error) {
	return channel, key, nil
}
func (quiet) Update(context.Context, string, string, notice.Notice) error { return nil }
func (quiet) Lookup(context.Context, string, string, string) (string, bool, error) {
	return "", false, nil
}
func (quiet) Ephemeral(context.Context, notice.Origin, notice.Notice) error { return nil }
func (quiet) Person(_ context.Context, user string) (directory.Person, error) {
	return directory.Person{ID: user, Team: "T0LOCAL"}, nil
}

func (quiet) Channel(_ context.Context, id string) (directory.Channel, error) {
	return directory.Channel{ID: id}, nil
}
func (quiet) Members(context.Context, string) ([]string, error) { return nil, nil }
