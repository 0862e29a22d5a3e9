package slacksim

import (
	"net/http"
	"strconv"
	"time"
)

const (
	maxWait      = time.Minute
	pageMessages = 1000
)

func (w *Workspace) servePeople(rw http.ResponseWriter, _ *http.Request) {
	w.mu.Lock()
	people, groups := []reply{}, []reply{}
	for _, id := range w.order {
		u := w.users[id]
		people = append(people, reply{
			"id": u.ID, "name": u.Name, "real_name": u.RealName, "title": u.Title, "team_id": u.TeamID, "bot": u.Bot,
			"guest": u.Restricted || u.UltraRestricted, "external": !w.colleague(u), "deleted": u.Deleted,
		})
	}
	for _, id := range w.grOrder {
		groups = append(groups, reply{"id": id, "handle": w.groups[id].Handle, "members": w.groups[id].Members})
	}
	commands := w.opts.Commands
	if commands == nil {
		commands = []SlashCommand{}
	}
	body := reply{
		"ok":     true,
		"team":   reply{"id": w.opts.Team.ID, "name": w.opts.Team.Name, "domain": w.opts.Team.Domain},
		"app":    reply{"id": w.opts.AppID, "user": w.opts.BotUser.ID, "name": w.opts.BotUser.RealName, "connections": len(w.sockets), "home": !w.opts.NoHome},
		"people": people, "groups": groups, "commands": commands, "shortcuts": append([]Shortcut{}, w.opts.Shortcuts...), "panel": w.opts.Panel != nil,
	}
	w.mu.Unlock()
	writeJSON(rw, http.StatusOK, body)
}

func (w *Workspace) serveChannels(rw http.ResponseWriter, r *http.Request) {
	channels, err := w.channelsOf(r.PathValue("user"))
	if err != nil {
		writePersonError(rw, err)
		return
	}
	writeJSON(rw, http.StatusOK, reply{"ok": true, "channels": channels})
}

func (w *Workspace) channelsOf(user string) ([]reply, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	u := w.findUser(user)
	if u == nil || u.Bot {
		return nil, &personError{http.StatusNotFound, "user_not_found", "there is no person " + user}
	}
	channels := []reply{}
	for _, id := range w.chOrder {
		c := w.channels[id]
		if !w.in(c, u) {
			continue
		}
		channels = append(channels, reply{
			"id": c.ID, "name": c.Name, "topic": c.Topic, "purpose": c.Purpose, "private": c.Private, "shared": c.Shared,
			"archived": c.Archived, "dm": c.im != "", "members": w.memberIDs(c), "unread": w.unread(c, u),
			"cursor": strconv.FormatInt(c.cursor(u), 10),
		})
	}
	return channels, nil
}

// unread counts what others said in c since u looked; replies do not count.
func (w *Workspace) unread(c *channel, u *User) int {
	n := 0
	for i := len(c.messages) - 1; i >= 0 && c.messages[i].ts > c.seen[u.ID]; i-- {
		if m := c.messages[i]; m.user != u.ID && m.thread == "" && m.visibleTo(u) {
			n++
		}
	}
	return n
}

func (w *Workspace) serveRead(rw http.ResponseWriter, r *http.Request) {
	var body struct {
		TS string `json:"ts"`
	}
	err := decode(rw, r, &body)
	if err == nil {
		err = w.markRead(r.PathValue("user"), r.PathValue("channel"), body.TS)
	}
	writeOutcome(rw, outcome{OK: true, Messages: []personMessage{}}, err)
}

func (w *Workspace) markRead(user, channel, ts string) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	u, c, err := w.reader(user, channel)
	if err != nil {
		return err
	}
	c.seen[u.ID] = max(c.seen[u.ID], ts)
	return nil
}

// serveMessages answers what a person sees in a channel, oldest first, replies
// included. With wait (seconds, or "1.5s") it first waits until something that
// they can see differs from the cursor `since`, or from now; when nothing does,
// it answers all the same, with the same cursor.
func (w *Workspace) serveMessages(rw http.ResponseWriter, r *http.Request) {
	query := r.URL.Query()
	wait, err := waitFor(query.Get("wait"))
	var since int64 = -1
	if s := query.Get("since"); s != "" && err == nil {
		if since, err = strconv.ParseInt(s, 10, 64); err != nil {
			err = &personError{http.StatusBadRequest, "invalid_cursor", "since is the cursor of an earlier answer, not " + s}
		}
	}
	if err != nil {
		writePersonError(rw, err)
		return
	}
	user, name := r.PathValue("user"), r.PathValue("channel")
	w.mu.Lock()
	u, c, err := w.reader(user, name)
	if err == nil && since < 0 {
		since = c.cursor(u)
	}
	w.mu.Unlock()
	if err == nil && wait > 0 {
		w.awaitChange(r, u.ID, c.ID, since, wait)
	}
	body, err := w.messagesOf(user, name, params{"limit": query.Get("limit")}.number("limit", pageMessages, 1, pageMessages))
	if err != nil {
		writePersonError(rw, err)
		return
	}
	writeJSON(rw, http.StatusOK, body)
}

func (w *Workspace) messagesOf(user, name string, limit int) (reply, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	u, c, err := w.reader(user, name)
	if err != nil {
		return nil, err
	}
	seen := []*message{}
	for _, m := range c.messages {
		if m.visibleTo(u) {
			seen = append(seen, m)
		}
	}
	more := len(seen) > limit
	if more {
		seen = seen[len(seen)-limit:]
	}
	messages := make([]personMessage, len(seen))
	for i, m := range seen {
		messages[i] = w.personMessage(u, c, m)
	}
	return reply{
		"ok": true, "channel": c.ID, "name": c.Name, "messages": messages, "has_more": more,
		"cursor": strconv.FormatInt(c.cursor(u), 10),
	}, nil
}

// awaitChange returns when the channel's cursor for the user is past since, or
// when the wait, the request or the workspace ends.
func (w *Workspace) awaitChange(r *http.Request, user, channel string, since int64, wait time.Duration) {
	v := w.watch(user, channel)
	defer v.stop()
	timer := time.NewTimer(wait)
	defer timer.Stop()
	for {
		w.mu.Lock()
		u, c := w.users[user], w.channels[channel]
		past := u == nil || c == nil || c.cursor(u) > since
		w.mu.Unlock()
		if past {
			return
		}
		select {
		case <-v.ready:
			v.drain()
		case <-timer.C:
			return
		case <-r.Context().Done():
			return
		case <-w.done:
			return
		}
	}
}

func waitFor(s string) (time.Duration, error) {
	if s == "" {
		return 0, nil
	}
	d, err := time.ParseDuration(s)
	if seconds, e := strconv.ParseFloat(s, 64); e == nil {
		d, err = time.Duration(min(seconds, maxWait.Seconds())*float64(time.Second)), nil
	}
	if err != nil || d < 0 {
		return 0, &personError{http.StatusBadRequest, "invalid_wait", "wait is seconds, or a duration such as 1.5s, not " + s}
	}
	return min(d, maxWait), nil
}
