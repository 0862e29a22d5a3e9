package slacksim

import "strings"

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
