package slacksim

import (
	"encoding/json"
	"fmt"
	"net/mail"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"peerbot/bot/slacksim/blockkit"
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

// values reads what somebody put into an element: a text, a number, or a list
// of those. Nothing, and an empty text, are no values.
func values(raw json.RawMessage) []string {
	var many []json.RawMessage
	if json.Unmarshal(raw, &many) != nil {
		many = []json.RawMessage{raw}
	}
	found := []string{}
	for _, one := range many {
		if s, ok := paramText(one); ok && s != "" {
			found = append(found, s)
		}
	}
	return found
}

// entry is what state.values says of e once raw was put into it. The problem is
// what the person is told who cannot put that in. The caller holds mu.
func (w *Workspace) entry(e element, f *form, raw json.RawMessage) (entry reply, problem string) {
	kind := e.text("type")
	key, many := slot(kind)
	given := values(raw)
	if !many && len(given) > 1 {
		return nil, "Please choose only one."
	}
	limit, ok := e.limit("max_selected_items")
	if kind == "file_input" {
		if limit, ok = e.limit("max_files"); !ok {
			limit, ok = 10, true
		}
	}
	if ok && many && float64(len(given)) > limit {
		return nil, fmt.Sprintf("Please choose no more than %d.", int(limit))
	}
	found := []any{}
	for _, s := range given {
		v, problem := w.one(e, f, s)
		if problem != "" {
			return nil, problem
		}
		found = append(found, v)
	}
	entry = reply{"type": kind}
	switch {
	case many:
		entry[key] = found
	case len(found) == 1:
		entry[key] = found[0]
	default:
		entry[key] = nil
	}
	return entry, ""
}

// one is one value of e as payloads carry it.
func (w *Workspace) one(e element, f *form, s string) (v any, problem string) {
	switch kind := e.text("type"); kind {
	case "static_select", "radio_buttons", "multi_static_select", "checkboxes", "external_select", "multi_external_select":
		option := e.option(s, f.known(e))
		if option == nil {
			return nil, "There is no option " + s + "."
		}
		return option, ""
	case "users_select", "multi_users_select":
		if u := w.findUser(s); u != nil {
			return u.ID, ""
		}
		return nil, "There is no person " + s + "."
	case "channels_select", "multi_channels_select", "conversations_select", "multi_conversations_select":
		if c := w.findChannel(s); c != nil && (c.im == "" || strings.HasSuffix(kind, "conversations_select")) {
			return c.ID, ""
		}
		return nil, "There is no channel " + s + "."
	case "datepicker":
		_, err := time.Parse(time.DateOnly, s)
		return s, unless(err == nil, "Please enter a date as 2026-12-31.")
	case "timepicker":
		_, err := time.Parse("15:04", s)
		return s, unless(err == nil, "Please enter a time as 23:59.")
	case "datetimepicker":
		seconds, err := strconv.ParseInt(s, 10, 64)
		return seconds, unless(err == nil && len(s) == 10, "Please enter a time in seconds since 1970.")
	case "rich_text_input":
		return reply{"type": "rich_text", "elements": []reply{{
			"type": "rich_text_section", "elements": []reply{{"type": "text", "text": s}},
		}}}, ""
	case "file_input":
		file := w.files.byID[s]
		if file == nil || file.data == nil {
			return nil, "There is no file " + s + "."
		}
		filetype, _, _ := fileTypes(file.name)
		if allowed := values(e.json["filetypes"]); len(allowed) > 0 && !slices.Contains(allowed, filetype) {
			return nil, "Please choose files of these types: " + strings.Join(allowed, ", ") + "."
		}
		return w.fileObject(file), ""
	default:
		return s, e.invalid(kind, s)
	}
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

// invalid is what is wrong with a text that was typed into e, or "".
func (e element) invalid(kind, s string) string {
	switch kind {
	case "email_text_input":
		a, err := mail.ParseAddress(s)
		return unless(err == nil && a.Address == s, "Please enter an email address.")
	case "url_text_input":
		u, err := url.Parse(s)
		return unless(err == nil && u.Host != "" && (u.Scheme == "http" || u.Scheme == "https"), "Please enter a web address.")
	case "number_input":
		n, err := strconv.ParseFloat(s, 64)
		if err != nil {
			return "Please enter a number."
		}
		if string(e.json["is_decimal_allowed"]) != "true" && strings.ContainsAny(s, ".eE") {
			return "Please enter a whole number."
		}
		if lowest, ok := e.limit("min_value"); ok && n < lowest {
			return "Please enter " + e.text("min_value") + " or more."
		}
		if highest, ok := e.limit("max_value"); ok && n > highest {
			return "Please enter " + e.text("max_value") + " or less."
		}
	default:
		length := utf8.RuneCountInString(s)
		if lowest, ok := e.limit("min_length"); ok && length < int(lowest) {
			return fmt.Sprintf("Please enter %d characters or more.", int(lowest))
		}
		highest, ok := e.limit("max_length")
		if !ok || highest > blockkit.MaxText {
			highest = blockkit.MaxText
		}
		if length > int(highest) {
			return fmt.Sprintf("Please enter %d characters or less.", int(highest))
		}
	}
	return ""
}

func unless(fine bool, problem string) string {
	if fine {
		return ""
	}
	return problem
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

// fill puts values into a form, by block_id: a text or a list for the only
// element of a block, or an object by action_id. It answers what is wrong, by
// block_id; that is left as it was. The caller holds mu.
func (w *Workspace) fill(f *form, blocks json.RawMessage, given map[string]json.RawMessage) map[string]string {
	problems := map[string]string{}
	for _, e := range elements(blocks) {
		raw, ok := given[e.blockID]
		if key, _ := slot(e.text("type")); !ok || key == "" {
			continue
		}
		var byAction map[string]json.RawMessage
		if json.Unmarshal(raw, &byAction) == nil && byAction != nil {
			if raw, ok = byAction[e.text("action_id")]; !ok {
				continue
			}
		}
		entry, problem := w.entry(e, f, raw)
		if problem != "" {
			problems[e.blockID] = problem
			continue
		}
		f.entries[e.id()] = entry
	}
	return problems
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
