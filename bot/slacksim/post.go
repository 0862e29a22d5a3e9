package slacksim

import "slices"

// maxStoredText is how many bytes of messages a channel keeps.
const maxStoredText = 64 << 20

// post puts m at the end of c with a new timestamp, drops the oldest messages
// beyond the history, and returns m. The caller holds mu.
func (w *Workspace) post(c *channel, m *message) *message {
	m.ts = w.nextTS()
	if m.thread != "" {
		if root := c.find(m.thread); root != nil && root.thread != "" {
			m.thread = root.thread // a reply to a reply is in the same thread
		}
	}
	c.messages = append(c.messages, m)
	c.stored += m.size()
	if over := len(c.messages) - w.opts.History; over > 0 {
		// A tenth at once, so that a full channel does not move all on every post.
		c.forget(max(over, w.opts.History/10))
	}
	for c.stored > maxStoredText && len(c.messages) > 1 {
		c.forget(max(len(c.messages)/10, 1))
	}
	w.changed(c, m.to)
	w.messagePosted(c, m)
	return m
}

// whisper posts what only u can see, from Slackbot when it is not the app's.
func (w *Workspace) whisper(c *channel, u *User, m *message) *message {
	m.to = u.ID
	if m.user == "" {
		m.user = slackbotID
	}
	return w.post(c, m)
}

// respond posts an answer to u, or to all in the channel. The caller holds mu.
func (w *Workspace) respond(c *channel, u *User, m *message, kind string) *message {
	if kind == "in_channel" {
		return w.post(c, m)
	}
	m.metadata = nil
	return w.whisper(c, u, m)
}

// replace puts m where the message with its timestamp is. The caller holds mu.
func (w *Workspace) replace(c *channel, m *message) {
	if i, ok := c.index(m.ts); ok {
		old := c.messages[i]
		c.messages[i] = m
		c.stored += m.size() - old.size()
		w.changed(c, m.to)
		w.messageChanged(c, old, m)
	}
}

func (w *Workspace) remove(c *channel, ts string) {
	if i, ok := c.index(ts); ok {
		m := c.messages[i]
		c.messages = slices.Delete(c.messages, i, i+1)
		c.stored -= m.size()
		w.changed(c, m.to)
		w.messageChanged(c, m, nil)
	}
}
