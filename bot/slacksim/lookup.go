package slacksim

import (
	"slices"
	"strings"
)

// findUser takes an id or a name, with or without @; people of the home team
// come first. The caller holds mu.
func (w *Workspace) findUser(s string) *User {
	if u, ok := w.users[s]; ok {
		return u
	}
	s = strings.TrimPrefix(s, "@")
	var found *User
	for _, id := range w.order {
		u := w.users[id]
		if u.Name == s && (found == nil || !w.inTeam(found) && w.inTeam(u)) {
			found = u
		}
	}
	return found
}

func (w *Workspace) userIDs(users []string) []string {
	ids := []string{}
	for _, s := range users {
		if u := w.findUser(s); u != nil && !slices.Contains(ids, u.ID) {
			ids = append(ids, u.ID)
		}
	}
	return ids
}

// atHome reports whether u is a full member of the workspace.
func (w *Workspace) atHome(u *User) bool {
	return w.inTeam(u) && !u.Restricted && !u.UltraRestricted && !u.Stranger && !u.Bot && !u.Deleted
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
