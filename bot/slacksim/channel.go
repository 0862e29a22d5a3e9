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
	Invited  bool // another organisation is, and has not accepted yet
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

func newChannel(c Channel) *channel {
	return &channel{
		Channel: c, everyone: c.Members == nil && !c.Private, members: map[string]bool{},
		seen: map[string]string{}, whispers: map[string]int64{},
	}
}

func dmID(u *User) string { return "D" + strings.TrimLeft(u.ID, "UW") }

// cursor numbers the last change in c that u can see. The caller holds mu.
func (c *channel) cursor(u *User) int64 {
	return max(c.changed, c.whispers[u.ID])
}

// forget drops the n oldest messages.
func (c *channel) forget(n int) {
	for _, m := range c.messages[:n] {
		c.stored -= m.size()
	}
	c.messages = slices.Delete(c.messages, 0, n)
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

// payloadName is how payloads name a channel.
func payloadName(c *channel) string {
	switch {
	case c.im != "":
		return "directmessage"
	case c.Private:
		return "privategroup"
	}
	return c.Name
}

// channelType is how events name the kind of a channel.
func channelType(c *channel) (short, long string) {
	switch {
	case c.im != "":
		return "D", "im"
	case c.Private:
		return "G", "group"
	}
	return "C", "channel"
}
