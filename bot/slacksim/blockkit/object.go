package blockkit

// Limits of https://docs.slack.dev/reference/block-kit, in characters.
const (
	MaxText     = 3000   // of a text object
	MaxMarkdown = 12_000 // of the markdown blocks of a message together

	maxID      = 255
	maxURL     = 3000
	maxAltText = 2000
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

func imageFields() fields {
	return fields{
		"*type": anything, "image_url": text(maxURL), "slack_file": anything, "*alt_text": text(maxAltText),
		"image_width": anything, "image_height": anything, "image_bytes": anything, "fallback": anything,
	}
}

func optionRule() rule {
	return object(fields{
		"*text": anyText(75), "*value": text(150), "description": anyText(75), "url": text(maxURL),
	})
}

func groupRule() rule {
	return object(fields{"*label": plainText(75), "*options": list(1, 100, optionRule())})
}
