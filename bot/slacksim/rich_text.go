package slacksim

import (
	"crypto/rand"
	"encoding/json"
	"regexp"
	"strings"
)

// part is what rich text holds as such and a text as markup.
var part = regexp.MustCompile(`<@(\w+)>|<!subteam\^(\w+)[^>]*>|<#(\w+)[^>]*>|<!(here|channel|everyone)>|https?://[^\s<>]+`)

// enriched is a text as the one block that Slack's clients add: names and
// addresses are elements of their own. Styles, lists and emoji stay text.
func enriched(text string) json.RawMessage {
	elements := []reply{}
	rest := 0
	plain := func(end int) {
		if end > rest {
			elements = append(elements, reply{"type": "text", "text": text[rest:end]})
		}
	}
	for _, at := range part.FindAllStringSubmatchIndex(text, -1) {
		start, end := at[0], at[1]
		e := reply{}
		switch {
		case at[2] >= 0:
			e["type"], e["user_id"] = "user", text[at[2]:at[3]]
		case at[4] >= 0:
			e["type"], e["usergroup_id"] = "usergroup", text[at[4]:at[5]]
		case at[6] >= 0:
			e["type"], e["channel_id"] = "channel", text[at[6]:at[7]]
		case at[8] >= 0:
			e["type"], e["range"] = "broadcast", text[at[8]:at[9]]
		default:
			address := strings.TrimRight(text[start:end], ".,;:!?")
			end = start + len(address)
			e["type"], e["url"] = "link", address
		}
		plain(start)
		elements = append(elements, e)
		rest = end
	}
	plain(len(text))
	return mustJSON([]reply{{
		"type": "rich_text", "block_id": rand.Text()[:5], "elements": []reply{{"type": "rich_text_section", "elements": elements}},
	}})
}
