package slacksim_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"peerbot/bot/slacksim"
)

func TestRichBlocksAreHeldToTheLimitsAndToTheirSurfaces(t *testing.T) {
	w := newWorld(t, slacksim.Options{})
	var blocks []json.RawMessage
	if err := json.Unmarshal([]byte(file(t, "rich.json")), &blocks); err != nil {
		t.Fatal(err)
	}
	byType := map[string]string{"alert": `{"type":"alert","text":{"type":"mrkdwn","text":"x"},"level":"warning"}`}
	for _, b := range blocks {
		byType[strings.Trim(kindOf(string(b)), `"`)] = string(b)
	}
	byType["card"] = `{"type":"card","title":{"type":"mrkdwn","text":"x"}}`
	byType["task_card"] = `{"type":"task_card","task_id":"1","title":"x"}`
	byType["markdown"], byType["table"] = `{"type":"markdown","text":"x"}`, `{"type":"table","rows":[[{"type":"raw_text","text":"x"}]]}`
	for _, tt := range []struct {
		kind                 string
		message, modal, home bool
	}{
		{"alert", false, true, false},
		{"card", true, true, true},
		{"carousel", true, true, true},
		{"container", true, true, true},
		{"context_actions", true, false, false},
		{"data_table", true, true, true},
		{"data_visualization", true, false, false},
		{"layout", true, true, true},
		{"markdown", true, false, false},
		{"plan", true, false, false},
		{"table", true, false, false},
		{"task_card", true, false, false},
		{"video", true, true, true},
	} {
		b := byType[tt.kind]
		for _, surface := range []struct {
			name, method, key, body string
			want                    bool
		}{
			{"a message", "chat.postMessage", "blocks", `[` + b + `]`, tt.message},
			{"a modal", "views.open", "view", modalWith(b), tt.modal},
			{"a Home tab", "views.publish", "view", `{"type":"home","blocks":[` + b + `]}`, tt.home},
		} {
			got := w.form(surface.method, "channel", "C0NET", "text", "x", "user_id", "U0BOB", "trigger_id", "none", surface.key, surface.body)
			refused := strings.Contains(strings.Join(got.ResponseMetadata.Messages, " "), "unsupported type: "+tt.kind)
			fine := got.OK || got.Error == "invalid_trigger_id"
			if fine != surface.want || refused == surface.want {
				t.Errorf("%s in %s = %+v, want it taken: %v", tt.kind, surface.name, got, surface.want)
			}
		}
	}
}

func TestWhatRichBlocksMayNotBe(t *testing.T) {
	w := newWorld(t, slacksim.Options{})
	button := `{"type":"button","text":{"type":"plain_text","text":"x"}}`
	table := `{"type":"table","rows":[[{"type":"raw_text","text":"x"}]]}`
	chart := `{"type":"data_visualization","title":"x","chart":{}}`
	markdown := func(n int) string { return `{"type":"markdown","text":"` + strings.Repeat("é", n) + `"}` }
	for _, tt := range []struct{ name, blocks, want string }{
		{"two buttons of a card", `{"type":"card","actions":[` + repeated(2, button) + `]}`, ""},
		{"three", `{"type":"card","actions":[` + repeated(3, button) + `]}`, "no more than 2 items allowed [json-pointer:/blocks/0/actions]"},
		{"eleven cards", `{"type":"carousel","elements":[` + repeated(11, `{"type":"card"}`) + `]}`, "no more than 10 items allowed [json-pointer:/blocks/0/elements]"},
		{"a section in a carousel", `{"type":"carousel","elements":[{"type":"divider"}]}`, "unsupported type: divider [json-pointer:/blocks/0/elements/0/type]"},
		{"a container in a container", `{"type":"container","child_blocks":[{"type":"container","child_blocks":[{"type":"divider"}]}]}`, "unsupported type: container [json-pointer:/blocks/0/child_blocks/0/type]"},
		{"four in a row", `{"type":"layout","label":"l","rows":[{"items":[` + repeated(4, `{"block":{"type":"divider"}}`) + `]}]}`, "no more than 3 items allowed [json-pointer:/blocks/0/rows/0/items]"},
		{"one row of data", `{"type":"data_table","caption":"c","rows":[[{"type":"raw_text","text":"x"}]]}`, "no less than 2 items allowed [json-pointer:/blocks/0/rows]"},
		{"10,000 characters of data", `{"type":"data_table","caption":"c","rows":[` + repeated(2, `[{"type":"raw_text","text":"`+strings.Repeat("x", 5000)+`"}]`) + `]}`, ""},
		{"one more of data", `{"type":"data_table","caption":"c","rows":[[{"type":"raw_text","text":"x"}],` + repeated(2, `[{"type":"raw_text","text":"`+strings.Repeat("x", 5000)+`"}]`) + `]}`, "all cells must be less than 10001 characters [json-pointer:/blocks/0/rows]"},
		{"buttons of one name in a card", `{"type":"carousel","elements":[{"type":"card","actions":[` + repeated(2, `{"type":"button","action_id":"a","text":{"type":"plain_text","text":"x"}}`) + `]}]}`, "`action_id` must be unique: a already exists [json-pointer:/blocks/0/elements/0/actions/1/action_id]"},
		{"a status", `{"type":"task_card","task_id":"1","title":"x","status":"done"}`, "must be one of [pending, in_progress, complete, error] [json-pointer:/blocks/0/status]"},
		{"two tables", table + "," + table, "only one table is allowed in a message [json-pointer:/blocks/1]"},
		{"two charts", chart + "," + chart, ""},
		{"three charts", chart + "," + chart + "," + chart, "no more than 2 data visualizations allowed [json-pointer:/blocks/2]"},
		{"12,000 of markdown", markdown(6000) + "," + markdown(6000), ""},
		{"one more", markdown(6000) + "," + markdown(6001), "all markdown blocks must be less than 12001 characters [json-pointer:/blocks/1/text]"},
		{"a remote file, of which there are none", `{"type":"file","external_id":"x","source":"remote"}`, "unsupported type: file [json-pointer:/blocks/0/type]"},
	} {
		got := w.form("chat.postMessage", "channel", "C0SHARED", "text", "x", "blocks", `[`+tt.blocks+`]`)
		said := strings.TrimPrefix(strings.Join(got.ResponseMetadata.Messages, "|"), "[ERROR] ")
		if got.OK != (tt.want == "") || said != tt.want {
			t.Errorf("%s = %v %q, want %q", tt.name, got.OK, said, tt.want)
		}
	}
}

func TestViewsAreValidatedWithoutBeingOpened(t *testing.T) {
	w := newWorld(t, slacksim.Options{})
	for _, tt := range []struct{ view, want string }{
		{modalWith(`{"type":"divider"}`), `null`},
		{`{"type":"home","blocks":[{"type":"divider"}]}`, `null`},
		{`{"type":"home","blocks":[{"type":"table"}]}`, `[{"code":"unsupported_type","message":"unsupported type: table","field":"type","pointer":"/blocks/0/type"}]`},
		{`{"type":"modal","blocks":[]}`, `[{"code":"missing_field","message":"missing required field: title","field":"title","pointer":""}]`},
	} {
		if got := w.form("blocks.validate", "view", tt.view); got.OK != (tt.want == "null") || asJSON(got.Errors) != tt.want {
			t.Errorf("%s = %v %s, want %s", tt.view, got.OK, got.Errors, tt.want)
		}
	}
}

func TestButtonsInsideRichBlocksAreHeardOnThePage(t *testing.T) {
	a := newWorld(t, slacksim.Options{}).app()
	ts := a.form("chat.postMessage", "channel", "C0NET", "text", "x", "blocks", file(t, "rich.json")).TS
	for _, tt := range []struct{ action, value, want string }{
		{"show", "P18", `"value":"P18"`},
		{"why", "", `"type":"button"`},
		{"swap", "", `"type":"button"`},
		{"feedback", "bad", `"value":"bad"`},
		{"forget", "", `"icon":"trash"`},
	} {
		done := meanwhile(func() seen {
			return a.do("alice", "click", map[string]any{"channel": "network", "ts": ts, "action_id": tt.action, "value": tt.value})
		})
		g := a.answer("")
		if o := <-done; !o.OK || len(g.Actions) != 1 || !strings.Contains(string(g.Actions[0]), tt.want) || !strings.Contains(string(g.Actions[0]), `"block_id":"`) {
			t.Errorf("%s = %+v, and the app heard %s, want %s", tt.action, o, g.Payload, tt.want)
		}
	}
	ctx := browser(t)
	run(ctx, t,
		chromedp.EmulateViewport(1000, 1100),
		chromedp.Navigate(a.url+"/#/alice/network"),
		says("How to ask for a peering"),
		eventually(`!document.querySelector('.message .unknown')`),
		shot("rich"),
		chromedp.EmulateViewport(400, 900),
		eventually(`innerWidth === 400 && document.documentElement.scrollWidth <= innerWidth && document.getAnimations().length === 0`),
		chromedp.Click(`[data-action-id=feedback][data-value=good]`),
	)
	if g := a.answer(""); len(g.Actions) != 1 || !strings.Contains(string(g.Actions[0]), `"value":"good"`) {
		t.Errorf("the page sent %s", g.Payload)
	}
}
