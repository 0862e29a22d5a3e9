package slacksim

import (
	"encoding/json"
	"slices"
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

// size is what a message takes, but for its files and the little that all have.
func (m *message) size() int {
	return len(m.text) + len(m.blocks) + len(m.attachments) + len(m.metadata)
}

func (m *message) visibleTo(u *User) bool {
	return m.to == "" || u != nil && m.to == u.ID
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

// threads are the replies of a channel, by the ts of the thread.
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
