package slacksim

import (
	"cmp"
	"strings"
)

// AddUser adds or replaces a person and returns the id. A person of the home
// team has a direct message channel with the bot from the start.
func (w *Workspace) AddUser(u User) string {
	w.mu.Lock()
	defer w.mu.Unlock()
	if u.ID == "" {
		u.ID = "U0" + idLetters(u.Name)
	}
	u.TeamID = cmp.Or(u.TeamID, w.opts.Team.ID)
	if u.TeamID == w.opts.Team.ID {
		u.Enterprise = cmp.Or(u.Enterprise, w.opts.Enterprise.ID)
	}
	if u.Teams == nil {
		u.Teams = []string{u.TeamID}
	}
	u.RealName = cmp.Or(u.RealName, u.Name)
	u.TZ = cmp.Or(u.TZ, "Etc/UTC")
	old := w.users[u.ID]
	if old == nil {
		w.order = append(w.order, u.ID)
	}
	w.users[u.ID] = &u
	w.userChanged(&u, old == nil)
	if !u.Bot && w.inTeam(&u) {
		w.openDM(&u)
	}
	w.changed(nil, "")
	return u.ID
}

// Deactivate closes somebody's account: they can do nothing any more, and
// users.info says deleted. It reports whether there is such a person.
func (w *Workspace) Deactivate(user string) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	u := w.findUser(user)
	if u == nil {
		return false
	}
	gone := *u
	gone.Deleted = true
	w.users[u.ID] = &gone
	w.userChanged(&gone, false)
	w.changed(nil, "")
	return true
}

// AddUserGroup adds or replaces a user group; members are ids or names, those
// unknown are left out. An empty id is made from the handle. It returns the id.
func (w *Workspace) AddUserGroup(id, handle string, members ...string) string {
	w.mu.Lock()
	defer w.mu.Unlock()
	if id == "" {
		id = "S0" + idLetters(handle)
	}
	old := w.groups[id]
	if old == nil {
		w.grOrder = append(w.grOrder, id)
	}
	g := &UserGroup{ID: id, Handle: handle, Name: handle, Members: w.userIDs(members)}
	w.groups[id] = g
	w.groupChanged(g, old)
	w.changed(nil, "")
	return id
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

// Archive archives a channel, which nobody can post to any more. It reports
// whether there is such a channel.
func (w *Workspace) Archive(name string) bool {
	return w.alter(name, func(c *channel) {
		c.Archived = true
		w.emit("channel_archive", c, reply{"channel": c.ID, "user": slackbotID})
	})
}

// partnerID is the team with which a channel is shared, as far as events say.
const partnerID = "T0PARTNER"

// Invite invites another organisation to a channel, which shares it once it
// accepts; see Share. It reports whether there is such a channel.
func (w *Workspace) Invite(name string) bool {
	return w.alter(name, func(c *channel) { c.Invited = !c.Shared })
}

// Share shares a channel with another organisation, or ends that. It reports
// whether there is such a channel.
func (w *Workspace) Share(name string, shared bool) bool {
	return w.alter(name, func(c *channel) {
		if c.Invited = false; c.Shared == shared {
			return
		}
		event := map[bool]string{true: "channel_shared", false: "channel_unshared"}[shared]
		c.Shared = shared
		w.emit(event, c, reply{"channel": c.ID, "connected_team_id": partnerID})
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
	w.membersChanged(c, before)
	w.changed(c, "")
	w.changed(nil, "")
	return true
}
