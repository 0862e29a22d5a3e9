package workspace

import (
	"encoding/json"
	"errors"
	"net/http"
	"strings"
)

// press says which element of a message a person uses, and how.
type press struct {
	TS        string `json:"ts"`
	ActionID  string `json:"action_id"`
	BlockID   string `json:"block_id"`
	Value     string `json:"value"`     // tells buttons apart, or picks an option of a menu
	Confirmed *bool  `json:"confirmed"` // false: the person sees the confirm dialog and goes no further
}

// element is an interactive part of a message, and the block it is in.
type element struct {
	blockID string
	json    map[string]json.RawMessage
}

func (e element) text(key string) string {
	var s string
	if json.Unmarshal(e.json[key], &s) != nil {
		return ""
	}
	return s
}

// click presses a button, or picks an option, as a person does.
func (w *Workspace) click(user, channelName string, p press, host hostOf) (outcome, error) {
	w.mu.Lock()
	u, c, err := w.actor(user, channelName)
	if err != nil {
		w.mu.Unlock()
		return outcome{}, err
	}
	m, e, err := pressed(c, u, p)
	var action json.RawMessage
	if err == nil {
		action, err = e.action(p.Value, w.nextTS())
	}
	if err != nil {
		w.mu.Unlock()
		return outcome{}, err
	}
	if confirm := e.json["confirm"]; confirm != nil && p.Confirmed != nil && !*p.Confirmed {
		w.mu.Unlock()
		return outcome{
			Error: "not_confirmed", ErrorText: "the dialog asks for a confirmation",
			Confirm: confirm, Messages: []personMessage{},
		}, nil
	}
	w.setHost(host)
	payload := w.actionPayload(c, u, m, action)
	w.mu.Unlock()

	_, failed := w.deliver("interactive", mustJSON(payload), false)
	o := outcome{OK: failed == nil, Messages: []personMessage{}}
	if failed != nil {
		o.Error, o.ErrorText = failed.Error(), clickError(w.opts.BotUser.Name, failed)
	}
	return o, nil
}

// clickError is the warning beside a button. Slack shows only a sign; the
// words are ours.
func clickError(app string, err error) string {
	if errors.Is(err, errNoConnection) {
		return app + " is not connected, so nothing heard the button (dispatch_failed)"
	}
	return app + " did not answer in time (" + err.Error() + ")"
}

// pressed finds what p means in a message that u sees. The caller holds mu.
func pressed(c *channel, u *User, p press) (*message, element, error) {
	m := c.find(p.TS)
	if m == nil || !m.visibleTo(u) {
		return nil, element{}, &personError{http.StatusNotFound, "message_not_found", u.Name + " sees no message " + p.TS + " in #" + c.Name}
	}
	var found []element
	var names []string
	for _, e := range elements(m.blocks) {
		id := e.text("action_id")
		names = append(names, id)
		if id != p.ActionID || p.BlockID != "" && e.blockID != p.BlockID {
			continue
		}
		if e.text("type") == "button" && p.Value != "" && e.text("value") != p.Value {
			continue
		}
		found = append(found, e)
	}
	switch len(found) {
	case 0:
		text := "message " + p.TS + " has no action " + p.ActionID
		if len(names) > 0 {
			text += "; it has " + strings.Join(names, ", ")
		}
		return nil, element{}, &personError{http.StatusNotFound, "action_not_found", text}
	case 1:
		return m, found[0], nil
	}
	return nil, element{}, &personError{http.StatusConflict, "ambiguous_action", "message " + p.TS + " has several actions " + p.ActionID + "; say block_id or value"}
}

// elements are the interactive elements of normalised blocks, in order.
func elements(blocks json.RawMessage) []element {
	var list []struct {
		BlockID   string                       `json:"block_id"`
		Elements  []map[string]json.RawMessage `json:"elements"`
		Accessory map[string]json.RawMessage   `json:"accessory"`
		Element   map[string]json.RawMessage   `json:"element"`
	}
	if json.Unmarshal(blocks, &list) != nil {
		return nil
	}
	var found []element
	for _, b := range list {
		for _, e := range append(b.Elements, b.Accessory, b.Element) {
			if e["action_id"] != nil {
				found = append(found, element{b.BlockID, e})
			}
		}
	}
	return found
}

// action is the entry of a payload's actions for e, used now.
func (e element) action(value, now string) (json.RawMessage, error) {
	a := map[string]any{
		"type": e.text("type"), "action_id": e.text("action_id"), "block_id": e.blockID, "action_ts": now,
	}
	switch kind := e.text("type"); kind {
	case "button":
		a["text"] = e.json["text"]
		for _, key := range []string{"value", "style", "url"} {
			if v := e.json[key]; v != nil {
				a[key] = v
			}
		}
	case "overflow", "static_select", "radio_buttons":
		option := e.option(value)
		if option == nil {
			return nil, &personError{http.StatusBadRequest, "invalid_value", "the menu " + e.text("action_id") + " has no option " + value}
		}
		a["selected_option"] = option
	case "users_select":
		a["selected_user"] = value
	case "conversations_select":
		a["selected_conversation"] = value
	case "channels_select":
		a["selected_channel"] = value
	case "datepicker":
		a["selected_date"] = value
	case "timepicker":
		a["selected_time"] = value
	case "plain_text_input":
		a["value"] = value
	default:
		return nil, &personError{http.StatusBadRequest, "unsupported_element", "a " + kind + " cannot be used here"}
	}
	return mustJSON(a), nil
}

// option is the option with that value, of a menu or of one of its groups.
func (e element) option(value string) json.RawMessage {
	var options []json.RawMessage
	var groups []struct {
		Options []json.RawMessage `json:"options"`
	}
	_ = json.Unmarshal(e.json["options"], &options)      // absent when there are groups
	_ = json.Unmarshal(e.json["option_groups"], &groups) // absent when there are options
	for _, g := range groups {
		options = append(options, g.Options...)
	}
	for _, raw := range options {
		var o struct {
			Value string `json:"value"`
		}
		if json.Unmarshal(raw, &o) == nil && o.Value == value {
			return raw
		}
	}
	return nil
}

// actionPayload is the block_actions payload for a message. The caller holds mu.
func (w *Workspace) actionPayload(c *channel, u *User, m *message, action json.RawMessage) reply {
	container := reply{"type": "message", "message_ts": m.ts, "channel_id": c.ID, "is_ephemeral": m.to != ""}
	if m.thread != "" {
		container["thread_ts"] = m.thread
	}
	payload := reply{
		"type":    "block_actions",
		"user":    reply{"id": u.ID, "username": u.Name, "name": u.Name, "team_id": u.TeamID},
		"team":    reply{"id": w.opts.Team.ID, "domain": w.opts.Team.Domain},
		"token":   verificationToken,
		"state":   reply{"values": reply{}},
		"channel": reply{"id": c.ID, "name": payloadName(c)},

		"api_app_id": w.opts.AppID, "container": container, "trigger_id": w.newTrigger(u.ID),
		"enterprise": nil, "is_enterprise_install": false, "actions": []json.RawMessage{action},
		"response_url": w.newHook(hook{kind: "actions", channel: c.ID, user: u.ID, thread: m.thread, source: m.ts}),
	}
	if m.to == "" { // of an ephemeral message Slack sends nothing but where it was
		payload["message"] = c.threads(nil).add(w.messageJSON(m, true))
	}
	return payload
}
