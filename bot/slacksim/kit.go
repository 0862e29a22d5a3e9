package slacksim

import (
	"crypto/rand"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// problem is one thing wrong with blocks, in the shape of blocks.validate.
type problem struct {
	Code    string `json:"code"`
	Message string `json:"message"`
	Field   string `json:"field,omitempty"`
	Pointer string `json:"pointer"` // JSON pointer from the list of blocks
}

// maxProblems bounds what is said about one message.
const maxProblems = 20

// checker collects the problems of one list of blocks.
type checker struct {
	problems []problem
}

func (c *checker) report(at, code, field, format string, args ...any) {
	if len(c.problems) < maxProblems {
		c.problems = append(c.problems, problem{code, fmt.Sprintf(format, args...), field, at})
	}
}

// rule checks a decoded JSON value at a JSON pointer.
type rule func(c *checker, at string, v any)

// text is a string of 1 to n characters.
func text(n int) rule {
	return func(c *checker, at string, v any) {
		s, ok := v.(string)
		switch {
		case !ok:
			c.report(at, "invalid_type", "", "must be a string")
		case s == "":
			c.report(at, "too_short", "", "must be more than 0 characters")
		case utf8.RuneCountInString(s) > n:
			c.report(at, "too_long", "", "must be less than %d characters", n+1)
		}
	}
}

// textOrEmpty is a string of up to n characters.
func textOrEmpty(n int) rule {
	full := text(n)
	return func(c *checker, at string, v any) {
		if v != "" {
			full(c, at, v)
		}
	}
}

func boolean(c *checker, at string, v any) {
	if _, ok := v.(bool); !ok {
		c.report(at, "invalid_type", "", "must be a boolean")
	}
}

// integer is a whole number between lowest and highest.
func integer(lowest, highest int) rule {
	return func(c *checker, at string, v any) {
		n, ok := v.(float64)
		if !ok || n != float64(int(n)) || int(n) < lowest || int(n) > highest {
			c.report(at, "invalid_value", "", "must be an integer between %d and %d", lowest, highest)
		}
	}
}

func anything(*checker, string, any) {}

// one is one of the given strings.
func one(of ...string) rule {
	return func(c *checker, at string, v any) {
		if s, ok := v.(string); !ok || !slices.Contains(of, s) {
			c.report(at, "invalid_value", "", "must be one of [%s]", strings.Join(of, ", "))
		}
	}
}

// list is an array of lowest to highest items.
func list(lowest, highest int, item rule) rule {
	return func(c *checker, at string, v any) {
		items, ok := v.([]any)
		switch {
		case !ok:
			c.report(at, "invalid_type", "", "must be an array")
			return
		case len(items) > highest:
			c.report(at, "too_many_items", "", "no more than %d items allowed", highest)
		case len(items) < lowest:
			c.report(at, "too_few_items", "", "no less than %d items allowed", lowest)
		}
		for i, x := range items {
			if i < highest {
				item(c, at+"/"+strconv.Itoa(i), x)
			}
		}
	}
}

// fields are the keys of an object; those with a star must be there.
type fields map[string]rule

// object is an object with those keys and no others.
func object(keys fields) rule {
	need, rules := []string{}, fields{}
	for key, r := range keys {
		if name, ok := strings.CutPrefix(key, "*"); ok {
			need = append(need, name)
			key = name
		}
		rules[key] = r
	}
	slices.Sort(need)
	return func(c *checker, at string, v any) {
		o, ok := v.(map[string]any)
		if !ok {
			c.report(at, "invalid_type", "", "must be an object")
			return
		}
		for _, name := range need {
			if o[name] == nil {
				c.report(at, "missing_field", name, "missing required field: %s", name)
			}
		}
		names := make([]string, 0, len(o))
		for name := range o {
			names = append(names, name)
		}
		slices.Sort(names)
		for _, name := range names {
			switch r := rules[name]; {
			case r == nil:
				c.report(at, "invalid_property", name, "invalid additional property: %s", name)
			case o[name] != nil:
				r(c, at+"/"+name, o[name])
			}
		}
	}
}

// byType is an object whose key "type" says what else it holds.
func byType(types map[string]rule) rule {
	return func(c *checker, at string, v any) {
		o, ok := v.(map[string]any)
		if !ok {
			c.report(at, "invalid_type", "", "must be an object")
			return
		}
		kind, ok := o["type"].(string)
		if !ok {
			c.report(at, "missing_field", "type", "missing required field: type")
			return
		}
		r := types[kind]
		if r == nil {
			c.report(at+"/type", "unsupported_type", "type", "unsupported type: %s", kind)
			return
		}
		r(c, at, v)
	}
}

// both is a and then b.
func both(a, b rule) rule {
	return func(c *checker, at string, v any) {
		a(c, at, v)
		b(c, at, v)
	}
}

// kit is Block Kit: what Slack takes as blocks of a message. It never changes.
type kit struct {
	blocks  rule // of a message
	modal   rule
	home    rule
	options rule // that an app suggests
}

const (
	maxMessageBlocks = 50
	maxViewBlocks    = 100
)

func newKit() *kit {
	message, modal, home := surfaces(blockTypes())
	return &kit{
		blocks:  list(0, maxMessageBlocks, byType(message)),
		modal:   modalRules(list(0, maxViewBlocks, byType(modal))),
		home:    homeRules(list(0, maxViewBlocks, byType(home))),
		options: suggestionRules(),
	}
}

// message checks the blocks of a message and returns them as Slack keeps them:
// with the ids and flags that were left out. No blocks at all are nil. The
// error is for what is not a list of blocks to begin with.
func (k *kit) message(raw []byte) (json.RawMessage, []problem, error) {
	var v any
	if json.Unmarshal(raw, &v) != nil {
		return nil, nil, fail("invalid_blocks_format")
	}
	blocks, ok := v.([]any)
	if !ok {
		if v == nil {
			return nil, nil, nil // slack-go sends null for none
		}
		return nil, nil, fail("invalid_blocks_format")
	}
	c := &checker{}
	k.blocks(c, "", v)
	uniqueIDs(c, blocks)
	together(c, blocks)
	if len(c.problems) > 0 || len(blocks) == 0 {
		return nil, c.problems, nil
	}
	for _, b := range blocks {
		complete(b.(map[string]any))
	}
	return mustJSON(blocks), nil, nil
}

// uniqueIDs holds that no two blocks have the same id, nor two elements of one block.
func uniqueIDs(c *checker, blocks []any) {
	seen := map[string]bool{}
	for i, b := range blocks {
		o, _ := b.(map[string]any)
		id, _ := o["block_id"].(string)
		if id != "" && seen[id] {
			c.report("/"+strconv.Itoa(i)+"/block_id", "duplicate_id", "block_id", "`block_id` must be unique: %s already exists", id)
		}
		seen[id] = true
		uniqueActions(c, "/"+strconv.Itoa(i), o)
	}
}

// uniqueActions holds that no two elements of a block have the same action_id.
// Slack's documentation says should; it refuses the whole message.
func uniqueActions(c *checker, at string, block map[string]any) {
	for _, holder := range []string{"elements", "actions"} {
		seen := map[string]bool{}
		list, _ := block[holder].([]any)
		for i, e := range list {
			o, _ := e.(map[string]any)
			id, _ := o["action_id"].(string)
			if id != "" && seen[id] {
				c.report(at+"/"+holder+"/"+strconv.Itoa(i)+"/action_id", "duplicate_id", "action_id", "`action_id` must be unique: %s already exists", id)
			}
			seen[id] = true
		}
	}
	if block["type"] == "carousel" {
		list, _ := block["elements"].([]any)
		for i, e := range list {
			card, _ := e.(map[string]any)
			uniqueActions(c, at+"/elements/"+strconv.Itoa(i), card)
		}
	}
}

// complete adds what Slack adds to a block: block_id, action_id, emoji, verbatim.
func complete(block map[string]any) {
	completeIDs(block)
	completeTexts(block)
}

func completeIDs(block map[string]any) {
	if id, _ := block["block_id"].(string); id == "" {
		block["block_id"] = rand.Text()[:5]
	}
	for _, inner := range innerBlocks(block) {
		completeIDs(inner)
	}
	kind := block["type"]
	if kind == "rich_text" || kind == "context" || kind == "carousel" {
		return // what these hold has no action_id
	}
	for _, holder := range []string{"elements", "accessory", "element", "actions"} {
		list, ok := block[holder].([]any)
		if !ok {
			list = []any{block[holder]}
		}
		for _, e := range list {
			o, ok := e.(map[string]any)
			if !ok || o["type"] == "image" {
				continue
			}
			if id, _ := o["action_id"].(string); id == "" {
				o["action_id"] = rand.Text()[:5]
			}
		}
	}
}

// innerBlocks are the blocks that a block holds.
func innerBlocks(block map[string]any) []map[string]any {
	var list []any
	switch block["type"] {
	case "container":
		list, _ = block["child_blocks"].([]any)
	case "carousel":
		list, _ = block["elements"].([]any)
	case "layout":
		rows, _ := block["rows"].([]any)
		for _, row := range rows {
			o, _ := row.(map[string]any)
			items, _ := o["items"].([]any)
			for _, item := range items {
				i, _ := item.(map[string]any)
				list = append(list, i["block"])
			}
		}
	}
	var found []map[string]any
	for _, x := range list {
		if b, ok := x.(map[string]any); ok {
			found = append(found, b)
		}
	}
	return found
}

// completeTexts adds the flags of every text object below v. Rules have bounded
// how deep that is, but for rich text, which has none.
func completeTexts(v any) {
	switch v := v.(type) {
	case []any:
		for _, x := range v {
			completeTexts(x)
		}
	case map[string]any:
		switch v["type"] {
		case "rich_text":
			return
		case "plain_text":
			setAbsent(v, "emoji", true)
		case "mrkdwn":
			setAbsent(v, "verbatim", false)
		}
		for _, x := range v {
			completeTexts(x)
		}
	}
}

func setAbsent(o map[string]any, key string, v any) {
	if _, ok := o[key]; !ok {
		o[key] = v
	}
}
