package chat

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"peerbot/bot"
	"peerbot/bot/card"
	"peerbot/bot/directory"
	"peerbot/bot/notice"
)

// bench is a dispatcher without a socket.
type bench struct {
	*dispatcher
	t    *testing.T
	stub *stub
	hook string // a response URL that works
}

func newBench(t *testing.T, h Handler, change ...func(*Options)) *bench {
	t.Helper()
	s := newStub(t)
	s.on("hooks/1", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "ok") })
	ctx, stop := context.WithCancel(context.Background())
	d := newDispatcher(ctx, s.client(change...), h)
	b := &bench{dispatcher: d, t: t, stub: s, hook: s.http.URL + "/hooks/1"}
	t.Cleanup(func() {
		if !d.drain(10*time.Second, stop) {
			t.Error("the workers did not end")
		}
	})
	return b
}

// acked is what became of one envelope.
type acked struct {
	times   int
	payload []byte
}

// give takes a fixture, with its response URL replaced by one that works, and
// returns the acknowledgement.
func (b *bench) give(name string, oldnew ...string) acked {
	b.t.Helper()
	return b.giveWith(false, nil, name, oldnew...)
}

func (b *bench) giveWith(closing bool, ackErr error, name string, oldnew ...string) acked {
	b.t.Helper()
	oldnew = append(oldnew,
		"https://hooks.slack.com/commands/T111/111/xxx", b.hook,
		"https://hooks.slack.com/actions/T111/111/random-value", b.hook)
	var e envelope
	if err := json.Unmarshal([]byte(fixture(b.t, name, oldnew...)), &e); err != nil {
		b.t.Fatal(err)
	}
	var got acked
	b.dispatch(b.t.Context(), e, "A111", closing, func(payload any) error {
		got.times++
		if payload != nil {
			js, err := json.Marshal(payload)
			if err != nil {
				b.t.Errorf("payload: %v", err)
			}
			got.payload = js
		}
		return ackErr
	})
	return got
}

// idle waits until everything that was taken is done.
func (b *bench) idle() {
	b.t.Helper()
	for _, p := range []*pool{b.work, b.express} {
		// With every worker in here at once, nobody is busy with anything else.
		n := b.dispatcher.chat.opts.Workers
		if p == b.express {
			n = expressWorkers
		}
		var together sync.WaitGroup
		together.Add(n)
		for range n {
			for !p.reserve() {
				runtime.Gosched()
			}
			p.add(func(context.Context) { together.Done(); together.Wait() })
		}
		together.Wait()
	}
}

// ephemeral returns the text of the n-th message to the response URL.
func (b *bench) ephemeral(n int) string {
	b.t.Helper()
	return text(b.t, []byte(b.stub.waitFor("hooks/1", n).Get("json")))
}

func TestAnswerThatNeedsNoWorkIsInTheAcknowledgement(t *testing.T) {
	t.Parallel()
	b := newBench(t, fakeHandler{typed: func(t bot.Command) (notice.Notice, func(context.Context)) {
		return notice.Answer{Code: notice.Recorded, Text: "you typed " + t.Text}, nil
	}})
	a := b.give("slash")
	if a.times != 1 {
		t.Errorf("acknowledged %d times, want once", a.times)
	}
	wantText(t, a.payload, "you typed prod v1.2")
}

func TestWorkIsDoneAfterTheAcknowledgement(t *testing.T) {
	t.Parallel()
	done := make(chan struct{})
	b := newBench(t, fakeHandler{typed: func(bot.Command) (notice.Notice, func(context.Context)) {
		return nil, func(context.Context) { close(done) }
	}})
	if a := b.give("slash"); a.times != 1 || a.payload != nil {
		t.Errorf("acknowledged %+v, want once and empty", a)
	}
	receive(t, done, "work")
}

func TestLargeAnswerGoesToTheResponseURL(t *testing.T) {
	t.Parallel()
	var rows []directory.Account
	for i := range 300 {
		rows = append(rows, directory.Account{
			Alias: fmt.Sprintf("account-with-a-long-name-%d", i), ID: "123456789012", Channel: "C111",
			Regions: []string{"eu-west-1", "ap-northeast-1", "us-east-1"}, Owners: []string{"U111", "U222", "U333"},
		})
	}
	n := notice.AccountsShown{Accounts: rows}
	b := newBench(t, fakeHandler{typed: func(bot.Command) (notice.Notice, func(context.Context)) { return n, nil }})
	if fits("1d3c79ab-0ffb-41f3-a080-d19e85f53649", ephemeral(n)) {
		t.Fatal("the answer is too small for this test")
	}
	if a := b.give("slash"); a.times != 1 || a.payload != nil {
		t.Errorf("acknowledged %d times with %d bytes, want once and empty", a.times, len(a.payload))
	}
	if got := b.ephemeral(1); got == "" {
		t.Error("sent nothing")
	}
}

func TestFullQueueIsSaidInTheAcknowledgement(t *testing.T) {
	t.Parallel()
	free := make(chan struct{})
	done := make(chan bot.Command, 10)
	b := newBench(t, fakeHandler{typed: func(t bot.Command) (notice.Notice, func(context.Context)) {
		if t.Text == "help" {
			return notice.Answer{Code: notice.Recorded, Text: "the help"}, nil
		}
		return nil, func(context.Context) { <-free; done <- t }
	}}, func(o *Options) { o.Workers, o.QueueSize = 1, 2 })
	refused := 0
	for i := range 10 {
		a := b.give("slash", "111.222.xxx", fmt.Sprint("trigger", i), "1d3c79ab", fmt.Sprint("env", i))
		if a.times != 1 {
			t.Errorf("command %d was acknowledged %d times", i, a.times)
		}
		if a.payload != nil {
			refused++
			wantText(t, a.payload, "try again")
		}
	}
	if refused < 7 || refused > 8 { // one is worked on, or about to be, and two wait
		t.Errorf("%d of 10 commands were refused, want 7 or 8", refused)
	}
	wantText(t, b.give("slash", "111.222.xxx", "t-help", "1d3c79ab", "e-help", "prod v1.2", "help").payload, "the help")
	close(free)
	for range 10 - refused {
		receive(t, done, "accepted command")
	}
}

// An acknowledgement of a click cannot carry an answer, so there is an ephemeral
// message.
func TestFullQueueIsToldToWhoeverClicked(t *testing.T) {
	t.Parallel()
	free := make(chan struct{})
	begun := make(chan struct{}, 10)
	b := newBench(t, fakeHandler{clicked: func(context.Context, bot.Interaction) { begun <- struct{}{}; <-free }},
		func(o *Options) { o.Workers, o.QueueSize = 1, 1 })
	defer close(free)
	click := func(i int) acked {
		return b.give("click", "111.222.valid", fmt.Sprint("trigger", i), "2d3c79ab", fmt.Sprint("env", i))
	}
	click(1)
	receive(t, begun, "first click") // it keeps the only worker busy
	click(2)                         // waits
	if a := click(3); a.times != 1 {
		t.Errorf("the click too many was acknowledged %d times, want once", a.times)
	}
	if got := b.ephemeral(1); !strings.Contains(got, "try again") {
		t.Errorf("sent %q", got)
	}
	// A form stays open, with what was typed.
	if a := b.give("form"); !strings.Contains(string(a.payload), "try again") {
		t.Errorf("the form was acknowledged with %s", a.payload)
	}
	// When not even that can be sent, Slack shows that the click failed.
	for b.express.reserve() {
	}
	if a := click(4); a.times != 0 {
		t.Error("a click that leads nowhere was acknowledged")
	}
	if a := b.give("click_deny"); a.times != 0 {
		t.Error("a click that leads nowhere was acknowledged")
	}
	for range expressQueueSize {
		b.express.release()
	}
}

func TestButtonOfAnotherVersionIsExplained(t *testing.T) {
	t.Parallel()
	r := newRecorder()
	b := newBench(t, r)
	if a := b.give("click_bad_value"); a.times != 1 {
		t.Errorf("acknowledged %d times, want once", a.times)
	}
	if got := b.ephemeral(1); !strings.Contains(got, "another version") {
		t.Errorf("sent %q", got)
	}
	b.idle()
	if len(r.clicked) != 0 {
		t.Error("an unreadable button was handed on")
	}
}

func TestSameEnvelopeAndSameActAreTakenOnce(t *testing.T) {
	t.Parallel()
	r := newRecorder()
	b := newBench(t, r)
	b.give("slash")
	if a := b.give("slash"); a.times != 1 {
		t.Errorf("the second delivery was acknowledged %d times, want once", a.times)
	}
	b.give("slash", "1d3c79ab", "other-envelope")    // the same act
	b.give("slash", "111.222.xxx", "other-act")      // the same envelope
	b.give("slash", "111.222.xxx", "9.9", "1d3", "") // another one
	b.give("click")
	b.give("click", "2d3c79ab", "other-envelope")
	for range 2 {
		receive(t, r.typed, "command")
	}
	receive(t, r.clicked, "click")
	b.idle()
	if len(r.typed) != 0 || len(r.clicked) != 0 {
		t.Errorf("%d commands and %d clicks were done twice", len(r.typed), len(r.clicked))
	}
}

func TestClickIsHandedOn(t *testing.T) {
	t.Parallel()
	r := newRecorder()
	b := newBench(t, r)
	if a := b.give("click"); a.times != 1 || a.payload != nil {
		t.Errorf("acknowledged %+v, want once and empty", a)
	}
	if c := receive(t, r.clicked, "click"); c.Action != notice.ActApprove || c.Value != buttonValue || c.Team != "T111" {
		t.Errorf("clicked = %+v", c)
	}
}

func TestEnvelopeOfAnotherAppIsDropped(t *testing.T) {
	t.Parallel()
	r := newRecorder()
	b := newBench(t, r)
	for _, name := range []string{"slash", "click", "form"} {
		if a := b.give(name, `"api_app_id":"A111"`, `"api_app_id":"A666"`); a.times != 1 || a.payload != nil {
			t.Errorf("%s: acknowledged %+v, want once and empty", name, a)
		}
	}
	b.idle()
	if len(r.typed)+len(r.clicked) != 0 {
		t.Error("something of another app was handed on")
	}
}

func TestAnotherCommandIsNotOurs(t *testing.T) {
	t.Parallel()
	r := newRecorder()
	b := newBench(t, r)
	wantText(t, b.give("slash", `"/peering"`, `"/deploy"`).payload, "/deploy")
	b.idle()
	if len(r.typed) != 0 {
		t.Error("another command was handed on")
	}
}

func TestWhatCannotBeReadIsAcknowledged(t *testing.T) {
	t.Parallel()
	b := newBench(t, fakeHandler{})
	for _, raw := range []string{
		`{"envelope_id":"1","type":"slash_commands","payload":"what?"}`,
		`{"envelope_id":"2","type":"slash_commands"}`,
		`{"envelope_id":"3","type":"interactive","payload":{"type":"block_actions","user":{"id":"U1"}}}`,
		`{"envelope_id":"4","type":"weather_report","payload":{}}`,
		`{"envelope_id":"5","type":"events_api","payload":{}}`,
	} {
		var e envelope
		if err := json.Unmarshal([]byte(raw), &e); err != nil {
			t.Fatal(err)
		}
		n := 0
		b.dispatch(t.Context(), e, "A111", false, func(payload any) error { n++; return nil })
		if n != 1 {
			t.Errorf("%s was acknowledged %d times, want once", raw, n)
		}
	}
}

// Slack tells the person that the command failed, so it must not be done.
func TestCommandThatCannotBeAcknowledgedIsNotDone(t *testing.T) {
	t.Parallel()
	r := newRecorder()
	b := newBench(t, r, func(o *Options) { o.QueueSize = 2 })
	gone := errors.New("the socket is gone")
	for i := range 5 { // more than there are places: each must be given back
		act := fmt.Sprint("act", i)
		b.giveWith(false, gone, "slash", "111.222.xxx", act, "1d3c79ab", act)
		b.giveWith(false, gone, "click", "111.222.valid", act+"c", "2d3c79ab", act+"c")
		b.giveWith(false, gone, "form", "V111", act)
	}
	if a := b.give("slash"); a.payload != nil {
		t.Errorf("after five failures the answer is %s, want the command taken", a.payload)
	}
	receive(t, r.typed, "command")
	b.idle()
	if len(r.typed)+len(r.clicked) != 0 {
		t.Error("something was done of which Slack says that it failed")
	}
}

func TestPanicInWorkIsContainedAndTold(t *testing.T) {
	t.Parallel()
	r := newRecorder()
	b := newBench(t, fakeHandler{
		typed: func(t bot.Command) (notice.Notice, func(context.Context)) {
			if t.Text == "now" {
				panic("in Typed")
			}
			return nil, func(ctx context.Context) {
				if t.Text == "later" {
					panic("in later")
				}
				r.typed <- t
			}
		},
		clicked: func(context.Context, bot.Interaction) { panic("in Clicked") },
	}, func(o *Options) { o.Workers = 1 })
	wantText(t, b.give("slash", "prod v1.2", "now", "111.222.xxx", "1", "1d3c79ab", "1").payload, "7f3a0001")
	b.give("slash", "prod v1.2", "later", "111.222.xxx", "2", "1d3c79ab", "2")
	if got := b.ephemeral(1); !strings.Contains(got, "7f3a0001") {
		t.Errorf("sent %q, want the reference", got)
	}
	b.give("click")
	if got := b.ephemeral(2); !strings.Contains(got, "7f3a0001") {
		t.Errorf("sent %q, want the reference", got)
	}
	b.give("slash")
	receive(t, r.typed, "command after the panics") // the only worker lives
}

func TestDenyAsksWhy(t *testing.T) {
	t.Parallel()
	r := newRecorder()
	b := newBench(t, r)
	if a := b.give("click_deny"); a.times != 1 {
		t.Errorf("acknowledged %d times, want once", a.times)
	}
	var asked struct {
		Trigger string `json:"trigger_id"`
		View    struct {
			Type     string                `json:"type"`
			Callback string                `json:"callback_id"`
			Private  string                `json:"private_metadata"`
			Title    struct{ Text string } `json:"title"`
			Submit   struct{ Text string } `json:"submit"`
			Blocks   []json.RawMessage     `json:"blocks"`
		} `json:"view"`
	}
	if err := json.Unmarshal([]byte(b.stub.waitFor("views.open", 1).Get("json")), &asked); err != nil {
		t.Fatal(err)
	}
	v := asked.View
	if asked.Trigger != "111.222.deny" || v.Type != "modal" || v.Callback != "deny" || v.Title.Text != "Deny R42" || v.Submit.Text != "Deny" || len(v.Blocks) != 1 {
		t.Errorf("views.open = %+v", asked)
	}
	for _, want := range []string{`"multiline":true`, `"max_length":500`, `"type":"plain_text_input"`} {
		if !strings.Contains(string(v.Blocks[0]), want) {
			t.Errorf("block = %s, want %s in it", v.Blocks[0], want)
		}
	}
	if strings.Contains(string(v.Blocks[0]), `"optional":true`) {
		t.Error("the reason is optional")
	}
	// What Slack gives back with the form leads to the same denial.
	from, err := readFormOrigin(v.Private)
	if err != nil || from.value != buttonValue || from.Channel != "C111" || from.TS != "111.222" || from.ResponseURL != b.hook {
		t.Errorf("private_metadata = %s (%v)", v.Private, err)
	}
	b.idle()
	if len(r.clicked) != 0 {
		t.Error("a denial without a reason was handed on")
	}
}

func TestSnoozeAsksWhyAndUntilWhen(t *testing.T) {
	t.Parallel()
	r := newRecorder()
	b := newBench(t, r, func(o *Options) {
		o.Now = func() time.Time { return time.Date(2999, 11, 20, 12, 0, 0, 0, time.UTC) }
	})
	b.give("click_snooze")
	var asked struct {
		View struct {
			Callback string                `json:"callback_id"`
			Title    struct{ Text string } `json:"title"`
			Blocks   []struct {
				ID      string `json:"block_id"`
				Element struct {
					Type    string `json:"type"`
					Initial string `json:"initial_date"`
				} `json:"element"`
			} `json:"blocks"`
		} `json:"view"`
	}
	if err := json.Unmarshal([]byte(b.stub.waitFor("views.open", 1).Get("json")), &asked); err != nil {
		t.Fatal(err)
	}
	v := asked.View
	if v.Callback != "snooze" || v.Title.Text != "Snooze F3" || len(v.Blocks) != 2 {
		t.Fatalf("views.open = %+v", v)
	}
	if date := v.Blocks[0]; date.ID != card.UntilBlock || date.Element.Type != "datepicker" || date.Element.Initial != "2999-11-27" {
		t.Errorf("first block = %+v, want a date", date)
	}
	if why := v.Blocks[1]; why.ID != card.ReasonBlock || why.Element.Type != "plain_text_input" {
		t.Errorf("second block = %+v, want the reason", why)
	}
	b.idle()
	if len(r.clicked) != 0 {
		t.Error("a snooze without a date was handed on")
	}

	var refused struct{ Errors map[string]string }
	if err := json.Unmarshal(b.give("form_snooze_past").payload, &refused); err != nil {
		t.Fatal(err)
	}
	if refused.Errors[card.UntilBlock] == "" || refused.Errors[card.ReasonBlock] == "" || len(r.clicked) != 0 {
		t.Errorf("a day that is over, and no reason: refused with %v, want both named", refused.Errors)
	}
	b.give("form_snooze")
	if got := receive(t, r.clicked, "snooze"); got.Action != notice.ActSnooze || got.Until.Year() != 2999 || got.Reason != "test" {
		t.Errorf("clicked = %+v", got)
	}
}

func TestFormThatCannotBeOpenedIsReplacedByAHint(t *testing.T) {
	t.Parallel()
	for _, code := range []string{"unknown_method", "expired_trigger_id"} {
		b := newBench(t, newRecorder())
		b.stub.json("views.open", `{"ok":false,"error":"`+code+`"}`)
		b.give("click_deny")
		if got := b.ephemeral(1); !strings.Contains(got, "/peering deny R42") {
			t.Errorf("%s: sent %q, want the command to type", code, got)
		}
		b.give("click_snooze")
		if got := b.ephemeral(2); !strings.Contains(got, "/peering snooze F3 for=7d") {
			t.Errorf("%s: sent %q, want the command to type", code, got)
		}
	}
}

func TestFormIsHandedOnWithItsReason(t *testing.T) {
	t.Parallel()
	r := newRecorder()
	b := newBench(t, r)
	if a := b.give("form"); a.times != 1 || a.payload != nil {
		t.Errorf("acknowledged %+v, want once and empty, which closes the form", a)
	}
	want := bot.Interaction{
		Where: notice.Origin{User: "W111", Channel: "C111", ResponseURL: b.hook}, Team: "T111",
		Action: notice.ActDeny, Value: buttonValue, TS: "111.222", Trigger: "111.222.form", Reason: "test",
	}
	if got := receive(t, r.clicked, "denial"); got != want {
		t.Errorf("clicked = %+v, want %+v", got, want)
	}
	b.give("form")
	b.idle()
	if len(r.clicked) != 0 {
		t.Error("the same form was handed on twice")
	}
}

func TestFormThatIsRefusedStaysOpenAndMayComeAgain(t *testing.T) {
	t.Parallel()
	r := newRecorder()
	b := newBench(t, r)
	var got struct {
		Action string            `json:"response_action"`
		Errors map[string]string `json:"errors"`
	}
	for _, name := range []string{"form_blank", "form_bad_origin"} {
		if err := json.Unmarshal(b.give(name).payload, &got); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if got.Action != "errors" || got.Errors["reason"] == "" {
			t.Errorf("%s: acknowledged with %+v, want an error at the reason", name, got)
		}
	}
	if len(r.clicked) != 0 {
		t.Error("a refused form was handed on")
	}
	b.give("form") // the same envelope and form, with a reason now
	receive(t, r.clicked, "denial")
}

func TestNothingNewIsTakenWhenClosing(t *testing.T) {
	t.Parallel()
	r := newRecorder()
	b := newBench(t, r)
	wantText(t, b.giveWith(true, nil, "slash").payload, "restarting")
	// No acknowledgement: Slack shows beside the button that it failed.
	if a := b.giveWith(true, nil, "click"); a.times != 0 {
		t.Errorf("a click was acknowledged with %s", a.payload)
	}
	if a := b.giveWith(true, nil, "form"); !strings.Contains(string(a.payload), "restarting") {
		t.Errorf("a form was acknowledged with %s", a.payload)
	}
	b.idle()
	if len(r.typed)+len(r.clicked) != 0 {
		t.Error("something new was taken")
	}
}
