package slacksim

import (
	"slices"
	"strings"
)

// Channel is a public or private channel.
type Channel struct {
	ID       string // "C…"; made from Name when empty
	Name     string // without #
	Topic    string
	Purpose  string
	Private  bool
	Shared   bool // with another organisation (Slack Connect)
	Archived bool
	// Members are ids or names. Nil means everybody who is a full member of the
	// workspace, those who are added later included.
	Members []string
	NoBot   bool // the bot is not in the channel
}

// channel is a Channel with its messages, or a direct message channel.
type channel struct {
	Channel
	im       string // the person, when it is their direct messages with the bot
	everyone bool
	members  map[string]bool // by user id
	messages []*message      // in order of ts, whispers included
	stored   int             // bytes of those messages
	seen     map[string]string
	changed  int64            // last change that all members could see
	whispers map[string]int64 // last change that only this person could see
}

// AddChannel adds or replaces a channel, keeping its messages, and returns its id.
func (w *Workspace) AddChannel(c Channel) string {
	w.mu.Lock()
	defer w.mu.Unlock()
	c.Name = strings.TrimPrefix(c.Name, "#")
	if c.ID == "" {
		c.ID = "C0" + idLetters(c.Name)
	}
	old := w.channels[c.ID]
	n := newChannel(c)
	if old != nil {
		n.messages, n.stored, n.seen = old.messages, old.stored, old.seen
	} else {
		w.chOrder = append(w.chOrder, c.ID)
	}
	for _, id := range w.userIDs(c.Members) {
		n.members[id] = true
	}
	if !c.NoBot {
		n.members[w.opts.BotUser.ID] = true
	}
	w.channels[c.ID] = n
	w.changed(n, "")
	w.changed(nil, "")
	return c.ID
}

func newChannel(c Channel) *channel {
	return &channel{
		Channel: c, everyone: c.Members == nil && !c.Private, members: map[string]bool{},
		seen: map[string]string{}, whispers: map[string]int64{},
	}
}

// Archive archives a channel, which nobody can post to any more. It reports
// whether there is such a channel.
func (w *Workspace) Archive(name string) bool {
	return w.alter(name, func(c *channel) {
		c.Archived = true
		w.emit("channel_archive", c, reply{"channel": c.ID, "user": slackbotID})
	})
}

// RemoveMember takes somebody, or the bot, out of a channel; it reports whether
// there is such a channel. A channel of everybody has its members fixed by it.
func (w *Workspace) RemoveMember(name, user string) bool {
	return w.alter(name, func(c *channel) {
		u := w.findUser(user)
		if u == nil {
			return
		}
		if c.everyone {
			for _, id := range w.memberIDs(c) {
				c.members[id] = true
			}
			c.everyone = false
		}
		delete(c.members, u.ID)
	})
}

// AddMember puts somebody, or the bot, into a channel; it reports whether there
// is such a channel.
func (w *Workspace) AddMember(name, user string) bool {
	return w.alter(name, func(c *channel) {
		if u := w.findUser(user); u != nil {
			c.members[u.ID] = true
		}
	})
}

func (w *Workspace) alter(name string, f func(*channel)) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	c := w.findChannel(name)
	if c == nil {
		return false
	}
	before := w.memberIDs(c)
	f(c)
	w.joined(c, before)
	w.changed(c, "")
	w.changed(nil, "")
	return true
}

// findChannel takes an id or a name, with or without #. The caller holds mu.
func (w *Workspace) findChannel(s string) *channel {
	if c, ok := w.channels[s]; ok {
		return c
	}
	s = strings.TrimPrefix(s, "#")
	for _, id := range w.chOrder {
		if c := w.channels[id]; c.im == "" && c.Name == s {
			return c
		}
	}
	return nil
}

// channelFor is findChannel as a person means it: the bot's name or id is the
// direct message channel with it.
func (w *Workspace) channelFor(u *User, s string) *channel {
	if name := strings.TrimPrefix(s, "@"); name == w.opts.BotUser.Name || s == w.opts.BotUser.ID {
		return w.channels[dmID(u)]
	}
	return w.findChannel(s)
}

// openDM returns u's direct message channel with the bot. The caller holds mu.
func (w *Workspace) openDM(u *User) *channel {
	id := dmID(u)
	c := w.channels[id]
	if c == nil {
		c = newChannel(Channel{ID: id, Name: w.opts.BotUser.Name, Private: true})
		c.im = u.ID
		c.members[u.ID], c.members[w.opts.BotUser.ID] = true, true
		w.channels[id] = c
		w.chOrder = append(w.chOrder, id)
	}
	return c
}

func dmID(u *User) string { return "D" + strings.TrimLeft(u.ID, "UW") }

// in reports whether u is a member of c. The caller holds mu.
func (w *Workspace) in(c *channel, u *User) bool {
	return c.members[u.ID] || c.everyone && w.atHome(u)
}

// canRead is in, or a public channel that a full member could look into.
func (w *Workspace) canRead(c *channel, u *User) bool {
	return w.in(c, u) || c.im == "" && !c.Private && w.atHome(u)
}

// memberIDs are sorted. The caller holds mu.
func (w *Workspace) memberIDs(c *channel) []string {
	ids := []string{}
	for _, id := range w.order {
		if w.in(c, w.users[id]) {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return ids
}
