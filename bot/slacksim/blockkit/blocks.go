package blockkit

// blockTypes are all blocks; surfaces says where each may be.
func blockTypes() map[string]rule {
	elements := elementTypes()
	image := object(imageFields())
	context := byType(map[string]rule{
		"image":      image,
		"plain_text": anyText(MaxText),
		"mrkdwn":     anyText(MaxText),
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
		"markdown":  block(fields{"*text": text(MaxMarkdown)}),
		"rich_text": block(fields{"*elements": list(0, 1000, richText)}),
		"section": both(
			block(fields{
				"text": anyText(MaxText), "fields": list(1, 10, anyText(2000)),
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
