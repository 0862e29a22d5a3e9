package bot_test

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"peerbot/aws/peering"
	"peerbot/bot"
	"peerbot/bot/directory"
	"peerbot/bot/notice"
	"peerbot/bot/request"
	"peerbot/bot/store"
	"peerbot/bot/store/sqlstore"
)

const (
	home = "T0HOME"

	mina = "U0MINA" // owns tokyo
	aiko = "U0AIKO" // owns tokyo, too
	joon = "U0JOON" // owns seoul, by the group
	omar = "U0OMAR" // may pause
	zoe  = "U0ZOE"  // owns nothing

	seoulOwners = "S0SEOUL"
)

var accounts = directory.Accounts{
	{Alias: "tokyo", ID: "111111111111", Regions: []string{"ap-northeast-1"}, Channel: "C0TOKYO", Owners: []string{mina, aiko}},
	{Alias: "seoul", ID: "222222222222", Regions: []string{"ap-northeast-2"}, Channel: "C0SEOUL", Owners: []string{seoulOwners}},
}

// world is a Bot with the real store on SQLite, and a small Slack and AWS that
// can be broken. Jobs are not run by an engine: tests run the workers.
type world struct {
	*bot.Bot

	t     *testing.T
	clock *clock
	store *spy
	chat  *chat
	cloud *cloud
}

func newWorld(t *testing.T, edit ...func(*bot.Parts)) *world {
	t.Helper()
	w := &world{t: t, clock: &clock{now: time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)}, chat: newChat()}
	w.cloud = newCloud(w.clock.read)
	fresh, err := freshDatabase()
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "peerbot.db")
	if err := os.WriteFile(path, fresh, 0o600); err != nil {
		t.Fatal(err)
	}
	db, err := sqlstore.Open(t.Context(), sqlstore.Options{Path: path, Now: w.clock.Now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	w.store = &spy{Database: db}
	w.Bot = w.replica("one", edit...)
	return w
}

// freshDatabase is an empty database: making its tables takes longer than all
// that a test does with them.
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

// replica is another Bot on the same database, Slack and AWS.
func (w *world) replica(name string, edit ...func(*bot.Parts)) *bot.Bot {
	o := bot.Parts{
		AWS: w.cloud, Store: store.New(w.store), Slack: w.chat, Accounts: accounts, Home: home, Admins: []string{omar},
		Process: name, Install: "test", Poll: time.Millisecond, Now: w.clock.Now,
		Log: slog.New(slog.NewTextHandler(w.t.Output(), nil)),
	}
	for _, f := range edit {
		f(&o)
	}
	return bot.New(o)
}

// clock goes on by 10 ms whenever somebody looks at it.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(10 * time.Millisecond)
	return c.now
}

// read looks at the clock, and it stands still.
func (c *clock) read() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// types runs a command as a person, and returns what the person is told.
func (w *world) types(user, text string) notice.Notice {
	w.t.Helper()
	return w.chat.answer(w.t, func(channel string) {
		where := notice.Origin{User: user, Channel: channel}
		now, later := w.HandleCommand(w.t.Context(), bot.Command{Where: where, Team: home, Text: text})
		if now != nil {
			if err := w.chat.Ephemeral(w.t.Context(), where, now); err != nil {
				w.t.Error(err)
			}
		}
		if later != nil {
			later(w.t.Context())
		}
	})
}

// clicks presses a button as a person, who saw the request as it is, and
// returns what the person is told.
func (w *world) clicks(user string, action notice.Action, id string) notice.Notice {
	w.t.Helper()
	return w.clicksOn(w.Bot, user, action, id)
}

func (w *world) clicksOn(b *bot.Bot, user string, action notice.Action, id string) notice.Notice {
	w.t.Helper()
	r := w.request(id)
	return w.chat.answer(w.t, func(channel string) {
		b.HandleInteraction(w.t.Context(), bot.Interaction{
			Where: notice.Origin{User: user, Channel: channel}, Team: home, Action: action,
			Value: notice.Value{Request: id, Version: r.Version, Digest: r.Plan.Digest[:16]}, Reason: "because",
		})
	})
}

// asks is Mina's request for the two main VPCs. It returns the request.
func (w *world) asks() request.Request {
	w.t.Helper()
	wantAnswer(w.t, w.types(mina, `request tokyo/main seoul/main reason="shared login"`), false, "posted R1 waits for seoul")
	return w.request("R1")
}

// approved is the same, with Joon's yes.
func (w *world) approved() request.Request {
	w.t.Helper()
	w.asks()
	wantAnswer(w.t, w.clicks(joon, notice.ActApprove, "R1"), false, "begins")
	return w.request("R1")
}

// active is the same, done.
func (w *world) active() request.Request {
	w.t.Helper()
	w.approved()
	w.applies("R1")
	return w.wantState("R1", request.Done)
}

// applies runs the worker of a request until it has nothing more to do.
func (w *world) applies(id string) {
	w.t.Helper()
	for range 200 {
		again, err := w.Apply.Apply(w.t.Context(), id)
		if err != nil {
			w.t.Fatalf("apply: %v", err)
		}
		if again == 0 {
			return
		}
		w.clock.pass(again)
	}
	w.t.Fatalf("%s is still being worked on: %+v", id, w.request(id))
}

// delivers runs the delivery of every message of a request until all are sent.
func (w *world) delivers(id string) {
	w.t.Helper()
	for _, i := range w.messages(id) {
		for n := range 20 {
			again, err := w.Outbox.Deliver(w.t.Context(), i.ID)
			if err == nil && again == 0 {
				break
			}
			if n == 19 {
				w.t.Fatalf("%s cannot be delivered: %v", i.ID, err)
			}
		}
	}
}

func (w *world) request(id string) request.Request {
	w.t.Helper()
	r, err := w.store.Database.Request(w.t.Context(), id)
	if err != nil {
		w.t.Fatal(err)
	}
	return r
}

func (w *world) peering(id string) request.Peering {
	w.t.Helper()
	p, err := w.store.Database.Peering(w.t.Context(), id)
	if err != nil {
		w.t.Fatal(err)
	}
	return p
}

func (w *world) messages(id string) []store.Message {
	w.t.Helper()
	i, err := w.store.Database.Messages(w.t.Context(), id)
	if err != nil {
		w.t.Fatal(err)
	}
	return i
}

// card is the message of a request's card in a channel.
func (w *world) card(id, channel string) store.Message {
	w.t.Helper()
	cards := w.messages(id)
	i := slices.IndexFunc(cards, func(i store.Message) bool { return i.IsCard() && i.To.Address == channel })
	if i < 0 {
		w.t.Fatalf("%s has no card in %s", id, channel)
	}
	return cards[i]
}

// notes are the kinds of notes of a request.
func (w *world) notes(id string) []notice.NoteKind {
	w.t.Helper()
	var out []notice.NoteKind
	for _, i := range w.messages(id) {
		if !i.IsCard() && !slices.Contains(out, i.Kind) {
			out = append(out, i.Kind)
		}
	}
	return out
}

// events counts the events of a request by kind.
func (w *world) events(id string) map[request.EventKind]int {
	w.t.Helper()
	all, err := store.Collect(w.store.Database.Events(w.t.Context(), store.EventFilter{Request: id}))
	if err != nil {
		w.t.Fatal(err)
	}
	n := map[request.EventKind]int{}
	for _, e := range all {
		n[e.Kind]++
	}
	return n
}

func (w *world) wantState(id string, want request.State) request.Request {
	w.t.Helper()
	r := w.request(id)
	if r.State != want {
		w.t.Fatalf("%s is %s (%+v), want %s", id, r.State, r.Failure, want)
	}
	return r
}

// wantWhole checks that AWS and the record are as an active peering has them.
func (w *world) wantWhole() {
	w.t.Helper()
	var alive []string
	for _, c := range w.cloud.Live() {
		alive = append(alive, c.ID+" "+string(c.Status))
	}
	p := w.peering("P1")
	if len(alive) != 1 || alive[0] != p.Desired.PCX+" active" || p.State != request.Active {
		w.t.Errorf("AWS has %v, and P1 is %s with %q; want one that is active", alive, p.State, p.Desired.PCX)
	}
	if got := w.cloud.PeeringRoutes(); len(got) != 2 {
		w.t.Errorf("routes to peerings: %v, want one on each side", got)
	}
	n := w.events("R1")
	if n[request.EventStepBegun] != n[request.EventStepDone]+n[request.EventStepError] {
		w.t.Errorf("the audit log has %d writes begun, %d done, %d failed", n[request.EventStepBegun], n[request.EventStepDone], n[request.EventStepError])
	}
}

// wantUnwritten checks that AWS was not asked to change anything since n writes.
func (w *world) wantUnwritten(since int) {
	w.t.Helper()
	if steps := w.cloud.written()[since:]; len(steps) > 0 {
		w.t.Errorf("AWS was asked to change something: %v", steps)
	}
}

// wantAnswer checks what somebody was told: an answer, or a refusal, that holds
// this text of facts; see facts.
func wantAnswer(t *testing.T, n notice.Notice, wrong bool, text string, users ...string) {
	t.Helper()
	got, refused, named := facts(n)
	if refused != wrong || !strings.Contains(got, text) {
		t.Errorf("told %q (refused %t), want %q (%t): %+v", got, refused, text, wrong, n)
	}
	if users != nil && !slices.Equal(named, users) {
		t.Errorf("told of %v in %q, want %v", named, got, users)
	}
}

// facts puts the facts of an answer on a line: its code, what it is about, and
// what it waits for.
func facts(n notice.Notice) (text string, refused bool, users []string) {
	switch n := n.(type) {
	case notice.Refused:
		return n.Err.Error(), true, n.Err.Users
	case notice.CallFailed:
		return n.Doing + " " + n.Err.Error(), true, nil
	case notice.Broken:
		return "broken", true, nil
	case notice.UnreadableButton:
		return "unreadable-button", true, nil
	case notice.Rejected:
		return n.Err.Error(), true, nil
	case notice.Answer:
		parts := []string{string(n.Code), cmp.Or(n.Request.ID, n.ID)}
		for i, x := range n.Request.Outstanding() {
			if i == 0 {
				parts = append(parts, "waits for")
			}
			parts = append(parts, x.Alias)
		}
		if n.Request.State == request.Approved {
			parts = append(parts, "begins")
		}
		if n.Blocked != nil {
			for _, p := range n.Blocked.Blocked() {
				parts = append(parts, string(p.Code))
			}
		}
		if n.Count > 0 {
			parts = append(parts, fmt.Sprint(n.Count))
		}
		if n.Exists {
			parts = append(parts, "exists")
		}
		switch n.Code {
		case notice.CannotPeer, notice.CannotRepair, notice.CannotDelete, notice.PlanChanged, notice.Confirm, notice.Voided:
			refused = true
		}
		return strings.Join(parts, " "), refused, nil
	}
	return fmt.Sprintf("%T", n), false, nil
}

// spy is the real store: it notes what was saved, and fails when it is told to.
type spy struct {
	store.Database

	mu    sync.Mutex
	saved []store.Change
	fail  func(call string) error
}

func (s *spy) broken(call string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.fail == nil {
		return nil
	}
	return s.fail(call)
}

// breaks has a call fail with an error; no error mends it.
func (s *spy) breaks(call string, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.fail = func(c string) error {
		if c == call {
			return err
		}
		return nil
	}
}

func (s *spy) Write(ctx context.Context, c store.Change) (store.Change, error) {
	call := "Write"
	if slices.ContainsFunc(c.Events, func(e request.Event) bool { return e.Kind == request.EventStepBegun }) {
		call = "Write step-begun"
	}
	if err := s.broken(call); err != nil {
		return store.Change{}, err
	}
	out, err := s.Database.Write(ctx, c)
	if err == nil {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.saved = append(s.saved, out)
	}
	return out, err
}

func (s *spy) Request(ctx context.Context, id string) (request.Request, error) {
	if err := s.broken("Request"); err != nil {
		return request.Request{}, err
	}
	return s.Database.Request(ctx, id)
}

func (s *spy) Paused(ctx context.Context) (request.Pause, error) {
	if err := s.broken("Paused"); err != nil {
		return request.Pause{}, err
	}
	return s.Database.Paused(ctx)
}

func (s *spy) MarkSent(ctx context.Context, id, postedIn, ts string, shown int64) error {
	if err := s.broken("MarkSent"); err != nil {
		return err
	}
	return s.Database.MarkSent(ctx, id, postedIn, ts, shown)
}

// jobs returns what was enqueued, of one kind.
func (s *spy) jobs(kind store.JobKind) []store.Job {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []store.Job
	for _, c := range s.saved {
		for _, j := range c.Jobs {
			if j.Kind == kind {
				out = append(out, j)
			}
		}
	}
	return out
}

// kinds returns what steps do, in their order.
func kinds(steps []peering.Step) []peering.Kind {
	var out []peering.Kind
	for _, s := range steps {
		out = append(out, s.Kind)
	}
	return out
}
