package slacksim

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
)

// State is who and what a workspace has, and what was said in it, and can be
// kept as JSON. Ephemeral messages, files, modals and Home tabs are not part of
// it.
type State struct {
	Users    []User
	Groups   []UserGroup
	Channels []Channel // without direct messages, which people have by themselves
	Messages []Message // by channel, oldest first
}

// Message is a message that everybody in its channel can see.
type Message struct {
	Channel  string // id
	TS       string
	Thread   string `json:",omitempty"` // ts of the message that it answers to
	User     string
	Bot      bool            `json:",omitempty"` // posted by the app
	Text     string          `json:",omitempty"`
	Blocks   json.RawMessage `json:",omitempty"`
	Metadata json.RawMessage `json:",omitempty"`
}

// State returns what there is. Nobody may change the blocks and metadata.
func (w *Workspace) State() State {
	w.mu.Lock()
	defer w.mu.Unlock()
	var s State
	for _, id := range w.order {
		if u := w.users[id]; id != w.opts.BotUser.ID && id != slackbotID {
			s.Users = append(s.Users, *u)
		}
	}
	for _, id := range w.grOrder {
		s.Groups = append(s.Groups, *w.groups[id])
	}
	for _, id := range w.chOrder {
		c := w.channels[id]
		if c.im == "" {
			s.Channels = append(s.Channels, w.channelState(c))
		}
		for _, m := range c.messages {
			if m.to == "" {
				s.Messages = append(s.Messages, Message{
					Channel: c.ID, TS: m.ts, Thread: m.thread, User: m.user, Bot: m.bot, Text: m.text, Blocks: m.blocks, Metadata: m.metadata,
				})
			}
		}
	}
	return s
}

// channelState is a channel with who is in it now.
func (w *Workspace) channelState(c *channel) Channel {
	out := c.Channel
	out.NoBot = !c.members[w.opts.BotUser.ID]
	if out.Members = nil; !c.everyone {
		out.Members = slices.DeleteFunc(w.memberIDs(c), func(id string) bool { return id == w.opts.BotUser.ID })
	}
	return out
}

// Restore adds what a state has to the workspace. Messages are where they were,
// under the timestamps that they had, and nobody is told of them.
func (w *Workspace) Restore(s State) {
	for _, u := range s.Users {
		w.AddUser(u)
	}
	for _, g := range s.Groups {
		w.AddUserGroup(g.ID, g.Handle, g.Members...)
	}
	for _, c := range s.Channels {
		w.AddChannel(c)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, m := range s.Messages {
		c := w.channels[m.Channel]
		if c == nil {
			continue // the direct messages of somebody who left
		}
		made := &message{
			ts: m.TS, thread: m.Thread, user: m.User, bot: m.Bot, text: m.Text, blocks: m.Blocks, metadata: m.Metadata,
		}
		c.messages = append(c.messages, made)
		c.stored += made.size()
		if micros, err := strconv.ParseInt(strings.Replace(m.TS, ".", "", 1), 10, 64); err == nil {
			w.lastTS = max(w.lastTS, micros)
		}
	}
}
