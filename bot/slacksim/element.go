package slacksim

import (
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strings"

	"peerbot/bot/slacksim/blockkit"
)

// element is an interactive part of a message or a view, and the block it is in.
type element struct {
	blockID  string
	json     map[string]json.RawMessage
	input    bool // it is the element of an input block
	optional bool
	dispatch bool // using it tells the app at once; inputs do so only when asked to
}

func (e element) text(key string) string {
	var s string
	if json.Unmarshal(e.json[key], &s) != nil {
		return ""
	}
	return s
}

// elements are the interactive elements of normalised blocks, in order.
func elements(blocks json.RawMessage) []element {
	var list []json.RawMessage
	if json.Unmarshal(blocks, &list) != nil {
		return nil
	}
	var found []element
	for _, raw := range list {
		found = append(found, elementsOf(raw)...)
	}
	return found
}

func elementsOf(raw json.RawMessage) []element {
	var b struct {
		Type           string                       `json:"type"`
		BlockID        string                       `json:"block_id"`
		Optional       bool                         `json:"optional"`
		DispatchAction bool                         `json:"dispatch_action"`
		Elements       []map[string]json.RawMessage `json:"elements"`
		Actions        []map[string]json.RawMessage `json:"actions"` // of a card
		Accessory      map[string]json.RawMessage   `json:"accessory"`
		Element        map[string]json.RawMessage   `json:"element"`
	}
	if json.Unmarshal(raw, &b) != nil {
		return nil
	}
	var found []element
	for _, e := range slices.Concat(b.Elements, b.Actions, []map[string]json.RawMessage{b.Accessory, b.Element}) {
		if e["action_id"] != nil {
			input := b.Type == "input"
			found = append(found, element{
				blockID: b.BlockID, json: e, input: input, optional: b.Optional, dispatch: !input || b.DispatchAction,
			})
		}
	}
	if b.Type != "container" && b.Type != "carousel" && b.Type != "layout" {
		return found
	}
	var whole map[string]any
	if json.Unmarshal(raw, &whole) != nil {
		return found
	}
	for _, inner := range blockkit.InnerBlocks(whole) {
		found = append(found, elementsOf(mustJSON(inner))...)
	}
	return found
}

// press says which element a person uses, of a message or of a view, and how.
type press struct {
	TS        string                     `json:"ts"`      // of the message; or
	ViewID    string                     `json:"view_id"` // of the modal on top, or of their Home tab
	ActionID  string                     `json:"action_id"`
	BlockID   string                     `json:"block_id"`
	Value     json.RawMessage            `json:"value"`     // tells buttons apart, or is put into what holds a value: a text or a list
	Values    map[string]json.RawMessage `json:"values"`    // what they put into the other elements before, as in submit
	Confirmed *bool                      `json:"confirmed"` // false: the person sees the confirm dialog and goes no further
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

// pick finds the element of blocks that p means; where names them for people.
func pick(blocks json.RawMessage, p press, where string) (element, error) {
	var found []element
	var names []string
	value := values(p.Value)
	for _, e := range elements(blocks) {
		id := e.text("action_id")
		names = append(names, id)
		if id != p.ActionID || p.BlockID != "" && e.blockID != p.BlockID {
			continue
		}
		if e.text("type") == "button" && len(value) > 0 && e.text("value") != value[0] {
			continue
		}
		found = append(found, e)
	}
	switch len(found) {
	case 0:
		text := where + " has no action " + p.ActionID
		if len(names) > 0 {
			text += "; it has " + strings.Join(names, ", ")
		}
		return element{}, &personError{http.StatusNotFound, "action_not_found", text}
	case 1:
		return found[0], nil
	}
	return element{}, &personError{http.StatusConflict, "ambiguous_action", where + " has several actions " + p.ActionID + "; say block_id or value"}
}

// option is the option with that value: of a menu, of one of its groups, of
// those that it began with, or of those that the app suggested.
func (e element) option(value string, offered []json.RawMessage) json.RawMessage {
	var options, initial []json.RawMessage
	var groups []struct {
		Options []json.RawMessage `json:"options"`
	}
	_ = json.Unmarshal(e.json["options"], &options)         // absent when there are groups
	_ = json.Unmarshal(e.json["option_groups"], &groups)    // absent when there are options
	_ = json.Unmarshal(e.json["initial_options"], &initial) // mostly absent
	for _, g := range groups {
		options = append(options, g.Options...)
	}
	for _, raw := range slices.Concat(options, initial, []json.RawMessage{e.json["initial_option"]}, offered) {
		var o struct {
			Value string `json:"value"`
		}
		if json.Unmarshal(raw, &o) == nil && o.Value == value {
			return raw
		}
	}
	return nil
}

// action is the entry of a payload's actions for e, used now; entry is what it
// holds then.
func (e element) action(p press, entry reply, now string) (json.RawMessage, error) {
	kind := e.text("type")
	a := reply{"type": kind, "action_id": e.text("action_id"), "block_id": e.blockID, "action_ts": now}
	maps.Copy(a, entry)
	switch {
	case kind == "button":
		a["text"] = e.json["text"]
		for _, key := range []string{"value", "style", "url"} {
			if v := e.json[key]; v != nil {
				a[key] = v
			}
		}
	case kind == "icon_button":
		a["text"], a["icon"] = e.json["text"], e.json["icon"]
		if v := e.json["value"]; v != nil {
			a["value"] = v
		}
	case kind == "feedback_buttons":
		chosen := e.feedback(append(values(p.Value), "")[0])
		if chosen == nil {
			return nil, &personError{http.StatusBadRequest, "invalid_value", e.text("action_id") + " has no button of that value"}
		}
		a["value"], a["text"] = chosen["value"], chosen["text"]
	case kind == "overflow":
		value := append(values(p.Value), "")[0]
		option := e.option(value, nil)
		if option == nil {
			return nil, &personError{http.StatusBadRequest, "invalid_value", "the menu " + e.text("action_id") + " has no option " + value}
		}
		a["selected_option"] = option
	case entry == nil:
		return nil, &personError{http.StatusBadRequest, "unsupported_element", "a " + kind + " cannot be used here"}
	}
	return mustJSON(a), nil
}

// feedback is the one of the two buttons that has the value.
func (e element) feedback(value string) map[string]json.RawMessage {
	for _, key := range []string{"positive_button", "negative_button"} {
		var b map[string]json.RawMessage
		if json.Unmarshal(e.json[key], &b) == nil && slices.Contains(values(b["value"]), value) {
			return b
		}
	}
	return nil
}
