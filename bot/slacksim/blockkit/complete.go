package blockkit

import "crypto/rand"

// CompleteView adds to a view without problems what Slack adds.
func CompleteView(v any) {
	o, _ := v.(map[string]any)
	blocks, _ := o["blocks"].([]any)
	for _, x := range blocks {
		complete(x.(map[string]any))
	}
	completeTexts(o)
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
	for _, inner := range InnerBlocks(block) {
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

// InnerBlocks returns the blocks that a block holds.
func InnerBlocks(block map[string]any) []map[string]any {
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
