package blockkit

import "maps"

// surfaces are the block types of messages, and those of modals and Home tabs.
func surfaces(all map[string]rule) (message, modal, home map[string]rule) {
	message, modal = maps.Clone(all), maps.Clone(all)
	delete(message, "alert")
	for _, name := range []string{"context_actions", "data_visualization", "markdown", "plan", "table", "task_card"} {
		delete(modal, name)
	}
	home = maps.Clone(modal)
	delete(home, "alert")
	return message, modal, home
}

// suggestionRules are those of the answer to block_suggestion; it may be empty.
func suggestionRules() rule {
	return both(object(fields{"options": list(0, 100, optionRule()), "option_groups": list(0, 100, groupRule())}), optionsOrGroups)
}

// modalRules are the limits of https://docs.slack.dev/reference/views/modal-views.
func modalRules(blocks rule) rule {
	return object(fields{
		"*type": one("modal"), "*title": plainText(24), "submit": plainText(24), "close": plainText(24), "*blocks": blocks,
		"callback_id": textOrEmpty(maxID), "external_id": textOrEmpty(maxID), "private_metadata": textOrEmpty(3000),
		"clear_on_close": boolean, "notify_on_close": boolean, "submit_disabled": boolean,
	})
}

// homeRules are the limits of https://docs.slack.dev/reference/views/home-tab-views.
// What only a modal has, slack-go and Bolt leave out; Slack says nothing to it.
func homeRules(blocks rule) rule {
	return object(fields{
		"*type": one("home"), "*blocks": blocks, "title": plainText(24), "submit": plainText(24), "close": plainText(24),
		"callback_id": textOrEmpty(maxID), "external_id": textOrEmpty(maxID), "private_metadata": textOrEmpty(3000),
		"clear_on_close": boolean, "notify_on_close": boolean,
	})
}
