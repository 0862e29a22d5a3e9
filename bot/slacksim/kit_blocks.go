package slacksim

// The limits below are of https://docs.slack.dev/reference/block-kit, in
// characters and items.
const (
	maxID       = 255
	maxURL      = 3000
	maxAltText  = 2000
	maxTextSize = 3000
	maxMarkdown = 12_000
)

func plainText(n int) rule {
	return byType(map[string]rule{
		"plain_text": object(fields{"*type": anything, "*text": text(n), "emoji": boolean}),
	})
}

func anyText(n int) rule {
	return byType(map[string]rule{
		"plain_text": object(fields{"*type": anything, "*text": text(n), "emoji": boolean}),
		"mrkdwn":     object(fields{"*type": anything, "*text": text(n), "verbatim": boolean}),
	})
}

// block is an object with a type, perhaps a block_id, and those keys.
func block(keys fields) rule {
	keys["*type"], keys["block_id"] = anything, textOrEmpty(maxID)
	return object(keys)
}

// blockTypes are all blocks; surfaces says where each may be.
func blockTypes() map[string]rule {
	elements := elementTypes()
	image := object(imageFields())
	context := byType(map[string]rule{
		"image":      image,
		"plain_text": anyText(maxTextSize),
		"mrkdwn":     anyText(maxTextSize),
	})
	types := map[string]rule{
		"actions": block(fields{"*elements": list(1, 25, byType(only(elements, actionElements)))}),
		"context": block(fields{"*elements": list(1, 10, context)}),
		"divider": block(fields{}),
		"header":  block(fields{"*text": plainText(150), "level": integer(1, 4)}),
		"image": block(fields{
			"image_url": text(maxURL), "slack_file": anything, "*alt_text": text(maxAltText), "title": plainText(2000),
			"image_width": anything, "image_height": anything, "image_bytes": anything, "fallback": anything,
		}),
		"input": block(fields{
			"*label": plainText(2000), "*element": byType(only(elements, inputElements)), "hint": plainText(2000),
			"optional": boolean, "dispatch_action": boolean,
		}),
		"markdown":  block(fields{"*text": text(maxMarkdown)}),
		"rich_text": block(fields{"*elements": list(0, 1000, richText)}),
		"section": both(
			block(fields{
				"text": anyText(maxTextSize), "fields": list(1, 10, anyText(2000)),
				"accessory": byType(only(elements, accessories)), "expand": boolean,
			}),
			textOrFields),
		"table": block(fields{
			"*rows":           list(1, 100, list(1, 20, byType(map[string]rule{"raw_text": anything, "raw_number": anything, "rich_text": anything}))),
			"column_settings": list(0, 20, anything),
		}),
	}
	richBlocks(types, elements)
	return types
}

func imageFields() fields {
	return fields{
		"*type": anything, "image_url": text(maxURL), "slack_file": anything, "*alt_text": text(maxAltText),
		"image_width": anything, "image_height": anything, "image_bytes": anything, "fallback": anything,
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
