package slacksim

import "net/http"

// personMessage is m as u sees it; what people said is only its text. The
// caller holds mu.
func (w *Workspace) personMessage(u *User, c *channel, m *message) personMessage {
	name := m.user
	if author := w.users[m.user]; author != nil {
		name = author.Name
	}
	blocks := m.blocks
	if m.clientID != "" {
		blocks = nil
	}
	return personMessage{
		TS: m.ts, ThreadTS: m.thread, Channel: c.ID, User: m.user, UserName: name, Bot: m.bot || m.user == slackbotID,
		Text: m.text, Blocks: blocks, Attachments: m.attachments,
		Ephemeral: m.to != "", Edited: m.edited != "", Broadcast: m.broadcast, Files: personFiles(u.ID, m.files),
	}
}

// reader finds who looks at what. A channel that they may not know of is not
// found. The caller holds mu.
func (w *Workspace) reader(user, channelName string) (*User, *channel, error) {
	u := w.findUser(user)
	if u == nil || u.Bot {
		return nil, nil, &personError{http.StatusNotFound, "user_not_found", "there is no person " + user}
	}
	c := w.channelFor(u, channelName)
	if c == nil || !w.canRead(c, u) {
		return nil, nil, &personError{http.StatusNotFound, "channel_not_found", u.Name + " sees no channel " + channelName}
	}
	return u, c, nil
}

// actor finds who does something where, and whether they may. The caller holds mu.
func (w *Workspace) actor(user, channelName string) (*User, *channel, error) {
	u, c, err := w.reader(user, channelName)
	switch {
	case err != nil:
		return nil, nil, err
	case u.Deleted:
		return nil, nil, &personError{http.StatusForbidden, "account_inactive", u.Name + " is deactivated"}
	case !w.in(c, u):
		return nil, nil, &personError{http.StatusForbidden, "not_in_channel", u.Name + " is not in #" + c.Name}
	case c.Archived:
		return nil, nil, &personError{http.StatusForbidden, "is_archived", "#" + c.Name + " is archived"}
	}
	return u, c, nil
}

// modalOf finds the modal that a person has on top. The caller holds mu.
func (w *Workspace) modalOf(user, id string) (*User, *view, error) {
	u := w.findUser(user)
	if u == nil || u.Bot {
		return nil, nil, &personError{http.StatusNotFound, "user_not_found", "there is no person " + user}
	}
	stack := w.modals[u.ID]
	if len(stack) == 0 || id != "" && stack[len(stack)-1].id != id {
		return nil, nil, &personError{http.StatusNotFound, "view_not_found", u.Name + " has no such modal open"}
	}
	return u, stack[len(stack)-1], nil
}

// viewOf finds an open modal of a person, or their Home tab. The caller holds mu.
func (w *Workspace) viewOf(user, id string) (*User, *view, error) {
	u := w.findUser(user)
	if u != nil && w.homes[u.ID] != nil && w.homes[u.ID].id == id {
		return u, w.homes[u.ID], nil
	}
	return w.modalOf(user, id)
}
