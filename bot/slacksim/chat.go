package slacksim

import (
	"encoding/json"
	"strings"
	"unicode/utf8"

	"peerbot/bot/slacksim/blockkit"
)

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

func (c *content) empty() bool {
	return strings.TrimSpace(c.text) == "" && c.blocks == nil && c.attachments == nil
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

// target finds the channel that the bot means, and whether it may post there.
// A person's id means their direct messages. The caller holds mu.
func (w *Workspace) target(name string) (*channel, error) {
	c := w.botChannel(name)
	if c == nil {
		return nil, fail("channel_not_found")
	}
	if c.Archived {
		return nil, fail("is_archived")
	}
	if !c.members[w.opts.BotUser.ID] && !w.hasScope("chat:write.public") {
		return nil, fail("not_in_channel")
	}
	return c, nil
}

// botChannel finds a channel that the bot knows of: private ones only when it
// is in them.
func (w *Workspace) botChannel(name string) *channel {
	if u := w.users[name]; u != nil && !u.Bot && !u.Deleted {
		return w.openDM(u)
	}
	c := w.findChannel(name)
	if c != nil && c.Private && !c.members[w.opts.BotUser.ID] {
		return nil
	}
	return c
}

func (w *Workspace) postMessage(c *call) (reply, error) {
	body, err := w.content(c.params)
	if err != nil {
		return nil, err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	ch, err := w.target(c.params["channel"])
	if err != nil {
		return nil, err
	}
	if body.empty() {
		return nil, fail("no_text")
	}
	m := w.botMessage(body)
	if m.thread = c.params["thread_ts"]; m.thread != "" {
		if root := ch.find(m.thread); root == nil || root.to != "" {
			return nil, fail("cannot_reply_to_message")
		}
		m.broadcast = c.flag("reply_broadcast")
	}
	w.post(ch, m)
	answer := reply{"channel": ch.ID, "ts": m.ts, "message": w.messageJSON(m, true)}
	if body.truncated {
		answer["warning"] = "message_truncated"
		answer["response_metadata"] = reply{"warnings": []string{"message_truncated"}}
	}
	return answer, nil
}

func (w *Workspace) botMessage(c content) *message {
	return &message{
		user: w.opts.BotUser.ID, bot: true, text: c.text, blocks: c.blocks, attachments: c.attachments, metadata: c.metadata,
	}
}

func (w *Workspace) postEphemeral(c *call) (reply, error) {
	body, err := w.content(c.params)
	if err != nil {
		return nil, err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	ch, err := w.target(c.params["channel"])
	if err != nil {
		return nil, err
	}
	u := w.users[c.params["user"]]
	switch {
	case u == nil:
		return nil, fail("user_not_found")
	case !w.in(ch, u):
		return nil, fail("user_not_in_channel")
	case body.empty():
		return nil, fail("no_text")
	}
	m := w.botMessage(body)
	m.metadata, m.thread = nil, c.params["thread_ts"]
	w.whisper(ch, u, m)
	return reply{"message_ts": m.ts}, nil
}

// own finds a message that the bot may change; refused is Slack's word for
// somebody else's, which differs by method.
func (w *Workspace) own(channelID, ts, refused string) (*channel, *message, error) {
	ch := w.channels[channelID] // by id only: names and people are for new messages
	if ch == nil || ch.Private && !ch.members[w.opts.BotUser.ID] {
		return nil, nil, fail("channel_not_found")
	}
	m := ch.find(ts)
	if m == nil || m.to != "" { // ephemeral messages are out of reach
		return nil, nil, fail("message_not_found")
	}
	if !m.bot {
		return nil, nil, fail(refused)
	}
	return ch, m, nil
}

func (w *Workspace) updateMessage(c *call) (reply, error) {
	body, err := w.content(c.params)
	if err != nil {
		return nil, err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	ch, old, err := w.own(c.params["channel"], c.params["ts"], "cant_update_message")
	if err != nil {
		return nil, err
	}
	if ch.Archived {
		return nil, fail("is_archived")
	}
	if len(body.text) > maxUpdateText {
		return nil, fail("msg_too_long")
	}
	m, err := w.edited(old, body)
	if err != nil {
		return nil, err
	}
	w.replace(ch, m)
	return reply{"channel": ch.ID, "ts": m.ts, "text": m.text, "message": w.messageJSON(m, true)}, nil
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

func (w *Workspace) deleteMessage(c *call) (reply, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	ch, m, err := w.own(c.params["channel"], c.params["ts"], "cant_delete_message")
	if err != nil {
		return nil, err
	}
	w.remove(ch, m.ts)
	return reply{"channel": ch.ID, "ts": m.ts}, nil
}

func (w *Workspace) getPermalink(c *call) (reply, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	ch := w.botChannel(c.params["channel"])
	if ch == nil {
		return nil, fail("channel_not_found")
	}
	ts := c.params["message_ts"]
	if m := ch.find(ts); m == nil || m.to != "" {
		return nil, fail("message_not_found")
	}
	link := "https://" + w.opts.Team.Domain + ".slack.com/archives/" + ch.ID + "/p" + strings.ReplaceAll(ts, ".", "")
	return reply{"channel": ch.ID, "permalink": link}, nil
}
