package slacksim

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// message is never changed once it is in a channel: an update puts another one
// in its place. So it can be read without the workspace's lock, but for its files.
type message struct {
	ts, thread  string // thread is the ts of the first message, for replies only
	user        string
	bot         bool   // posted by the app
	clientID    string // of what a person said: client_msg_id
	text        string
	blocks      json.RawMessage // normalised; nil for none
	attachments json.RawMessage
	metadata    json.RawMessage
	files       []*file
	to          string // who alone can see it
	edited      string // ts of the edit that Slack would show
	broadcast   bool
}

// nextTS returns a timestamp as Slack writes it, greater than all before. The
// caller holds mu.
func (w *Workspace) nextTS() string {
	w.lastTS = max(w.lastTS+1, w.opts.Now().UnixMicro())
	return fmt.Sprintf("%010d.%06d", w.lastTS/1e6, w.lastTS%1e6)
}

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
	w.said(c, m)
	return m
}

// maxStoredText is how many bytes of messages a channel keeps.
const maxStoredText = 64 << 20

// size is what a message takes, but for its files and the little that all have.
func (m *message) size() int {
	return len(m.text) + len(m.blocks) + len(m.attachments) + len(m.metadata)
}

// forget drops the n oldest messages.
func (c *channel) forget(n int) {
	for _, m := range c.messages[:n] {
		c.stored -= m.size()
	}
	c.messages = slices.Delete(c.messages, 0, n)
}

// whisper posts what only u can see, from Slackbot when it is not the app's.
func (w *Workspace) whisper(c *channel, u *User, m *message) *message {
	m.to = u.ID
	if m.user == "" {
		m.user = slackbotID
	}
	return w.post(c, m)
}

// replace puts m where the message with its timestamp is. The caller holds mu.
func (w *Workspace) replace(c *channel, m *message) {
	if i, ok := c.index(m.ts); ok {
		old := c.messages[i]
		c.messages[i] = m
		c.stored += m.size() - old.size()
		w.changed(c, m.to)
		w.altered(c, old, m)
	}
}

func (w *Workspace) remove(c *channel, ts string) {
	if i, ok := c.index(ts); ok {
		m := c.messages[i]
		c.messages = slices.Delete(c.messages, i, i+1)
		c.stored -= m.size()
		w.changed(c, m.to)
		w.altered(c, m, nil)
	}
}

func (c *channel) index(ts string) (int, bool) {
	return slices.BinarySearchFunc(c.messages, ts, func(m *message, ts string) int { return strings.Compare(m.ts, ts) })
}

func (c *channel) find(ts string) *message {
	if i, ok := c.index(ts); ok {
		return c.messages[i]
	}
	return nil
}

// messageJSON is a message object as the Web API and payloads carry it.
type messageJSON struct {
	ClientMsgID string          `json:"client_msg_id,omitempty"`
	Type        string          `json:"type"`
	Subtype     string          `json:"subtype,omitempty"`
	User        string          `json:"user,omitempty"`
	TS          string          `json:"ts"`
	ThreadTS    string          `json:"thread_ts,omitempty"`
	BotID       string          `json:"bot_id,omitempty"`
	AppID       string          `json:"app_id,omitempty"`
	Team        string          `json:"team,omitempty"`
	Text        string          `json:"text"`
	Blocks      json.RawMessage `json:"blocks,omitempty"`
	Attachments json.RawMessage `json:"attachments,omitempty"`
	Metadata    json.RawMessage `json:"metadata,omitempty"`
	Files       []reply         `json:"files,omitempty"`
	Upload      bool            `json:"upload,omitempty"`
	Edited      *editedJSON     `json:"edited,omitempty"`
	BotProfile  *botProfileJSON `json:"bot_profile,omitempty"`

	ReplyCount  int      `json:"reply_count,omitempty"`
	ReplyUsers  []string `json:"reply_users,omitempty"`
	LatestReply string   `json:"latest_reply,omitempty"`
}

type editedJSON struct {
	User string `json:"user"`
	TS   string `json:"ts"`
}

type botProfileJSON struct {
	ID     string `json:"id"`
	AppID  string `json:"app_id"`
	Name   string `json:"name"`
	TeamID string `json:"team_id"`
}

// teamOf is the organisation of somebody; of those unknown it is ours.
func (w *Workspace) teamOf(user string) string {
	if u := w.users[user]; u != nil {
		return u.TeamID
	}
	return w.opts.Team.ID
}

// messageJSON does not fill in the replies; threads.add does.
func (w *Workspace) messageJSON(m *message, metadata bool) messageJSON {
	j := messageJSON{
		ClientMsgID: m.clientID, Type: "message", User: m.user, TS: m.ts, ThreadTS: m.thread, Team: w.teamOf(m.user), Text: m.text,
		Blocks: m.blocks, Attachments: m.attachments,
	}
	if m.bot {
		j.BotID, j.AppID = w.opts.BotID, w.opts.AppID
		j.BotProfile = &botProfileJSON{ID: w.opts.BotID, AppID: w.opts.AppID, Name: w.opts.BotUser.Name, TeamID: w.opts.Team.ID}
	}
	if len(m.files) > 0 {
		j.Files, j.Upload, j.Subtype = w.fileObjects(m.files), true, "file_share"
	}
	if m.broadcast {
		j.Subtype = "thread_broadcast"
	}
	if m.edited != "" {
		j.Edited = &editedJSON{User: m.user, TS: m.edited}
	}
	if metadata {
		j.Metadata = m.metadata
	}
	return j
}

// thread is the message ts and its replies as u sees them; u nil sees what
// everybody does. The caller holds mu.
func (c *channel) thread(ts string, u *User) []*message {
	var found []*message
	i, _ := c.index(ts)
	for _, m := range c.messages[i:] {
		if (m.ts == ts || m.thread == ts) && m.visibleTo(u) {
			found = append(found, m)
		}
	}
	return found
}

// threads are the replies that u can see, by the ts of the thread.
func (c *channel) threads(u *User) threads {
	found := threads{}
	for _, m := range c.messages {
		if m.thread != "" && m.visibleTo(u) {
			found[m.thread] = append(found[m.thread], m)
		}
	}
	return found
}

type threads map[string][]*message

// add fills in what a message object says of its replies.
func (t threads) add(j messageJSON) messageJSON {
	if j.ThreadTS != "" {
		return j
	}
	for _, r := range t[j.TS] {
		j.ThreadTS, j.ReplyCount, j.LatestReply = j.TS, j.ReplyCount+1, r.ts
		if !slices.Contains(j.ReplyUsers, r.user) {
			j.ReplyUsers = append(j.ReplyUsers, r.user)
		}
	}
	return j
}

func (m *message) visibleTo(u *User) bool {
	return m.to == "" || u != nil && m.to == u.ID
}
