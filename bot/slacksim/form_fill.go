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
