package slacksim

import (
	"encoding/json"
	"strings"
	"unicode/utf8"

	"peerbot/bot/slacksim/blockkit"
)

// Limits of what a message says.
const (
	maxText        = 40_000 // characters of a new message, then it is cut; https://docs.slack.dev/reference/methods/chat.postMessage
	maxUpdateText  = 4000   // bytes of an update, then it is refused; the documentation says characters, users measured bytes
	maxAttachments = 100
	maxMetadata    = 8 << 10 // bytes; told by users, and written down nowhere
)

// content is what a message says, from a method, an answer or a response URL.
type content struct {
	text                          string
	blocks, attachments, metadata json.RawMessage
	// set tells which were given at all; an update keeps what was not.
	setText, setBlocks, setAttachments, setMetadata bool
	truncated                                       bool
}

func (c *content) empty() bool {
	return strings.TrimSpace(c.text) == "" && c.blocks == nil && c.attachments == nil
}

// content checks and normalises what the arguments say.
func (w *Workspace) content(p params) (content, error) {
	var c content
	c.text, c.setText = p["text"]
	if markdown, ok := p["markdown_text"]; ok {
		if c.text != "" || p["blocks"] != "" {
			return c, fail("markdown_text_conflict")
		}
		if utf8.RuneCountInString(markdown) > blockkit.MaxMarkdown {
			return c, fail("msg_too_long")
		}
		c.text, c.setText = markdown, true
	}
	if s := p["blocks"]; s != "" {
		blocks, problems, err := w.kit.Message([]byte(s))
		if err != nil {
			return c, err
		}
		if len(problems) > 0 {
			return c, invalidBlocks(problems)
		}
		c.blocks, c.setBlocks = blocks, true
	}
	if s := p["attachments"]; s != "" {
		var list []map[string]any
		if json.Unmarshal([]byte(s), &list) != nil {
			return c, fail("invalid_attachments")
		}
		if len(list) > maxAttachments {
			return c, fail("too_many_attachments")
		}
		for _, a := range list {
			if a["blocks"] != nil || a["actions"] != nil {
				return c, fail("invalid_attachments") // see the package comment
			}
		}
		c.setAttachments = true
		if len(list) > 0 {
			c.attachments = json.RawMessage(s)
		}
	}
	if s := p["metadata"]; s != "" {
		metadata, err := parseMetadata(s)
		if err != nil {
			return c, err
		}
		c.metadata, c.setMetadata = metadata, true
	}
	if utf8.RuneCountInString(c.text) > maxText {
		c.text, c.truncated = string([]rune(c.text)[:maxText]), true
	}
	return c, nil
}

// parseMetadata returns nil for none: {} clears, and slack-go sends an empty
// event_type with every response URL.
func parseMetadata(s string) (json.RawMessage, error) {
	var m struct {
		EventType    string          `json:"event_type"`
		EventPayload json.RawMessage `json:"event_payload"`
	}
	if json.Unmarshal([]byte(s), &m) != nil {
		return nil, fail("invalid_metadata_format")
	}
	if m.EventType == "" {
		if payload := string(m.EventPayload); payload == "" || payload == "null" || payload == "{}" {
			return nil, nil
		}
		return nil, fail("invalid_metadata_schema")
	}
	if !strings.HasPrefix(strings.TrimSpace(string(m.EventPayload)), "{") {
		return nil, fail("invalid_metadata_schema")
	}
	if len(s) > maxMetadata {
		return nil, fail("metadata_too_large")
	}
	return json.RawMessage(s), nil
}

// invalidBlocks is the error with what is wrong in the three places where
// Slack's clients look for it.
func invalidBlocks(problems []blockkit.Problem) error {
	var errs, messages []string
	for _, p := range problems {
		text := p.Message + " [json-pointer:/blocks" + p.Pointer + "]"
		errs = append(errs, text)
		messages = append(messages, "[ERROR] "+text)
	}
	return &apiError{"invalid_blocks", reply{"errors": errs, "response_metadata": reply{"messages": messages}}}
}

func (w *Workspace) botMessage(c content) *message {
	return &message{
		user: w.opts.BotUser.ID, bot: true, text: c.text, blocks: c.blocks, attachments: c.attachments, metadata: c.metadata,
	}
}

// edited is the message that an update makes of old: text without blocks
// removes the blocks, attachments and metadata stay unless they are given.
// Slack marks a message as edited only when its text alone changes.
func (w *Workspace) edited(old *message, body content) (*message, error) {
	m := *old
	if !body.setText && !body.setBlocks && !body.setAttachments && !body.setMetadata {
		return nil, fail("no_text")
	}
	if body.setText || body.setBlocks {
		m.text, m.blocks = body.text, body.blocks
	}
	if body.setAttachments {
		m.attachments = body.attachments
	}
	if body.setMetadata {
		m.metadata = body.metadata
	}
	if strings.TrimSpace(m.text) == "" && m.blocks == nil && m.attachments == nil && len(m.files) == 0 {
		return nil, fail("no_text")
	}
	if m.blocks == nil && old.blocks == nil && m.text != old.text {
		m.edited = w.nextTS()
	}
	return &m, nil
}
