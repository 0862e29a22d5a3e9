package blockkit

import (
	"slices"
	"strconv"
	"unicode/utf8"
)

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

// together holds what a message may have of one kind in all.
func together(c *checker, blocks []any) {
	tables, charts, markdown := 0, 0, 0
	for i, x := range blocks {
		b, _ := x.(map[string]any)
		at := "/" + strconv.Itoa(i)
		switch b["type"] {
		case "table":
			if tables++; tables == 2 {
				c.report(at, "only_one_table_allowed", "", "only one table is allowed in a message")
			}
		case "data_visualization":
			if charts++; charts == 3 {
				c.report(at, "too_many_items", "", "no more than 2 data visualizations allowed")
			}
		case "markdown":
			s, _ := b["text"].(string)
			before := markdown
			if markdown += utf8.RuneCountInString(s); markdown > MaxMarkdown && before <= MaxMarkdown {
				c.report(at+"/text", "too_long", "", "all markdown blocks must be less than %d characters", MaxMarkdown+1)
			}
		}
	}
}

func textOrFields(c *checker, at string, v any) {
	if o, ok := v.(map[string]any); ok && o["text"] == nil && o["fields"] == nil {
		c.report(at, "missing_field", "text", "must define either `text` or `fields`")
	}
}

// richText is let pass as it is: people write it with Slack's editor, and our
// own messages do not use it.
func richText(c *checker, at string, v any) {
	if o, ok := v.(map[string]any); !ok || o["type"] == nil {
		c.report(at, "missing_field", "type", "missing required field: type")
	}
}

func smallTable(c *checker, at string, v any) {
	o, _ := v.(map[string]any)
	rows, _ := o["rows"].([]any)
	total := 0
	for _, row := range rows {
		cells, _ := row.([]any)
		for _, x := range cells {
			cell, _ := x.(map[string]any)
			s, _ := cell["text"].(string)
			total += utf8.RuneCountInString(s)
		}
	}
	if total > maxTable {
		c.report(at+"/rows", "too_long", "", "all cells must be less than %d characters", maxTable+1)
	}
}

// maxTable is how many characters the cells of a data_table may have in all.
const maxTable = 10_000

// initial holds that what is chosen from the start is one of the options. Slack
// says exactly; here the value and the words count.
func initial(c *checker, at string, v any) {
	o, _ := v.(map[string]any)
	known := map[[2]string]bool{}
	all, _ := o["options"].([]any)
	groups, _ := o["option_groups"].([]any)
	for _, g := range groups {
		group, _ := g.(map[string]any)
		inside, _ := group["options"].([]any)
		all = append(slices.Clip(all), inside...)
	}
	for _, x := range all {
		known[optionKey(x)] = true
	}
	if x, ok := o["initial_option"]; ok && x != nil && !known[optionKey(x)] {
		c.report(at+"/initial_option", "invalid_value", "", "must be one of the provided options")
	}
	chosen, _ := o["initial_options"].([]any)
	if slices.ContainsFunc(chosen, func(x any) bool { return !known[optionKey(x)] }) {
		c.report(at+"/initial_options", "invalid_value", "", "must be one of the provided options")
	}
}

// optionKey is what tells options apart.
func optionKey(option any) [2]string {
	o, _ := option.(map[string]any)
	words, _ := o["text"].(map[string]any)
	value, _ := o["value"].(string)
	text, _ := words["text"].(string)
	return [2]string{value, text}
}

func optionsOrGroups(c *checker, at string, v any) {
	if o, ok := v.(map[string]any); ok && (o["options"] == nil) == (o["option_groups"] == nil) {
		c.report(at, "missing_field", "options", "must define either `options` or `option_groups`")
	}
}
