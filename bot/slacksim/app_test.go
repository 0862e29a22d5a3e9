package slacksim_test

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"peerbot/bot/slacksim"
)

// got is what an app is sent, of whatever kind: the payload of an envelope.
type got struct {
	frame
	Type        string `json:"type"`
	Command     string
	Text        string
	CallbackID  string `json:"callback_id"`
	TriggerID   string `json:"trigger_id"`
	ResponseURL string `json:"response_url"`
	Value       string
	IsCleared   bool `json:"is_cleared"`
	User        struct{ ID string }
	State       struct{ Values values }
	View        *struct {
		ID, Hash, Type string
		State          struct{ Values values }
	}
	Actions      []json.RawMessage
	ResponseURLs []struct {
		ChannelID   string `json:"channel_id"`
		ResponseURL string `json:"response_url"`
	} `json:"response_urls"`
	EventID string `json:"event_id"`
	Event   json.RawMessage
}

type values = map[string]map[string]json.RawMessage

// app is one that does nothing but answer what the test says.
type app struct {
	*world
	ws *websocket.Conn
}

// app writes every answer as one frame, as those who want to be heard do.
func (w *world) app() *app {
	w.t.Helper()
	ws, status := w.dial(w.open(), &websocket.Dialer{WriteBufferSize: 32 << 10})
	if ws == nil {
		w.t.Fatalf("dial = %d, want 101", status)
	}
	if f := w.read(ws); f.Type != "hello" {
		w.t.Fatalf("first frame = %+v, want hello", f)
	}
	return &app{w, ws}
}

// next is the next envelope, not yet answered.
func (a *app) next() got {
	a.t.Helper()
	var g got
	f := a.read(a.ws)
	if err := json.Unmarshal(f.Payload, &g); err != nil {
		a.t.Fatalf("payload %s: %v", f.Payload, err)
	}
	g.frame = f
	return g
}

// answer answers the next envelope.
func (a *app) answer(payload string) got {
	a.t.Helper()
	g := a.next()
	a.ack(a.ws, g.frame, payload)
	return g
}

// trigger lets alice cause something.
func (a *app) trigger() string {
	a.t.Helper()
	done := a.later("alice", "network", "/peering x")
	g := a.answer("")
	<-done
	return g.TriggerID
}

// show opens a modal with those blocks for alice.
func (a *app) show(blocks string, more ...string) {
	a.t.Helper()
	if r := a.form("views.open", "trigger_id", a.trigger(), "view", modalWith(blocks, more...)); !r.OK {
		a.t.Fatalf("views.open = %+v", r)
	}
}

func modalWith(blocks string, more ...string) string {
	keys := ""
	for _, k := range more {
		keys += "," + k
	}
	return `{"type":"modal","title":{"type":"plain_text","text":"T"},"submit":{"type":"plain_text","text":"Go"},"callback_id":"c","blocks":[` + blocks + `]` + keys + `}`
}

// meanwhile does what a person does while the test plays the app.
func meanwhile[T any](do func() T) <-chan T {
	done := make(chan T, 1)
	go func() { done <- do() }()
	return done
}

func inputBlock(id, element string) string {
	return `{"type":"input","block_id":"` + id + `","label":{"type":"plain_text","text":"L"},"element":` + element + `}`
}

func option(value string) string {
	return `{"text":{"type":"plain_text","text":"` + value + `"},"value":"` + value + `"}`
}

func elementOf(kind, more string) string {
	return `{"type":"` + kind + `","action_id":"a"` + more + `}`
}

const options = `,"options":[{"text":{"type":"plain_text","text":"X"},"value":"x"},{"text":{"type":"plain_text","text":"Y"},"value":"y"}]`

func chosen(value, text string) string {
	return fmt.Sprintf(`{"text":{"emoji":true,"text":%q,"type":"plain_text"},"value":%q}`, text, value)
}

// what each kind of input says, in a submission, once somebody has filled it in.
var inputs = []struct{ element, given, want string }{
	{elementOf("plain_text_input", ""), `"hi"`, `"value":"hi"`},
	{elementOf("email_text_input", ""), `"a@example.com"`, `"value":"a@example.com"`},
	{elementOf("url_text_input", ""), `"https://example.com/x"`, `"value":"https://example.com/x"`},
	{elementOf("number_input", `,"is_decimal_allowed":true`), `1.5`, `"value":"1.5"`},
	{elementOf("static_select", options), `"y"`, `"selected_option":` + chosen("y", "Y")},
	{elementOf("radio_buttons", options), `"x"`, `"selected_option":` + chosen("x", "X")},
	{elementOf("checkboxes", options), `["x","y"]`, `"selected_options":[` + chosen("x", "X") + `,` + chosen("y", "Y") + `]`},
	{elementOf("multi_static_select", options), `["y"]`, `"selected_options":[` + chosen("y", "Y") + `]`},
	{elementOf("users_select", ""), `"bob"`, `"selected_user":"U0BOB"`},
	{elementOf("multi_users_select", ""), `["@bob","U0ALICE"]`, `"selected_users":["U0BOB","U0ALICE"]`},
	{elementOf("channels_select", ""), `"#network"`, `"selected_channel":"C0NET"`},
	{elementOf("multi_channels_select", ""), `["C0NET"]`, `"selected_channels":["C0NET"]`},
	{elementOf("conversations_select", ""), `"D0BOB"`, `"selected_conversation":"D0BOB"`},
	{elementOf("multi_conversations_select", ""), `["network"]`, `"selected_conversations":["C0NET"]`},
	{elementOf("datepicker", ""), `"2026-12-31"`, `"selected_date":"2026-12-31"`},
	{elementOf("timepicker", ""), `"23:59"`, `"selected_time":"23:59"`},
	{elementOf("datetimepicker", ""), `1798761600`, `"selected_date_time":1798761600`},
	{elementOf("rich_text_input", ""), `"hi"`, `"rich_text_value":{"elements":[{"elements":[{"text":"hi","type":"text"}],"type":"rich_text_section"}],"type":"rich_text"}`},
}

func TestEveryKindOfInputReachesTheAppAsSlackSendsIt(t *testing.T) {
	for _, tt := range inputs {
		t.Run(tt.element[9:20], func(t *testing.T) {
			a := newWorld(t, slacksim.Options{}).app()
			a.show(inputBlock("b", tt.element))
			if got := a.modal("POST", "alice/submit", map[string]any{}); got.Error != "incomplete" || got.Errors["b"] == "" {
				t.Errorf("left empty = %+v, want it asked for", got)
			}
			sent := meanwhile(func() filledView {
				return a.modal("POST", "alice/submit", map[string]any{"values": map[string]json.RawMessage{"b": json.RawMessage(tt.given)}})
			})
			g := a.answer("")
			if f := <-sent; !f.OK || f.View != nil {
				t.Errorf("submit = %+v, want ok and closed", f)
			}
			if got := sorted(t, g.View.State.Values["b"]["a"]); got != sorted(t, json.RawMessage(`{`+tt.want+`,"type":`+kindOf(tt.element)+`}`)) {
				t.Errorf("state = %s, want %s", got, tt.want)
			}
		})
	}
}

// Elements that are not inputs tell the app at once, and stand in the state of
// what comes after; so they do in a message.
func TestEveryKindOfElementOfAMessageTellsTheAppAtOnce(t *testing.T) {
	for _, tt := range inputs {
		kind := kindOf(tt.element)
		if kind == `"plain_text_input"` || kind == `"email_text_input"` || kind == `"url_text_input"` || kind == `"number_input"` || kind == `"rich_text_input"` {
			continue // only in input blocks
		}
		t.Run(kind, func(t *testing.T) {
			a := newWorld(t, slacksim.Options{}).app()
			ts := a.form("chat.postMessage", "channel", "C0NET", "text", "x", "blocks",
				`[{"type":"actions","block_id":"b","elements":[`+tt.element+`,{"type":"button","action_id":"go","text":{"type":"plain_text","text":"Go"}}]}]`).TS
			click := func(action string, value json.RawMessage) <-chan seen {
				return meanwhile(func() seen {
					return a.do("alice", "click", map[string]any{"channel": "network", "ts": ts, "action_id": action, "value": value})
				})
			}
			done := click("a", json.RawMessage(tt.given))
			g := a.answer("")
			if o := <-done; !o.OK {
				t.Errorf("click = %+v", o)
			}
			want := sorted(t, json.RawMessage(`{`+tt.want+`,"type":`+kind+`}`))
			var action map[string]any
			if err := json.Unmarshal(g.Actions[0], &action); err != nil {
				t.Fatal(err)
			}
			if action["block_id"] != "b" || action["action_id"] != "a" || action["action_ts"] == "" {
				t.Errorf("action = %s, want its ids", g.Actions[0])
			}
			delete(action, "block_id")
			delete(action, "action_id")
			delete(action, "action_ts")
			if got := asJSON(action); got != want {
				t.Errorf("action = %s, want %s", got, want)
			}
			done = click("go", nil)
			g = a.answer("")
			<-done
			if got := sorted(t, g.State.Values["b"]["a"]); got != want {
				t.Errorf("state with the button = %s, want %s", got, want)
			}
		})
	}
}

func kindOf(element string) string {
	var e struct{ Type string }
	if err := json.Unmarshal([]byte(element), &e); err != nil {
		return err.Error()
	}
	return asJSON(e.Type)
}

func sorted(t *testing.T, raw json.RawMessage) string {
	t.Helper()
	var v any
	if err := json.Unmarshal(raw, &v); err != nil {
		t.Fatalf("%q: %v", raw, err)
	}
	return asJSON(v)
}

func TestWhatCannotBeTypedIsNotSent(t *testing.T) {
	for _, tt := range []struct{ element, given, want string }{
		{elementOf("plain_text_input", `,"min_length":3`), `"hi"`, "Please enter 3 characters or more."},
		{elementOf("plain_text_input", `,"max_length":3`), `"hééé"`, "Please enter 3 characters or less."},
		{elementOf("plain_text_input", ``), `"   "`, "Please complete this required field."},
		{elementOf("email_text_input", ""), `"nobody"`, "Please enter an email address."},
		{elementOf("url_text_input", ""), `"javascript:alert(1)"`, "Please enter a web address."},
		{elementOf("number_input", `,"is_decimal_allowed":false`), `"1.5"`, "Please enter a whole number."},
		{elementOf("number_input", `,"is_decimal_allowed":false,"min_value":"2"`), `"1"`, "Please enter 2 or more."},
		{elementOf("number_input", `,"is_decimal_allowed":false,"max_value":"2"`), `"3"`, "Please enter 2 or less."},
		{elementOf("number_input", `,"is_decimal_allowed":true`), `"ten"`, "Please enter a number."},
		{elementOf("static_select", options), `"z"`, "There is no option z."},
		{elementOf("static_select", options), `["x","y"]`, "Please choose only one."},
		{elementOf("multi_static_select", options+`,"max_selected_items":1`), `["x","y"]`, "Please choose no more than 1."},
		{elementOf("external_select", ""), `"x"`, "There is no option x."},
		{elementOf("users_select", ""), `"nobody"`, "There is no person nobody."},
		{elementOf("channels_select", ""), `"D0BOB"`, "There is no channel D0BOB."},
		{elementOf("datepicker", ""), `"31.12.2026"`, "Please enter a date as 2026-12-31."},
		{elementOf("timepicker", ""), `"25:00"`, "Please enter a time as 23:59."},
		{elementOf("datetimepicker", ""), `"soon"`, "Please enter a time in seconds since 1970."},
	} {
		a := newWorld(t, slacksim.Options{}).app()
		a.show(inputBlock("b", tt.element))
		got := a.modal("POST", "alice/submit", map[string]any{"values": map[string]json.RawMessage{"b": json.RawMessage(tt.given)}})
		if got.Error != "incomplete" || got.Errors["b"] != tt.want {
			t.Errorf("%s with %s = %+v, want %q", tt.element, tt.given, got, tt.want)
		}
	}
}

func TestAnActionInAModalCarriesWhatWasTypedAndAnUpdateKeepsIt(t *testing.T) {
	a := newWorld(t, slacksim.Options{}).app()
	choice := `{"type":"actions","block_id":"kind","elements":[` + elementOf("static_select", options) + `]}`
	a.show(inputBlock("why", elementOf("plain_text_input", `,"initial_value":"because"`)) + "," + choice)
	view := a.modal("GET", "alice/view", nil).View
	use := func(body map[string]any) (got, seen) {
		done := meanwhile(func() seen { return a.do("alice", "click", body) })
		g := a.answer("")
		return g, <-done
	}
	g, o := use(map[string]any{"view_id": view.ID, "action_id": "a", "block_id": "kind", "value": "x", "values": map[string]any{"why": "typed"}})
	if !o.OK || g.Type != "block_actions" || g.View.ID != view.ID || g.ResponseURL != "" || g.TriggerID == "" {
		t.Errorf("action = %+v, %+v, want one of the view", o, g)
	}
	var payload map[string]any
	if err := json.Unmarshal(g.Payload, &payload); err != nil {
		t.Fatal(err)
	}
	for _, key := range []string{"channel", "message", "response_url"} {
		if payload[key] != nil {
			t.Errorf("the payload has %s = %v, want none in a view", key, payload[key])
		}
	}
	if got, want := asJSON(payload["container"]), `{"type":"view","view_id":"`+view.ID+`"}`; got != want {
		t.Errorf("container = %s, want %s", got, want)
	}
	want := `{"kind":{"a":{"selected_option":` + chosen("x", "X") + `,"type":"static_select"}},"why":{"a":{"type":"plain_text_input","value":"typed"}}}`
	if got := sortedValues(t, g.View.State.Values); got != want {
		t.Errorf("state = %s, want %s", got, want)
	}
	// The same block, action and type keep what was typed, others begin anew.
	fresh := inputBlock("other", elementOf("plain_text_input", `,"initial_value":"new"`)) + "," + inputBlock("kind", elementOf("plain_text_input", `,"initial_value":"text"`))
	if r := a.form("views.update", "view_id", view.ID, "view", modalWith(inputBlock("why", elementOf("plain_text_input", ""))+","+fresh)); !r.OK {
		t.Fatalf("views.update = %+v", r)
	}
	done := meanwhile(func() filledView { return a.modal("POST", "alice/submit", map[string]any{}) })
	g = a.answer("")
	<-done
	want = `{"kind":{"a":{"type":"plain_text_input","value":"text"}},"other":{"a":{"type":"plain_text_input","value":"new"}},"why":{"a":{"type":"plain_text_input","value":"typed"}}}`
	if got := sortedValues(t, g.View.State.Values); got != want {
		t.Errorf("submitted = %s, want %s", got, want)
	}
}

func sortedValues(t *testing.T, v values) string {
	t.Helper()
	return sorted(t, json.RawMessage(asJSON(v)))
}

// An input tells the app only what it was asked to tell.
func TestAnInputDispatchesOnlyWhenAsked(t *testing.T) {
	a := newWorld(t, slacksim.Options{AckTimeout: 50 * time.Millisecond}).app()
	quiet := inputBlock("quiet", elementOf("static_select", options))
	loud := inputBlock("loud", elementOf("static_select", options))
	a.show(quiet + "," + loud[:len(loud)-1] + `,"dispatch_action":true}`)
	view := a.modal("GET", "alice/view", nil).View.ID
	press := func(block string) seen {
		return a.do("alice", "click", map[string]any{"view_id": view, "block_id": block, "action_id": "a", "value": "y"})
	}
	if o := press("quiet"); !o.OK {
		t.Errorf("a quiet input = %+v, want ok with nobody told", o)
	}
	if o := press("loud"); o.Error != "operation_timeout" {
		t.Errorf("one that dispatches, unanswered = %+v, want operation_timeout", o)
	}
	if g := a.next(); len(g.Actions) != 1 || sorted(t, g.View.State.Values["quiet"]["a"]) != sorted(t, g.View.State.Values["loud"]["a"]) {
		t.Errorf("the app heard %s, want the loud one alone, with both in the state", g.Payload)
	}
}

func TestTheResponseURLOfAModalPostsWhereThePersonSaid(t *testing.T) {
	a := newWorld(t, slacksim.Options{}).app()
	asks := elementOf("conversations_select", `,"response_url_enabled":true,"default_to_current_conversation":true`)
	a.show(inputBlock("where", asks) + `,{"type":"actions","elements":[` + asks + `]}`) // which is no input
	done := meanwhile(func() filledView { return a.modal("POST", "alice/submit", map[string]any{}) })
	g := a.answer("")
	<-done
	if len(g.ResponseURLs) != 1 || g.ResponseURLs[0].ChannelID != "C0NET" {
		t.Fatalf("response_urls = %+v, want one for the channel of the command", g.ResponseURLs)
	}
	path := g.ResponseURLs[0].ResponseURL[len(a.url):]
	if status := a.request("POST", path, map[string]any{"text": "from the modal", "response_type": "in_channel"}, nil); status != 200 {
		t.Errorf("POST %s = %d", path, status)
	}
	if m := a.last("bob", "network"); m.Text != "from the modal" {
		t.Errorf("bob sees %+v", m)
	}
}

func TestAnswersToASubmissionThatCannotBeShownAreTrouble(t *testing.T) {
	for _, answer := range []string{
		`{"response_action":"errors","errors":{"nowhere":"x"}}`, `{"response_action":"errors","errors":{}}`, `{"response_action":"errors","errors":{"text":"x"}}`,
		`{"response_action":"update","view":{}}`, `{"response_action":"dance"}`, `[]`,
	} {
		a := newWorld(t, slacksim.Options{}).app()
		a.show(inputBlock("b", elementOf("plain_text_input", `,"initial_value":"x"`)) + `,{"type":"section","block_id":"text","text":{"type":"mrkdwn","text":"x"}}`)
		done := meanwhile(func() filledView { return a.modal("POST", "alice/submit", map[string]any{}) })
		a.answer(answer)
		if f := <-done; f.Error != "invalid_view_response" || f.ErrorText != "We had some trouble connecting. Try again." || f.View == nil {
			t.Errorf("%s = %+v, want trouble and the modal still there", answer, f)
		}
	}
}

func TestClosingAllModalsSaysSoOfTheLowest(t *testing.T) {
	a := newWorld(t, slacksim.Options{}).app()
	text := `{"type":"section","text":{"type":"mrkdwn","text":"x"}}`
	a.show(text, `"notify_on_close":true`)
	root := a.modal("GET", "alice/view", nil).View.ID
	push := func() {
		t.Helper()
		if r := a.form("views.push", "trigger_id", a.trigger(), "view", modalWith(text, `"notify_on_close":true`)); !r.OK {
			t.Fatalf("views.push = %+v", r)
		}
	}
	closed := func(all bool) got {
		done := meanwhile(func() filledView { return a.modal("POST", "alice/dismiss", map[string]any{"all": all}) })
		g := a.answer("")
		<-done
		return g
	}
	push()
	if g := closed(false); g.Type != "view_closed" || g.IsCleared || g.View.ID == root {
		t.Errorf("the upper one closed = %s, want view_closed of it, not cleared", g.Payload)
	}
	push()
	if g := closed(true); g.Type != "view_closed" || !g.IsCleared || g.View.ID != root {
		t.Errorf("all closed = %s, want view_closed of the lowest, cleared", g.Payload)
	}
	if v := a.modal("GET", "alice/view", nil).View; v != nil {
		t.Errorf("alice still sees %+v", v)
	}
}

func TestAnExternalIDNamesOneView(t *testing.T) {
	a := newWorld(t, slacksim.Options{}).app()
	text := `{"type":"section","text":{"type":"mrkdwn","text":"x"}}`
	a.show(text, `"external_id":"one"`)
	if r := a.form("views.push", "trigger_id", a.trigger(), "view", modalWith(text, `"external_id":"one"`)); r.Error != "duplicate_external_id" {
		t.Errorf("the same external_id = %+v, want duplicate_external_id", r)
	}
	if r := a.form("views.update", "external_id", "one", "view", modalWith(text, `"external_id":"one"`)); !r.OK {
		t.Errorf("an update that keeps it = %+v", r)
	}
	if r := a.form("views.push", "trigger_id", a.trigger(), "view", modalWith(text, `"external_id":"two"`)); !r.OK {
		t.Fatalf("views.push = %+v", r)
	}
	if r := a.form("views.update", "external_id", "two", "view", modalWith(text, `"external_id":"one"`)); r.Error != "duplicate_external_id" {
		t.Errorf("an update that takes another's = %+v, want duplicate_external_id", r)
	}
}
