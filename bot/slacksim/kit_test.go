package slacksim_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"peerbot/bot/slacksim"
)

func repeated(n int, item string) string {
	return strings.TrimSuffix(strings.Repeat(item+",", n), ",")
}

func TestBlocksAreHeldToTheLimits(t *testing.T) {
	w := newWorld(t, slacksim.Options{})
	long := func(n int) string { return strings.Repeat("é", n) } // characters, not bytes
	mrkdwn := func(n int) string { return `{"type":"mrkdwn","text":"` + long(n) + `"}` }
	plain := func(n int) string { return `{"type":"plain_text","text":"` + long(n) + `"}` }
	section := func(keys string) string { return `{"type":"section",` + keys + `}` }
	button := func(keys string) string { return `{"type":"button","text":` + plain(75) + keys + `}` }
	actions := func(elements string) string { return `{"type":"actions","elements":[` + elements + `]}` }
	confirm := func(title, text, yes int) string {
		return fmt.Sprintf(`,"confirm":{"title":%s,"text":%s,"confirm":%s,"deny":%s}`, plain(title), mrkdwn(text), plain(yes), plain(30))
	}
	option := `{"text":` + plain(75) + `,"value":"v"}`
	opt := func(value, text string) string {
		return `{"text":{"type":"plain_text","text":"` + text + `"},"value":"` + value + `"}`
	}
	choice := func(kind, options, keys string) string {
		return `{"type":"` + kind + `","options":[` + options + `]` + keys + `}`
	}
	grouped := func(keys string) string {
		group := func(option string) string { return `{"label":` + plain(1) + `,"options":[` + option + `]}` }
		return `{"type":"multi_static_select","option_groups":[` + group(opt("a", "A")) + "," + group(opt("b", "B")) + `]` + keys + `}`
	}
	tests := []struct {
		name, blocks string
		want         string // the first message; "" is ok
	}{
		{"all of a card", section(`"text":`+mrkdwn(3000)+`,"fields":[`+repeated(10, mrkdwn(2000))+`]`) + `,{"type":"divider"},{"type":"header","text":` + plain(150) + `},{"type":"context","elements":[` + repeated(10, mrkdwn(3000)) + `]}`, ""},
		{"50 blocks", repeated(50, `{"type":"divider"}`), ""},
		{"51 blocks", repeated(51, `{"type":"divider"}`), "no more than 50 items allowed [json-pointer:/blocks]"},
		{"no type", `{}`, "missing required field: type [json-pointer:/blocks/0]"},
		{"not an object", `"x"`, "must be an object [json-pointer:/blocks/0]"},
		{"unknown type", `{"type":"sektion"}`, "unsupported type: sektion [json-pointer:/blocks/0/type]"},
		{"section without text", `{"type":"section"}`, "must define either `text` or `fields` [json-pointer:/blocks/0]"},
		{"section too long", section(`"text":` + mrkdwn(3001)), "must be less than 3001 characters [json-pointer:/blocks/0/text/text]"},
		{"empty text", section(`"text":{"type":"mrkdwn","text":""}`), "must be more than 0 characters [json-pointer:/blocks/0/text/text]"},
		{"11 fields", section(`"fields":[` + repeated(11, mrkdwn(1)) + `]`), "no more than 10 items allowed [json-pointer:/blocks/0/fields]"},
		{"field too long", section(`"fields":[` + mrkdwn(2001) + `]`), "must be less than 2001 characters [json-pointer:/blocks/0/fields/0/text]"},
		{"header in mrkdwn", `{"type":"header","text":` + mrkdwn(1) + `}`, "unsupported type: mrkdwn [json-pointer:/blocks/0/text/type]"},
		{"header too long", `{"type":"header","text":` + plain(151) + `}`, "must be less than 151 characters [json-pointer:/blocks/0/text/text]"},
		{"context with 11", `{"type":"context","elements":[` + repeated(11, mrkdwn(1)) + `]}`, "no more than 10 items allowed [json-pointer:/blocks/0/elements]"},
		{"button in context", `{"type":"context","elements":[` + button("") + `]}`, "unsupported type: button [json-pointer:/blocks/0/elements/0/type]"},
		{"25 buttons", actions(repeated(25, button(""))), ""},
		{"26 buttons", actions(repeated(26, button(""))), "no more than 25 items allowed [json-pointer:/blocks/0/elements]"},
		{"no buttons", actions(""), "no less than 1 items allowed [json-pointer:/blocks/0/elements]"},
		{"disabled", actions(button(`,"disabled":true`)), "invalid additional property: disabled [json-pointer:/blocks/0/elements/0]"},
		{"button style", actions(button(`,"style":"blue"`)), "must be one of [primary, danger] [json-pointer:/blocks/0/elements/0/style]"},
		{"button value", actions(button(`,"value":"` + long(2001) + `"`)), "must be less than 2001 characters [json-pointer:/blocks/0/elements/0/value]"},
		{"button text", actions(`{"type":"button","text":` + plain(76) + `}`), "must be less than 76 characters [json-pointer:/blocks/0/elements/0/text/text]"},
		{"action_id", actions(button(`,"action_id":"` + long(256) + `"`)), "must be less than 256 characters [json-pointer:/blocks/0/elements/0/action_id]"},
		{"confirm", actions(button(confirm(100, 300, 30))), ""},
		{"confirm title", actions(button(confirm(101, 300, 30))), "must be less than 101 characters [json-pointer:/blocks/0/elements/0/confirm/title/text]"},
		{"confirm text", actions(button(confirm(100, 301, 30))), "must be less than 301 characters [json-pointer:/blocks/0/elements/0/confirm/text/text]"},
		{"confirm button", actions(button(confirm(100, 300, 31))), "must be less than 31 characters [json-pointer:/blocks/0/elements/0/confirm/confirm/text]"},
		{"overflow", section(`"text":` + mrkdwn(1) + `,"accessory":{"type":"overflow","options":[` + repeated(5, option) + `]}`), ""},
		{"overflow of 6", section(`"text":` + mrkdwn(1) + `,"accessory":{"type":"overflow","options":[` + repeated(6, option) + `]}`), "no more than 5 items allowed [json-pointer:/blocks/0/accessory/options]"},
		{"select without options", actions(`{"type":"static_select"}`), "must define either `options` or `option_groups` [json-pointer:/blocks/0/elements/0]"},
		{"initial option", actions(choice("static_select", opt("a", "A")+","+opt("b", "B"), `,"initial_option":`+opt("b", "B"))), ""},
		{"initial option of none", actions(choice("static_select", opt("a", "A"), `,"initial_option":`+opt("b", "A"))), "must be one of the provided options [json-pointer:/blocks/0/elements/0/initial_option]"},
		{"initial option in other words", actions(choice("radio_buttons", opt("a", "A"), `,"initial_option":`+opt("a", "B"))), "must be one of the provided options [json-pointer:/blocks/0/elements/0/initial_option]"},
		{"initial options", actions(choice("checkboxes", opt("a", "A")+","+opt("b", "B"), `,"initial_options":[`+opt("b", "B")+","+opt("a", "A")+`]`)), ""},
		{"initial options, one of none", actions(choice("checkboxes", opt("a", "A"), `,"initial_options":[`+opt("a", "A")+","+opt("c", "C")+`]`)), "must be one of the provided options [json-pointer:/blocks/0/elements/0/initial_options]"},
		{"initial options of groups", actions(grouped(`,"initial_options":[` + opt("b", "B") + "," + opt("a", "A") + `]`)), ""},
		{"initial options of no group", actions(grouped(`,"initial_options":[` + opt("c", "C") + `]`)), "must be one of the provided options [json-pointer:/blocks/0/elements/0/initial_options]"},
		{"initial option that the app suggested", actions(`{"type":"external_select","initial_option":` + opt("x", "X") + `}`), ""},
		{"image without alt_text", `{"type":"image","image_url":"https://example.com/x.png"}`, "missing required field: alt_text [json-pointer:/blocks/0]"},
		{"same block_id", `{"type":"divider","block_id":"a"},{"type":"divider","block_id":"a"}`, "`block_id` must be unique: a already exists [json-pointer:/blocks/1/block_id]"},
		{"same action_id", actions(button(`,"action_id":"a"`) + "," + button(`,"action_id":"a"`)), "`action_id` must be unique: a already exists [json-pointer:/blocks/0/elements/1/action_id]"},
		{"same action_id in two blocks", actions(button(`,"action_id":"a"`)) + "," + actions(button(`,"action_id":"a"`)), ""},
		{"rich text", `{"type":"rich_text","elements":[{"type":"rich_text_section","elements":[{"type":"text","text":"x"}]}]}`, ""},
		{"input", `{"type":"input","label":` + plain(2000) + `,"element":{"type":"plain_text_input","multiline":true}}`, ""},
		{"table", `{"type":"table","rows":[[` + repeated(20, `{"type":"raw_text","text":"x"}`) + `]]}`, ""},
		{"wide table", `{"type":"table","rows":[[` + repeated(21, `{"type":"raw_text","text":"x"}`) + `]]}`, "no more than 20 items allowed [json-pointer:/blocks/0/rows/0]"},
		{"markdown", `{"type":"markdown","text":"` + long(12_001) + `"}`, "must be less than 12001 characters [json-pointer:/blocks/0/text]"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			blocks := "[" + tt.blocks + "]"
			got := w.form("chat.postMessage", "channel", "C0NET", "text", "x", "blocks", blocks)
			first := ""
			if len(got.ResponseMetadata.Messages) > 0 {
				first = got.ResponseMetadata.Messages[0]
			}
			want, code := "", ""
			if tt.want != "" {
				want, code = "[ERROR] "+tt.want, "invalid_blocks"
			}
			if first != want || got.Error != code {
				t.Errorf("postMessage = %q, %q, want %q, %q", got.Error, first, code, want)
			}
			if valid := w.form("blocks.validate", "blocks", blocks); valid.OK != got.OK || valid.Error != code {
				t.Errorf("blocks.validate = %v %q, chat.postMessage = %v %q", valid.OK, valid.Error, got.OK, got.Error)
			}
		})
	}
}

func TestValidateSaysWhereAndWhat(t *testing.T) {
	w := newWorld(t, slacksim.Options{})
	got := w.post("blocks.validate", "application/json", "", `{"blocks":[{"text":"x"}]}`)
	want := `[{"code":"missing_field","message":"missing required field: type","field":"type","pointer":"/0"}]`
	if string(got.Errors) != want {
		t.Errorf("errors = %s, want %s", got.Errors, want)
	}
}

func TestBlocksComeBackWithTheirIDsAndFlags(t *testing.T) {
	w := newWorld(t, slacksim.Options{})
	w.form("chat.postMessage", "channel", "C0NET", "text", "x", "blocks",
		`[{"type":"actions","elements":[{"type":"button","text":{"type":"plain_text","text":"Go"}}]},{"type":"section","block_id":"mine","text":{"type":"mrkdwn","text":"x"}}]`)
	var blocks []struct {
		BlockID  string `json:"block_id"`
		Elements []struct {
			ActionID string `json:"action_id"`
			Text     struct{ Emoji bool }
		}
		Text struct{ Verbatim *bool }
	}
	if err := json.Unmarshal(w.last("bob", "network").Blocks, &blocks); err != nil {
		t.Fatal(err)
	}
	if b := blocks[0]; b.BlockID == "" || b.Elements[0].ActionID == "" || !b.Elements[0].Text.Emoji {
		t.Errorf("actions = %+v, want ids and emoji", b)
	}
	if b := blocks[1]; b.BlockID != "mine" || b.Text.Verbatim == nil || *b.Text.Verbatim {
		t.Errorf("section = %+v, want its own id and verbatim false", b)
	}
}
