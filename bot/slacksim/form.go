package slacksim

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
)

// form is what one person has put into the elements of a message or a view. It
// outlives an update: what has the same block_id, action_id and type keeps its
// value, as on Slack.
type form struct {
	entries map[slotID]reply             // as in state.values
	offered map[slotID][]json.RawMessage // options that the app suggested last
}

type slotID struct{ block, action string }

func newForm() *form {
	return &form{entries: map[slotID]reply{}, offered: map[slotID][]json.RawMessage{}}
}

func (e element) id() slotID { return slotID{e.blockID, e.text("action_id")} }

// slot is the key of state.values under which an element of that type keeps its
// value, and whether it is a list. Buttons and the like have none.
func slot(kind string) (key string, many bool) {
	switch kind {
	case "static_select", "external_select", "radio_buttons":
		return "selected_option", false
	case "multi_static_select", "multi_external_select", "checkboxes":
		return "selected_options", true
	case "users_select":
		return "selected_user", false
	case "multi_users_select":
		return "selected_users", true
	case "channels_select":
		return "selected_channel", false
	case "multi_channels_select":
		return "selected_channels", true
	case "conversations_select":
		return "selected_conversation", false
	case "multi_conversations_select":
		return "selected_conversations", true
	case "datepicker":
		return "selected_date", false
	case "timepicker":
		return "selected_time", false
	case "datetimepicker":
		return "selected_date_time", false
	case "rich_text_input":
		return "rich_text_value", false
	case "file_input":
		return "files", true
	case "plain_text_input", "email_text_input", "url_text_input", "number_input":
		return "value", false
	}
	return "", false
}

// known are the options that the app suggested last, and those chosen before.
func (f *form) known(e element) []json.RawMessage {
	known := slices.Clone(f.offered[e.id()])
	key, _ := slot(e.text("type"))
	chosen := []any{f.entries[e.id()][key]}
	if many, ok := chosen[0].([]any); ok {
		chosen = many
	}
	for _, v := range chosen {
		if raw, ok := v.(json.RawMessage); ok {
			known = append(known, raw)
		}
	}
	return known
}

// limit reads a number that is there as a number or as a text.
func (e element) limit(key string) (float64, bool) {
	s, ok := paramText(e.json[key])
	n, err := strconv.ParseFloat(s, 64)
	return n, ok && err == nil
}

// initial is the entry of an element that nobody has touched.
func (e element) initial(channel string) reply {
	kind := e.text("type")
	key, many := slot(kind)
	entry := reply{"type": kind}
	from := "initial_" + strings.TrimPrefix(key, "selected_")
	switch raw := e.json[from]; {
	case kind == "rich_text_input" && e.json["initial_value"] != nil:
		entry[key] = e.json["initial_value"]
	case raw != nil:
		entry[key] = raw
	case kind == "conversations_select" && channel != "" && string(e.json["default_to_current_conversation"]) == "true":
		entry[key] = channel
	case many:
		entry[key] = []any{}
	default:
		entry[key] = nil
	}
	return entry
}

// state is state.values: every element that has a value, touched or not.
func (f *form) state(blocks json.RawMessage, channel string) reply {
	state := reply{}
	for _, e := range elements(blocks) {
		if key, _ := slot(e.text("type")); key == "" {
			continue
		}
		of, _ := state[e.blockID].(reply)
		if of == nil {
			of = reply{}
			state[e.blockID] = of
		}
		of[e.text("action_id")] = f.entryOf(e, channel)
	}
	return state
}

// entryOf is what e holds now.
func (f *form) entryOf(e element, channel string) reply {
	if entry := f.entries[e.id()]; entry != nil && entry["type"] == e.text("type") {
		return entry
	}
	return e.initial(channel)
}

// isEmpty reports whether an entry holds nothing; blanks alone are nothing.
func isEmpty(kind string, entry reply) bool {
	key, _ := slot(kind)
	switch v := entry[key].(type) {
	case nil:
		return true
	case string:
		return strings.TrimSpace(v) == ""
	case []any:
		return len(v) == 0
	case json.RawMessage:
		s, ok := paramText(v)
		return !ok || strings.TrimSpace(s) == "" || s == "[]"
	}
	return false
}

// missing are the required inputs that hold nothing, by block_id.
func (f *form) missing(blocks json.RawMessage, channel string) map[string]string {
	found := map[string]string{}
	for _, e := range elements(blocks) {
		if e.input && !e.optional && isEmpty(e.text("type"), f.entryOf(e, channel)) {
			found[e.blockID] = "Please complete this required field."
		}
	}
	return found
}

// maxForms is how many messages' forms are kept; then the oldest starts anew.
const maxForms = 1000

type formKey struct{ user, channel, ts string }

// forms are those of messages.
type forms struct {
	byKey map[formKey]*form
	order []formKey
}

// of returns the form of one person in one message.
func (all *forms) of(key formKey) *form {
	if all.byKey == nil {
		all.byKey = map[formKey]*form{}
	}
	f := all.byKey[key]
	if f == nil {
		if len(all.order) >= maxForms {
			delete(all.byKey, all.order[0])
			all.order = slices.Delete(all.order, 0, 1)
		}
		f = newForm()
		all.byKey[key] = f
		all.order = append(all.order, key)
	}
	return f
}
