package blockkit

// The blocks of 2026 and others that few apps send, as slack-go 0.35 and
// @slack/types 3.2 describe them; doc.go says which are refused.

// richBlocks adds them to types.
func richBlocks(types map[string]rule, elements map[string]rule) {
	picture := object(imageFields())
	button := byType(only(elements, []string{"button"}))
	rich := byType(map[string]rule{"rich_text": types["rich_text"]})
	card := block(fields{
		"hero_image": picture, "icon": picture, "slack_icon": anything, "title": anyText(150), "subtitle": anyText(150),
		"body": anyText(200), "subtext": anyText(200), "actions": list(1, 2, button),
	})
	task := block(fields{
		"*task_id": text(maxID), "*title": text(MaxText), "status": one("pending", "in_progress", "complete", "error"),
		"details": rich, "output": rich, "sources": list(0, 100, object(fields{"*type": one("url"), "*url": text(maxURL), "text": text(MaxText)})),
		"hide_title": boolean,
	})
	cell := byType(map[string]rule{"raw_text": anything, "raw_number": anything, "rich_text": anything})
	types["alert"] = block(fields{"*text": anyText(MaxText), "level": one("default", "info", "warning", "error", "success")})
	types["card"] = card
	types["carousel"] = block(fields{"*elements": list(1, 10, byType(map[string]rule{"card": card}))})
	types["context_actions"] = block(fields{"*elements": list(1, 5, byType(only(elements, []string{"feedback_buttons", "icon_button"})))})
	types["data_table"] = both(block(fields{
		"*caption": text(MaxText), "*rows": list(2, 101, list(1, 20, cell)), "page_size": integer(1, 100), "row_header_column_index": integer(0, 19),
	}), smallTable)
	types["data_visualization"] = block(fields{"*title": text(MaxText), "*chart": anything})
	types["plan"] = block(fields{"*title": text(MaxText), "tasks": list(0, 50, byType(map[string]rule{"task_card": task}))})
	types["task_card"] = task
	types["video"] = block(fields{
		"*video_url": text(maxURL), "*thumbnail_url": text(maxURL), "*alt_text": text(maxAltText), "*title": plainText(200), "title_url": text(maxURL),
		"author_name": text(50), "provider_name": text(maxID), "provider_icon_url": text(maxURL), "description": plainText(200),
	})
	// These two hold blocks that hold no blocks.
	inner := byType(only(types, []string{"actions", "context", "divider", "header", "image", "input", "rich_text", "section", "table", "video"}))
	types["container"] = block(fields{
		"title": plainText(150), "rich_text_title": rich, "subtitle": anyText(150), "icon": picture, "width": one("narrow", "standard", "wide", "full"),
		"is_collapsible": boolean, "default_collapsed": boolean, "has_header_divider": boolean, "*child_blocks": list(1, 10, inner),
	})
	item := object(fields{"*block": inner, "width": anything, "horizontal_alignment": anything})
	types["layout"] = block(fields{
		"*label": text(150), "*rows": list(1, 5, object(fields{"*items": list(1, 3, item)})), "is_label_visible": boolean, "grid_lines": anything,
		"fallback": anything,
	})
}
