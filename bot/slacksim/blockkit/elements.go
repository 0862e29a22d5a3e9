package blockkit

// Which elements may stand where.
var (
	actionElements = []string{
		"button", "checkboxes", "datepicker", "datetimepicker", "multi_channels_select", "multi_conversations_select", "multi_external_select",
		"multi_static_select", "multi_users_select", "overflow", "radio_buttons", "channels_select", "conversations_select",
		"external_select", "static_select", "users_select", "timepicker", "workflow_button",
	}
	accessories   = append([]string{"image"}, actionElements...)
	inputElements = []string{
		"checkboxes", "datepicker", "datetimepicker", "multi_channels_select", "multi_conversations_select", "multi_external_select",
		"multi_static_select", "multi_users_select", "radio_buttons", "channels_select", "conversations_select", "external_select",
		"static_select", "users_select", "timepicker", "plain_text_input", "email_text_input", "url_text_input", "number_input",
		"rich_text_input", "file_input",
	}
)

// elementTypes are the interactive elements and the image beside a section.
func elementTypes() map[string]rule {
	confirm := object(fields{
		"*title": plainText(100), "*text": anyText(300), "*confirm": plainText(30), "*deny": plainText(30),
		"style": one("primary", "danger"),
	})
	option := optionRule()
	options := func(highest int) rule { return list(1, highest, option) }
	groups := list(1, 100, groupRule())
	// element adds the keys that all have to its own.
	element := func(own fields) rule {
		own["*type"], own["action_id"], own["focus_on_load"] = anything, textOrEmpty(maxID), boolean
		return object(own)
	}
	// chooser is an element that asks for a choice.
	chooser := func(own fields) rule {
		own["confirm"], own["placeholder"] = confirm, plainText(150)
		return element(own)
	}
	count := integer(1, 100)
	filter := object(fields{
		"include": list(1, 4, one("im", "mpim", "private", "public")), "exclude_external_shared_channels": boolean, "exclude_bot_users": boolean,
	})
	single, many := fields{
		"options": options(100), "option_groups": groups, "initial_option": option,
	}, fields{
		"options": options(100), "option_groups": groups, "initial_options": options(100), "max_selected_items": count,
	}
	input := func(own fields) rule {
		own["placeholder"], own["initial_value"] = plainText(150), textOrEmpty(MaxText)
		own["dispatch_action_config"] = object(fields{"trigger_actions_on": list(1, 2, one("on_enter_pressed", "on_character_entered"))})
		return element(own)
	}
	feedback := object(fields{"*text": plainText(75), "*value": textOrEmpty(2000), "accessibility_label": text(75)})
	return map[string]rule{
		"button": element(fields{
			"*text": plainText(75), "value": textOrEmpty(2000), "url": text(maxURL), "style": one("primary", "danger"),
			"confirm": confirm, "accessibility_label": text(75),
		}),
		"workflow_button": element(fields{
			"*text": plainText(75), "*workflow": anything, "style": one("primary", "danger"), "accessibility_label": text(75),
		}),
		"feedback_buttons": element(fields{"*positive_button": feedback, "*negative_button": feedback}),
		"icon_button": element(fields{
			"*icon": text(maxID), "*text": plainText(75), "value": textOrEmpty(2000), "confirm": confirm, "accessibility_label": text(75),
			"visible_to_user_ids": list(0, 100, text(maxID)),
		}),
		"image":          object(imageFields()),
		"overflow":       element(fields{"*options": options(5), "confirm": confirm}),
		"radio_buttons":  both(element(fields{"*options": options(10), "initial_option": option, "confirm": confirm}), initial),
		"checkboxes":     both(element(fields{"*options": options(10), "initial_options": options(10), "confirm": confirm}), initial),
		"datepicker":     chooser(fields{"initial_date": text(10)}),
		"timepicker":     chooser(fields{"initial_time": text(5), "timezone": text(maxID)}),
		"datetimepicker": element(fields{"initial_date_time": anything, "confirm": confirm}),

		"static_select":         both(both(chooser(single), optionsOrGroups), initial),
		"external_select":       chooser(fields{"initial_option": option, "min_query_length": integer(0, 100)}),
		"users_select":          chooser(fields{"initial_user": text(maxID)}),
		"channels_select":       chooser(fields{"initial_channel": text(maxID), "response_url_enabled": boolean}),
		"conversations_select":  chooser(fields{"initial_conversation": text(maxID), "default_to_current_conversation": boolean, "response_url_enabled": boolean, "filter": filter}),
		"multi_static_select":   both(both(chooser(many), optionsOrGroups), initial),
		"multi_external_select": chooser(fields{"initial_options": options(100), "min_query_length": integer(0, 100), "max_selected_items": count}),
		"multi_users_select":    chooser(fields{"initial_users": list(1, 100, text(maxID)), "max_selected_items": count}),
		"multi_channels_select": chooser(fields{"initial_channels": list(1, 100, text(maxID)), "max_selected_items": count}),
		"multi_conversations_select": chooser(fields{
			"initial_conversations": list(1, 100, text(maxID)), "default_to_current_conversation": boolean, "filter": filter, "max_selected_items": count,
		}),

		"plain_text_input": input(fields{"multiline": boolean, "min_length": integer(0, 3000), "max_length": integer(1, 3000)}),
		"email_text_input": input(fields{}),
		"url_text_input":   input(fields{}),
		"number_input":     input(fields{"*is_decimal_allowed": boolean, "min_value": text(maxID), "max_value": text(maxID)}),
		"rich_text_input":  element(fields{"initial_value": anything, "placeholder": plainText(150), "dispatch_action_config": anything}),
		"file_input":       element(fields{"filetypes": list(1, 100, text(maxID)), "max_files": integer(1, 10)}),
	}
}
