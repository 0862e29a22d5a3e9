package chat

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"peerbot/bot"
	"peerbot/bot/directory"
	"peerbot/bot/notice"
	"peerbot/bot/request"
	"peerbot/bot/slacksim"
)

// local is the local Slack with a client that listens to it.
type local struct {
	*slacksim.Workspace
	t    testing.TB
	http *httptest.Server
	chat *Client
	stop context.CancelFunc
	done chan error
}

// newLocal returns a Slack with ann and guy, a guest, in #payments, #lake and
// the private #vault; the bot is only in the first.
func newLocal(t testing.TB, h Handler, log *slog.Logger) *local {
	t.Helper()
	return serveLocal(t, slacksim.Options{}, h, log)
}

// serveLocal is newLocal with options beyond the tokens and the command.
func serveLocal(t testing.TB, opts slacksim.Options, h Handler, log *slog.Logger) *local {
	t.Helper()
	opts.BotToken, opts.AppToken = testBotToken, testAppToken
	opts.Commands = []slacksim.SlashCommand{{Name: "/peering"}}
	w := slacksim.New(opts)
	w.AddUser(slacksim.User{ID: "UANN", Name: "ann", RealName: "Ann"})
	w.AddUser(slacksim.User{ID: "UGUY", Name: "guy", Restricted: true})
	w.AddUser(slacksim.User{ID: "UEXT", Name: "ext", TeamID: "T999", Stranger: true})
	w.AddChannel(slacksim.Channel{ID: "CPAY", Name: "payments"})
	w.AddChannel(slacksim.Channel{ID: "CLAKE", Name: "lake", NoBot: true})
	w.AddChannel(slacksim.Channel{ID: "CVAULT", Name: "vault", Private: true, Members: []string{"ann"}, NoBot: true})
	l := &local{Workspace: w, t: t, http: httptest.NewServer(w), done: make(chan error, 1)}
	t.Cleanup(l.http.Close)
	t.Cleanup(w.Close)
	l.chat = New(Options{BotToken: testBotToken, AppToken: testAppToken, APIURL: l.http.URL + "/api/", Log: log})
	ctx, stop := context.WithCancel(context.Background())
	l.stop = stop
	finished := make(chan struct{})
	go func() {
		defer close(finished)
		l.done <- l.chat.Run(ctx, h)
	}()
	t.Cleanup(func() {
		stop()
		<-finished
	})
	ready, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	if err := w.WaitConnected(ready, 1); err != nil {
		t.Fatal(err)
	}
	return l
}

type seenMessage struct {
	TS        string          `json:"ts"`
	ThreadTS  string          `json:"thread_ts"`
	Text      string          `json:"text"`
	Blocks    json.RawMessage `json:"blocks"`
	Ephemeral bool            `json:"ephemeral"`
	Edited    bool            `json:"edited"`
}

type personSees struct {
	OK       bool          `json:"ok"`
	Error    string        `json:"error"`
	Cursor   string        `json:"cursor"`
	Messages []seenMessage `json:"messages"`
}

// do is something that a person does.
func (l *local) do(path string, body any) personSees {
	l.t.Helper()
	js, err := json.Marshal(body)
	if err != nil {
		l.t.Fatal(err)
	}
	resp, err := http.Post(l.http.URL+"/people/"+path, "application/json", bytes.NewReader(js))
	if err != nil {
		l.t.Fatal(err)
	}
	return l.read(resp)
}

func (l *local) read(resp *http.Response) personSees {
	l.t.Helper()
	defer resp.Body.Close()
	var p personSees
	if err := json.NewDecoder(resp.Body).Decode(&p); err != nil {
		l.t.Fatal(err)
	}
	return p
}

// await returns the first message that ann sees in a channel and ok likes.
func (l *local) await(channel string, ok func(seenMessage) bool) seenMessage {
	l.t.Helper()
	since, deadline := "0", time.Now().Add(10*time.Second)
	for time.Now().Before(deadline) {
		resp, err := http.Get(l.http.URL + "/people/ann/channels/" + channel + "/messages?wait=2&since=" + since)
		if err != nil {
			l.t.Fatal(err)
		}
		p := l.read(resp)
		if i := slices.IndexFunc(p.Messages, ok); i >= 0 {
			return p.Messages[i]
		}
		since = p.Cursor
	}
	l.t.Fatal("no such message")
	return seenMessage{}
}

func says(part string) func(seenMessage) bool {
	return func(m seenMessage) bool { return strings.Contains(strings.ToLower(m.Text), strings.ToLower(part)) }
}

func testLog(t *testing.T) *slog.Logger {
	return slog.New(slog.NewTextHandler(t.Output(), &slog.HandlerOptions{Level: slog.LevelDebug}))
}

// pending is a request that waits for a yes.
func pending() notice.RequestCard {
	r := request.Request{ID: "R42", Version: 3, State: request.Pending, Kind: request.Create, RequestedBy: "UANN"}
	r.Plan.Digest = "0123456789abcdef0123456789abcdef"
	return notice.RequestCard{Request: r, Now: time.Unix(1_700_000_000, 0)}
}

func TestConversationOverTheLocalSlack(t *testing.T) {
	t.Parallel()
	clicked := make(chan bot.Interaction, 10)
	var l *local
	ready := make(chan struct{})
	l = newLocal(t, fakeHandler{
		typed: func(typed bot.Command) (notice.Notice, func(context.Context)) {
			if typed.Text == "help" {
				return notice.HelpShown{}, nil
			}
			return notice.Answer{Code: notice.Recorded, Text: "looking"}, func(ctx context.Context) {
				<-ready
				if err := l.chat.Ephemeral(ctx, typed.Where, notice.Answer{Code: notice.Recorded, Text: "found it for " + typed.Team}); err != nil {
					t.Errorf("Ephemeral: %v", err)
				}
			}
		},
		clicked: func(_ context.Context, c bot.Interaction) { clicked <- c },
	}, testLog(t))
	close(ready)

	if p := l.do("ann/command", map[string]string{"channel": "payments", "text": "/peering help"}); !p.OK || len(p.Messages) == 0 || !p.Messages[0].Ephemeral {
		t.Errorf("help = %+v, want a message at once, for ann alone", p)
	}
	l.do("ann/command", map[string]string{"channel": "vault", "text": "/peering find"}) // the bot is not in there
	if m := l.await("vault", says("found it for T0PEERBOT")); !m.Ephemeral {
		t.Errorf("sent %+v to everybody", m)
	}

	channel, ts, err := l.chat.Post(t.Context(), "CPAY", "", "peerbot/i1", pending())
	if err != nil || channel != "CPAY" {
		t.Fatalf("Post() = %q, %v", channel, err)
	}
	if p := l.do("ann/click", map[string]any{"channel": "payments", "ts": ts, "action_id": "approve"}); !p.OK {
		t.Errorf("click = %+v", p)
	}
	c := receive(t, clicked, "click")
	if c.Action != notice.ActApprove || c.Value != buttonValue || c.TS != ts || c.Where.User != "UANN" || c.Team != "T0PEERBOT" || c.Where.Channel != "CPAY" {
		t.Errorf("clicked = %+v", c)
	}
	if err := l.chat.Ephemeral(t.Context(), c.Where, notice.Answer{Code: notice.Recorded, Text: "accepted"}); err != nil {
		t.Errorf("Ephemeral after a click: %v", err)
	}
	l.await("payments", says("accepted"))

	note, thread, err := l.chat.Post(t.Context(), "CPAY", ts, "peerbot/i2", notice.Answer{Code: notice.Recorded, Text: "below the card"})
	if err != nil {
		t.Fatalf("Post in %s: %v", note, err)
	}
	dm, direct, err := l.chat.Post(t.Context(), "UANN", "", "peerbot/i3", notice.Answer{Code: notice.Recorded, Text: "just you"})
	if err != nil || !strings.HasPrefix(dm, "D") {
		t.Fatalf("Post to a person = %q, %v; want a conversation", dm, err)
	}
	for _, tt := range []struct{ channel, thread, key, want string }{
		{"CPAY", "", "peerbot/i1", ts},
		{"CPAY", ts, "peerbot/i2", thread},
		{"UANN", "", "peerbot/i3", direct},
		{"CPAY", "", "peerbot/i4", ""},
	} {
		got, ok, err := l.chat.Lookup(t.Context(), tt.channel, tt.thread, tt.key)
		if got != tt.want || ok != (tt.want != "") || err != nil {
			t.Errorf("Lookup(%s) = %q, %v, %v; want %q", tt.key, got, ok, err, tt.want)
		}
	}
	if err := l.chat.Update(t.Context(), "CPAY", ts, notice.Answer{Code: notice.Recorded, Text: "all done"}); err != nil {
		t.Errorf("Update: %v", err)
	}
	if m := l.await("payments", says("all done")); m.TS != ts || strings.Contains(string(m.Blocks), "approve") {
		t.Errorf("the card is now %+v, want it edited in place and without buttons", m)
	}
	if err := l.chat.Update(t.Context(), "UANN", direct, notice.Answer{Code: notice.Recorded, Text: "only you"}); err != nil {
		t.Errorf("Update of a direct message: %v", err)
	}
	_, _, err = l.chat.Post(t.Context(), "CVAULT", "", "peerbot/i5", pending())
	if got := classOf(t, err); !got.final {
		t.Errorf("Post where the bot is not = %+v, want final", got)
	}
}

func TestDenyOverTheLocalSlackLeadsSomewhere(t *testing.T) {
	t.Parallel()
	l := newLocal(t, newRecorder(), testLog(t))
	_, ts, err := l.chat.Post(t.Context(), "CPAY", "", "k", pending())
	if err != nil {
		t.Fatal(err)
	}
	// The local Slack has no forms yet: then the person hears what to type.
	l.Fail(slacksim.Fault{Method: "views.open", Error: "unknown_method"})
	l.do("ann/click", map[string]any{"channel": "payments", "ts": ts, "action_id": "deny"})
	l.await("payments", says("/peering deny R42"))
}

func TestPeopleOfTheLocalSlack(t *testing.T) {
	t.Parallel()
	l := newLocal(t, fakeHandler{}, testLog(t))
	for _, tt := range []struct {
		user string
		want directory.Person
	}{
		{"UANN", directory.Person{ID: "UANN", Team: "T0PEERBOT"}},
		{"UGUY", directory.Person{ID: "UGUY", Team: "T0PEERBOT", Guest: true}},
		{"UEXT", directory.Person{ID: "UEXT", Team: "T999", Stranger: true}},
		{"U0PEERBOT", directory.Person{ID: "U0PEERBOT", Team: "T0PEERBOT", Bot: true}},
	} {
		got, err := l.chat.Person(t.Context(), tt.user)
		got.Name = ""
		if err != nil || got != tt.want {
			t.Errorf("Person(%s) = %+v, %v; want %+v", tt.user, got, err, tt.want)
		}
	}
	l.Deactivate("UANN")
	if p, err := l.chat.Person(t.Context(), "UANN"); err != nil || !p.Deleted {
		t.Errorf("Person() = %+v, %v; want deleted", p, err)
	}
	me, err := l.chat.AuthTest(t.Context())
	if err != nil || me.Team != "T0PEERBOT" || me.User != "U0PEERBOT" || me.Bot != "B0PEERBOT" || !slices.Contains(me.Scopes, "chat:write") {
		t.Errorf("AuthTest() = %+v, %v", me, err)
	}
}

// On Enterprise Grid, what people of other workspaces do comes through: what it
// is worth is decided by what users.info says of them, and never by the command,
// which names our own workspace.
func TestPeopleOfAnOrganisationOfTheLocalSlack(t *testing.T) {
	t.Parallel()
	r := newRecorder()
	l := serveLocal(t, slacksim.Options{Enterprise: slacksim.Enterprise{ID: "E111", Name: "Org"}}, r, testLog(t))
	l.AddUser(slacksim.User{ID: "W222", Name: "wanda", TeamID: "T222", Enterprise: "E111"})
	l.AddUser(slacksim.User{ID: "W333", Name: "otto", TeamID: "T333", Enterprise: "E333", Teams: []string{"T333", "T0PEERBOT"}})
	l.AddUser(slacksim.User{ID: "W444", Name: "olga", TeamID: "E111", Enterprise: "E111", Teams: []string{"T0PEERBOT", "T222"}})
	l.AddUser(slacksim.User{ID: "W555", Name: "will"}) // whom Grid made a W of ours
	l.AddChannel(slacksim.Channel{ID: "CALL", Name: "all", Shared: true, Members: []string{"ann", "wanda", "otto", "olga", "will"}})
	_, ts, err := l.chat.Post(t.Context(), "CALL", "", "k", pending())
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		want    directory.Person
		types   bool // may type commands
		decides bool
	}{
		{directory.Person{ID: "W222", Team: "T222", Name: "wanda"}, true, false},
		{directory.Person{ID: "W333", Team: "T333", Name: "otto", Stranger: true}, false, false},
		{directory.Person{ID: "UEXT", Team: "T999", Name: "ext", Stranger: true}, false, false},
		{directory.Person{ID: "W444", Team: "E111", Name: "olga"}, true, false},
		{directory.Person{ID: "W555", Team: "T0PEERBOT", Name: "will"}, true, true},
	} {
		id := tt.want.ID
		l.AddMember("all", id)
		if tt.types {
			if p := l.do(id+"/command", map[string]string{"channel": "all", "text": "/peering list"}); !p.OK {
				t.Fatalf("command of %s = %+v", id, p)
			}
			if got := receive(t, r.typed, "command"); got.Where.User != id || got.Team != "T0PEERBOT" {
				t.Errorf("typed by %s of %s, want %s of our workspace", got.Where.User, got.Team, id)
			}
		}
		if p := l.do(id+"/click", map[string]any{"channel": "all", "ts": ts, "action_id": "approve"}); !p.OK {
			t.Fatalf("click of %s = %+v", id, p)
		}
		if got := receive(t, r.clicked, "click"); got.Where.User != id || got.Team != tt.want.Team {
			t.Errorf("clicked by %s of %s, want %s of %s", got.Where.User, got.Team, id, tt.want.Team)
		}
		p, err := l.chat.Person(t.Context(), id)
		if err != nil || p != tt.want {
			t.Errorf("Person(%s) = %+v, %v; want %+v", id, p, err, tt.want)
		}
		who := request.Caller{ID: p.ID, Team: p.Team, Bot: p.Bot, Guest: p.Guest, Deleted: p.Deleted, Stranger: p.Stranger}
		if err := request.Member(who, "T0PEERBOT"); (err == nil) != tt.decides {
			t.Errorf("Member(%s) = %v, want that they can decide: %v", id, err, tt.decides)
		}
	}
}

func TestLostAnswersOfTheLocalSlack(t *testing.T) {
	t.Parallel()
	l := newLocal(t, fakeHandler{}, testLog(t))
	l.Fail(slacksim.Fault{Method: "chat.postMessage", Count: 1, Lose: true})
	_, _, err := l.chat.Post(t.Context(), "CPAY", "", "peerbot/i1", notice.Answer{Code: notice.Recorded, Text: "once"})
	if got, want := classOf(t, err), (sent{unknown: true}); got != want {
		t.Errorf("Post() = %+v, want %+v", got, want)
	}
	if ts, ok, err := l.chat.Lookup(t.Context(), "CPAY", "", "peerbot/i1"); !ok || err != nil || ts == "" {
		t.Errorf("Lookup() = %q, %v, %v; want the message that was posted all the same", ts, ok, err)
	}
}

func TestDuplicatesAndCutsOfTheLocalSlack(t *testing.T) {
	t.Parallel()
	r := newRecorder()
	l := newLocal(t, r, testLog(t))
	l.FailSockets(slacksim.SocketFault{Duplicate: 1})
	l.do("ann/command", map[string]string{"channel": "payments", "text": "/peering list"})
	receive(t, r.typed, "command")
	l.Cut()
	again, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	if err := l.WaitConnected(again, 1); err != nil {
		t.Fatal(err)
	}
	if p := l.do("ann/command", map[string]string{"channel": "payments", "text": "/peering list mine"}); !p.OK {
		t.Errorf("after a cut: %+v", p)
	}
	if got := receive(t, r.typed, "command"); got.Text != "list mine" {
		t.Errorf("heard %q, which came twice", got.Text)
	}
	l.stop()
	if err := receive(t, l.done, "end of Run"); err != nil {
		t.Errorf("Run() = %v, want nil", err)
	}
}

// BenchmarkBurst types 1,000 commands at once and measures how long each of
// them waits for its acknowledgement, as the person does who typed it: through
// the people API of the local Slack, its socket, and back.
func BenchmarkBurst(b *testing.B) {
	const burst = 1000
	l := newLocal(b, fakeHandler{typed: func(bot.Command) (notice.Notice, func(context.Context)) {
		return notice.Answer{Code: notice.Recorded, Text: "Looking at both VPCs."}, func(context.Context) {}
	}}, slog.New(slog.DiscardHandler))
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: burst}}
	var all []time.Duration
	for b.Loop() {
		took := make([]time.Duration, burst)
		var wg sync.WaitGroup
		start := make(chan struct{})
		for i := range burst {
			wg.Go(func() {
				<-start
				began := time.Now()
				body := strings.NewReader(fmt.Sprintf(`{"channel":"payments","text":"/peering show R%d"}`, i+1))
				resp, err := client.Post(l.http.URL+"/people/ann/command", "application/json", body)
				if err != nil {
					b.Error(err)
					return
				}
				p := l.read(resp)
				took[i] = time.Since(began)
				if !p.OK || len(p.Messages) != 1 || !says("looking")(p.Messages[0]) {
					b.Errorf("command %d: %+v", i, p)
				}
			})
		}
		close(start)
		wg.Wait()
		all = append(all, took...)
	}
	slices.Sort(all)
	ms := func(q float64) float64 { return float64(all[int(q*float64(len(all)-1))]) / float64(time.Millisecond) }
	b.ReportMetric(ms(0.5), "p50-ms")
	b.ReportMetric(ms(0.99), "p99-ms")
	b.ReportMetric(ms(1), "max-ms")
	if worst := all[len(all)-1]; worst > 3*time.Second {
		b.Errorf("one command was acknowledged after %v; Slack waits 3 s", worst)
	}
}
